/** Gives every benchmark its row: the measured ones, and those that are new, removed or did not run. Pure. */

import type { Failure } from "../findings/failure.ts";
import { isPartOf, type Problem } from "../findings/problem.ts";
import type { Cause } from "../model/cause.ts";
import {
  type Benchmark,
  type Quantity,
  type Row,
  type RowNote,
  type Series,
  type SeriesQuantity,
  TIME,
} from "../model.ts";
import { median } from "../statistics/student.ts";
import { groupedById } from "./grouped.ts";
import { type GapsOnBase, whyNotOnBase } from "./not-on-base.ts";
import type { LostBenchmarks } from "./not-on-head.ts";
import type { BudgetOf, DecidedRow } from "./paired.ts";
import { sameElsewhere } from "./renamed.ts";
import { sharedResourceIn } from "./shared-resource.ts";

export interface TableFacts extends GapsOnBase {
  readonly decided: readonly DecidedRow[];
  readonly head: readonly Benchmark[];
  /** Benchmarks of base: what it collects with head's benchmark files, or what the stored baseline holds. */
  readonly base: readonly Benchmark[];
  /** Quantities that each side has values of, if that is known for each benchmark; null if all have the same. */
  readonly quantities: {
    readonly base: readonly SeriesQuantity[];
    readonly head: readonly SeriesQuantity[];
  } | null;
  /** Whether `base` is the stored baseline: then what is in it and has no verdict was not measured on head. */
  readonly baseIsStored: boolean;
  /** Benchmarks that head's code no longer lets it collect. Absent: none. */
  readonly lost?: LostBenchmarks | undefined;
  /** Ids of benchmarks that base has in its own benchmark files: what does not run there is not new. Absent: none. */
  readonly ofBaseItself?: ReadonlySet<string> | undefined;
  /** Benchmarks that base had before head's benchmark files were laid over it. */
  readonly formerly: readonly Benchmark[];
  /** Of these, the ones that head's configuration no longer names. Absent: none. */
  readonly dropped?: ReadonlySet<string> | undefined;
  /** Head's own series of benchmarks that base can't run. */
  readonly headOnly: readonly Series[];
  readonly failures: readonly Failure[];
  /** What could not be collected on head, a file or a target, and why. */
  readonly problems: readonly Problem[];
  /** Files or folders that skip themselves as a whole on head. */
  readonly skips: readonly Problem[];
  /** Ids of benchmarks that are not written the same on both sides. */
  readonly ownText: ReadonlySet<string>;
  /** What could not be collected on base, with the files that it takes over from head. */
  readonly problemsOnBase: readonly Problem[];
  readonly budgetOf: BudgetOf;
}

/** Rows in the order in which head defines its benchmarks, one for each of their metrics; removed ones come last. */
export function tableRows(facts: TableFacts): Row[] {
  const decided = groupedById(facts.decided);
  const onBase = new Set(facts.base.map((one) => one.id));
  const alone = groupedById(facts.headOnly);
  const failuresOf = groupedById(facts.failures);
  const quantitiesOnBase = groupedById(facts.quantities?.base ?? []);
  const quantitiesOnHead = groupedById(facts.quantities?.head ?? []);
  /** Whether base has the benchmark, and it is the same one. */
  const runsOnBase = (id: string) => onBase.has(id) && !facts.ownText.has(id);
  const rows = facts.head.flatMap((benchmark): Row[] => {
    const failures = failuresOf.get(benchmark.id) ?? [];
    const measured = decided.get(benchmark.id) ?? [];
    const onHead = alone.get(benchmark.id) ?? [];
    if (failures.length > 0) {
      const sides = {
        ...{ measured, alone: onHead, runsOnBase: runsOnBase(benchmark.id) },
        isOfBase: facts.ofBaseItself?.has(benchmark.id) === true,
      };
      return didNotRun(benchmark, failures, sides, facts.budgetOf);
    }
    const quantities = {
      onBase: quantitiesOnBase.get(benchmark.id) ?? [],
      onHead: quantitiesOnHead.get(benchmark.id) ?? [],
      decided: measured,
      alone: onHead,
    };
    const onOneSide = onBase.has(benchmark.id)
      ? quantitiesOnOneSide(benchmark, quantities, facts.budgetOf)
      : [];
    if (measured.length + onOneSide.length > 0) {
      return [...measured.map((row) => ({ ...row, ...knownOf(benchmark), reasons: [] })), ...onOneSide];
    }
    if (!onBase.has(benchmark.id)) {
      const { verdict, note } = whyNotOnBase(benchmark.id, facts);
      if (verdict === "inconclusive") return [unmeasured(benchmark, verdict, note, facts.budgetOf)];
      return newRows(benchmark, note, onHead, facts.budgetOf);
    }
    const kind = facts.baseIsStored ? "too-little-stored" : "not-measured-in-time";
    return [unmeasured(benchmark, "inconclusive", { kind }, facts.budgetOf)];
  });
  const onHead = new Set(facts.head.map((one) => one.id));
  const before = new Map([...facts.base, ...facts.formerly].map((one) => [one.id, one]));
  const gone = [...before.values()].filter((one) => !onHead.has(one.id));
  const formerly = new Set(facts.formerly.map(({ id }) => id));
  /** What was compared, and is not in base's own benchmark files. */
  const freshAndCompared = [...decided.keys()].filter((id) => !formerly.has(id));
  const lost = gone.map((one): Row => {
    // A location on base points at a line that head no longer has.
    const benchmark = { ...one, location: null };
    const problem = facts.problems.find(({ where }) => isPartOf(one.id, where));
    const skip = facts.skips.find(({ where }) => isPartOf(one.id, where));
    if (problem === undefined && skip !== undefined) {
      return runsOnBase(one.id)
        ? unmeasured(benchmark, "errored", skippedOnHeadAlone(skip.message), facts.budgetOf)
        : unmeasured(benchmark, "skipped", { kind: "skipped", why: skip.message }, facts.budgetOf);
    }
    const why = facts.lost?.get(one.id);
    if (problem === undefined && why !== undefined) {
      return unmeasured(benchmark, "errored", { kind: "lost-on-head", why }, facts.budgetOf);
    }
    if (problem === undefined) {
      const note: RowNote =
        facts.dropped?.has(one.id) === true
          ? { kind: "no-longer-named" }
          : { kind: "benchmark-not-on", side: "head", ...movedTo(one.id, freshAndCompared) };
      return unmeasured(benchmark, "removed", note, facts.budgetOf);
    }
    return unmeasured(benchmark, "errored", notCollectedOnHead(problem.message, false), facts.budgetOf);
  });
  const unseen = facts.problems.filter(({ where }) => !gone.some((one) => isPartOf(one.id, where)));
  const uncollected = unseen.map(({ where, message }) => {
    const isOnBaseToo = facts.problemsOnBase.some((problem) => problem.where === where);
    const benchmark = { id: where, location: null };
    return unmeasured(benchmark, "errored", notCollectedOnHead(message, isOnBaseToo), facts.budgetOf);
  });
  return [...rows, ...uncollected, ...lost];
}

function movedTo(id: string, fresh: readonly string[]): { readonly movedTo?: string } {
  const found = sameElsewhere(id, fresh);
  return found === null ? {} : { movedTo: found };
}

interface OneBenchmark {
  readonly onBase: readonly SeriesQuantity[];
  readonly onHead: readonly SeriesQuantity[];
  readonly decided: readonly DecidedRow[];
  readonly alone: readonly Series[];
}

/** Notes on a benchmark of both sides, about quantities that only one side has, or has in another unit. */
function quantitiesOnOneSide(
  benchmark: Benchmark,
  { onBase, onHead, decided, alone }: OneBenchmark,
  budgetOf: BudgetOf,
): Row[] {
  const like =
    ({ metric }: Quantity) =>
    (other: Quantity) =>
      other.metric === metric;
  const gained = onHead.flatMap((one): Row[] => {
    const before = onBase.find(like(one));
    if (before === undefined) {
      const series = alone.find(like(one));
      const row = unmeasured(benchmark, "new", { kind: "quantity-not-on", side: "base" }, budgetOf, one);
      return [{ ...row, head: series === undefined ? null : median(series.medians) }];
    }
    const isOther = before.unit !== one.unit || before.better !== one.better;
    if (decided.some(like(one)) || !isOther) return [];
    return [unmeasured(benchmark, "inconclusive", otherQuantity(before, one), budgetOf, one)];
  });
  const lost = onBase
    .filter((one) => !onHead.some(like(one)))
    .map((one) => unmeasured(benchmark, "removed", { kind: "quantity-not-on", side: "head" }, budgetOf, one));
  return [...gained, ...lost];
}

/** What keeps two values from being compared: their units, or which way is better. */
export function otherQuantity(base: Quantity, head: Quantity): RowNote {
  return base.unit === head.unit
    ? { kind: "better-differs", base: base.better, head: head.better }
    : { kind: "unit-differs", base: base.unit, head: head.unit };
}

function skippedOnHeadAlone(why: Cause): RowNote {
  return { kind: "skipped-on", side: "head", why };
}

function notCollectedOnHead(why: Cause, isOnBaseToo: boolean): RowNote {
  return { kind: "not-collected-on-head", why, isOnBaseToo };
}

interface OfBothSides {
  readonly measured: readonly DecidedRow[];
  /** Series that were measured on head alone. */
  readonly alone: readonly Series[];
  /** Whether base has the benchmark, written as it is on head. */
  readonly runsOnBase: boolean;
  /** Whether base has the benchmark in its own benchmark files. */
  readonly isOfBase: boolean;
}

/**
 * The row of a benchmark that did not run. `inconclusive` if the sides measure different things of it. `new` if base
 * can't run it at all (as a benchmark of a function that base does not have yet). Inconclusive if base has it itself,
 * or ran it before it failed. `errored` if head can't run it, or skips what base runs by the same text. `skipped` if
 * its own text says so. Measured blocks stay with the row, because other rows were decided together with them.
 */
function didNotRun(
  benchmark: Benchmark,
  failures: readonly Failure[],
  { measured, alone, runsOnBase, isOfBase }: OfBothSides,
  budgetOf: BudgetOf,
): Row[] {
  const onHead = failures.find((failure) => failure.side === "head");
  const onBase = failures.find((failure) => failure.side === "base");
  if (onHead === undefined && onBase?.kind === "incomparable")
    return [unmeasured(benchmark, "inconclusive", { kind: "incomparable", why: onBase.message }, budgetOf)];
  if (onHead === undefined) {
    const isSkipped = onBase?.kind === "skipped";
    const why = onBase?.message ?? "unknown";
    const ranBefore = measured.length > 0;
    const note: RowNote = isSkipped
      ? { kind: "skipped-on", side: "base", why }
      : { kind: "fails-on-base", why, ranBefore };
    // Base has it, and something is wrong with base, or only kept it from running it.
    const isKept = sharedResourceIn(why) !== null || (isOfBase && !isSkipped);
    if (!ranBefore) {
      return isKept
        ? [unmeasured(benchmark, "inconclusive", note, budgetOf)]
        : newRows(benchmark, note, alone, budgetOf);
    }
    return measured.map((row) => ({
      ...row,
      ...knownOf(benchmark),
      reasons: [],
      evidence: null,
      verdict: "inconclusive",
      notes: [note],
    }));
  }
  const skips = onHead.kind === "skipped";
  // A benchmark that is skipped because of head's code, and not by its own text, is broken by that code.
  const isBroken = skips && onBase === undefined && runsOnBase;
  const verdict = skips && !isBroken ? "skipped" : "errored";
  const why = onHead.message;
  const ofHead: RowNote = skips
    ? { kind: "skipped", why }
    : { kind: "fails-on-head", why, onBase: onBase?.message ?? null };
  const note = isBroken ? skippedOnHeadAlone(why) : ofHead;
  if (measured.length === 0) return [unmeasured(benchmark, verdict, note, budgetOf)];
  return measured.map((row) => ({
    ...unmeasured(benchmark, verdict, note, budgetOf, row),
    blocks: row.blocks,
  }));
}

function newRows(benchmark: Benchmark, note: RowNote, alone: readonly Series[], budgetOf: BudgetOf): Row[] {
  if (alone.length === 0) return [unmeasured(benchmark, "new", note, budgetOf)];
  return alone.map((series) => ({
    ...unmeasured(benchmark, "new", note, budgetOf, series),
    head: median(series.medians),
  }));
}

function knownOf({ location, work }: Benchmark): Pick<Row, "location" | "work"> {
  return { location, work: work ?? null };
}

/**
 * The row of a benchmark that failed on head before it was fully measured. Its blocks stay, because other rows were
 * decided together with them.
 */
export function asErrored(row: Row, note: RowNote): Row {
  const nothing = { base: null, head: null, change: null, interval: null, detectable: null, costs: null };
  return { ...row, ...nothing, verdict: "errored", evidence: null, notes: [note] };
}

function unmeasured(
  benchmark: Benchmark,
  verdict: "new" | "removed" | "errored" | "skipped" | "inconclusive",
  note: RowNote,
  budgetOf: BudgetOf,
  { metric, unit, better }: Quantity = TIME,
): Row {
  return {
    id: benchmark.id,
    metric,
    unit,
    better,
    verdict,
    base: null,
    head: null,
    change: null,
    interval: null,
    budget: budgetOf(benchmark.id, metric).budget,
    evidence: null,
    detectable: null,
    costs: null,
    notes: [note],
    ...knownOf(benchmark),
    blocks: [],
    reasons: [],
  };
}
