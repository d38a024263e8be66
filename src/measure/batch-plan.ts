/** How many calls, batches and pairs one benchmark gets in a block. Pure. */
import type { Ready } from "../protocol.ts";

/**
 * A batch shorter than this dilutes a change: the first calls after a switch of sides run on cold caches
 * (2 ms batches showed +10 % as about +5 %).
 */
export const BATCH_SECONDS = 0.01;
/** Untimed calls after a switch of sides run for about this long, and there is at least one. */
const REWARM_SECONDS = 0.0005;
/**
 * Calls this long need none: to fetch from memory what the other side drove out of the caches takes some
 * milliseconds. Without one, +15 % of a memory-bound call of 15 ms showed as +5 %.
 */
const REWARMS_ITSELF_SECONDS = 0.1;
/** Batches a side that are measured and thrown away, before the first pair. */
export const WARMUP_BATCHES = 1;
/** A fifth pair, like a second warm-up, buys less than a further block. */
export const PAIRS = 4;

/** Loops, batches and pairs of one benchmark; the same in every block, so that blocks can be compared. */
export interface BatchPlan {
  readonly loops: number;
  /** Calls before the timed ones of a batch. */
  readonly untimed: number;
  /** Batches a side that are measured and thrown away. */
  readonly warmups: number;
  readonly pairs: number;
}

/**
 * Loops to try next, or null when the last batch was long enough.
 *
 * @param loops of the last batch
 * @param seconds it took
 */
export function nextCalibration(loops: number, seconds: number): number | null {
  if (seconds >= BATCH_SECONDS) return null;
  // Aims a little above, and grows at most a hundredfold, because the first batches run cold and mislead.
  const aim = seconds > 0 ? (loops * BATCH_SECONDS * 1.1) / seconds : loops * 100;
  return Math.max(loops + 1, Math.min(Math.ceil(aim), loops * 100));
}

/**
 * @param loops loops a batch, calibrated
 * @param batchSeconds how long such a batch takes
 * @param shareSeconds the benchmark's share of a block; a longer one gets fewer pairs, at least one
 * @param limit what the benchmark's author allows
 */
export function planBatches(
  loops: number,
  batchSeconds: number,
  shareSeconds: number,
  limit: Ready["limit"],
): BatchPlan {
  const loopSeconds = batchSeconds / loops;
  const untimed =
    loopSeconds >= REWARMS_ITSELF_SECONDS ? 0 : Math.max(1, Math.round(REWARM_SECONDS / loopSeconds));
  const sideSeconds = batchSeconds + untimed * loopSeconds;
  const affordable = Math.floor((shareSeconds / 2 - WARMUP_BATCHES * batchSeconds) / sideSeconds);
  const pairs = Math.max(1, Math.min(PAIRS, affordable));
  if (limit !== null) {
    return limitedPlan(loops, pairs, limit);
  }
  return { loops, untimed, warmups: WARMUP_BATCHES, pairs };
}

/**
 * Never calls more often than the author allows: fewer loops a batch first, then fewer pairs. The warm-up that
 * the author asks for is the harness's, before its first batch.
 */
function limitedPlan(loops: number, pairs: number, limit: NonNullable<Ready["limit"]>): BatchPlan {
  const affordablePairs = Math.min(pairs, limit.loops);
  return {
    loops: Math.max(1, Math.min(loops, Math.floor(limit.loops / affordablePairs))),
    untimed: 0,
    warmups: 0,
    pairs: affordablePairs,
  };
}
