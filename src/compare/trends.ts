/**
 * What the history of a branch shows: the steps in the level of each benchmark, and those that drifted over their
 * budget in steps that were all below it. Pure.
 */
import { seriesKey, similarMachine, surelySameFingerprint } from "../baseline/history.ts";
import type {
  Baseline,
  BaselineRun,
  BaselineSeries,
  ChangePoint,
  Drift,
  Metric,
  Series,
  Trends,
} from "../model.ts";
import {
  changePenalty,
  deviationByDifferences,
  levelSegments,
  type Segment,
  SHORTEST_SEGMENT,
  suiteDeviations,
} from "../statistics/change-points.ts";
import { mean } from "../statistics/student.ts";
import type { BudgetOf } from "./paired.ts";
import { LEAST_RUN_DEVIATION } from "./stored-noise.ts";
import { isOfTime, towardsWorse } from "./worse.ts";

/** Smallest part of the budget that a step must have: nobody would look into a smaller one, however certain it is. */
const TELLING_PART_OF_BUDGET = 1 / 2;
/** Most runs whose mean is the level where it is best, and where it is now. If there are few runs, fewer are used. */
export const WIDEST_WINDOW = 3;
const RUNS_PER_WINDOW_RUN = 4;
/** Fewest runs of a drift: two windows apart, without a single step between them that exceeded the budget. */
const FEWEST_RUNS_OF_DRIFT = 3;

/**
 * A drift to be confirmed by measuring `best` and `now` side by side: a history alone can't tell code from machines.
 */
export type DriftCandidate = Omit<Drift, "interval" | "unpaired">;

export interface FoundTrends {
  /** Steps, newest first, and the largest first within a run. */
  readonly changePoints: readonly ChangePoint[];
  /** Possible drifts, largest first. */
  readonly candidates: readonly DriftCandidate[];
}

/** What similar machines measured of one benchmark, oldest first. */
interface Track {
  /** Indexes of the baseline's runs. */
  readonly runs: readonly number[];
  /** Logarithms of the medians in these runs, turned so that they grow as it gets worse. */
  readonly values: readonly number[];
}

/** One benchmark with what is known about its noise. */
interface Course extends Track {
  readonly id: string;
  readonly metric: Metric;
  /** SD of a value about its level. */
  readonly deviation: number;
  readonly segments: readonly Segment[];
  readonly logBudget: number;
}

/**
 * Finds steps of at least half the budget, in either direction, and drifts over the budget without a step over it, in
 * the runs on machines like that of the newest run.
 *
 * @param baseline with the newest recording as its last run
 */
export function findTrends(baseline: Baseline, budgetOf: BudgetOf): FoundTrends {
  const comparable = comparableRuns(baseline);
  const speeds = speedLevels(baseline, comparable);
  const tracks = baseline.series.map((series) => trackOf(series, comparable, speeds));
  const deviations = suiteDeviations(
    tracks.map(({ values }) => values),
    LEAST_RUN_DEVIATION,
  );
  const courses = tracks.map((track, index): Course => {
    const { id, metric } = baseline.series[index] as Baseline["series"][number];
    const deviation = deviations[index] as number;
    const segments = levelSegments(track.values, deviation);
    return { id, metric, ...track, deviation, segments, logBudget: Math.log1p(budgetOf(id, metric).budget) };
  });
  const steps = courses.flatMap((course) => stepsOf(course, baseline));
  const newest = baseline.runs.length - 1;
  const measuredNow = courses.filter(({ runs }) => runs.at(-1) === newest);
  return {
    changePoints: steps
      .sort((a, b) => b.run - a.run || size(b.changePoint) - size(a.changePoint))
      .map(({ changePoint }) => changePoint),
    candidates: measuredNow
      .flatMap((course) => driftOf(course, baseline) ?? [])
      .sort((a, b) => b.change - a.change),
  };
}

/** Indexes of the runs that are like the newest one, oldest first. */
function comparableRuns({ fingerprint, fingerprints, runs }: Baseline): number[] {
  const similar = fingerprints.map((one) => similarMachine(one, fingerprint));
  return [...runs.keys()].filter((run) => similar[runs[run]?.fingerprint ?? -1]);
}

/**
 * Logarithms of the canary's times, by run. Each is the level that it was at, because a machine changes its speed in
 * steps, and the error of one reading is noise that the benchmarks need not share. Null if the newest recording has
 * none: then times are compared as they are. Runs without a canary are left out, as in stored-noise.ts.
 */
function speedLevels({ runs }: Baseline, comparable: readonly number[]): ReadonlyMap<number, number> | null {
  if ((runs.at(-1)?.canary ?? null) === null) return null;
  const known = comparable.flatMap((run) => {
    const canary = runs[run]?.canary ?? null;
    return canary === null ? [] : [{ run, log: Math.log(canary) }];
  });
  const logs = known.map(({ log }) => log);
  const segments = levelSegments(logs, deviationByDifferences(logs, LEAST_RUN_DEVIATION));
  return new Map(
    segments.flatMap(({ start, end, mean: level }) =>
      known.slice(start, end).map(({ run }) => [run, level] as const),
    ),
  );
}

function trackOf(
  { history, better, metric }: BaselineSeries,
  comparable: readonly number[],
  speeds: ReadonlyMap<number, number> | null,
): Track {
  const levels = isOfTime(metric) ? speeds : null;
  const runs = comparable.filter((run) => (history[run] ?? null) !== null && levels?.has(run) !== false);
  const logs = runs.map((run) => Math.log(history[run] as number));
  const units = runs.map((run) => levels?.get(run) ?? 0);
  const isScaled = followsTheMachine(logs, units);
  const values = logs.map((log, at) => towardsWorse(isScaled ? log - (units[at] as number) : log, better));
  return { runs, values };
}

/**
 * Whether a benchmark follows the machine's speed: by least squares, the slope of its own values on the machine's is a
 * half or more. What waits (for a clock, a disk, another service) takes as long on any machine, and would show false
 * steps if it were divided by the canary.
 *
 * @param logs of its medians, run by run
 * @param units of the machine's speed in these runs, also logarithms
 */
function followsTheMachine(logs: readonly number[], units: readonly number[]): boolean {
  let product = 0;
  let squares = 0;
  for (let at = 1; at < units.length; at++) {
    const ofMachine = (units[at] as number) - (units[at - 1] as number);
    product += ((logs[at] as number) - (logs[at - 1] as number)) * ofMachine;
    squares += ofMachine * ofMachine;
  }
  return product >= squares / 2;
}

function stepsOf(
  { id, metric, runs, segments, logBudget }: Course,
  baseline: Baseline,
): { readonly changePoint: ChangePoint; readonly run: number }[] {
  return segments.slice(1).flatMap(({ start, mean: level }, index) => {
    const logChange = level - (segments[index]?.mean ?? level);
    if (Math.abs(logChange) < TELLING_PART_OF_BUDGET * logBudget) return [];
    const run = runs[start] as number;
    const { commit: from } = runAt(baseline, runs[start - 1]);
    const { commit: to, recordedAt: at } = runAt(baseline, run);
    return [{ changePoint: { id, metric, change: Math.expm1(logChange), from, to, at }, run }];
  });
}

/**
 * The current level compared with the lowest one since the last step over the budget, if they are further apart than
 * the budget, and than noise explains for the lowest of so many windows.
 */
function driftOf(
  { id, metric, runs, values, deviation, segments, logBudget }: Course,
  baseline: Baseline,
): DriftCandidate | null {
  const since = lastStepOver(logBudget, values, segments);
  const count = values.length - since;
  if (count < FEWEST_RUNS_OF_DRIFT) return null;
  const width = Math.min(WIDEST_WINDOW, Math.max(1, Math.floor(count / RUNS_PER_WINDOW_RUN)));
  const best = lowestWindow(values, since, values.length - width, width);
  const logChange = mean(values.slice(-width)) - best.mean;
  const noise = Math.sqrt(changePenalty(count)) * deviation * Math.sqrt(2 / width);
  if (logChange <= logBudget || logChange <= noise) return null;
  return {
    id,
    metric,
    change: Math.expm1(logChange),
    evidence: isSameMachine(baseline, runs[best.end - 1], runs.at(-1))
      ? "stored-same-machine"
      : "stored-other-machine",
    best: runAt(baseline, runs[best.end - 1]).commit,
    now: runAt(baseline, runs.at(-1)).commit,
    runs: values.length - best.end,
  };
}

function isSameMachine(baseline: Baseline, ...runs: readonly (number | undefined)[]): boolean {
  const [one, other] = runs.map((run) => baseline.fingerprints[runAt(baseline, run).fingerprint]);
  return one !== undefined && other !== undefined && surelySameFingerprint(one, other);
}

/**
 * The medians of benchmarks on machines like that of the newest run, for a picture.
 *
 * @param named in the order of their importance; each once, and only the first ones if there are more than `most`
 */
export function coursesOf(
  baseline: Baseline,
  named: readonly Pick<Series, "id" | "metric">[],
  most: number,
): Trends["courses"] {
  const comparable = comparableRuns(baseline);
  const series = new Map(baseline.series.map((one) => [seriesKey(one), one]));
  return [...new Set(named.map(seriesKey))].slice(0, most).flatMap((key) => {
    const one = series.get(key);
    if (one === undefined) return [];
    const { id, metric, unit } = one;
    return [{ id, metric, unit, medians: comparable.map((run) => one.history[run] ?? null) }];
  });
}

/**
 * Index of the first value after the last step, up or down, that alone exceeded the budget: that step was seen when it
 * came, and accepted. 0 if there was none.
 */
function lastStepOver(logBudget: number, values: readonly number[], segments: readonly Segment[]): number {
  const levelSteps = new Map(
    segments.slice(1).map(({ start, mean }, index) => [start, mean - (segments[index]?.mean ?? mean)]),
  );
  for (let place = values.length - 1; place > 0; place--) {
    const hasRoom = place >= SHORTEST_SEGMENT && values.length - place >= SHORTEST_SEGMENT;
    // Too near an end to be a segment's: from run to run.
    const step = hasRoom ? levelSteps.get(place) : (values[place] as number) - (values[place - 1] as number);
    if (step === undefined || Math.abs(step) <= logBudget) continue;
    if (!hasRoom || isSharp(values, place)) return place;
  }
  return 0;
}

/** Whether a step explains the three values before it and the three from it on better than a steady slope does. */
function isSharp(values: readonly number[], place: number): boolean {
  const around = values.slice(place - SHORTEST_SEGMENT, place + SHORTEST_SEGMENT);
  return Math.abs(explainedBy(STEP, around)) > Math.abs(explainedBy(SLOPE, around));
}

const STEP = [-1, -1, -1, 1, 1, 1];
const SLOPE = [-5, -3, -1, 1, 3, 5];

/** Square root of the sum of squares that a shape (of mean 0) takes from the values by least squares. */
function explainedBy(shape: readonly number[], values: readonly number[]): number {
  let product = 0;
  let squares = 0;
  for (const [index, weight] of shape.entries()) {
    product += weight * (values[index] as number);
    squares += weight * weight;
  }
  return product / Math.sqrt(squares);
}

/** The window of `width` values with the lowest mean, between `from` and `to` (exclusive). */
function lowestWindow(values: readonly number[], from: number, to: number, width: number): Segment {
  let lowest: Segment = { start: from, end: from + width, mean: mean(values.slice(from, from + width)) };
  for (let start = from + 1; start + width <= to; start++) {
    const level = mean(values.slice(start, start + width));
    if (level < lowest.mean) lowest = { start, end: start + width, mean: level };
  }
  return lowest;
}

function runAt({ runs }: Baseline, run: number | undefined): BaselineRun {
  return runs[run ?? -1] as BaselineRun;
}

/** Size of a step: a third faster is as large as half as slow again. */
function size({ change }: ChangePoint): number {
  return Math.abs(Math.log1p(change));
}
