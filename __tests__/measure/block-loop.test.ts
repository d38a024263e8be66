import { expect, test } from "@jest/globals";
import { type AfterBlock, blockByBlock } from "../../src/measure/block-loop.ts";

/** Blocks that take so many seconds each, with so many benchmarks undecided after each. */
async function ran(
  seconds: readonly number[],
  {
    undecided = [],
    roomFor = 0.5,
    limit = 100,
  }: { undecided?: readonly AfterBlock[]; roomFor?: number; limit?: number } = {},
) {
  let now = 0;
  const told: number[] = [];
  const done = await blockByBlock(
    { mostBlocks: seconds.length, timeLimitSeconds: limit, roomFor },
    3,
    {
      clock: { seconds: () => now, now: () => "" },
      progress: {
        stage: (_, body) => body(),
        step: () => {},
        warn: () => {},
        blocks: (state) => told.push(state.undecided),
      },
    },
    async (block) => {
      now += seconds[block] ?? 0;
      return undecided[block] ?? { undecided: 3 };
    },
  );
  return { ...done, told };
}

test("the loop goes on until the last block, and that is no matter of time", async () => {
  expect(await ran([1, 1, 1])).toEqual({ blocks: 3, seconds: 3, timeLimitReached: false, told: [3, 3, 3] });
});

test("the loop ends where nothing is undecided", async () => {
  const undecided = [{ undecided: 2 }, { undecided: 0 }];
  expect(await ran([1, 1, 1], { undecided })).toMatchObject({
    blocks: 2,
    timeLimitReached: false,
    told: [2, 0],
  });
});

test("the loop ends where a pass says so, and does not count what it broke off", async () => {
  expect(await ran([1, 1, 1], { undecided: [{ undecided: 3 }, "ended"] })).toMatchObject({
    blocks: 1,
    timeLimitReached: false,
  });
});

test("the loop is out of time where a block was cut off, though its timer fired before its time", async () => {
  expect(await ran([1, 98.999], { undecided: [{ undecided: 3 }, "cut-off"] })).toMatchObject({
    blocks: 1,
    timeLimitReached: true,
  });
});

test.each([
  ["half of the longest so far", 0.5, 3],
  ["all of it", 1, 2],
])("the loop begins no block that has no time for %s", async (_, roomFor, blocks) => {
  expect(await ran([10, 10, 10, 10], { roomFor, limit: 26 })).toMatchObject({
    blocks,
    timeLimitReached: true,
  });
});

test("the loop is not ended by the time where all was decided just then", async () => {
  const undecided = [{ undecided: 0 }];
  expect(await ran([50], { undecided, limit: 20 })).toMatchObject({ blocks: 1, timeLimitReached: false });
});
