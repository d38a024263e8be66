import { expect, test } from "@jest/globals";
import { callSeconds, evenlyCollectedNs, undelayedNs, wasDisturbed } from "../../src/measure/batch-time.ts";
import type { Measured } from "../../src/protocol.ts";

test.each<[string, { wallNs: number; cpuNs: number; runDelayNs: number | null }, number]>([
  ["nothing else ran", { wallNs: 100, cpuNs: 100, runDelayNs: 0 }, 100],
  ["something else ran for a while", { wallNs: 160, cpuNs: 100, runDelayNs: 60 }, 100],
  ["the benchmark slept, which is its own time", { wallNs: 100, cpuNs: 5, runDelayNs: 0 }, 100],
  ["it slept, and something else ran", { wallNs: 130, cpuNs: 5, runDelayNs: 30 }, 100],
  ["its own threads kept it waiting", { wallNs: 100, cpuNs: 98, runDelayNs: 50 }, 98],
  ["its threads used several CPUs", { wallNs: 100, cpuNs: 300, runDelayNs: 20 }, 100],
  ["a delay that began before it is counted as a whole", { wallNs: 100, cpuNs: 95, runDelayNs: 120 }, 95],
  ["nobody knows", { wallNs: 160, cpuNs: 100, runDelayNs: null }, 160],
])("the time of a batch in which %s", (_, batch, expected) => {
  expect(undelayedNs(batch)).toBe(expected);
});

const aBatch = (given: Partial<Measured>): Measured => ({
  type: "measured",
  wallNs: 1,
  cpuNs: 1,
  preemptions: 0,
  runDelayNs: null,
  collectorNs: null,
  values: null,
  ...given,
});

test("each batch has its share of what the garbage collector took of all, whichever it ran in", () => {
  const batches = [
    aBatch({ wallNs: 1000, collectorNs: 0 }),
    aBatch({ wallNs: 1610, cpuNs: 1610, collectorNs: 600 }),
    aBatch({ wallNs: 1020, collectorNs: 0 }),
  ];
  expect(evenlyCollectedNs(batches)).toEqual([1200, 1210, 1220]);
});

test("a pause outside of the timed calls adds nothing to them", () => {
  expect(evenlyCollectedNs([aBatch({ wallNs: 100, collectorNs: 300 })])).toEqual([100]);
});

test("a call's seconds are told with seven digits: the clock has no more", () => {
  const batches = [aBatch({ wallNs: 2_500_001, cpuNs: 2_500_001 })];
  expect(callSeconds(batches, 3, false)).toEqual([0.000_833_333_7]);
});

test("who is compared with what tells nothing of its collector keeps its own where it ran", () => {
  const batches = [aBatch({ wallNs: 1000, collectorNs: 0 }), aBatch({ wallNs: 1600, collectorNs: 600 })];
  expect(callSeconds(batches, 1, false)).toEqual([1e-6, 1.6e-6]);
  expect(callSeconds(batches, 1, true)).toEqual([1.3e-6, 1.3e-6]);
});

test.each([
  [0, null, false],
  [1, null, true],
  [3, 5e6, false],
  [null, null, false],
])("%p preemptions with a run delay of %p: disturbed %p", (preemptions, runDelayNs, disturbed) => {
  expect(wasDisturbed(aBatch({ preemptions, runDelayNs }))).toBe(disturbed);
});
