/**
 * What the sequential rule would find in a suite whose noise is known, and after how many blocks.
 *
 * Runs are simulated, and the real rule decides them. If variances are known, the power of a test over looks is an
 * integral (Jennison & Turnbull 2000, Group Sequential Methods, chapter 19). Here each benchmark's variance is
 * estimated and moderated by its suite's, and there is no formula for that.
 *
 * The model of a run: blocks of a benchmark are normal around its true change, with its block SD. Once in each run, the
 * change is off by what replication can't remove (τ of the rule). If a block has the mean of its calls in addition to
 * the typical one, the mean has the noise of the typical call, and some of its own.
 */
import { normalValues } from "./normal.ts";
import { randomStream } from "./random.ts";
import {
  type Decision,
  decideSequentially,
  type SequentialInput,
  type SequentialRule,
} from "./sequential-rule.ts";

export interface ModelNoise {
  /** SD of a block's log ratio. */
  readonly deviation: number;
  /** How often a block compares the sides: with more comparisons, the rule expects less noise. */
  readonly comparisons: number;
}

export interface ModelBenchmark extends ModelNoise {
  /** ln(1 + budget). */
  readonly logBudget: number;
}

export interface ModelSuite {
  readonly benchmarks: readonly ModelBenchmark[];
  /** Noise of the canary; null for none. */
  readonly canary: ModelNoise | null;
  /** Blocks that there is time for. */
  readonly blocks: number;
  /** SD of a block's mean of calls over that of its typical call; null if a block has only one number. */
  readonly meanOverTypical: number | null;
}

export interface Simulation {
  readonly rule: SequentialRule;
  readonly seed: number;
  readonly runs: number;
}

/**
 * Members of the suite that are simulated with a benchmark. More of them add hardly anything to what is typical, and
 * cost time.
 */
const COMPANIONS = 6;
/** Largest slowdown that is looked for (e⁵ is 148 times as slow). */
const LARGEST_LOG_CHANGE = 5;
/** Halvings of a bracket that is a few block SDs wide: to a sixtieth of one. */
const CHANGE_HALVINGS = 8;
/** Factor within which noise is looked for, by as many halvings: to 5 % of itself. */
const LARGEST_FACTOR = 16;
const FACTOR_HALVINGS = 7;

/**
 * The smallest slowdowns (fractions) of one benchmark that are called regressed with the given powers; Infinity if
 * there is none.
 *
 * All are looked for in the same runs. A run that finds a slowdown finds nearly every larger one (few are given up)
 * with the noise of that run, so hardly any has to be decided more than a few times.
 *
 * @param powers in (0, 1]
 */
export function smallestFound(
  suite: ModelSuite,
  benchmark: ModelBenchmark,
  powers: readonly number[],
  simulation: Simulation,
): number[] {
  const runs = probes(suite, benchmark, simulation).map(remembering);
  const firstStep = 4 * benchmark.deviation + simulation.rule.irreducibleDeviation;
  return powers.map((power) =>
    Math.expm1(smallestTrue((change) => enoughFind(runs, change, power), benchmark.logBudget, firstStep)),
  );
}

/**
 * The largest block SD at which the benchmark's slowdown of `change` is found with the given power, if the rest of the
 * suite is as much quieter or noisier; at most sixteen times what it is. Null if there is none, because noise is not
 * the obstacle.
 */
export function largestDeviation(
  suite: ModelSuite,
  benchmark: ModelBenchmark,
  change: number,
  power: number,
  simulation: Simulation,
): number | null {
  const suffices = (factor: number) => {
    const runs = probes(scaled(suite, factor), scaledNoise(benchmark, factor), simulation);
    return enoughFind(runs, Math.log1p(change), power);
  };
  let [enough, tooMuch] = [1 / LARGEST_FACTOR, LARGEST_FACTOR];
  if (!suffices(enough)) return null;
  for (let halving = 0; halving < FACTOR_HALVINGS; halving++) {
    const middle = Math.sqrt(enough * tooMuch);
    if (suffices(middle)) enough = middle;
    else tooMuch = middle;
  }
  return benchmark.deviation * enough;
}

/** Whether a simulated run finds a given change (logarithmic) of the benchmark. */
type Probe = (logChange: number) => boolean;

function probes(suite: ModelSuite, benchmark: ModelBenchmark, { rule, seed, runs }: Simulation): Probe[] {
  // Its part of the error; the others are there for the prior alone, and that takes only some of them.
  const alone = { ...rule, alpha: rule.alpha / Math.max(1, suite.benchmarks.length) };
  const companions = companionsOf(suite);
  return Array.from({ length: runs }, (_, run) => {
    const normal = normalValues(randomStream(seed, "probe", run));
    const { logBudget } = benchmark;
    const comparisons = [benchmark.comparisons];
    const noise = modelledBlocks(benchmark, suite, rule, normal);
    const others = companions.map((companion, index): SequentialInput => {
      const ofCompanion = modelledBlocks(companion, suite, rule, normal);
      const id = `companion ${index}`;
      return { id, ...ofCompanion, comparisons: [companion.comparisons], logBudget, gated: false };
    });
    return (logChange) => {
      const probe = { id: "probe", ...slowed(noise, logChange), comparisons, logBudget, gated: true };
      return decideSequentially([probe, ...others], alone).some(({ decision }) => decision === "regressed");
    };
  });
}

/** A probe that decides no change that follows from an earlier decision. */
function remembering(isFound: Probe): Probe {
  let [largestMissed, smallestKnown] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return (logChange) => {
    if (logChange >= smallestKnown) return true;
    if (logChange <= largestMissed) return false;
    const found = isFound(logChange);
    if (found) smallestKnown = logChange;
    else largestMissed = logChange;
    return found;
  };
}

/** Whether the change is found in at least the given part of the runs; stops as soon as that is certain. */
function enoughFind(runs: readonly Probe[], logChange: number, power: number): boolean {
  let mayMiss = Math.floor((1 - power) * runs.length + 1e-9);
  return runs.every((isFound) => isFound(logChange) || mayMiss-- > 0);
}

/**
 * The smallest change, at or above `low`, from which on `isTrue` holds; Infinity if it does not up to the largest
 * change.
 */
function smallestTrue(isTrue: Probe, low: number, firstStep: number): number {
  let below = low;
  let step = firstStep;
  let above = low + step;
  while (!isTrue(above)) {
    if (above >= LARGEST_LOG_CHANGE) return Number.POSITIVE_INFINITY;
    below = above;
    step *= 2;
    above = Math.min(above + step, LARGEST_LOG_CHANGE);
  }
  for (let halving = 0; halving < CHANGE_HALVINGS; halving++) {
    const middle = (below + above) / 2;
    if (isTrue(middle)) above = middle;
    else below = middle;
  }
  return above;
}

function scaled(suite: ModelSuite, factor: number): ModelSuite {
  return {
    ...suite,
    benchmarks: suite.benchmarks.map((benchmark) => scaledNoise(benchmark, factor)),
    canary: suite.canary === null ? null : scaledNoise(suite.canary, factor),
  };
}

function scaledNoise<T extends ModelNoise>(noise: T, factor: number): T {
  return { ...noise, deviation: noise.deviation * factor };
}

/** Benchmarks at evenly spaced ranks of noise: as typical, and as varied, as the whole suite. */
function companionsOf({ benchmarks, canary }: ModelSuite): ModelNoise[] {
  const sorted = benchmarks.toSorted((one, other) => one.deviation - other.deviation);
  const count = Math.min(COMPANIONS, sorted.length - 1);
  const chosen = Array.from({ length: Math.max(0, count) }, (_, index) => {
    return sorted[Math.floor(((index + 0.5) * sorted.length) / count)] as ModelNoise;
  });
  return canary === null ? chosen : [...chosen, canary];
}

export interface SimulatedOutcome {
  readonly decision: Decision;
  /** Blocks after which it was decided or given up, or all there were. */
  readonly blocks: number;
}

/**
 * Simulates whole runs.
 *
 * @param logChangeOf the true change of a benchmark, by its index
 * @returns for each run, the outcomes in the order of the suite's benchmarks
 */
export function simulateRuns(
  suite: ModelSuite,
  logChangeOf: (index: number) => number,
  { rule, seed, runs }: Simulation,
): SimulatedOutcome[][] {
  return Array.from({ length: runs }, (_, run) => {
    const normal = normalValues(randomStream(seed, "whole run", run));
    const inputs = suite.benchmarks.map((benchmark, index): SequentialInput => {
      return {
        id: String(index),
        ...slowed(modelledBlocks(benchmark, suite, rule, normal), logChangeOf(index)),
        comparisons: [benchmark.comparisons],
        logBudget: benchmark.logBudget,
        gated: true,
      };
    });
    if (suite.canary !== null) {
      const comparisons = [suite.canary.comparisons];
      const ofCanary = modelledBlocks(suite.canary, suite, rule, normal);
      inputs.push({ id: "canary", ...ofCanary, comparisons, logBudget: 0, gated: false, canary: true });
    }
    return decideSequentially(inputs, rule).slice(0, suite.benchmarks.length);
  });
}

type ModelBlocks = Pick<SequentialInput, "logRatios" | "meanLogRatios">;

function slowed({ logRatios, meanLogRatios }: ModelBlocks, logChange: number): ModelBlocks {
  const changed = (values: readonly number[]) => values.map((value) => logChange + value);
  return {
    logRatios: changed(logRatios),
    ...(meanLogRatios === undefined ? {} : { meanLogRatios: changed(meanLogRatios) }),
  };
}

/**
 * Largest part of a mean's noise that is that of the typical call. Their correlation in recordings of quiet machines is
 * 0.93 (median of 150 series), and on a restless one, where means are 1.6 times as noisy, 0.73.
 */
const LARGEST_CORRELATION = 0.93;

function modelledBlocks(
  { deviation }: ModelNoise,
  { blocks, meanOverTypical }: ModelSuite,
  { irreducibleDeviation }: SequentialRule,
  normal: () => number,
): ModelBlocks {
  const offset = irreducibleDeviation * normal();
  const noise = Array.from({ length: blocks }, normal);
  const logRatios = noise.map((value) => offset + deviation * value);
  if (meanOverTypical === null) return { logRatios };
  const common = Math.min(LARGEST_CORRELATION, 1 / meanOverTypical);
  const own = Math.sqrt(1 - common ** 2);
  const ofMean = (value: number) => meanOverTypical * (common * value + own * normal());
  return { logRatios, meanLogRatios: noise.map((value) => offset + deviation * ofMean(value)) };
}
