/**
 * How fast this machine is now, against then. On the same kind of machine its canary tells, which is the same work in
 * every run, and on another one the whole suite. Pure.
 */
import { seriesKey } from "../baseline/history.ts";
import type { WhyNotScaled } from "../model/stored-evidence.ts";
import type { Baseline, Series } from "../model.ts";
import { median } from "../statistics/student.ts";
import { canaryAlone } from "./canary.ts";
import { type StoredQuestion, storedLevels } from "./stored-noise.ts";
import { isOfTime } from "./worse.ts";

/**
 * Between the canary's times now and then (logarithmic): up to here, times are taken at the speed of now, and beyond it
 * nothing is settled (docs/adr/0017-how-fast-the-machine-was.md).
 */
const MOST_SHIFT = Math.log(1.1);
/** Fewer benchmarks than this don't tell a slower machine from slower code. */
const FEWEST_FOR_SHIFT = 5;

/** Logarithm of what the canary took in the last run; null where that is not known. */
export function lastCanary({ runs }: Baseline): number | null {
  const seconds = runs.at(-1)?.canary ?? null;
  return seconds === null ? null : Math.log(seconds);
}

/** By how much slower (logarithmic) the machine is now than then; null where one of the two is not known. */
export function shiftOf(then: number | null, now: Series | undefined): number | null {
  return then === null || now === undefined ? null : Math.log(median(now.medians)) - then;
}

export function isShifted(then: number | null, now: Series | undefined): boolean {
  const shift = shiftOf(then, now);
  return shift !== null && Math.abs(shift) > MOST_SHIFT;
}

/** Null where times of then can be taken at the speed of now. */
export function whyNotScaled(then: number | null, now: Series | undefined): WhyNotScaled | null {
  const shift = shiftOf(then, now);
  if (shift === null) return { kind: "machine-speed-unknown" };
  return isShifted(then, now) ? { kind: "machine-speed-differs", slower: Math.expm1(shift) } : null;
}

/** Why the histories settle nothing of time; null where they may. */
export function whyNoSpeed(
  baseline: Baseline,
  head: readonly Series[],
  question: StoredQuestion,
): WhyNotScaled | null {
  const times = baseline.series.filter(({ metric }) => isOfTime(metric));
  const { known } = storedLevels(baseline, question);
  const whys = times.flatMap((series) => {
    const level = known.get(seriesKey(series));
    return level === undefined ? [] : [whyNotScaled(level.canary, canaryAlone(head))];
  });
  return whys.length > 0 && whys.every((why) => why !== null) ? (whys[0] ?? null) : null;
}

/**
 * By how much (logarithmic) the whole suite differs between two machines: one is faster than the other, and code that
 * got slower in most of its hot paths at once looks the same. Null where too few benchmarks tell.
 */
export function suiteShift(logChanges: readonly number[]): number | null {
  return logChanges.length < FEWEST_FOR_SHIFT ? null : median(logChanges);
}
