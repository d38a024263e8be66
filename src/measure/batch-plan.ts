/** How many calls, batches and pairs one benchmark gets in a block. Pure. */
import type { Ready } from "../protocol.ts";

/** Calibrating ends with a batch this long: the shorter it is, the more it depends on how fast the CPU is just then. */
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
/** A call that is longer is not begun for the sake of the other side's last one. */
const LONGEST_GOING_ON_SECONDS = 1;
/** Batches a side that are measured and thrown away, before the first pair. */
export const WARMUP_BATCHES = 1;
/** Within a block: as many as take about as long as four pairs of 10 ms did (docs/adr/0011-short-turns.md). */
export const MOST_PAIRS = 16;
/** Pairs of both sides together get this long in a block; calls of more than about half a millisecond get fewer. */
const PAIRS_SECONDS = 0.11;
/** Fewer only where these would take more than the benchmark's share of a block, or its author allows no more. */
export const FEWEST_PAIRS = 4;

/** What was found out about a benchmark, once, so that its blocks can be compared. */
export interface Calibration {
  /** Of a batch. */
  readonly loops: number;
  /** What such a batch takes. */
  readonly batchSeconds: number;
  /** Which batches it has where it takes turns. */
  readonly inTurns: "short" | "long";
  /**
   * Whether both batches of a pair run at the same time. The kernel then lets base and head take turns on their CPU every
   * few milliseconds, so that a slow stretch meets both, where turns as long as a call let it meet one of them
   * (docs/adr/0012-side-by-side.md).
   */
  readonly sideBySide: boolean;
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
 * @param shareSeconds the benchmark's share of a block; a longer one gets fewer pairs, at least one
 * @param limit what the benchmark's author allows
 */
export function planBatches(
  { loops, batchSeconds, sideBySide }: Calibration,
  shareSeconds: number,
  limit: Ready["limit"],
): BatchPlan {
  if (limit !== null) return limitedPlan(loops, pairsWithin(shareSeconds, batchSeconds), limit);
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
  const pairs = pairsWithin(forPairs, batchSeconds + untimed * loopSeconds);
  return { loops, untimed, warmups: WARMUP_BATCHES, pairs, sideBySide, goOnLoops };
}

/** @param sideSeconds a batch of one side, with what belongs to it */
function pairsWithin(seconds: number, sideSeconds: number): number {
  const wanted = Math.max(FEWEST_PAIRS, Math.min(MOST_PAIRS, Math.floor(PAIRS_SECONDS / 2 / sideSeconds)));
  return Math.max(1, Math.min(wanted, Math.floor(seconds / 2 / sideSeconds)));
}

/** For the first block of a benchmark whose author leaves no calls to find out how long one takes. */
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
    goOnLoops: 0,
  };
}
