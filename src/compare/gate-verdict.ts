/** From the rows to the one verdict of the gate, and its reason. Pure. */

import { seriesKey } from "../baseline/history.ts";
import type { GateFailure, Regressed, SlowerRecording } from "../model/gate-reason.ts";
import { someOf } from "../model/names.ts";
import type { BaselineReport, FailOn, GateReason, GateVerdict, Row, RowVerdict } from "../model.ts";
import { isOfTime } from "./worse.ts";

export interface GateDecision {
  readonly verdict: GateVerdict;
  readonly reason: GateReason;
}

export interface GateFacts {
  readonly rows: readonly Row[];
  readonly failOn: readonly FailOn[];
  /** State of the stored baseline. */
  readonly baseline: BaselineReport["state"];
  /** Ids of errored rows that head is to blame for. */
  readonly brokenByHead: ReadonlySet<string>;
  /** Keys (`seriesKey`) of inconclusive rows that only an early end kept from being red. */
  readonly overdue: ReadonlySet<string>;
  /** Keys (`seriesKey`) of rows that a lost process left undecided, and for which head is not to blame. */
  readonly unfinished: ReadonlySet<string>;
  /** Keys (`seriesKey`) of undecided rows for which there was too little time for any to be red. */
  readonly tooShort: ReadonlySet<string>;
  /** Keys (`seriesKey`) of rows that were settled before anything was measured side by side. */
  readonly settled: ReadonlySet<string>;
  /** How many files those rows read that were not measured, because none of these differs. Absent: none. */
  readonly sameFiles?: number;
  /** False if base has nothing yet that head's benchmarks could be compared with. */
  readonly baseHasProject: boolean;
  /** Paths of head that look like benchmarks, though nothing names them, if all were removed. Absent: none. */
  readonly elsewhere?: readonly string[];
}

/**
 * Decides the gate. It fails for what `failOn` lists, for what only an early end kept from being red, and always for a
 * benchmark that head broke. It passes only if something was compared. A run that compared nothing is unmeasured; so is
 * one that a lost process ended before everything was decided, or that had no time to find a slowdown. If only noise
 * stood in the way, it is inconclusive. Accepted slowdowns are reported, and fail nothing.
 */
export function decideGate(facts: GateFacts): GateDecision {
  const { rows } = facts;
  const failures = failuresOf(facts);
  if (failures.length > 0) return { verdict: "failed", reason: { kind: "failed", failures } };
  const unfinished = rows.filter((row) => facts.unfinished.has(seriesKey(row))).length;
  if (unfinished > 0) return { verdict: "unmeasured", reason: { kind: "process-lost", rows: unfinished } };
  const short = tooLittleTime(facts);
  if (short !== null) return { verdict: "unmeasured", reason: short };
  const compared = rows.filter(isCompared).length;
  if (compared === 0) return nothingCompared(facts);
  const undecided = withVerdict(rows, "inconclusive").length;
  if (undecided > 0) return { verdict: "inconclusive", reason: { kind: "undecided", rows: undecided } };
  const regressed = regressedIn(rows);
  if (regressed !== null) {
    return { verdict: "passed", reason: { kind: "regressed-and-let-pass", regressed } };
  }
  if (rows.filter(isCompared).every(({ evidence }) => evidence === "same-code")) {
    return { verdict: "passed", reason: { kind: "same-code", rows: compared, files: facts.sameFiles ?? 0 } };
  }
  return { verdict: "passed", reason: { kind: "within-budget", compared } };
}

/** Largest part of the rows that may have had too little time, as long as the rest stands for the suite. */
const MOST_TOO_SHORT = 1 / 2;

/**
 * Why the available time says nothing about the suite; null if it says enough. Rows over their budget in the few blocks
 * that they had prove nothing, because processes differ, but they are no reason to be green either.
 */
function tooLittleTime({ rows, failOn, overdue, tooShort, settled }: GateFacts): GateReason | null {
  const isShort = (row: Row) => row.verdict === "inconclusive" && tooShort.has(seriesKey(row));
  const short = rows.filter(isShort);
  const over = failOn.includes("regression") ? short.filter((row) => overdue.has(seriesKey(row))) : [];
  if (over.length > 0) return { kind: "over-budget-in-few-blocks", rows: over.length };
  const of = rows.filter((row) => isShort(row) || (isCompared(row) && !settled.has(seriesKey(row)))).length;
  if (short.length === 0 || short.length < MOST_TOO_SHORT * of) return null;
  return { kind: "time-too-short", undecided: short.length, of };
}

function failuresOf({
  rows,
  failOn,
  baseline,
  brokenByHead,
  overdue,
  tooShort,
}: GateFacts): readonly GateFailure[] {
  const of = (verdict: RowVerdict) => withVerdict(rows, verdict);
  const counted = (kind: Exclude<GateFailure["kind"], "regressed" | "baseline">, some: readonly Row[]) =>
    some.length === 0 ? [] : [{ kind, rows: some.length }];
  const isListed = (reason: FailOn) => failOn.includes(reason);
  const regressed = isListed("regression") ? regressedIn(rows) : null;
  const isOverdue = (row: Row) => overdue.has(seriesKey(row)) && !tooShort.has(seriesKey(row));
  const isMissing = baseline === "missing" || baseline === "unreadable";
  return [
    ...(regressed === null ? [] : [{ kind: "regressed", regressed } as const]),
    ...counted(
      "over-budget-when-cut-short",
      isListed("regression") ? of("inconclusive").filter(isOverdue) : [],
    ),
    ...counted(
      "errored",
      of("errored").filter((row) => isListed("errored") || brokenByHead.has(row.id)),
    ),
    ...counted("undecided", isListed("inconclusive") ? of("inconclusive") : []),
    ...counted("removed", isListed("removed") ? of("removed") : []),
    ...(isMissing && isListed("missing-baseline") ? [{ kind: "baseline", state: baseline } as const] : []),
  ];
}

/** Whether two values were compared, whatever the outcome. */
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
 * The first benchmarks of a project have nothing to be compared with, which is nobody's fault. They are inconclusive,
 * like any answer without evidence.
 */
function nothingCompared({ rows, failOn, baseHasProject, elsewhere = [] }: GateFacts): GateDecision {
  const isFirst = rows.length > 0 && rows.every(({ verdict }) => verdict === "new") && !baseHasProject;
  if (isFirst) {
    const verdict = failOn.includes("inconclusive") ? "failed" : "inconclusive";
    return { verdict, reason: { kind: "first-benchmarks" } };
  }
  if (!areAllRemoved(rows)) return { verdict: "unmeasured", reason: { kind: "nothing-compared" } };
  const alike = elsewhere.length === 0 ? {} : { elsewhere: someOf(elsewhere) };
  return { verdict: "unmeasured", reason: { kind: "all-removed", rows: rows.length, ...alike } };
}

/** Whether head has none of the benchmarks that base has, and no other. */
export function areAllRemoved(rows: readonly Row[]): boolean {
  return rows.length > 0 && rows.every(({ verdict }) => verdict === "removed");
}

function withVerdict(rows: readonly Row[], verdict: RowVerdict): readonly Row[] {
  return rows.filter((row) => row.verdict === verdict);
}

/**
 * Why a recording should not become the baseline: what slowed down must not be what the next pull request is compared
 * with. Null if nothing did, or if `failOn` allows it.
 *
 * @param rows what was measured against the previous baseline
 */
export function slowerRecording(rows: readonly Row[], failOn: readonly FailOn[]): SlowerRecording | null {
  const regressed = failOn.includes("regression") ? regressedIn(rows) : null;
  const unclear = failOn.includes("inconclusive") ? withVerdict(rows, "inconclusive") : [];
  const undecided = unclear.length === 0 ? null : { rows: unclear.length, areTimes: areTimes(unclear) };
  return regressed === null && undecided === null ? null : { regressed, undecided };
}

function regressedIn(rows: readonly Row[]): Regressed | null {
  const some = withVerdict(rows, "regressed");
  const [only, ...others] = new Set(some.map(({ budget }) => budget));
  if (only === undefined) return null;
  return { rows: some.length, areTimes: areTimes(some), budget: others.length === 0 ? only : null };
}

function areTimes(rows: readonly Row[]): boolean {
  return rows.every(({ metric }) => isOfTime(metric));
}
