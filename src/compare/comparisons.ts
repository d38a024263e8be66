/** How often a block compares the sides, from which the rule infers how noisy it should be. Pure. */
import { MOST_PAIRS } from "../measure/batch-plan.ts";
import type { PairedBlock } from "../model.ts";
import { median } from "../statistics/student.ts";

/**
 * How long the kernel lets one side run if both run at the same time: a timer tick, of which there are 250 a second.
 */
const SLICE_SECONDS = 0.004;
/**
 * Most turns that count for a pair, however many the kernel gives: the noise of a process that is slow as a whole
 * stays.
 */
const MOST_TURNS_OF_A_PAIR = 4;

/**
 * How often a block compares the sides, one right after the other: its pairs, or the turns that the kernel gave them.
 */
export function comparisonsIn({ loops, sideBySide, pairs }: PairedBlock): number {
  const count = Math.max(1, pairs.head.length);
  if (!sideBySide) return count;
  const turns = (loops * median(pairs.base)) / SLICE_SECONDS;
  return Math.min(MOST_PAIRS, Math.round(count * Math.max(1, Math.min(MOST_TURNS_OF_A_PAIR, turns))));
}
