import { expect, test } from "@jest/globals";
import { undelayedNs, wasDisturbed } from "../../src/measure/batch-time.ts";

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

test.each([
  [0, null, false],
  [1, null, true],
  [3, 5e6, false],
  [null, null, false],
])("%p preemptions with a run delay of %p: disturbed %p", (preemptions, runDelayNs, disturbed) => {
  expect(wasDisturbed({ type: "measured", wallNs: 1, cpuNs: 1, preemptions, runDelayNs, values: null })).toBe(
    disturbed,
  );
});
