/** From an A/A run to what a gate could detect on this machine, how long it would take, and what limits it. Pure. */
import type { Budget } from "../compare/budgets.ts";
import { comparisonsIn } from "../compare/comparisons.ts";
import { blockLogRatio, blockMeanLogRatio, decidePaired } from "../compare/paired.ts";
import type { BlockTiming } from "../measure/stopwatch.ts";
import type { Conditions, Metric, PairedBlock, PairedSeries, RowVerdict } from "../model.ts";
import { CANARY_ID } from "../protocol.ts";
import {
  largestDeviation,
  type ModelBenchmark,
  type ModelSuite,
  type SimulatedOutcome,
  type Simulation,
  simulateRuns,
  smallestFound,
} from "../statistics/power.ts";
import { PAIRED_RULE, type SequentialRule } from "../statistics/sequential-rule.ts";
import { median } from "../statistics/student.ts";
import { estimateSuite } from "../statistics/suite-estimates.ts";
import type {
  BenchmarkNoise,
  Detection,
  Diagnosis,
  Forecast,
  Forecasts,
  Machine,
  Power,
  SameCodeRun,
  Timing,
} from "./diagnosis.ts";
import { findingsOf, type Unmeasured, wantedOf } from "./findings.ts";

/** What the A/A run measured, and where. */
export interface Observed {
  readonly series: readonly PairedSeries[];
  /** Benchmarks and files that could not be measured, and why. */
  readonly unmeasured: readonly Unmeasured[];
  readonly conditions: Omit<Conditions, "canary">;
  /** Times of the run, block by block. */
  readonly timings: readonly BlockTiming[];
  readonly preparationSeconds: number;
  readonly machine: Machine;
}

export interface GateToDiagnose {
  readonly budgetOf: (id: string, metric: Metric) => Budget;
  readonly timeLimitSeconds: number;
  readonly seed: number;
}

/** The diagnosis without the document's head. */
export type Diagnosed = Omit<Diagnosis, "schemaVersion" | "tool" | "config">;

/** How often a gate should find a slowdown of one and a half times the budget to be worth having. */
const WANTED_POWER = 0.99;
const NOISIEST_SHOWN = 3;
/**
 * Simulated runs for the power. What is found 99 % of the time is then known to a fifth of the SD that it has from run
 * to run.
 */
const POWER_RUNS = 300;
/** Benchmarks to simulate in all forecast runs together: whole runs cost as much as the suite is long. */
const FORECAST_BENCHMARKS = 5_000;
const FORECAST_RUNS = { fewest: 20, most: 200 };

/**
 * Diagnoses an A/A run.
 *
 * @param observed two blocks or more of at least one benchmark, or of the canary
 * @param rule whose power is reported
 */
export function diagnose(
  observed: Observed,
  asked: GateToDiagnose,
  rule: SequentialRule = PAIRED_RULE,
): Diagnosed {
  const measured = observed.series.filter(({ metric, blocks }) => metric === "time" && blocks.length >= 2);
  const { rows, canary: reading } = decidePaired(measured, asked.budgetOf, rule);
  const verdicts = new Map(rows.map(({ id, verdict }) => [id, verdict]));
  const noises = noisesOf(measured, verdicts, observed.timings, asked, rule);
  const canary = noises.find(({ id }) => id === CANARY_ID) ?? null;
  const benchmarks = noises
    .filter(({ id }) => id !== CANARY_ID)
    .sort((one, other) => other.deviation - one.deviation);
  const timing = timingOf(observed);
  const gated = benchmarks.length > 0 ? benchmarks : noises;
  const suite: ModelSuite = {
    benchmarks: gated.map(modelOf),
    canary: benchmarks.length > 0 ? canary : null,
    blocks: affordableBlocks(timing, asked, rule),
    meanOverTypical: meanOverTypical(measured, rule),
  };
  const power = powerOf(suite, gated, asked, rule);
  const facts = {
    machine: observed.machine,
    run: runOf(observed, reading),
    timing,
    benchmarks,
    canary,
    power,
    forecasts: forecastsOf(suite, gated, timing, asked, rule),
  };
  return { ...facts, findings: findingsOf(facts, observed.unmeasured, asked.timeLimitSeconds) };
}

function noisesOf(
  measured: readonly PairedSeries[],
  verdicts: ReadonlyMap<string, RowVerdict>,
  timings: readonly BlockTiming[],
  { budgetOf }: GateToDiagnose,
  rule: SequentialRule,
): BenchmarkNoise[] {
  const deviations = deviationsOf(measured, blockLogRatio, rule);
  return measured.map(({ id, metric, blocks }, index) => ({
    id,
    budget: budgetOf(id, metric).budget,
    deviation: deviations[index] ?? rule.defaultDeviation,
    seconds: median(blocks.flatMap(({ pairs }) => pairs.base)),
    blockSeconds: medianAfterFirst(timings.map((timing) => timing.benchmarkSeconds.get(id) ?? 0)),
    pairs: Math.max(...blocks.map(({ pairs }) => pairs.head.length)),
    comparisons: fewestComparisons(blocks),
    verdict: verdicts.get(id) ?? null,
  }));
}

/**
 * Block SDs as the rule itself takes them: outliers are drawn in, and each SD is moderated by the suite, because the
 * noisiest of many is noisy partly by chance; less so if a block compares less often (ADR 11). A small suite is
 * moderated by itself, too, because nothing is decided by these.
 */
function deviationsOf(
  measured: readonly PairedSeries[],
  logRatioOf: (block: PairedBlock) => number,
  rule: SequentialRule,
): number[] {
  const suite = measured.map(({ blocks }) => blocks.map(logRatioOf));
  const comparisons = measured.map(({ blocks }) => fewestComparisons(blocks));
  const model = { ...rule, smallestSuite: 1, irreducibleDeviation: 0 };
  const estimates = estimateSuite(suite, model, comparisons);
  return suite.map((values, index) => (estimates[index]?.standardError ?? 0) * Math.sqrt(values.length));
}

/**
 * How much noisier the means of blocks are than their typical calls: the median over the benchmarks, because a few
 * blocks of one of them hardly tell. Null if all blocks have a single pair, whose mean is its typical call.
 */
function meanOverTypical(measured: readonly PairedSeries[], rule: SequentialRule): number | null {
  if (measured.every(({ blocks }) => blocks.every(({ pairs }) => pairs.head.length === 1))) return null;
  const ofMeans = deviationsOf(measured, blockMeanLogRatio, rule);
  const ofTypical = deviationsOf(measured, blockLogRatio, rule);
  return median(ofMeans.map((deviation, index) => deviation / (ofTypical[index] ?? deviation)));
}

/**
 * The fewest comparisons of any block, as in the rule: a benchmark whose later blocks compare less often is as noisy as
 * those.
 */
function fewestComparisons(blocks: readonly PairedBlock[]): number {
  return Math.min(...blocks.map(comparisonsIn));
}

function runOf({ conditions, series }: Observed, canary: SameCodeRun["canary"]): SameCodeRun {
  const { blocks, seconds, repeatedPairs, runDelayShare, timeLimitReached } = conditions;
  const pairs = series.flatMap((one) => one.blocks.map((block) => block.pairs.head.length));
  return {
    blocks,
    seconds,
    pairs: pairs.reduce((sum, count) => sum + count, 0),
    repeatedPairs,
    runDelayShare,
    timeLimitReached,
    canary,
  };
}

function timingOf({ timings, preparationSeconds }: Observed): Timing {
  const blockSeconds = medianAfterFirst(timings.map(({ seconds }) => seconds));
  return {
    preparationSeconds,
    calibrationSeconds: Math.max(0, (timings[0]?.seconds ?? 0) - blockSeconds),
    blockSeconds,
    startSeconds: medianAfterFirst(timings.map(({ startSeconds }) => startSeconds)),
  };
}

/** Median of all values but the first: the first block calibrates, and the later ones need not. */
function medianAfterFirst(values: readonly number[]): number {
  return median(values.length > 1 ? values.slice(1) : values);
}

/** Number of blocks that fit into the time limit; at least one, however long it takes. */
function affordableBlocks(
  { blockSeconds }: Timing,
  { timeLimitSeconds }: GateToDiagnose,
  { looks }: SequentialRule,
): number {
  return Math.max(1, Math.min(Math.floor(timeLimitSeconds / blockSeconds), looks.at(-1) ?? 0));
}

function powerOf(
  suite: ModelSuite,
  gated: readonly BenchmarkNoise[],
  { seed }: GateToDiagnose,
  rule: SequentialRule,
): Power {
  // The same runs for all: otherwise chance alone could make them contradict each other.
  const simulation: Simulation = { rule, seed, runs: POWER_RUNS };
  const detection = (noisy: Noisy): Detection => {
    const { deviation, budget } = noisy;
    const model = modelOf(noisy);
    const [found80, found99] = smallestFound(suite, model, [0.8, WANTED_POWER], simulation).map(finite);
    return {
      deviation,
      budget,
      wanted: wantedOf(budget),
      found80: found80 ?? null,
      found99: found99 ?? null,
    };
  };
  const mostBlocks = rule.looks.at(-1) ?? 0;
  const unhurried = { ...suite, blocks: mostBlocks };
  const typical = typicalOf(gated);
  const noisiest = gated.length > 1 ? gated.slice(0, NOISIEST_SHOWN) : [];
  return {
    runs: POWER_RUNS,
    affordableBlocks: suite.blocks,
    mostBlocks,
    typical: detection(typical),
    noisiest: noisiest.map((benchmark) => ({ id: benchmark.id, ...detection(benchmark) })),
    neededDeviation: largestDeviation(
      unhurried,
      modelOf(typical),
      wantedOf(typical.budget),
      WANTED_POWER,
      simulation,
    ),
  };
}

function forecastsOf(
  suite: ModelSuite,
  gated: readonly BenchmarkNoise[],
  timing: Timing,
  { seed }: GateToDiagnose,
  rule: SequentialRule,
): Forecasts {
  const { fewest, most } = FORECAST_RUNS;
  const runs = Math.max(fewest, Math.min(most, Math.floor(FORECAST_BENCHMARKS / gated.length)));
  const simulation = { rule, seed, runs };
  const typical = middleOf(gated);
  const change = wantedOf(typicalOf(gated).budget);
  const slowed = (index: number) => (index === typical ? Math.log1p(change) : 0);
  return {
    runs,
    unchanged: forecastOf(
      simulateRuns(suite, () => 0, simulation),
      gated,
      timing,
    ),
    regression: { ...forecastOf(simulateRuns(suite, slowed, simulation), gated, timing), change },
  };
}

function forecastOf(
  runs: readonly (readonly SimulatedOutcome[])[],
  gated: readonly BenchmarkNoise[],
  timing: Timing,
): Forecast {
  const share = (of: (run: readonly SimulatedOutcome[]) => boolean) => runs.filter(of).length / runs.length;
  const isRed = (run: readonly SimulatedOutcome[]) => run.some(({ decision }) => decision === "regressed");
  return {
    blocks: median(runs.map(blocksOf)),
    seconds: median(runs.map((run) => secondsOf(run, gated, timing))),
    red: share(isRed),
    inconclusive: share((run) => !isRed(run) && run.some(({ decision }) => decision === "undecided")),
  };
}

function blocksOf(run: readonly SimulatedOutcome[]): number {
  return Math.max(0, ...run.map(({ blocks }) => blocks));
}

/**
 * Duration of a simulated run. What is decided drops out of later blocks, but the processes are still started. (A long
 * benchmark that is left almost alone gets more pairs, which takes it more time and makes it less noisy: neither is
 * simulated.)
 */
function secondsOf(
  run: readonly SimulatedOutcome[],
  gated: readonly BenchmarkNoise[],
  { preparationSeconds, calibrationSeconds, blockSeconds }: Timing,
): number {
  const all = gated.reduce((sum, benchmark) => sum + benchmark.blockSeconds, 0);
  const measuring = run.reduce(
    (sum, { blocks }, index) => sum + blocks * (gated[index]?.blockSeconds ?? 0),
    0,
  );
  return (
    preparationSeconds + calibrationSeconds + blocksOf(run) * Math.max(0, blockSeconds - all) + measuring
  );
}

type Noisy = Pick<BenchmarkNoise, "deviation" | "comparisons" | "budget">;

function modelOf({ deviation, comparisons, budget }: Noisy): ModelBenchmark {
  return { deviation, comparisons, logBudget: Math.log1p(budget) };
}

/** A benchmark with the median noise and the median budget. @param gated the noisiest first */
function typicalOf(gated: readonly BenchmarkNoise[]): Noisy {
  const budgets = gated.map(({ budget }) => budget).sort((one, other) => one - other);
  return {
    deviation: median(gated.map(({ deviation }) => deviation)),
    comparisons: median(gated.map(({ comparisons }) => comparisons)),
    budget: budgets[middleOf(budgets)] ?? 0,
  };
}

/** Index of the middle one, and of two the first. */
function middleOf(values: readonly unknown[]): number {
  return Math.floor((values.length - 1) / 2);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
