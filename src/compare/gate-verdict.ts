/** From the rows to the one verdict of the gate, and the sentence that gives its reason. Pure. */
import type { BaselineReport, FailOn, GateVerdict, Row, RowVerdict } from "../model.ts";
import { worseWord } from "./worse.ts";

export interface GateDecision {
  readonly verdict: GateVerdict;
  readonly reason: string;
}

/**
 * Fails for what `failOn` lists, and always for a benchmark that head broke (`brokenByHead`). Passes only
 * when something was compared: a run that compared nothing can't tell. Accepted slowdowns are told, and fail nothing.
 */
export function decideGate(
  rows: readonly Row[],
  failOn: readonly FailOn[],
  baseline: BaselineReport["state"],
  brokenByHead: ReadonlySet<string>,
): GateDecision {
  const of = (verdict: RowVerdict) => rows.filter((row) => row.verdict === verdict);
  const failures = [
    failOn.includes("regression") ? gotWorse(of("regressed")) : null,
    counted(
      of("errored").filter((row) => failOn.includes("errored") || brokenByHead.has(row.id)),
      "does not run on head",
      "do not run on head",
    ),
    failOn.includes("inconclusive")
      ? counted(of("inconclusive"), "could not be decided", "could not be decided")
      : null,
    failOn.includes("removed") ? counted(of("removed"), "was removed", "were removed") : null,
    failOn.includes("missing-baseline") && (baseline === "missing" || baseline === "unreadable")
      ? `the stored baseline is ${baseline}`
      : null,
  ].filter((failure) => failure !== null);
  const accepted = acceptedSlowdowns(rows);
  const beside = accepted === null ? "" : `; ${accepted}`;
  if (failures.length > 0) return { verdict: "failed", reason: sentence(failures.join(", and ") + beside) };
  const undecided = of("inconclusive");
  const compared = rows.filter((row) => row.change !== null);
  if (undecided.length > 0) {
    return {
      verdict: "inconclusive",
      reason: sentence(`${counted(undecided, "could not be decided", "could not be decided")}${beside}`),
    };
  }
  if (compared.length === 0) {
    return { verdict: "inconclusive", reason: "Nothing could be compared: no benchmark ran on both sides." };
  }
  const slower = of("regressed");
  if (slower.length > 0) {
    return {
      verdict: "passed",
      reason: sentence(`${gotWorse(slower)}, which fail-on does not list${beside}`),
    };
  }
  const others = accepted === null ? "No" : `${sentence(accepted)} No other`;
  return {
    verdict: "passed",
    reason: `${others} hot path got ${worseWord(compared.map(({ metric }) => metric))} than its budget: ${compared.length} compared.`,
  };
}

/** `1 slowdown is accepted`; null where there is none. */
export function acceptedSlowdowns(rows: readonly Row[]): string | null {
  const count = rows.filter((row) => row.verdict === "accepted").length;
  if (count === 0) return null;
  return count === 1 ? "1 slowdown is accepted" : `${count} slowdowns are accepted`;
}

/**
 * Why a recording must not become the baseline, as a sentence: what got slower is not to be what the next pull
 * request is compared with. Null when nothing did, or `failOn` lets it.
 *
 * @param rows what was measured against the baseline before
 */
export function slowerRecording(rows: readonly Row[], failOn: readonly FailOn[]): string | null {
  const of = (verdict: RowVerdict) => rows.filter((row) => row.verdict === verdict);
  const slower = failOn.includes("regression") ? gotWorse(of("regressed")) : null;
  const undecided = failOn.includes("inconclusive") ? maybeWorse(of("inconclusive")) : null;
  const what = [slower, undecided].filter((one) => one !== null).join(", and ");
  return what === "" ? null : sentence(`${what} since the baseline before`);
}

function gotWorse(rows: readonly Row[]): string | null {
  const word = worseWord(rows.map(({ metric }) => metric));
  return counted(rows, `got ${word} than its budget`, `got ${word} than their budget`);
}

function maybeWorse(rows: readonly Row[]): string | null {
  const words = `may have got ${worseWord(rows.map(({ metric }) => metric))}`;
  return counted(rows, words, words);
}

function counted(rows: readonly Row[], one: string, many: string): string | null {
  if (rows.length === 0) return null;
  return `${rows.length} hot path${rows.length === 1 ? ` ${one}` : `s ${many}`}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
