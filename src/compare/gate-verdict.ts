/** From the rows to the one verdict of the gate, and the sentence that gives its reason. Pure. */

import { seriesKey } from "../baseline/history.ts";
import type { BaselineReport, FailOn, GateVerdict, Row, RowVerdict } from "../model.ts";
import { worseWord } from "./worse.ts";

export interface GateDecision {
  readonly verdict: GateVerdict;
  readonly reason: string;
}

export interface GateFacts {
  readonly rows: readonly Row[];
  readonly failOn: readonly FailOn[];
  /** State of the stored baseline. */
  readonly baseline: BaselineReport["state"];
  /** Ids of errored rows that head is to blame for. */
  readonly brokenByHead: ReadonlySet<string>;
  /** By `seriesKey`: inconclusive rows that only an early end kept from being red. */
  readonly overdue: ReadonlySet<string>;
  /** By `seriesKey`: rows that a lost process left undecided, for which head is not to blame. */
  readonly unfinished: ReadonlySet<string>;
  /** By `seriesKey`: undecided rows for which there was too little time for any to be red. */
  readonly tooShort: ReadonlySet<string>;
  /** By `seriesKey`: rows that were settled before anything was measured side by side. */
  readonly settled: ReadonlySet<string>;
  /** False where there is nothing yet that head's benchmarks could be compared with. */
  readonly baseHasProject: boolean;
}

/**
 * Fails for what `failOn` lists, for what only an early end kept from being red, and always for a benchmark that head broke.
 * Passes only when something was compared: a run that compared nothing is unmeasured, and so is one that a lost process
 * ended before all was decided, or that had no time to find a slowdown. One in which only noise stood in the way is inconclusive. Accepted slowdowns are reported,
 * and fail nothing.
 */
export function decideGate(facts: GateFacts): GateDecision {
  const { rows } = facts;
  const accepted = acceptedSlowdowns(rows);
  const skipped = withVerdict(rows, "skipped");
  const beside = [accepted, counted(skipped, "is skipped", "are skipped")]
    .filter((one) => one !== null)
    .map((one) => `; ${one}`)
    .join("");
  const failures = failuresOf(facts);
  if (failures.length > 0) return { verdict: "failed", reason: sentence(failures.join(", and ") + beside) };
  const unfinished = rows.filter((row) => facts.unfinished.has(seriesKey(row)));
  if (unfinished.length > 0) {
    const what = counted(unfinished, "was", "were");
    return {
      verdict: "unmeasured",
      reason: sentence(`${what} not decided before a benchmark process was lost${beside}`),
    };
  }
  const short = tooLittleTime(facts);
  if (short !== null)
    return { verdict: "unmeasured", reason: `${sentence(`${short}${beside}`)} ${MORE_TIME}` };
  const compared = rows.filter(isCompared);
  if (compared.length === 0) return nothingCompared(facts);
  const undecided = withVerdict(rows, "inconclusive");
  if (undecided.length > 0) {
    return {
      verdict: "inconclusive",
      reason: sentence(`${counted(undecided, "could not be decided", "could not be decided")}${beside}`),
    };
  }
  const slower = withVerdict(rows, "regressed");
  if (slower.length > 0) {
    return {
      verdict: "passed",
      reason: sentence(`${gotWorse(slower)}, which \`fail-on\` does not list${beside}`),
    };
  }
  const others = accepted === null ? "No" : `${sentence(accepted)} No other`;
  return {
    verdict: "passed",
    reason: `${others} benchmark exceeded its budget (${compared.length} compared${skipped.length === 0 ? "" : `, ${skipped.length} skipped`}).`,
  };
}

const MORE_TIME = "Raise `time-limit`, or name fewer benchmarks.";

/** Part of what was measured that may have had too little time, with the rest standing for the suite. */
const MOST_TOO_SHORT = 1 / 2;

/**
 * Why the time that there was says nothing of the suite: null where it says enough. What is over its budget in the few blocks
 * that it had is no proof, because processes differ, and no answer to be green with.
 */
function tooLittleTime({ rows, failOn, overdue, tooShort, settled }: GateFacts): string | null {
  const isShort = (row: Row) => row.verdict === "inconclusive" && tooShort.has(seriesKey(row));
  const short = rows.filter(isShort);
  const over = failOn.includes("regression") ? short.filter((row) => overdue.has(seriesKey(row))) : [];
  const few = "in the few blocks that the time limit allowed";
  if (over.length > 0) return counted(over, `was over its budget ${few}`, `were over their budget ${few}`);
  const of = rows.filter((row) => isShort(row) || (isCompared(row) && !settled.has(seriesKey(row)))).length;
  if (short.length === 0 || short.length < MOST_TOO_SHORT * of) return null;
  return `the time limit ended measuring before ${short.length} of ${of} benchmark${of === 1 ? "" : "s"} could be decided`;
}

function failuresOf({
  rows,
  failOn,
  baseline,
  brokenByHead,
  overdue,
  tooShort,
}: GateFacts): readonly string[] {
  const of = (verdict: RowVerdict) => withVerdict(rows, verdict);
  return [
    failOn.includes("regression") ? gotWorse(of("regressed")) : null,
    failOn.includes("regression")
      ? counted(
          of("inconclusive").filter((row) => overdue.has(seriesKey(row)) && !tooShort.has(seriesKey(row))),
          "was over its budget in every block when measuring ended early",
          "were over their budget in every block when measuring ended early",
        )
      : null,
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
}

/** Whether two values stood beside each other, whatever came of it. */
export function isCompared({ verdict, evidence }: Row): boolean {
  switch (verdict) {
    case "regressed":
    case "improved":
    case "within-budget":
    case "accepted":
      return true;
    case "inconclusive":
      return evidence !== null;
    case "new":
    case "removed":
    case "errored":
    case "skipped":
      return false;
    default:
      return verdict satisfies never;
  }
}

/**
 * The first benchmarks of a project have nothing to be compared with, which is nobody's fault: inconclusive, as any
 * answer that there is no evidence for.
 */
function nothingCompared({ rows, failOn, baseHasProject }: GateFacts): GateDecision {
  const isFirst = rows.length > 0 && rows.every(({ verdict }) => verdict === "new") && !baseHasProject;
  if (isFirst) {
    const reason = "Nothing to compare with yet: base has none of the code that the benchmarks run.";
    return { verdict: failOn.includes("inconclusive") ? "failed" : "inconclusive", reason };
  }
  const removed = withVerdict(rows, "removed");
  if (rows.length > 0 && removed.length === rows.length) {
    const reason = `Nothing could be compared: base has ${removed.length} benchmark${removed.length === 1 ? "" : "s"}, and head has none of them.`;
    return { verdict: "unmeasured", reason };
  }
  const why = [
    counted(withVerdict(rows, "new"), "does not run on base", "do not run on base"),
    counted(withVerdict(rows, "errored"), "could not be measured", "could not be measured"),
    counted(withVerdict(rows, "inconclusive"), "could not be decided", "could not be decided"),
    counted(withVerdict(rows, "skipped"), "is skipped", "are skipped"),
    counted(withVerdict(rows, "removed"), "was removed", "were removed"),
  ].filter((part) => part !== null);
  const reason = why.length === 0 ? "no benchmark is on both sides" : why.join(", ");
  return { verdict: "unmeasured", reason: `Nothing could be compared: ${reason}.` };
}

function withVerdict(rows: readonly Row[], verdict: RowVerdict): readonly Row[] {
  return rows.filter((row) => row.verdict === verdict);
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
 * @param rows what was measured against the previous baseline
 */
export function slowerRecording(rows: readonly Row[], failOn: readonly FailOn[]): string | null {
  const of = (verdict: RowVerdict) => withVerdict(rows, verdict);
  const slower = failOn.includes("regression") ? gotWorse(of("regressed")) : null;
  const undecided = failOn.includes("inconclusive") ? maybeWorse(of("inconclusive")) : null;
  const what = [slower, undecided].filter((one) => one !== null).join(", and ");
  return what === "" ? null : sentence(`${what} since the previous baseline`);
}

function gotWorse(rows: readonly Row[]): string | null {
  const word = worseWord(rows.map(({ metric }) => metric));
  const verb = word === "slower" ? "slowed down" : "got worse";
  const budgets = new Set(rows.map(({ budget }) => `${Number((100 * budget).toFixed(1))} %`));
  const [only] = budgets;
  const of = budgets.size === 1 && only !== undefined ? ` of ${only}` : "";
  return counted(rows, `${verb} by more than its budget${of}`, `${verb} by more than their budget${of}`);
}

function maybeWorse(rows: readonly Row[]): string | null {
  const word = worseWord(rows.map(({ metric }) => metric));
  const words = word === "slower" ? "may have slowed down" : "may have got worse";
  return counted(rows, words, words);
}

function counted(rows: readonly Row[], one: string, many: string): string | null {
  if (rows.length === 0) return null;
  return `${rows.length} benchmark${rows.length === 1 ? ` ${one}` : `s ${many}`}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
