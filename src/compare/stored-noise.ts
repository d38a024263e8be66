/**
 * How far runs on one kind of machine lie apart, and around which level, according to the history inside a baseline.
 * Pure.
 *
 * For each benchmark, that is the level since its last change point, and the variance of one run about it, moderated
 * across the suite (Smyth 2004: statistics/moderated-variance.ts). Times are taken at one speed of the machine, which
 * its canary shows: a history is only as good as what is known about the speed of its machine.
 */
import { seriesKey, surelySameFingerprint } from "../baseline/history.ts";
import type { WhyNoLevel } from "../model/stored-evidence.ts";
import type { Baseline, BaselineSeries, Fingerprint } from "../model.ts";
import { levelSegments, SHORTEST_SEGMENT, suiteDeviations } from "../statistics/change-points.ts";
import {
  moderate,
  type PriorBounds,
  priorFromSuite,
  type VarianceEstimate,
  type VariancePrior,
} from "../statistics/moderated-variance.ts";
import { mean, sampleVariance, upperStudentQuantile } from "../statistics/student.ts";
import { isOfTime } from "./worse.ts";

/** Fewest runs at one level that tell how far runs lie apart: the SD of eight is known to a quarter. */
export const ENOUGH_RUNS = 8;
/** Smallest SD of a run (logarithmic) that is believed. */
export const LEAST_RUN_DEVIATION = 0.002;
/**
 * How much is learnt from the rest of the suite: little. What made a run slow made all of it slow, so its variances are
 * alike because they are the same noise, and not because one tells about another.
 */
const PRIOR_BOUNDS: PriorBounds = { fewest: 1, most: 4 };
/** Fewest benchmarks of a suite to learn a prior from. */
const FEWEST_FOR_PRIOR = 4;
const NO_PRIOR: VariancePrior = { variance: 0, degreesOfFreedom: 0 };
/** Two-sided chance that an undisturbed last run is doubted, or the last two. */
const DOUBT = 0.01;

/** The question to the store: which machine this run has, and which states it compares. */
export interface StoredQuestion {
  /** Fingerprint of this run. */
  readonly fingerprint: Fingerprint;
  /** Full hash of base; null if base is unknown, so the newest run on this kind of machine stands for it. */
  readonly baseCommit: string | null;
  /**
   * Hash of the files that a benchmark of head is written in, by id, as a baseline has it. Without one, there is no
   * history.
   */
  readonly codes: ReadonlyMap<string, string | null>;
  /**
   * Excess of the mean, as in a measurement (measure/schedule.ts). Absent if nobody measured, and there are only
   * medians.
   */
  readonly meanExcess?: ReadonlyMap<string, number>;
}

/** Levels by `seriesKey`. Every series of the baseline is in one of the two maps. */
export interface StoredLevels {
  readonly known: ReadonlyMap<string, StoredNoise>;
  readonly unknown: ReadonlyMap<string, WhyNoLevel>;
}

export interface StoredNoise {
  /** Mean of the logarithms of the runs' medians (in the unit). */
  readonly level: number;
  /** Mean of the logarithms of the canary's times (seconds) in these runs; null for metrics that are not times. */
  readonly canary: number | null;
  /** Number of runs that the level rests on; at least `ENOUGH_RUNS`. */
  readonly runs: number;
  /** Variance of the logarithm of one run's median, about the level. */
  readonly ofOneRun: VarianceEstimate;
}

/**
 * Level and noise of each benchmark that has enough history on this kind of machine.
 *
 * Only runs up to that of base count, because head's change began from that level. If base was not measured on this
 * kind of machine, its level is unknown.
 */
export function storedLevels(baseline: Baseline, question: StoredQuestion): StoredLevels {
  const { fingerprint, baseCommit, codes } = question;
  const runs = runsUpTo(baseCommit, baseline, fingerprint);
  const isSame = ({ id, code }: BaselineSeries) => codes.get(id) === code;
  const same = baseline.series.filter(isSame);
  const measured = same.map((series) => pointsIn(series, runs, baseline));
  const columns = measured.map((points) => points.map(({ value }) => value));
  const deviations = suiteDeviations(columns, LEAST_RUN_DEVIATION);
  const unknown = new Map<string, WhyNoLevel>(
    baseline.series.filter((series) => !isSame(series)).map((series) => [seriesKey(series), "other-code"]),
  );
  const levels: { readonly key: string; readonly points: readonly Point[]; readonly values: number[] }[] = [];
  for (const [index, series] of same.entries()) {
    const key = seriesKey(series);
    const values = columns[index] ?? [];
    const start = levelSegments(values, deviations[index] ?? LEAST_RUN_DEVIATION).at(-1)?.start ?? 0;
    const current = values.slice(start);
    if (baseCommit !== null && !isMeasuredIn(series, runs.at(-1))) unknown.set(key, "not-on-base");
    else if (baseCommit !== null && !isSpeedKnown(series, runs.at(-1), baseline)) {
      unknown.set(key, "without-canary");
    } else if (values.length < ENOUGH_RUNS) {
      unknown.set(key, timesMeasured(series, runs) < ENOUGH_RUNS ? "few-runs" : "without-canary");
    } else if (current.length < ENOUGH_RUNS) unknown.set(key, "new-level");
    else levels.push({ key, points: measured[index]?.slice(start) ?? [], values: current });
  }
  const prior = priorOf(levels.map(({ values }) => varianceOf(values)));
  const known = new Map<string, StoredNoise>();
  for (const { key, points, values } of levels) {
    if (isDoubtful(values, prior)) unknown.set(key, "doubtful");
    else {
      const speeds = points.map(({ canary }) => canary).filter((canary) => canary !== null);
      const canary = speeds.length === 0 ? null : mean(speeds);
      const level = mean(values) + (canary ?? 0);
      known.set(key, { level, canary, runs: values.length, ofOneRun: moderated(values, prior) });
    }
  }
  return { known, unknown };
}

/** Indexes of the runs on this kind of machine, oldest first, up to the newest of base; empty if base has none. */
function runsUpTo(baseCommit: string | null, baseline: Baseline, fingerprint: Fingerprint): number[] {
  const same = baseline.fingerprints.map((one) => surelySameFingerprint(one, fingerprint));
  const runs = [...baseline.runs.keys()].filter((run) => same[baseline.runs[run]?.fingerprint ?? -1]);
  if (baseCommit === null) return runs;
  const ofBase = runs.findLastIndex((run) => baseline.runs[run]?.commit === baseCommit);
  return runs.slice(0, ofBase + 1);
}

/** One run of a benchmark, in logarithms. */
interface Point {
  /** Logarithm of the median; a time is taken as a multiple of the canary's. */
  readonly value: number;
  /** Logarithm of the canary's time; null for metrics that are not times. */
  readonly canary: number | null;
}

/** The values of a series in these runs. A time without the machine's speed is left out. */
function pointsIn(series: BaselineSeries, runs: readonly number[], baseline: Baseline): Point[] {
  return runs.flatMap((run): Point | [] => {
    const value = series.history[run] ?? null;
    if (value === null) return [];
    if (!isOfTime(series.metric)) return { value: Math.log(value), canary: null };
    const seconds = baseline.runs[run]?.canary ?? null;
    if (seconds === null) return [];
    const canary = Math.log(seconds);
    return { value: Math.log(value) - canary, canary };
  });
}

function timesMeasured({ history }: BaselineSeries, runs: readonly number[]): number {
  return runs.filter((run) => (history[run] ?? null) !== null).length;
}

function isSpeedKnown({ metric }: BaselineSeries, run: number | undefined, { runs }: Baseline): boolean {
  return !isOfTime(metric) || (runs[run ?? -1]?.canary ?? null) !== null;
}

function isMeasuredIn({ history }: BaselineSeries, run: number | undefined): boolean {
  return run !== undefined && (history[run] ?? null) !== null;
}

/**
 * Whether the last run, or the last two, lie off the level of those before. They are too few to be a level of their
 * own, so no change point shows it, but base may be there now.
 */
function isDoubtful(values: readonly number[], prior: VariancePrior): boolean {
  for (let last = 1; last < SHORTEST_SEGMENT; last++) {
    const before = values.slice(0, -last);
    const { variance, degreesOfFreedom } = moderated(before, prior);
    const apart = Math.abs(mean(values.slice(-last)) - mean(before));
    const standardError = Math.sqrt(variance * (1 / last + 1 / before.length));
    if (apart > upperStudentQuantile(DOUBT / 2, degreesOfFreedom) * standardError) return true;
  }
  return false;
}

function priorOf(suite: readonly VarianceEstimate[]): VariancePrior {
  return suite.length < FEWEST_FOR_PRIOR
    ? NO_PRIOR
    : priorFromSuite(suite, PRIOR_BOUNDS, LEAST_RUN_DEVIATION ** 2);
}

function moderated(values: readonly number[], prior: VariancePrior): VarianceEstimate {
  return moderate(varianceOf(values), prior, LEAST_RUN_DEVIATION ** 2);
}

function varianceOf(values: readonly number[]): VarianceEstimate {
  return { variance: sampleVariance(values), degreesOfFreedom: values.length - 1 };
}
