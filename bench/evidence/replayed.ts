/** What the recordings say of the present rule: error rates, power, blocks, and what replication can't remove. */

import { blockLogRatio } from "../../src/compare/paired.ts";
import { CANARY_ID } from "../../src/protocol.ts";
import { PAIRED_RULE } from "../../src/statistics/sequential-rule.ts";
import { mean, median, sampleVariance } from "../../src/statistics/student.ts";
import { estimateSuite } from "../../src/statistics/suite-estimates.ts";
import type { Noise } from "../noise.ts";
import type { Recording } from "../recording.ts";
import { type Replayed, replay, waldBound } from "../replay.ts";

const SEED = 1;

export interface ReplayedNoise {
  readonly noise: Noise;
  readonly recordings: number;
  /** Median over benchmarks and blocks. */
  readonly pairs: number;
  /** Median over benchmarks and blocks of the length of a batch. */
  readonly batchSeconds: number;
  readonly blocks: number;
  /** Median over benchmarks of the SD of a block. */
  readonly blockDeviation: number;
  /** τ as these recordings show it: SD of the means of unchanged code beyond what their blocks explain. */
  readonly irreducibleDeviation: number;
  readonly unchanged: Replayed;
  readonly changes: readonly Replayed[];
  readonly tightUnchanged: Replayed;
  readonly tightSlower: Replayed;
  readonly curve: readonly Replayed[];
  /** Blocks used at +15 % over Wald's bound, both on average over the benchmarks. */
  readonly wald: { readonly bound: number; readonly used: number };
}

export interface ReplayRuns {
  readonly unchanged: number;
  readonly change: number;
  readonly curve: number;
}

const CURVE = Array.from({ length: 21 }, (_, step) => step * 0.0125);
const TIGHT_BUDGET = 0.03;
const BUDGET = 0.1;

export function replayNoise(noise: Noise, all: readonly Recording[], runs: ReplayRuns): ReplayedNoise | null {
  const recordings = all.filter(
    (one) => one.noise === noise && one.percent === 0 && one.nullEdit > 0 && one.series.length > 40,
  );
  if (recordings.length === 0) return null;
  const of = (budget: number, change: number, count: number) =>
    replay({ recordings, rule: PAIRED_RULE, budget, change, runs: count, seed: SEED });
  const changes = [0.05, 0.1, 0.15, 0.2].map((change) => of(BUDGET, change, runs.change));
  const series = recordings.flatMap(logRatiosOf);
  const blocks = recordings.flatMap((recording) => recording.series.flatMap((one) => one.blocks));
  return {
    noise,
    recordings: recordings.length,
    pairs: median(blocks.map(({ pairs }) => pairs.head.length)),
    batchSeconds: median(blocks.map(({ loops, pairs }) => loops * median(pairs.base))),
    blocks: series.reduce((sum, values) => sum + values.length, 0),
    blockDeviation: median(series.map((values) => Math.sqrt(sampleVariance(values)))),
    irreducibleDeviation: irreducible(recordings),
    unchanged: of(BUDGET, 0, runs.unchanged),
    changes,
    tightUnchanged: of(TIGHT_BUDGET, 0, runs.change),
    tightSlower: of(TIGHT_BUDGET, 0.05, runs.change),
    curve: CURVE.map((change) => of(BUDGET, change, runs.curve)),
    wald: { bound: meanWaldBound(recordings), used: changes[2]?.meanBlocks ?? Number.NaN },
  };
}

/**
 * Wald's bound for "red at +15 %" of each benchmark with its own deviation, on average. The deviation is the rule's:
 * winsorised, so that the tails are no excuse.
 */
function meanWaldBound(recordings: readonly Recording[]): number {
  const distance = Math.log(1.15) - Math.log(1.1);
  const bounds = recordings.flatMap((recording) => {
    const suite = logRatiosOf(recording);
    const alpha = PAIRED_RULE.alpha / suite.length;
    return estimateSuite(suite, { ...PAIRED_RULE, irreducibleDeviation: 0 }).flatMap((estimate, index) => {
      if (estimate === null) return [];
      const deviation = estimate.standardError * Math.sqrt(suite[index]?.length ?? 1);
      return [waldBound(deviation, distance, alpha, PAIRED_RULE.beta)];
    });
  });
  return mean(bounds);
}

function logRatiosOf(recording: Recording): number[][] {
  return recording.series.filter(({ id }) => id !== CANARY_ID).map(({ blocks }) => blocks.map(blockLogRatio));
}

/**
 * Method of moments: the winsorised mean of unchanged code is off by its own error and by τ. The twentieth that
 * is furthest out is drawn in to the rest, or a single benchmark that a harmless edit moves would be all of it.
 */
function irreducible(recordings: readonly Recording[]): number {
  const excess = recordings.flatMap((recording) => {
    return estimateSuite(logRatiosOf(recording), { ...PAIRED_RULE, irreducibleDeviation: 0 }).flatMap(
      (estimate) => (estimate === null ? [] : [estimate.meanLog ** 2 - estimate.standardError ** 2]),
    );
  });
  const sorted = excess.sort((a, b) => a - b);
  const bound = sorted[Math.floor(sorted.length * 0.95)] ?? 0;
  return Math.sqrt(Math.max(0, mean(sorted.map((value) => Math.max(-bound, Math.min(bound, value))))));
}
