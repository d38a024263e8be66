/** Every benchmark gets its row: the measured ones, and those that are new, removed or did not run. Pure. */
import type { Benchmark, Row, Series, SideName } from "../model.ts";
import { median } from "../statistics/student.ts";
import type { BudgetOf, DecidedRow } from "./paired.ts";

/** A benchmark that did not run to its end on a side. */
export interface DidNotRun {
  readonly id: string;
  readonly side: SideName;
  readonly kind: "failed" | "skipped" | "timed-out" | "exited";
  readonly message: string;
}

export interface TableFacts {
  readonly decided: readonly DecidedRow[];
  readonly head: readonly Benchmark[];
  /** Ids of base; null when base was not measured (stored evidence). */
  readonly base: readonly Benchmark[] | null;
  /** Head's own series of benchmarks that base can't run. */
  readonly headOnly: readonly Series[];
  readonly failures: readonly DidNotRun[];
  /** What could not be collected on head: a file or a target, and why. */
  readonly problems: readonly NotCollected[];
  readonly budgetOf: BudgetOf;
}

export interface NotCollected {
  readonly where: string;
  readonly message: string;
}

/** Rows in the order in which head defines its benchmarks; removed ones last. */
export function tableRows(facts: TableFacts): Row[] {
  const decided = new Map(facts.decided.map((row) => [row.id, row]));
  const onBase = facts.base === null ? null : new Map(facts.base.map((one) => [one.id, one]));
  const alone = new Map(facts.headOnly.map((series) => [series.id, median(series.medians)]));
  const rows = facts.head.map((benchmark): Row => {
    const failures = facts.failures.filter((failure) => failure.id === benchmark.id);
    if (failures.length > 0) return didNotRun(benchmark, failures, alone.get(benchmark.id), facts.budgetOf);
    const row = decided.get(benchmark.id);
    if (row !== undefined) return { ...row, location: benchmark.location, reasons: [] };
    if (onBase !== null && !onBase.has(benchmark.id)) {
      return newRow(benchmark, "not on base", alone.get(benchmark.id), facts.budgetOf);
    }
    if (onBase === null) return unmeasured(benchmark, "new", "not in the stored baseline", facts.budgetOf);
    return unmeasured(benchmark, "inconclusive", "not measured before the time limit", facts.budgetOf);
  });
  const onHead = new Set(facts.head.map((one) => one.id));
  const gone = (facts.base ?? []).filter((one) => !onHead.has(one.id));
  const lost = gone.map((one): Row => {
    // A location on base points at a line that head no longer has.
    const benchmark = { ...one, location: null };
    const problem = facts.problems.find(({ where }) => isPartOf(one.id, where));
    if (problem === undefined) return unmeasured(benchmark, "removed", "not on head", facts.budgetOf);
    return unmeasured(benchmark, "errored", `can't be collected on head: ${problem.message}`, facts.budgetOf);
  });
  const unseen = facts.problems.filter(({ where }) => !gone.some((one) => isPartOf(one.id, where)));
  const uncollected = unseen.map(({ where, message }) =>
    unmeasured(
      { id: where, location: null },
      "errored",
      `can't be collected on head: ${message}`,
      facts.budgetOf,
    ),
  );
  return [...rows, ...uncollected, ...lost];
}

/** Whether the benchmark is the target itself, or lies in the file. */
export function isPartOf(id: string, where: string): boolean {
  return id === where || id.startsWith(`${where}::`);
}

/**
 * `new` when only base can't run it (as a benchmark of a function that base does not have yet), `errored`
 * when head can't, or skips it.
 */
function didNotRun(
  benchmark: Benchmark,
  failures: readonly DidNotRun[],
  headSeconds: number | undefined,
  budgetOf: BudgetOf,
): Row {
  const onHead = failures.find((failure) => failure.side === "head");
  const onBase = failures.find((failure) => failure.side === "base");
  if (onHead === undefined) {
    return newRow(benchmark, `does not run on base: ${onBase?.message ?? "unknown"}`, headSeconds, budgetOf);
  }
  if (onHead.kind === "skipped")
    return unmeasured(benchmark, "errored", `skipped: ${onHead.message}`, budgetOf);
  return unmeasured(
    benchmark,
    "errored",
    onBase === undefined ? onHead.message : `${onHead.message}; on base too`,
    budgetOf,
  );
}

function newRow(
  benchmark: Benchmark,
  note: string,
  headSeconds: number | undefined,
  budgetOf: BudgetOf,
): Row {
  return { ...unmeasured(benchmark, "new", note, budgetOf), head: headSeconds ?? null };
}

/**
 * Ids of the errored rows that head is to blame for: they run on base and not on head, or can't even be
 * collected on head. A skip is somebody's intent.
 */
export function brokenByHead(
  rows: readonly Row[],
  failures: readonly DidNotRun[],
  base: readonly Benchmark[],
): ReadonlySet<string> {
  const failed = (side: SideName) =>
    new Set(failures.filter((one) => one.side === side && one.kind !== "skipped").map((one) => one.id));
  const skipped = new Set(failures.filter((one) => one.kind === "skipped").map((one) => one.id));
  const failedOnBase = failed("base");
  const failedOnHead = failed("head");
  const known = new Set(base.map((one) => one.id));
  const errored = rows.filter((row) => row.verdict === "errored").map((row) => row.id);
  return new Set(
    errored.filter((id) => {
      if (failedOnBase.has(id) || skipped.has(id)) return false;
      // What did not fail while it was measured could not be collected.
      return known.has(id) || !failedOnHead.has(id);
    }),
  );
}

function unmeasured(
  benchmark: Benchmark,
  verdict: "new" | "removed" | "errored" | "inconclusive",
  note: string,
  budgetOf: BudgetOf,
): Row {
  return {
    id: benchmark.id,
    metric: "time",
    unit: "s",
    verdict,
    base: null,
    head: null,
    change: null,
    interval: null,
    budget: budgetOf(benchmark.id, "time").budget,
    evidence: null,
    detectable: null,
    note,
    location: benchmark.location,
    blocks: [],
    reasons: [],
  };
}
