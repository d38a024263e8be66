/** Which rows a person sees first, and in which words: the same in every report. */
import { worsening, worseningInterval } from "../compare/worse.ts";
import type { BaselineReport, FailOn, Metric, Result, Row, RowVerdict } from "../model.ts";
import { percent, rate } from "./numbers.ts";
import { worseWord } from "./worse-words.ts";

const TELLING_ORDER: readonly RowVerdict[] = [
  "regressed",
  "errored",
  "inconclusive",
  "accepted",
  "skipped",
  "removed",
  "new",
  "improved",
  "within-budget",
];

export type VerdictCounts = Readonly<Record<RowVerdict, number>>;

export function countVerdicts(rows: readonly Row[]): VerdictCounts {
  const counts = Object.fromEntries(TELLING_ORDER.map((verdict) => [verdict, 0])) as Record<
    RowVerdict,
    number
  >;
  for (const row of rows) counts[row.verdict] += 1;
  return counts;
}

/** `test[9]` before `test[10]`. */
const byId = new Intl.Collator("en", { numeric: true });

/** What of a benchmark a row is about, where that is not plain from its unit; null where it is. */
export function metricWords(metric: Metric): string | null {
  switch (metric) {
    case "time":
    case "value":
      return null;
    case "cpu-time":
      return "CPU time";
    case "peak-memory":
      return "peak memory";
    case "instructions":
      return "instructions";
    default:
      return metric satisfies never;
  }
}

/** `12.3 MB/s, was 15.1 MB/s`; null where its author does not say what a call works through. */
export function throughputWords({ work, metric, base, head }: Row): string | null {
  if (work === null || metric !== "time" || head === null || head <= 0) return null;
  const before = base === null || base <= 0 ? "" : `, was ${rate(work, base)}`;
  return `${rate(work, head)}${before}`;
}

/** What needs a person first, first; the largest change first among equals; then by id. */
export function inTellingOrder(rows: readonly Row[]): readonly Row[] {
  let ordered = orders.get(rows);
  if (ordered === undefined) {
    ordered = sorted(rows);
    orders.set(rows, ordered);
  }
  return ordered;
}

/** Every report of a result has its rows in this order; lists are replaced, and never changed. */
const orders = new WeakMap<readonly Row[], readonly Row[]>();

function sorted(rows: readonly Row[]): Row[] {
  return rows
    .map((row) => ({ row, rank: TELLING_ORDER.indexOf(row.verdict), size: sizeOf(row) }))
    .sort(
      (one, other) =>
        one.rank - other.rank || other.size - one.size || byId.compare(one.row.id, other.row.id),
    )
    .map(({ row }) => row);
}

function sizeOf(row: Row): number {
  const worse = worsening(row);
  if (worse === null) return Number.NEGATIVE_INFINITY;
  return row.verdict === "improved" ? -worse : worse;
}

/** Surely slower, and surely by less than the budget: allowed, but worth a word. */
export function isSlowerWithinBudget(row: Row): boolean {
  const interval = worseningInterval(row);
  return row.verdict === "within-budget" && interval !== null && interval[0] > 0;
}

export interface VerdictWords {
  readonly mark: "✗" | "✓" | "?" | "!" | "+" | "−" | "–";
  readonly words: string;
  /** What else the verdict needs to be understood; null where nothing. */
  readonly detail: string | null;
}

/** What became of the rows of a recording, which are compared with nothing; null for a comparison. */
export function recordingWords({ verdict, evidence, sides }: Result): "recorded" | "not recorded" | null {
  if (verdict === "recorded") return "recorded";
  const isRecording = evidence.trends !== null || (verdict === "skipped" && sides.base === null);
  return isRecording ? "not recorded" : null;
}

/** @param recording what is said of a row that was compared with nothing, where that is not news */
export function verdictWords(row: Row, recording: ReturnType<typeof recordingWords> = null): VerdictWords {
  const stored = restsOnStored(row) ? "stored baseline" : row.evidence === "point" ? "plain ratio" : null;
  switch (row.verdict) {
    case "regressed":
      return { mark: "✗", words: "regressed", detail: stored };
    case "errored":
      return { mark: "✗", words: "errored", detail: null };
    case "inconclusive":
      return {
        mark: "?",
        words: "can't tell",
        detail: row.detectable === null ? stored : `smallest detectable: ${percent(row.detectable)}`,
      };
    case "accepted":
      return { mark: "!", words: "accepted", detail: stored };
    case "skipped":
      return { mark: "–", words: "skipped", detail: null };
    case "removed":
      return { mark: "−", words: "removed", detail: null };
    case "new":
      return recording === null
        ? { mark: "+", words: "new", detail: null }
        : { mark: recording === "recorded" ? "✓" : "!", words: recording, detail: null };
    case "improved":
      return { mark: "✓", words: "improved", detail: stored };
    case "within-budget":
      return {
        mark: "✓",
        words: isSlowerWithinBudget(row) ? `${worseWord([row.metric])}, within budget` : "within budget",
        detail: stored,
      };
    default:
      return row.verdict satisfies never;
  }
}

export function restsOnStored(row: Row): boolean {
  return row.evidence === "stored-same-machine" || row.evidence === "stored-other-machine";
}

/** Whether a row has a budget of its own, so that not all is said with the one at the foot of the report. */
export function hasOwnBudgets({ benchmarks, config }: Result): boolean {
  return benchmarks.some((row) => row.budget !== config.budget);
}

/** `1 benchmark`, `50 benchmarks`. */
export function countOfBenchmarks(count: number): string {
  return count === 1 ? "1 benchmark" : `${count} benchmarks`;
}

export interface Headline {
  readonly mark: "✗" | "✓" | "?" | "–";
  readonly text: string;
}

/** The verdict of the gate in words; without the product's name. */
export function headline(result: Result): Headline {
  const counts = countVerdicts(result.benchmarks);
  const { mark, text } = verdictInWords(result, counts);
  const isCompared =
    result.verdict === "passed" || result.verdict === "failed" || result.verdict === "inconclusive";
  // Nobody is to take what was not measured for what is not slower.
  return isCompared && counts.skipped > 0
    ? { mark, text: `${text}, ${counts.skipped} skipped` }
    : { mark, text };
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
