/**
 * Decides thousands of gate runs from recordings, without measuring again.
 *
 * A replayed run takes one recording's blocks from a random block on, forwards or backwards, so that whatever made
 * neighbouring blocks alike still does, and all benchmarks see the same stretch of time; a run that outlasts the
 * recording goes on in another one. Base and head, which are the same code but for a harmless edit, change places at
 * random for each benchmark. A slowdown is added to the logarithms: a slower head is slower by that factor in every
 * block. (The live runs check that.)
 */

import { comparisonsIn } from "../src/compare/comparisons.ts";
import { blockLogRatio, blockMeanLogRatio } from "../src/compare/paired.ts";
import type { PairedBlock } from "../src/model.ts";
import { CANARY_ID } from "../src/protocol.ts";
import { type RandomStream, randomStream } from "../src/statistics/random.ts";
import {
  changeInterval,
  type Decision,
  decideSequentially,
  type SequentialInput,
  type SequentialRule,
} from "../src/statistics/sequential-rule.ts";
import { mean, median } from "../src/statistics/student.ts";
import { type Rate, rate } from "./rates.ts";
import type { Recording } from "./recording.ts";

export interface ReplayRequest {
  readonly recordings: readonly Recording[];
  readonly rule: SequentialRule;
  readonly budget: number;
  /** Fraction; 0 for unchanged code. */
  readonly change: number;
  readonly runs: number;
  readonly seed: number;
  /** What a block says; the gate's own by default. */
  readonly logRatio?: (block: PairedBlock) => number;
  /** Whether the mean of calls is decided as well, as in the gate; the default. */
  readonly withMeans?: boolean;
}

export interface Replayed {
  readonly budget: number;
  readonly change: number;
  readonly runs: number;
  /** Of all rows of all runs. */
  readonly decisions: Readonly<Record<Decision, Rate>>;
  /** Runs with at least one red row. */
  readonly redRuns: Rate;
  /** Rows whose 95 % interval holds the true change. */
  readonly covered: Rate;
  /** Blocks a row was decided on, on average. */
  readonly meanBlocks: number;
  /** Blocks the run went on for, on average: those of its last row. */
  readonly meanLastBlock: number;
}

export function replay(request: ReplayRequest): Replayed {
  const { recordings, rule, budget, change, runs, seed } = request;
  const suites = recordings.map((recording) => readingsOf(recording, request.logRatio ?? blockLogRatio));
  const comparisons = comparisonsOf(recordings);
  const counts: Record<Decision, number> = { regressed: 0, improved: 0, "within-budget": 0, undecided: 0 };
  const blocks: number[] = [];
  const lastBlocks: number[] = [];
  let redRuns = 0;
  let covered = 0;
  for (let run = 0; run < runs; run++) {
    const chance = randomStream(seed, "replay", run);
    const inputs = replayedInputs(
      stretch(chance.shuffled(suites), rule.looks.at(-1) ?? 0, chance),
      comparisons,
      budget,
      change,
      request.withMeans ?? true,
    );
    const outcomes = decideSequentially(inputs, rule).filter(({ id }) => id !== CANARY_ID);
    for (const { decision, blocks: used, estimate } of outcomes) {
      counts[decision]++;
      blocks.push(used);
      const [low, high] = changeInterval(estimate);
      if (low <= change && change <= high) covered++;
    }
    if (outcomes.some(({ decision }) => decision === "regressed")) redRuns++;
    lastBlocks.push(Math.max(...outcomes.map((outcome) => outcome.blocks)));
  }
  const rows = blocks.length;
  return {
    budget,
    change,
    runs,
    decisions: {
      regressed: rate(counts.regressed, rows),
      improved: rate(counts.improved, rows),
      "within-budget": rate(counts["within-budget"], rows),
      undecided: rate(counts.undecided, rows),
    },
    redRuns: rate(redRuns, runs),
    covered: rate(covered, rows),
    meanBlocks: mean(blocks),
    meanLastBlock: mean(lastBlocks),
  };
}

/** Log ratios of a block. */
interface Reading {
  readonly typical: number;
  readonly mean: number;
}

/** By id of the benchmark, one a block. */
type Suite = ReadonlyMap<string, readonly Reading[]>;

function readingsOf(recording: Recording, logRatio: (block: PairedBlock) => number): Suite {
  const readingOf = (block: PairedBlock) => ({ typical: logRatio(block), mean: blockMeanLogRatio(block) });
  return new Map(recording.series.map(({ id, blocks }) => [id, blocks.map(readingOf)]));
}

/** So many blocks of the first suite's benchmarks, from as many of the suites as that takes; fewer where there are none. */
function stretch(suites: readonly Suite[], length: number, chance: RandomStream): Suite {
  const [first, ...others] = suites;
  if (first === undefined) throw new Error("there is no recording to replay");
  let joined = walkThrough(first, chance);
  for (const other of others) {
    if (blocksOf(joined) >= length) break;
    const goesOn = walkThrough(other, chance);
    joined = new Map([...joined].map(([id, values]) => [id, [...values, ...(goesOn.get(id) ?? [])]]));
  }
  return joined;
}

/** All blocks, from a random one on, in a random direction, and with a random sign for each benchmark. */
function walkThrough(suite: Suite, chance: RandomStream): Suite {
  const length = blocksOf(suite);
  const start = chance.integer(0, length - 1);
  const step = chance.coin() ? 1 : -1;
  const order = Array.from({ length }, (_, index) => (start + step * index + length * length) % length);
  return new Map(
    [...suite].map(([id, blocks]) => {
      const sign = chance.coin() ? 1 : -1;
      const turned = ({ typical, mean }: Reading) => ({ typical: sign * typical, mean: sign * mean });
      return [id, order.map((block) => turned(blocks[block] ?? { typical: 0, mean: 0 }))];
    }),
  );
}

function blocksOf(suite: Suite): number {
  return Math.min(...[...suite.values()].map((blocks) => blocks.length));
}

/** Comparisons of a block, in the middle, by the id of the benchmark. */
function comparisonsOf(recordings: readonly Recording[]): ReadonlyMap<string, number> {
  const found = new Map<string, number[]>();
  for (const { id, blocks } of recordings.flatMap(({ series }) => series)) {
    found.set(id, [...(found.get(id) ?? []), ...blocks.map(comparisonsIn)]);
  }
  return new Map([...found].map(([id, counts]) => [id, median(counts)]));
}

function replayedInputs(
  suite: Suite,
  comparisons: ReadonlyMap<string, number>,
  budget: number,
  change: number,
  withMeans: boolean,
): SequentialInput[] {
  // The canary is the same code on both sides, whatever becomes of head.
  const changed = (id: string, value: number) => (id === CANARY_ID ? value : value + Math.log1p(change));
  return [...suite].map(([id, readings]) => ({
    id,
    comparisons: [comparisons.get(id) ?? 1],
    logBudget: Math.log1p(budget),
    gated: id !== CANARY_ID,
    canary: id === CANARY_ID,
    logRatios: readings.map(({ typical }) => changed(id, typical)),
    ...(withMeans ? { meanLogRatios: readings.map(({ mean }) => changed(id, mean)) } : {}),
  }));
}

/**
 * Wald's bound on the mean number of blocks until any test with these errors finds a change that is there (Wald
 * 1947, Sequential Analysis, section 3; for normal blocks of a known deviation).
 *
 * @param deviation SD of a block, logarithmic
 * @param distance log distance of the two hypotheses
 */
export function waldBound(deviation: number, distance: number, alpha: number, beta: number): number {
  const scale = (2 * deviation ** 2) / distance ** 2;
  return scale * ((1 - beta) * Math.log((1 - beta) / alpha) + beta * Math.log(beta / (1 - alpha)));
}
