import { describe, expect, test } from "@jest/globals";
import type { Recording } from "../../bench/recording.ts";
import { replay, waldBound } from "../../bench/replay.ts";
import { normalValues } from "../../src/statistics/normal.ts";
import { randomStream } from "../../src/statistics/random.ts";
import { PAIRED_RULE } from "../../src/statistics/sequential-rule.ts";

/** Of `count` benchmarks whose blocks differ by the given SD, and by a change. */
function recordingOf(options: {
  count: number;
  blocks: number;
  deviation: number;
  change: number;
}): Recording {
  const normal = normalValues(randomStream(1, "recording"));
  return {
    percent: 0,
    nullEdit: 1,
    noise: "quiet",
    seed: 1,
    recordedAt: "2026-01-01T00:00:00.000Z",
    machine: "made up",
    python: "made up",
    conditions: {
      pinned: true,
      layout: "shared",
      cpus: 2,
      blocks: options.blocks,
      seconds: 1,
      repeatedPairs: 0,
      runDelayShare: 0,
      timeLimitReached: false,
    },
    series: Array.from({ length: options.count }, (_, index) => ({
      id: `b${index}`,
      metric: "time",
      unit: "s",
      better: "smaller",
      blocks: Array.from({ length: options.blocks }, (_unused, block) => {
        const ratio = Math.exp(Math.log1p(options.change) + options.deviation * normal());
        return { block, cpu: 0, loops: 1, sideBySide: false, pairs: { base: [1], head: [ratio] } };
      }),
    })),
  };
}

const request = { rule: PAIRED_RULE, budget: 0.1, runs: 20, seed: 1 };

describe("replaying recordings of unchanged code", () => {
  const recordings = [recordingOf({ count: 20, blocks: 48, deviation: 0.01, change: 0 })];

  test.each<[number, "within-budget" | "regressed"]>([
    [0, "within-budget"],
    [0.05, "within-budget"],
    [0.2, "regressed"],
  ])("with a slowdown of %p added, rows are %s", (change, decision) => {
    const { decisions, runs } = replay({ ...request, recordings, change });
    expect(decisions[decision]).toMatchObject({ count: 20 * runs, of: 20 * runs });
  });

  test("the same seed replays the same runs", () => {
    const once = replay({ ...request, recordings, change: 0.12 });
    expect(replay({ ...request, recordings, change: 0.12 })).toEqual(once);
    expect(replay({ ...request, recordings, change: 0.12, seed: 2 })).not.toEqual(once);
  });

  test("a run ends with its last row", () => {
    const { meanBlocks, meanLastBlock } = replay({ ...request, recordings, change: 0.12 });
    expect(meanLastBlock).toBeGreaterThan(meanBlocks);
  });
});

test("a run that outlasts its recording goes on in another", () => {
  const recording = (blocks: number) => recordingOf({ count: 20, blocks, deviation: 0.03, change: 0 });
  const blocksUsed = (recordings: Recording[]) =>
    replay({ ...request, recordings, change: 0.14, runs: 5 }).meanLastBlock;
  expect(blocksUsed([recording(12)])).toBe(12);
  expect(blocksUsed([recording(12), recording(12)])).toBe(24);
});

test("base and head change places, so that a bias of the recording is none of the replay's", () => {
  const recordings = [recordingOf({ count: 20, blocks: 24, deviation: 0.01, change: 0.3 })];
  const { decisions } = replay({ ...request, recordings, change: 0 });
  expect(decisions.regressed.count).toBeGreaterThan(100);
  expect(decisions.improved.count).toBeGreaterThan(100);
});

// Golden value: the formula in Python.
test("Wald's bound for +15 % against +10 % at a block SD of 2.5 % is that of the formula", () => {
  expect(waldBound(0.025, Math.log(1.15) - Math.log(1.1), 2e-4, 0.025)).toBeCloseTo(5.1793589228726935, 10);
});
