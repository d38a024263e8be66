/** The verdict of the gate in one line: the same in every report. Pure. */
import type { BaselineReport, FailOn, Result } from "../../model.ts";
import { countVerdicts, type VerdictCounts } from "../rows.ts";
import { countOfBenchmarks } from "./counted.ts";
import { worseWord } from "./worse.ts";

export interface Headline {
  readonly mark: "✗" | "✓" | "?" | "–";
  readonly text: string;
}

/** Without the product's name. */
export function headline(result: Result): Headline {
  const counts = countVerdicts(result.benchmarks);
  const { mark, text } = verdictInWords(result, counts);
  const isCompared =
    result.verdict === "passed" || result.verdict === "failed" || result.verdict === "inconclusive";
  const isRemovedTold = result.verdict === "failed" && result.config.failOn.includes("removed");
  // Nobody is to take what was not measured for what is not slower.
  const beside = [
    counts.removed > 0 && !isRemovedTold ? `${counts.removed} removed` : null,
    counts.skipped > 0 ? `${counts.skipped} skipped` : null,
  ].filter((part) => part !== null);
  return { mark, text: isCompared ? [text, ...beside].join(", ") : text };
}

function verdictInWords(result: Result, counts: VerdictCounts): Headline {
  const { conditions } = result.evidence;
  const total = result.benchmarks.length - counts.removed;
  const regressed = result.benchmarks.filter(({ verdict }) => verdict === "regressed");
  const word = worseWord(regressed.map(({ metric }) => metric));
  const slower =
    counts.regressed === 0 ? null : `${counts.regressed} of ${countOfBenchmarks(total)} got ${word}`;
  const ofTotal = slower === null ? ` of ${countOfBenchmarks(total)}` : "";
  const broken = counts.errored === 0 ? null : `${counts.errored}${ofTotal} could not be measured`;
  const unclear =
    counts.inconclusive === 0 ? null : `can't tell for ${counts.inconclusive} of ${countOfBenchmarks(total)}`;
  switch (result.verdict) {
    case "failed": {
      const isListed = (reason: FailOn) => result.config.failOn.includes(reason);
      const why = [
        isListed("regression") ? slower : null,
        broken,
        counts.removed > 0 && isListed("removed") ? `${countOfBenchmarks(counts.removed)} removed` : null,
        isListed("inconclusive") ? unclear : null,
        isListed("missing-baseline") ? noBaselineWords(result.evidence.baseline) : null,
      ].filter((part) => part !== null);
      if (why.length > 0) return { mark: "✗", text: why.join(", ") };
      const wasCutShort =
        conditions !== null && (conditions.timeLimitReached || conditions.lost !== undefined);
      const isOverdue = wasCutShort && counts.inconclusive > 0;
      return { mark: "✗", text: isOverdue ? "over budget when measuring ended early" : "failed" };
    }
    case "passed":
      return { mark: "✓", text: [passedWords(counts, total, slower), broken].filter(Boolean).join(", ") };
    case "inconclusive":
      return { mark: "?", text: unclear ?? "there is nothing to compare with yet" };
    case "unmeasured":
      if (conditions?.lost !== undefined && unclear !== null)
        return { mark: "✗", text: `${unclear}: a benchmark process was lost` };
      if (conditions?.timeLimitReached === true && unclear !== null)
        return { mark: "✗", text: `${unclear}: the time limit was too short` };
      return {
        mark: "✗",
        text: counts.errored === total && broken !== null ? broken : "nothing could be compared",
      };
    case "recorded":
      return {
        mark: "✓",
        text: [
          `recorded ${countOfBenchmarks(total - counts.errored)} as the baseline${acceptedOfThem(counts)}`,
          broken,
        ]
          .filter(Boolean)
          .join(", "),
      };
    case "skipped":
      return { mark: "–", text: total === 0 ? "nothing was measured" : "nothing was recorded" };
    default:
      return result.verdict satisfies never;
  }
}

function noBaselineWords({ state }: BaselineReport): string | null {
  if (state === "missing") return "there is no stored baseline";
  return state === "unreadable" ? "the baseline could not be read" : null;
}

function passedWords(counts: VerdictCounts, total: number, slower: string | null): string {
  if (slower !== null) return `${slower}, which does not fail the job here`;
  const faster = counts.improved === 0 ? "" : `, ${counts.improved} got faster`;
  if (counts.accepted > 0)
    return `${counts.accepted} of ${countOfBenchmarks(total)} got slower, which is accepted${faster}`;
  if (total === 0) return "there is no benchmark to compare";
  if (counts.new === total)
    return `${total} new benchmark${total === 1 ? ", nothing to compare it with yet" : "s, nothing to compare them with yet"}`;
  return `no benchmark exceeded its budget${faster}`;
}

function acceptedOfThem({ accepted }: VerdictCounts): string {
  return accepted === 0 ? "" : `, ${accepted} of them slower, which is accepted`;
}
