/** From paired series to verdicts. Pure: the same series always lead to the same verdicts. */

import { seriesKey } from "../baseline/history.ts";
import type { Decider } from "../findings/measurement.ts";
import type { ProcessesApart } from "../model/row-note.ts";
import type { Metric, PairedBlock, PairedSeries, Pairs, Quantity, Row, RowCosts, RowNote } from "../model.ts";
import { CANARY_ID } from "../protocol.ts";
import { kindsApart } from "../statistics/apart.ts";
import {
  type Decided,
  decideFurther,
  decideSequentially,
  detectableChange,
  type End,
  NOTHING_DECIDED,
  PAIRED_RULE,
  type SequentialInput,
  type SequentialOutcome,
  type SequentialRule,
} from "../statistics/sequential-rule.ts";
import { mean, median } from "../statistics/student.ts";
import type { Budget } from "./budgets.ts";
import { comparisonsIn } from "./comparisons.ts";
import { decideWithoutRatio, notesWithoutRatio } from "./without-ratio.ts";
import { changeOf, isOfTime, towardsWorse } from "./worse.ts";

export type BudgetOf = (id: string, metric: Metric) => Budget;

/** Numbers and verdict of a measured benchmark. The table adds what else is known about it. */
export type DecidedRow = Omit<Row, "location" | "work" | "reasons">;

export interface CanaryReading {
  /** Change of the canary, as a fraction. */
  readonly change: number;
  /** Whether the same code looked slower or faster than noise explains, and a verdict depended on that. */
  readonly drifted: boolean;
}

export interface PairedDecision {
  readonly rows: readonly DecidedRow[];
  readonly canary: CanaryReading | null;
  /** Keys (`seriesKey`) of rows that only an early end kept from being red. */
  readonly overdue: ReadonlySet<string>;
  /** Keys (`seriesKey`) of rows that an early end left with too few blocks for any to be red. */
  readonly tooShort: ReadonlySet<string>;
}

/**
 * ln(head/base) of a block: the median over its pairs, which a disturbed pair can't move far. For equal values it is 0,
 * even if they are zero.
 */
export function blockLogRatio(block: PairedBlock): number {
  return readingOf(block).logRatio;
}

/** What a block tells the rule. */
interface BlockReading {
  readonly logRatio: number;
  readonly meanLogRatio: number;
  readonly comparisons: number;
}

/** Cached readings: every look uses the blocks of all earlier looks again. */
const blockReadings = new WeakMap<PairedBlock, BlockReading>();

function readingOf(block: PairedBlock): BlockReading {
  let reading = blockReadings.get(block);
  if (reading === undefined) {
    const { base, head } = block.pairs;
    reading = {
      logRatio: median(logRatiosOf(block.pairs)),
      meanLogRatio: logRatioOf(mean(base), mean(head)),
      comparisons: comparisonsIn(block),
    };
    blockReadings.set(block, reading);
  }
  return reading;
}

/**
 * ln of the ratio of mean costs in a block, with the run delay of either side taken out. Batches of one pair may differ
 * in their number of calls from those of the next, by chance; each counts the same.
 */
export function blockMeanLogRatio(block: PairedBlock): number {
  return readingOf(block).meanLogRatio;
}

function logRatiosOf({ base, head }: Pairs): number[] {
  return head.map((value, pair) => logRatioOf(base[pair] ?? Number.NaN, value));
}

/** ln(head/base). Equal values are no change, even if they are zero or below and have no ratio. */
function logRatioOf(base: number, head: number): number {
  return head === base ? 0 : Math.log(head / base);
}

/**
 * The rule for one metric of several that are measured in separate passes. Each pass decides by its share of the error
 * of red, because all are decided together in the end.
 */
export function ruleOfPass(metrics: readonly Metric[], rule: SequentialRule = PAIRED_RULE): SequentialRule {
  return metrics.includes("instructions") ? { ...rule, alpha: rule.alpha / 2 } : rule;
}

/**
 * Tells the schedule which benchmarks need no further block. It belongs to one run, and is asked in the order of its
 * looks.
 *
 * @param isSelfChecked whether the canary has a say, as in the decision at the end (canary.ts)
 */
export function pairedDecider(
  budgetOf: BudgetOf,
  isSelfChecked: boolean,
  rule: SequentialRule = PAIRED_RULE,
): Decider {
  const soFar = new Map<Metric, Decided>();
  return {
    looks: rule.looks,
    decided: (series) => {
      const undecided = new Set<string>();
      const comparable = isSelfChecked ? series : series.filter(({ id }) => id !== CANARY_ID);
      for (const group of byMetric(comparable, rule)) {
        const inputs = sequentialInputs(group.comparable, budgetOf);
        const decided = decideFurther(inputs, soFar.get(group.metric) ?? NOTHING_DECIDED, group.rule);
        soFar.set(group.metric, decided);
        for (const one of group.comparable) if (!decided.outcomes.has(one.id)) undecided.add(one.id);
      }
      return new Set(series.map(({ id }) => id).filter((id) => !undecided.has(id)));
    },
  };
}

/** Decides every series. What a drift of the canary may have caused is inconclusive. */
export function decidePaired(
  series: readonly PairedSeries[],
  budgetOf: BudgetOf,
  rule: SequentialRule = PAIRED_RULE,
  end: End = "finished",
): PairedDecision {
  const decisions = byMetric(series, rule).map((group) => {
    const ofMetric = decideMetric(group.comparable, budgetOf, group.rule, end);
    const without = group.incomparable.map((one) => withoutRatio(one, budgetOf(one.id, one.metric)));
    const onOneCpu = group.onOneCpu.map((one) => onTooFewCpus(one, budgetOf(one.id, one.metric)));
    return { ...ofMetric, rows: [...ofMetric.rows, ...without, ...onOneCpu] };
  });
  return {
    rows: decisions.flatMap(({ rows }) => rows),
    canary: decisions.find(({ canary }) => canary !== null)?.canary ?? null,
    overdue: new Set(decisions.flatMap(({ overdue }) => [...overdue])),
    tooShort: new Set(decisions.flatMap(({ tooShort }) => [...tooShort])),
  };
}

/** How far off the ratio of a block may be if nothing tells better: as much as a count moves with the memory layout. */
const INSTRUCTIONS_DEVIATION = 0.005;

interface MetricGroup {
  readonly metric: Metric;
  readonly comparable: readonly PairedSeries[];
  /** Series with a block that has no ratio. */
  readonly incomparable: readonly PairedSeries[];
  /** Series that run on several CPUs at a time, measured on a single one. */
  readonly onOneCpu: readonly PairedSeries[];
  readonly rule: SequentialRule;
}

/**
 * Groups series by metric. What is typical of times says nothing about sizes, so each metric is a suite of its own. The
 * error of red that the run may make is shared by all of them.
 */
function byMetric(series: readonly PairedSeries[], rule: SequentialRule): MetricGroup[] {
  const groups = new Map<Metric, PairedSeries[]>();
  for (const one of series) {
    const group = groups.get(one.metric);
    if (group === undefined) groups.set(one.metric, [one]);
    else group.push(one);
  }
  const gated = (some: readonly PairedSeries[]) => some.filter(({ id }) => id !== CANARY_ID).length;
  return [...groups].map(([metric, some]) => ({
    metric,
    comparable: some.filter((one) => hasRatios(one) && !hadTooFewCpus(one)),
    incomparable: some.filter((one) => !hasRatios(one)),
    onOneCpu: some.filter((one) => hasRatios(one) && hadTooFewCpus(one)),
    rule: {
      ...rule,
      ...(metric === "instructions" ? { defaultDeviation: INSTRUCTIONS_DEVIATION } : {}),
      alpha: (rule.alpha * gated(some)) / Math.max(1, gated(series)),
    },
  }));
}

function hasRatios({ blocks }: PairedSeries): boolean {
  return blocks.every(({ pairs: { base, head } }) => {
    const hasRatio = (one: number, other: number) => one === other || (one > 0 && other > 0);
    // Pairs of equal values below zero may leave a mean of which there is no ratio.
    return head.every((value, pair) => hasRatio(base[pair] ?? 0, value)) && hasRatio(mean(base), mean(head));
  });
}

function hadTooFewCpus({ blocks }: PairedSeries): boolean {
  return blocks.some(({ cpus }) => cpus === 1);
}

function onTooFewCpus(series: PairedSeries, { budget }: Budget): DecidedRow {
  return {
    ...identityOf(series),
    ...mediansOf(series),
    verdict: "inconclusive",
    change: null,
    interval: null,
    budget,
    evidence: "paired",
    detectable: null,
    costs: null,
    notes: [{ kind: "only-one-cpu" }],
    blocks: series.blocks,
  };
}

/** The decision if a value is zero or below, so that there is no ratio. */
function withoutRatio(series: PairedSeries, { budget, floor }: Budget): DecidedRow {
  const pairs = series.blocks.flatMap(({ pairs: { base, head } }) =>
    head.map((value, pair) => ({ base: base[pair] ?? Number.NaN, head: value })),
  );
  const decided = decideWithoutRatio(pairs, series.better, floor);
  return {
    ...identityOf(series),
    ...mediansOf(series),
    verdict: decided.verdict,
    change: decided.change,
    interval: null,
    budget,
    evidence: "paired",
    detectable: null,
    costs: null,
    notes: notesWithoutRatio(decided),
    blocks: series.blocks,
  };
}

/** Decides the series of one metric. */
function decideMetric(
  series: readonly PairedSeries[],
  budgetOf: BudgetOf,
  rule: SequentialRule,
  end: End,
): PairedDecision {
  const outcomes = decideSequentially(sequentialInputs(series, budgetOf), rule, end);
  const gated = series.filter((one) => one.id !== CANARY_ID).length;
  const bySeries = new Map(series.map((one) => [one.id, one]));
  const rows = outcomes.flatMap((outcome) => {
    const measured = bySeries.get(outcome.id);
    if (measured === undefined || outcome.id === CANARY_ID) return [];
    return [decidedRow(measured, outcome, budgetOf(outcome.id, measured.metric), gated, rule)];
  });
  const overdue = outcomes.flatMap((outcome) => {
    const measured = bySeries.get(outcome.id);
    if (!outcome.overdue || measured === undefined) return [];
    const { base } = mediansOf(measured);
    const head = changedBy(base, changeOf(outcome.estimate, measured.better).change);
    return Math.abs(head - base) < budgetOf(measured.id, measured.metric).floor ? [] : [seriesKey(measured)];
  });
  const tooShort = outcomes.flatMap((outcome) => {
    const measured = bySeries.get(outcome.id);
    return outcome.tooShort && measured !== undefined ? [seriesKey(measured)] : [];
  });
  return {
    ...{ rows, canary: readCanary(outcomes) },
    ...{ overdue: new Set(overdue), tooShort: new Set(tooShort) },
  };
}

function decidedRow(
  series: PairedSeries,
  outcome: SequentialOutcome,
  { budget, floor }: Budget,
  gated: number,
  rule: SequentialRule,
): DecidedRow {
  const isMean = outcome.cost === "mean" && outcome.mean !== null;
  const shown = isMean ? outcome.mean : outcome.estimate;
  const { base } = isMean ? meansOf(series) : mediansOf(series);
  const shownChange = changeOf(shown, series.better);
  const head = changedBy(base, shownChange.change);
  const row = {
    ...identityOf(series),
    base,
    head,
    ...shownChange,
    costs: costsOf(outcome, series.better),
    budget,
    evidence: "paired" as const,
    detectable: null,
    notes: [],
    blocks: series.blocks,
  };
  const detectable = detectableChange(shown, Math.log1p(budget), gated, rule);
  switch (outcome.decision) {
    case "undecided":
      return {
        ...row,
        verdict: "inconclusive",
        detectable,
        notes: [whyUndecided(series, outcome, Math.log1p(budget), rule)],
      };
    case "regressed":
      if (Math.abs(head - base) < floor) {
        return { ...row, verdict: "within-budget", notes: [{ kind: "worse-below-floor" }] };
      }
      return { ...row, verdict: "regressed" };
    case "within-budget": {
      const share = othersShareOf(series);
      if (share > MOST_OTHERS_SHARE) {
        return { ...row, verdict: "inconclusive", detectable, notes: [{ kind: "cpus-were-shared", share }] };
      }
      return { ...row, verdict: outcome.decision };
    }
    case "improved":
      return { ...row, verdict: outcome.decision };
    default:
      return outcome.decision satisfies never;
  }
}

/**
 * Largest part of the CPUs' time that others may have for a benchmark that runs on several CPUs to pass. Beyond it,
 * work that was spread over CPUs and no longer is takes as long as before (docs/adr/0018-several-cpus.md).
 */
const MOST_OTHERS_SHARE = 0.1;

/** Median of the blocks' shares; 0 for what runs on one CPU, or if nobody knows. */
function othersShareOf({ blocks }: PairedSeries): number {
  const shares = blocks.flatMap(({ othersShare }) => othersShare ?? []);
  return shares.length === 0 ? 0 : median(shares);
}

/** Digits of a shown value: a change of 10 % of 1000 is 1100, and not 1100.0000000000002. */
const SHOWN_DIGITS = 12;

/**
 * Head's value, calculated from base's and the change. The change is that of pairs: on a machine whose speed varies,
 * the median of all of head's blocks may lie on the other side of base's.
 */
function changedBy(base: number, change: number): number {
  return Number((base * (1 + change)).toPrecision(SHOWN_DIGITS));
}

function whyUndecided(
  series: PairedSeries,
  { blocks, givenUp, drifted, overdue }: SequentialOutcome,
  logBudget: number,
  { looks }: SequentialRule,
): RowNote {
  if (drifted) return { kind: "canary-drifted" };
  if (overdue) return { kind: "over-budget-in-each-block", blocks };
  return {
    kind: "undecided",
    blocks,
    tooCloseFor: givenUp ? (looks.at(-1) ?? null) : null,
    processes: processesThatDiffer(series, blocks, logBudget),
  };
}

/**
 * Two kinds of processes, if there are two. A block is a process of each side; what only a few of them show is neither
 * a change of all nor noise.
 */
function processesThatDiffer(
  { blocks, better, metric }: PairedSeries,
  count: number,
  logBudget: number,
): ProcessesApart | null {
  const values = (of: (block: PairedBlock) => number) =>
    blocks.slice(0, count).map((block) => towardsWorse(of(block), better));
  const apart =
    kindsApart(values(blockLogRatio), logBudget) ??
    (isOfTime(metric) ? kindsApart(values(blockMeanLogRatio), logBudget) : null);
  if (apart === null) return null;
  const change = (log: number) => Math.expm1(towardsWorse(log, better));
  return {
    slower: apart.slower,
    of: apart.of,
    slowerChange: change(apart.slowerLog),
    othersChange: change(apart.othersLog),
  };
}

function costsOf(
  { cost, estimate, mean: ofMean }: SequentialOutcome,
  better: Quantity["better"],
): RowCosts | null {
  if (ofMean === null) return null;
  return { shown: cost, typical: changeOf(estimate, better), mean: changeOf(ofMean, better) };
}

function meansOf({ blocks }: PairedSeries): { readonly base: number; readonly head: number } {
  const ofSide = (side: "base" | "head") => median(blocks.map((block) => mean(block.pairs[side])));
  return { base: ofSide("base"), head: ofSide("head") };
}

function mediansOf({ blocks }: PairedSeries): { readonly base: number; readonly head: number } {
  const ofSide = (side: "base" | "head") => median(blocks.map((block) => median(block.pairs[side])));
  return { base: ofSide("base"), head: ofSide("head") };
}

function identityOf({ id, metric, unit, better }: PairedSeries): { readonly id: string } & Quantity {
  return { id, metric, unit, better };
}

/** What the canary showed. A drift that no verdict depended on is not reported. */
function readCanary(outcomes: readonly SequentialOutcome[]): CanaryReading | null {
  const canary = outcomes.find(({ id }) => id === CANARY_ID);
  if (canary === undefined || canary.blocks < 2) return null;
  return { change: Math.expm1(canary.estimate.meanLog), drifted: outcomes.some(({ drifted }) => drifted) };
}

function sequentialInputs(series: readonly PairedSeries[], budgetOf: BudgetOf): SequentialInput[] {
  return series.map((one) => ({
    id: one.id,
    logRatios: one.blocks.map((block) => towardsWorse(blockLogRatio(block), one.better)),
    ...(isOfTime(one.metric)
      ? { meanLogRatios: one.blocks.map((block) => towardsWorse(blockMeanLogRatio(block), one.better)) }
      : {}),
    comparisons: one.blocks.length === 0 ? [1] : one.blocks.map((block) => readingOf(block).comparisons),
    logBudget: Math.log1p(budgetOf(one.id, one.metric).budget),
    gated: one.id !== CANARY_ID,
    canary: one.id === CANARY_ID,
  }));
}
