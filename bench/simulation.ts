/**
 * How the gate's own rule errs on noise that is made up: one benchmark that is unlike the others of its suite, blocks with
 * heavy tails, blocks that their neighbours resemble, and processes that differ from one another. Pure: the same seed says the
 * same.
 *
 * A replay (`replay.ts`) shows the rule on noise as it was; here the truth is known, and the noise is as bad as wanted.
 */
import { normalValues } from "../src/statistics/normal.ts";
import { type RandomStream, randomStream } from "../src/statistics/random.ts";
import {
  changeInterval,
  decideSequentially,
  type SequentialInput,
  type SequentialOutcome,
  type SequentialRule,
} from "../src/statistics/sequential-rule.ts";
import { mean } from "../src/statistics/student.ts";
import { type Rate, rate } from "./rates.ts";

/** How a block's log ratio varies from block to block, of every benchmark of the suite. */
export const SHAPES = ["normal", "t3", "correlated"] as const;
export type Shape = (typeof SHAPES)[number];

/** Head takes `times` as long in a `share` of its processes. */
export interface Mixture {
  readonly share: number;
  readonly times: number;
  /**
   * Whether base has such processes as well, as often: by chance, process by process, or by the hash seed, which both sides
   * of a block share. "head" alone has them.
   */
  readonly on: "head" | "both, by chance" | "both, by hash seed";
}

export interface Scenario {
  /** Benchmarks beside the one that is looked at, unchanged and quiet. */
  readonly others: number;
  readonly shape: Shape;
  /** SD of a block of the one that is looked at; that of the others is `QUIET_DEVIATION`. */
  readonly deviation: number;
  /** Its true change, as a fraction; that of a mixture comes on top. */
  readonly change: number;
  readonly mixture: Mixture | null;
  /** Whether a block says two numbers, as of times; one, as of whole runs and of sizes. The former by default. */
  readonly withMeans?: boolean;
}

/** Scenarios and what became of them, as `bench/data/simulated.json` keeps them. */
export interface Simulations {
  readonly noise: readonly Simulated[];
  readonly mixtures: readonly Simulated[];
}

export interface Simulated {
  readonly scenario: Scenario;
  readonly runs: number;
  readonly regressed: Rate;
  readonly withinBudget: Rate;
  readonly undecided: Rate;
  /** Runs in which the 95 % interval that is shown holds the true change. Of a mixture there is none. */
  readonly covered: Rate;
  /** Blocks until it was decided or given up, on average. */
  readonly blocks: number;
  /** The same of the others. */
  readonly blocksOfOthers: number;
}

export const QUIET_DEVIATION = 0.01;
const BUDGET = 0.1;
/** What an unchanged and quiet benchmark never takes. */
const BLOCKS_OF_OTHERS = 24;
/** Of a correlated block with the one before. */
const CORRELATION = 0.3;
/** Between a block's typical call and its mean; the median in the recordings is 0.7 to 0.9. */
const OF_MEAN_WITH_TYPICAL = 0.9;
const COMPARISONS = 16;

export function simulate(scenario: Scenario, runs: number, rule: SequentialRule, seed = 1): Simulated {
  const outcomes = Array.from({ length: runs }, (_, run) => {
    const [looked, ...others] = decideSequentially(suiteOf(scenario, rule, seed, run), rule);
    if (looked === undefined) throw new Error("a suite of none");
    return { looked, others: mean(others.map(({ blocks }) => blocks)) };
  });
  const part = (is: (outcome: SequentialOutcome) => boolean) =>
    rate(outcomes.filter(({ looked }) => is(looked)).length, runs);
  return {
    scenario,
    runs,
    regressed: part(({ decision }) => decision === "regressed"),
    withinBudget: part(({ decision }) => decision === "within-budget"),
    undecided: part(({ decision }) => decision === "undecided"),
    covered: part((outcome) => holds(outcome, scenario.change)),
    blocks: mean(outcomes.map(({ looked }) => looked.blocks)),
    blocksOfOthers: mean(outcomes.map(({ others }) => others)),
  };
}

/** Whether the interval of the cost that is shown holds the change. */
function holds({ cost, estimate, mean: ofMean }: SequentialOutcome, change: number): boolean {
  const [low, high] = changeInterval(cost === "mean" && ofMean !== null ? ofMean : estimate);
  return low <= change && change <= high;
}

function suiteOf(scenario: Scenario, rule: SequentialRule, seed: number, run: number): SequentialInput[] {
  const { others, shape, deviation, change, mixture, withMeans = true } = scenario;
  return Array.from({ length: others + 1 }, (_, index): SequentialInput => {
    const isLooked = index === 0;
    const chance = randomStream(seed, "simulated", run, index);
    const blocks = isLooked ? (rule.looks.at(-1) ?? 0) : BLOCKS_OF_OTHERS;
    const draw = valuesOf(shape, chance);
    const apart = normalValues(chance);
    const ofProcesses = isLooked && mixture !== null ? processesOf(mixture, chance) : () => 0;
    const spread = isLooked ? deviation : QUIET_DEVIATION;
    const centre = isLooked ? Math.log1p(change) : 0;
    const readings = Array.from({ length: blocks }, () => {
      const common = draw();
      const own = OF_MEAN_WITH_TYPICAL * common + Math.sqrt(1 - OF_MEAN_WITH_TYPICAL ** 2) * apart();
      const level = centre + ofProcesses();
      return { typical: level + spread * common, mean: level + spread * own };
    });
    return {
      id: String(index),
      gated: true,
      comparisons: [COMPARISONS],
      logBudget: Math.log1p(BUDGET),
      logRatios: readings.map(({ typical }) => typical),
      ...(withMeans ? { meanLogRatios: readings.map((one) => one.mean) } : {}),
    };
  });
}

/** Endless values with an SD of 1 about 0. */
function valuesOf(shape: Shape, chance: RandomStream): () => number {
  const normal = normalValues(chance);
  if (shape === "normal") return normal;
  if (shape === "t3") {
    // A normal value over the root of a mean of three squared ones (Student 1908), whose variance is 3.
    return () => {
      const squares = normal() ** 2 + normal() ** 2 + normal() ** 2;
      return normal() / Math.sqrt(squares);
    };
  }
  let before = normal();
  return () => {
    before = CORRELATION * before + Math.sqrt(1 - CORRELATION ** 2) * normal();
    return before;
  };
}

/** What the processes of a block add to the log ratio. */
function processesOf({ share, times, on }: Mixture, chance: RandomStream): () => number {
  const isSlow = () => chance.integer(0, 9_999) < share * 10_000;
  const extra = Math.log(times);
  if (on === "head") return () => (isSlow() ? extra : 0);
  if (on === "both, by hash seed") return () => 0;
  return () => (isSlow() ? extra : 0) - (isSlow() ? extra : 0);
}
