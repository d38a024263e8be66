/** Block after block, for as long as there is something to decide and time to do it in: the same for every pass. */
import type { World } from "../ports/world.ts";

export interface BlockLimits {
  readonly mostBlocks: number;
  readonly timeLimitSeconds: number;
  /**
   * Part of the longest block so far for which there has to be time, or none is begun: less than 1 where one that is cut
   * off tells something.
   */
  readonly roomFor: number;
}

export interface BlocksDone {
  readonly blocks: number;
  readonly seconds: number;
  /** Whether the time ended the run, and not that there was nothing left to decide. */
  readonly timeLimitReached: boolean;
}

/** How many are undecided after a block; `ended` where no further one can be, and `cut-off` where the time ended it. */
export type AfterBlock = { readonly undecided: number } | "ended" | "cut-off";

/**
 * Runs blocks until none is left, everything is decided, or the time is over.
 *
 * @param undecided how many benchmarks are, before the first block
 * @param once one block: its number, and the moment (of the clock) at which the time is over
 */
export async function blockByBlock(
  { mostBlocks, timeLimitSeconds, roomFor }: BlockLimits,
  undecided: number,
  { clock, progress }: Pick<World, "clock" | "progress">,
  once: (block: number, deadline: number) => Promise<AfterBlock>,
): Promise<BlocksDone> {
  const started = clock.seconds();
  const deadline = started + timeLimitSeconds;
  let left = undecided;
  let longestBlock = 0;
  let block = 0;
  let isOver = false;
  while (block < mostBlocks && left > 0) {
    const blockStarted = clock.seconds();
    isOver = blockStarted + roomFor * longestBlock > deadline;
    if (isOver) break;
    const after = await once(block, deadline);
    // A timer may fire just before its time, and what it has cut off was out of time all the same.
    isOver = after === "cut-off" || clock.seconds() >= deadline;
    if (after === "ended" || after === "cut-off") break;
    left = after.undecided;
    block++;
    longestBlock = Math.max(longestBlock, clock.seconds() - blockStarted);
    progress.blocks({
      done: block,
      total: mostBlocks,
      undecided: left,
      secondsAtThisPace: longestBlock * (mostBlocks - block),
      secondsToLimit: Math.max(0, deadline - clock.seconds()),
    });
  }
  return { blocks: block, seconds: clock.seconds() - started, timeLimitReached: isOver && left > 0 };
}
