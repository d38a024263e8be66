/** How often a block compares the sides, which says how noisy the rule expects it to be. Pure. */
import { MOST_PAIRS } from "../measure/batch-plan.ts";
import type { PairedBlock } from "../model.ts";
import { median } from "../statistics/student.ts";

/** For how long the kernel lets one side run, where both run side by side: a timer tick, of which there are 250 a second. */
const SLICE_SECONDS = 0.004;
/** However many turns the kernel gives the two of a pair: what is in none of them, a process that is slow as a whole, stays. */
const MOST_TURNS_OF_A_PAIR = 4;

/** How often a block compares the sides, one right after the other: its pairs, or the turns that the kernel gave them. */
export function comparisonsIn({ loops, sideBySide, pairs }: PairedBlock): number {
  const count = Math.max(1, pairs.head.length);
  if (!sideBySide) return count;
  const turns = (loops * median(pairs.base)) / SLICE_SECONDS;
  return Math.min(MOST_PAIRS, Math.round(count * Math.max(1, Math.min(MOST_TURNS_OF_A_PAIR, turns))));
}
