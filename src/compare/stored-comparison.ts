/**
 * What a series of head is compared with in the store, and what that is worth: the level of a history on this kind of
 * machine, or the last run, on whichever machine that was. Pure.
 */
import { RECORD_BLOCKS } from "../measure/schedule.ts";
import type { StoredGrounds } from "../model/row-note.ts";
import type { FingerprintDifference, WhyNoLevel, WhyNotScaled } from "../model/stored-evidence.ts";
import type { Evidence, Series } from "../model.ts";
import type { VarianceEstimate } from "../statistics/moderated-variance.ts";
import { median, sampleVariance } from "../statistics/student.ts";
import type { Estimate } from "../statistics/suite-estimates.ts";
import { shiftOf } from "./machine-speed.ts";
import { ENOUGH_RUNS, type StoredNoise } from "./stored-noise.ts";
import { isOfTime } from "./worse.ts";

/** τ across runs where no history tells better: hosted machines of one label differ by this much and more. */
const RUN_TO_RUN_DEVIATION = 0.2;
/**
 * How far a benchmark may follow the machine's speed more or less than the canary does: SD, as a part of that shift. What
 * waits for memory follows a clock by half.
 */
const UNLIKENESS = 0.5;
/** From here on (logarithmic) a row says that it was scaled. */
const SHOWN_SHIFT = 0.005;

/** What head is compared with, and what that is worth. */
export interface StoredComparison {
  /** In the unit. */
  readonly base: number;
  readonly estimate: Estimate;
  readonly evidence: Evidence;
  readonly grounds: StoredGrounds;
  /** Why nothing may be decided by it. */
  readonly refused: WhyNotScaled | null;
}

/** @param canary of head's run; of a time, it is known how far it lies from that of the history */
export function againstHistory(
  history: StoredNoise,
  before: Series,
  head: Series,
  canary: Series | undefined,
): StoredComparison {
  const blocks = head.medians.length;
  const run = ofNextRun(history.ofOneRun, history.runs, blocks, [before.medians, head.medians]);
  const shift = (isOfTime(head.metric) ? shiftOf(history.canary, canary) : null) ?? 0;
  const speed = isOfTime(head.metric) ? blockVariance(blocks, [canary?.medians ?? []]) : null;
  const { variance, degreesOfFreedom } = speed === null ? run : plus(run, speed);
  return {
    base: Math.exp(history.level + shift),
    estimate: {
      meanLog: Math.log(median(head.medians)) - history.level - shift,
      standardError: Math.hypot(Math.sqrt(variance), UNLIKENESS * shift),
      degreesOfFreedom,
    },
    evidence: "stored-same-machine",
    grounds: {
      kind: "against-level",
      runs: history.runs,
      speed: Math.abs(shift) < SHOWN_SHIFT ? null : Math.expm1(shift),
    },
    refused: null,
  };
}

/**
 * @param differences of the two fingerprints
 * @param noLevel why the history does not tell how far runs lie apart; undefined where there is none
 */
export function againstLastRun(
  before: Series,
  head: Series,
  differences: readonly FingerprintDifference[],
  noLevel: WhyNoLevel | undefined,
): StoredComparison {
  const isTold = differences.length === 0 && noLevel !== undefined;
  return {
    base: median(before.medians),
    estimate: estimateDifference(before.medians, head.medians),
    evidence: differences.length === 0 ? "stored-same-machine" : "stored-other-machine",
    grounds: {
      kind: "against-last-run",
      ...{ differences, suiteChange: null },
      ...(isTold ? { noLevel: { why: noLevel, enoughRuns: ENOUGH_RUNS } } : {}),
    },
    refused: null,
  };
}

/**
 * Of one more run about the level, which is itself the mean of some. A run of fewer blocks than those of the history
 * varies more, by what their number leaves of a block's own variance.
 *
 * @param measured blocks' medians, run by run, that tell how far blocks of one run lie apart
 */
export function ofNextRun(
  ofOneRun: VarianceEstimate,
  runs: number,
  blocks: number,
  measured: readonly (readonly number[])[],
): VarianceEstimate {
  const run = { ...ofOneRun, variance: ofOneRun.variance * (1 + 1 / runs) };
  const block = blockVariance(blocks, measured);
  return block === null ? run : plus(run, block);
}

/** What a run of so few blocks varies more by than one of the history; null where it has as many, or none can tell. */
function blockVariance(blocks: number, measured: readonly (readonly number[])[]): VarianceEstimate | null {
  const missing = 1 / blocks - 1 / RECORD_BLOCKS;
  const block = ofOneBlock(measured);
  // A variance of nothing has no degrees of freedom to weigh.
  return missing <= 0 || block === null || block.variance === 0
    ? null
    : { ...block, variance: block.variance * missing };
}

/** Of the logarithm of a block's median within its run; null where no run has two. */
function ofOneBlock(measured: readonly (readonly number[])[]): VarianceEstimate | null {
  let squares = 0;
  let degreesOfFreedom = 0;
  for (const medians of measured) {
    if (medians.length < 2) continue;
    squares += (medians.length - 1) * sampleVariance(medians.map(Math.log));
    degreesOfFreedom += medians.length - 1;
  }
  return degreesOfFreedom === 0 ? null : { variance: squares / degreesOfFreedom, degreesOfFreedom };
}

/** Of a sum of independent parts. Satterthwaite, F. E. (1946), Biometrics Bulletin 2, 110–114. */
function plus(a: VarianceEstimate, b: VarianceEstimate): VarianceEstimate {
  const variance = a.variance + b.variance;
  const uncertainty = a.variance ** 2 / a.degreesOfFreedom + b.variance ** 2 / b.degreesOfFreedom;
  return { variance, degreesOfFreedom: variance ** 2 / uncertainty };
}

function estimateDifference(base: readonly number[], head: readonly number[]): Estimate {
  const before = base.map(Math.log);
  const after = head.map(Math.log);
  return {
    meanLog: median(after) - median(before),
    standardError: Math.sqrt(
      sampleVariance(before) / before.length +
        sampleVariance(after) / after.length +
        RUN_TO_RUN_DEVIATION ** 2,
    ),
    degreesOfFreedom: Math.min(before.length, after.length) - 1,
  };
}
