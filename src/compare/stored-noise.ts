/**
 * How far runs on one kind of machine lie apart, and around which level: from the history inside a baseline. Pure.
 *
 * What is said of one benchmark: the level that it has had since its last change point, and the variance of one run
 * about it, moderated across the suite (Smyth 2004: statistics/moderated-variance.ts).
 */
import { sameFingerprint } from "../baseline/history.ts";
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

/** Fewer runs at one level than this don't tell how far runs lie apart: the SD of eight is known to a quarter. */
export const ENOUGH_RUNS = 8;
/** SD of a run (logarithmic) below which nothing is believed. */
export const FLOOR_DEVIATION = 0.002;
/**
 * Little is learnt from the rest of the suite: what made a run slow made all of it slow, so that its variances are
 * alike because they are the same noise, and not because one tells of another.
 */
const PRIOR_BOUNDS: PriorBounds = { fewest: 1, most: 4 };
/** Fewer benchmarks than this are no suite to learn a prior from. */
const SMALLEST_SUITE = 4;
const NO_PRIOR: VariancePrior = { variance: 0, degreesOfFreedom: 0 };
/** Two-sided chance that an undisturbed last run is doubted; likewise the last two. */
const DOUBT = 0.01;

/** What is asked of the store: which machine this run has, and which states it compares. */
export interface StoredQuestion {
  /** Of this run. */
  readonly fingerprint: Fingerprint;
  /** Full hash; null where base is unknown, and then the newest run on this kind of machine stands for it. */
  readonly baseCommit: string | null;
  /** Of head: hash of the files that a benchmark is written in, by id, as a baseline has it. Without one, no history. */
  readonly codes: ReadonlyMap<string, string | null>;
}

export interface StoredNoise {
  /** Mean of the logarithms of the runs' medians (in the unit). */
  readonly level: number;
  /** Runs that the level rests on; at least `ENOUGH_RUNS`. */
  readonly runs: number;
  /** Of the logarithm of one run's median, about the level. */
  readonly ofOneRun: VarianceEstimate;
}

/**
 * Level and noise of each benchmark that has enough history on this kind of machine, by id.
 *
 * Only runs up to that of base count, because the level has to be the one that head's change began from; where base
 * was not measured on this kind of machine, its level is not known.
 */
export function storedNoise(baseline: Baseline, question: StoredQuestion): Map<string, StoredNoise> {
  const { fingerprint, baseCommit, codes } = question;
  const runs = runsUpTo(baseCommit, baseline, fingerprint);
  const known = baseline.series
    .filter((series) => codes.get(series.id) === series.code)
    .map((series) => ({ id: series.id, values: valuesIn(series, runs, baseCommit !== null) }));
  const deviations = suiteDeviations(
    known.map(({ values }) => values),
    FLOOR_DEVIATION,
  );
  const levels = known.flatMap(({ id, values }, index) => {
    if (values.length < ENOUGH_RUNS) return [];
    const current = values.slice(levelSegments(values, deviations[index] ?? FLOOR_DEVIATION).at(-1)?.start);
    return current.length < ENOUGH_RUNS ? [] : [{ id, values: current }];
  });
  const prior = priorOf(levels.map(({ values }) => varianceOf(values)));
  const settled = levels.filter(({ values }) => !isDoubtful(values, prior));
  return new Map(
    settled.map(({ id, values }) => [
      id,
      { level: mean(values), runs: values.length, ofOneRun: moderated(values, prior) },
    ]),
  );
}

/** Places of the runs on this kind of machine, oldest first, up to the newest of base; none where base has none. */
function runsUpTo(baseCommit: string | null, baseline: Baseline, fingerprint: Fingerprint): number[] {
  const same = baseline.fingerprints.map((one) => sameFingerprint(one, fingerprint));
  const runs = [...baseline.runs.keys()].filter((run) => same[baseline.runs[run]?.fingerprint ?? -1]);
  if (baseCommit === null) return runs;
  const ofBase = runs.findLastIndex((run) => baseline.runs[run]?.commit === baseCommit);
  return runs.slice(0, ofBase + 1);
}

/** Logarithms of the medians in these runs; none where the last run has to have one, and has not. */
function valuesIn({ history }: BaselineSeries, runs: readonly number[], lastNeeded: boolean): number[] {
  const column = runs.map((run) => history[run] ?? null);
  if (lastNeeded && (column.at(-1) ?? null) === null) return [];
  return column.filter((value) => value !== null).map(Math.log);
}

/**
 * Whether the last run, or the last two, lie off the level of those before: too few to be a level of their own, so
 * that no change point shows it, but what base is now may be there and not here.
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
  return suite.length < SMALLEST_SUITE ? NO_PRIOR : priorFromSuite(suite, PRIOR_BOUNDS, FLOOR_DEVIATION ** 2);
}

function moderated(values: readonly number[], prior: VariancePrior): VarianceEstimate {
  return moderate(varianceOf(values), prior, FLOOR_DEVIATION ** 2);
}

function varianceOf(values: readonly number[]): VarianceEstimate {
  return { variance: sampleVariance(values), degreesOfFreedom: values.length - 1 };
}
