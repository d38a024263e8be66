/** How many calls, batches and pairs one benchmark gets in a block. Pure. */
import type { Ready } from "../protocol.ts";
import { mean, median } from "../statistics/student.ts";

/** Length of the batch with which calibrating ends: the shorter it is, the more it depends on how fast the CPU is just then. */
const CALIBRATION_SECONDS = 0.01;
/**
 * Batches are as short as they may be, because what slows a CPU for some milliseconds (on a virtual machine: the
 * other thread of its core) has to meet both batches of a pair. In 1.25 ms a single one is nearly twice as noisy.
 */
export const BATCH_SECONDS = 0.0025;
/**
 * Untimed calls after a switch of sides run for about this long, and there is at least one. Without them, short
 * batches dilute a change, because they begin on cold caches (batches of 2 ms showed +10 % as about +5 %).
 */
const REWARM_SECONDS = 0.0005;
/**
 * Calls this long need none: to fetch from memory what the other side drove out of the caches takes some
 * milliseconds. Without one, +15 % of a memory-bound call of 15 ms showed as +5 %.
 */
const REWARMS_ITSELF_SECONDS = 0.1;
/** Longest call that is begun for the sake of the other side's last one. */
const LONGEST_GOING_ON_SECONDS = 1;
/** Batches a side that are measured and thrown away, before the first pair. */
export const WARMUP_BATCHES = 1;
/** Most pairs in a block: they take about as long as four pairs of 10 ms did (docs/adr/0011-short-turns.md). */
export const MOST_PAIRS = 16;
/** How long pairs of both sides together may take in a block; calls of more than about half a millisecond get fewer. */
const PAIRS_SECONDS = 0.11;
/** Fewest pairs, unless these would take more than the benchmark's share of a block, or its author allows no more. */
export const FEWEST_PAIRS = 4;

/** Calls of one process, so that what every twentieth call costs is met. Short calls have as many in any case. */
const DEPTH_CALLS = 24;
/** Calls that show what only one in some hundreds costs, in a part of the time: of long calls, so many are not affordable. */
const RARE_DEPTH_CALLS = 300;
const RARE_DEPTH_PART = 1 / 4;
/** Pairs of an irregular benchmark, if there is time: its mean is as noisy as the number of rare calls is small. */
const MOST_IRREGULAR_PAIRS = 64;
/** By how large a part calls take longer on average than the typical one, where a benchmark is irregular. */
const IRREGULAR_PART = 0.08;

/** What was found out about a benchmark, once, so that its blocks can be compared. */
export interface Calibration {
  /** Loops of a batch. */
  readonly loops: number;
  /** How long such a batch takes. */
  readonly batchSeconds: number;
  /** Which batches it has where it takes turns. */
  readonly inTurns: "short" | "long";
  /**
   * Whether both batches of a pair run at the same time. The kernel then lets base and head take turns on their CPU every
   * few milliseconds, so that a slow stretch meets both, where turns as long as a call let it meet one of them
   * (docs/adr/0012-side-by-side.md).
   */
  readonly sideBySide: boolean;
  /** Whether its threads or child processes run on several CPUs at a time, where they may: then it has all of them. */
  readonly parallel: boolean;
  /** Whether some calls take so much longer than the typical one that they have to be met in every block. */
  readonly irregular: boolean;
}

/** What a benchmark may take in a block, in seconds. */
export interface Share {
  /** Seconds for warming up and the pairs of both sides. */
  readonly seconds: number;
  /** Seconds for the calls of one side that look for what only every n-th call costs; more only where `seconds` allows it. */
  readonly depthSeconds: number;
}

/** Loops, batches and pairs of one benchmark in a block. */
export interface BatchPlan {
  readonly loops: number;
  /** Calls before the timed ones of a batch. */
  readonly untimed: number;
  /** Batches a side that are measured and thrown away. */
  readonly warmups: number;
  readonly pairs: number;
  /** Whether both batches of a pair run at the same time. */
  readonly sideBySide: boolean;
  /** Whether each pair may have a size of its own. */
  readonly mayVary: boolean;
  readonly onAllCpus: boolean;
  /** A batch that would take longer than this by now is cut. */
  readonly longestSeconds: number;
  /** Side by side, the loops that who is done first goes on with, again and again, until the other is done as well. */
  readonly goOnLoops: number;
}

/**
 * Loops to try next, or null when the last batch was long enough.
 *
 * @param loops of the last batch
 * @param seconds it took
 */
export function nextCalibration(loops: number, seconds: number): number | null {
  if (seconds >= CALIBRATION_SECONDS) return null;
  // Aims a little above, and grows at most a hundredfold, because the first batches run cold and mislead.
  const aim = seconds > 0 ? (loops * CALIBRATION_SECONDS * 1.1) / seconds : loops * 100;
  return Math.max(loops + 1, Math.min(Math.ceil(aim), loops * 100));
}

/** How many times its planned time a batch may take before it is cut, and what any batch may take. */
const LONGEST_OF_PLANNED = 16;
const LONGEST_IN_ANY_CASE_SECONDS = 0.1;

/** How long a batch may be that was planned to take so long, all in seconds. */
export function longestSeconds(batchSeconds: number): number {
  return Math.max(LONGEST_IN_ANY_CASE_SECONDS, LONGEST_OF_PLANNED * batchSeconds);
}

/** How many times as long as the faster side the slower one may take before its batches are what counts. */
const SLOWER_MAY_TAKE = 4;

/**
 * How long something takes, where both sides do the same number of calls: as long as on the faster side, whose batches have
 * to be long enough; but where a cache was lost, a call may take a thousand times as long on the other one.
 *
 * @param onSides seconds, of one side or two
 */
export function planningSeconds(onSides: readonly number[]): number {
  return Math.max(Math.min(...onSides), Math.max(...onSides) / SLOWER_MAY_TAKE);
}

/**
 * @param loops that took so long
 * @param seconds for all of them
 * @param batches `short` where three things hold: untimed calls may go before a batch; a batch costs nothing beside its
 * time, such as a set-up; and what the garbage collector takes of it is told, or its pauses would be in one batch and
 * not in the next. Otherwise `long`
 */
export function calibrated(
  loops: number,
  seconds: number,
  batches: "short" | "long",
): Pick<Calibration, "loops" | "batchSeconds"> {
  const wanted = batches === "short" ? BATCH_SECONDS : CALIBRATION_SECONDS;
  const ofBatch = Math.max(1, Math.ceil((loops * wanted) / seconds));
  return { loops: ofBatch, batchSeconds: (ofBatch * seconds) / loops };
}

/**
 * Whether what calls take on average is more than what one takes typically.
 *
 * @param times of batches of one side, for one call
 */
export function isIrregular(times: readonly number[]): boolean {
  return mean(times) > (1 + IRREGULAR_PART) * median(times);
}

/**
 * @param share the benchmark's share of a block; a longer one gets fewer pairs, at least one
 * @param limit what the benchmark's author allows
 */
export function planBatches(
  { loops, batchSeconds, sideBySide, irregular, parallel }: Calibration,
  { seconds: shareSeconds, depthSeconds }: Share,
  limit: Ready["limit"],
): BatchPlan {
  if (limit !== null) {
    return { ...limitedPlan(loops, pairsWithin(shareSeconds, batchSeconds), limit), onAllCpus: parallel };
  }
  const loopSeconds = batchSeconds / loops;
  // Side by side, caches are cold again after every turn that the kernel gives, in proportion to the work.
  const untimed =
    sideBySide || loopSeconds >= REWARMS_ITSELF_SECONDS
      ? 0
      : Math.max(1, Math.round(REWARM_SECONDS / loopSeconds));
  // What takes seconds is not worth seconds more.
  const goOnLoops =
    sideBySide && loopSeconds <= LONGEST_GOING_ON_SECONDS
      ? Math.max(1, Math.round(BATCH_SECONDS / loopSeconds))
      : 0;
  const forPairs = shareSeconds - 2 * WARMUP_BATCHES * batchSeconds - goOnLoops * loopSeconds;
  const sideSeconds = batchSeconds + untimed * loopSeconds;
  const affordable = (wanted: number, seconds: number) => Math.min(wanted, Math.floor(seconds / sideSeconds));
  const pairsOf = (calls: number) => Math.ceil(calls / (loops + untimed));
  const pairs = Math.max(
    pairsWithin(forPairs, sideSeconds),
    affordable(irregular ? MOST_IRREGULAR_PAIRS : pairsOf(DEPTH_CALLS), depthSeconds),
    affordable(pairsOf(RARE_DEPTH_CALLS), depthSeconds * RARE_DEPTH_PART),
  );
  return {
    loops,
    untimed,
    warmups: WARMUP_BATCHES,
    pairs,
    sideBySide,
    mayVary: true,
    onAllCpus: parallel,
    longestSeconds: longestSeconds(batchSeconds),
    goOnLoops,
  };
}

/** What one batch of a pair runs: the same on both sides, so that both are at the same place of the code's own rhythm. */
export interface BatchSize {
  readonly loops: number;
  readonly untimed: number;
}

/** How far a batch may be from its planned number of loops. */
const LOOPS_VARY_BY = 1 / 4;

/**
 * Batches of a fixed size keep step with code that does something every n-th call: of two calls after an untimed one, the
 * third call of each three is always timed, or never. So each pair has a size of its own, around the planned one.
 *
 * @param integer a whole number by chance, from the first to the second, both included
 */
export function sizeByChance(
  { loops, untimed }: Pick<BatchPlan, "loops" | "untimed">,
  integer: (low: number, high: number) => number,
): BatchSize {
  // Without untimed calls, no call is left out, and there is no step to keep.
  if (untimed === 0) return { loops, untimed };
  const away = loops === 1 ? 0 : Math.max(1, Math.floor(loops * LOOPS_VARY_BY));
  return { loops: integer(loops - away, loops + away), untimed: untimed + integer(0, 1) };
}

/** How many pairs there is time for. @param sideSeconds a batch of one side, with what belongs to it */
function pairsWithin(seconds: number, sideSeconds: number): number {
  const wanted = Math.max(FEWEST_PAIRS, Math.min(MOST_PAIRS, Math.floor(PAIRS_SECONDS / 2 / sideSeconds)));
  return Math.max(1, Math.min(wanted, Math.floor(seconds / 2 / sideSeconds)));
}

/** The plan for the first block of a benchmark whose author leaves no calls to find out how long one takes. */
export function firstLimitedPlan(limit: NonNullable<Ready["limit"]>): BatchPlan {
  return limitedPlan(1, FEWEST_PAIRS, limit);
}

/**
 * Never calls more often than the author allows: fewer pairs first, down to the fewest, then fewer loops a batch, and
 * then still fewer pairs. The warm-up that the author asks for is the harness's, before its first batch.
 */
function limitedPlan(loops: number, pairs: number, limit: NonNullable<Ready["limit"]>): BatchPlan {
  const ofWholeBatches = Math.floor(limit.loops / loops);
  const allowedPairs = Math.min(pairs, limit.loops, Math.max(FEWEST_PAIRS, ofWholeBatches));
  return {
    loops: Math.max(1, Math.min(loops, Math.floor(limit.loops / allowedPairs))),
    untimed: 0,
    warmups: 0,
    pairs: allowedPairs,
    sideBySide: false,
    mayVary: false,
    onAllCpus: false,
    longestSeconds: Number.POSITIVE_INFINITY,
    goOnLoops: 0,
  };
}
