import { expect, test } from "@jest/globals";
import {
  callSeconds,
  hardlyWaits,
  isParallel,
  othersShare,
  undelayedNs,
  waited,
  wasDisturbed,
} from "../../src/measure/batch-time.ts";
import type { Measured } from "../../src/protocol.ts";

test.each<[string, { wallNs: number; cpuNs: number; runDelayNs: number | null }, number]>([
  ["nothing else ran", { wallNs: 100, cpuNs: 100, runDelayNs: 0 }, 100],
  ["something else ran for a while", { wallNs: 160, cpuNs: 100, runDelayNs: 60 }, 100],
  ["the benchmark slept, which is its own time", { wallNs: 100, cpuNs: 5, runDelayNs: 0 }, 100],
  ["it slept, and something else ran", { wallNs: 130, cpuNs: 5, runDelayNs: 30 }, 100],
  ["its own threads kept it waiting", { wallNs: 100, cpuNs: 98, runDelayNs: 50 }, 98],
  ["its threads used several CPUs", { wallNs: 100, cpuNs: 300, runDelayNs: 20 }, 100],
  ["a delay that began before it is counted as a whole", { wallNs: 100, cpuNs: 95, runDelayNs: 120 }, 95],
  ["nobody knows what else ran", { wallNs: 160, cpuNs: 100, runDelayNs: null }, 160],
])("the time of a batch without that of others, where %s", (_, batch, expected) => {
  expect(undelayedNs({ childrenNs: 0, ...batch })).toBe(expected);
});

const aBatch = (given: Partial<Measured>): Measured => ({
  type: "measured",
  loops: 1,
  wallNs: 1,
  cpuNs: 1,
  preemptions: 0,
  waits: null,
  runDelayNs: null,
  collectorNs: null,
  othersNs: 0,
  putOffNs: 0,
  childrenNs: 0,
  endedNs: 0,
  values: null,
  ...given,
});

const onTwoCpus = (busyNs: number, ownNs: number) =>
  aBatch({ machine: { busyNs, ownNs, spanNs: 100, cpus: 2 } });

test.each<[string, Measured[], number | null]>([
  ["nothing else ran", [onTwoCpus(196, 195)], 0.005],
  ["something else ran on one of them", [onTwoCpus(200, 110)], 0.45],
  ["something else ran for a part of the batches", [onTwoCpus(200, 200), onTwoCpus(200, 120)], 0.2],
  ["something else ran, and there was room for both", [onTwoCpus(140, 100)], 0],
  ["a clock of coarse ticks tells less of all than of the benchmark", [onTwoCpus(190, 199)], 0],
  ["nobody knows what else ran", [onTwoCpus(200, 110), aBatch({})], null],
])("the share that others had of all CPUs, where %s", (_title, batches, share) => {
  expect(othersShare(batches)).toBe(share);
});

/** Of as many batches as anybody has here, each of so many timed calls. */
const sizes = (timed: number, untimed = 0) => Array.from({ length: 3 }, () => ({ timed, untimed }));

const inTurns = { sideBySide: false, onAllCpus: false, isCollectorKnown: true };

test("each batch has its share of what the garbage collector took of all, whichever it ran in", () => {
  const batches = [
    aBatch({ wallNs: 1000, collectorNs: 0 }),
    aBatch({ wallNs: 1610, cpuNs: 1610, collectorNs: 600 }),
    aBatch({ wallNs: 1020, collectorNs: 0 }),
  ];
  expect(callSeconds(batches, sizes(1), inTurns)).toEqual([1.2e-6, 1.21e-6, 1.22e-6]);
});

test("a pause outside of the timed calls adds nothing to them", () => {
  expect(callSeconds([aBatch({ wallNs: 100, collectorNs: 300 })], sizes(1), inTurns)).toEqual([1e-7]);
});

test("a call's seconds are told with seven digits: the clock has no more", () => {
  const batches = [aBatch({ wallNs: 2_500_001, cpuNs: 2_500_001 })];
  expect(callSeconds(batches, sizes(3), inTurns)).toEqual([0.000_833_333_7]);
});

test("a side keeps its collector's time where it ran when the other side tells nothing of its own", () => {
  const batches = [aBatch({ wallNs: 1000, collectorNs: 0 }), aBatch({ wallNs: 1600, collectorNs: 600 })];
  expect(callSeconds(batches, sizes(1), { ...inTurns, isCollectorKnown: false })).toEqual([1e-6, 1.6e-6]);
  expect(callSeconds(batches, sizes(1), inTurns)).toEqual([1.3e-6, 1.3e-6]);
});

test("batches of different numbers of calls are each told for one call", () => {
  const batches = [aBatch({ wallNs: 2000 }), aBatch({ wallNs: 3000 })];
  const calls = [
    { timed: 2, untimed: 1 },
    { timed: 3, untimed: 2 },
  ];
  expect(callSeconds(batches, calls, { ...inTurns, isCollectorKnown: false })).toEqual([1e-6, 1e-6]);
});

test.each<[string, Partial<Measured>, number]>([
  ["was not waited for counts as well", { othersNs: 0, putOffNs: 2000 }, 2e-6],
  ["ran within the timed calls is in their time already", { othersNs: 500, putOffNs: 0 }, 1e-6],
  ["belongs to untimed calls in part is divided by all calls", { othersNs: 500, putOffNs: 1500 }, 1.5e-6],
  ["is too little to be told from how clocks are read is none", { othersNs: 0, putOffNs: 9 }, 1e-6],
  ["nobody knows of is none", { othersNs: null, putOffNs: null }, 1e-6],
])("work of other threads that %s", (_title, given, expected) => {
  const batches = [
    aBatch({ wallNs: 1000, collectorNs: 0, ...given }),
    aBatch({ wallNs: 1000, collectorNs: 0, ...given }),
  ];
  expect(callSeconds(batches, sizes(1, 1), inTurns)).toEqual([expected, expected]);
});

test("side by side, CPU time is what counts, and what the collector took of it", () => {
  const batches = [
    aBatch({ wallNs: 2000, cpuNs: 1000, collectorNs: 0 }),
    aBatch({ wallNs: 3400, cpuNs: 1600, collectorNs: 600 }),
  ];
  expect(callSeconds(batches, sizes(1), { ...inTurns, sideBySide: true })).toEqual([1.3e-6, 1.3e-6]);
});

test.each<[string, Partial<Measured>, boolean]>([
  ["took turns with the other side", { wallNs: 200, cpuNs: 100, runDelayNs: 100, waits: 0 }, false],
  ["waited for next to nothing", { wallNs: 201, cpuNs: 100, runDelayNs: 100, waits: 3 }, false],
  ["slept for a part", { wallNs: 210, cpuNs: 100, runDelayNs: 100, waits: 1 }, true],
  ["waited nobody knows for how long", { wallNs: 100, cpuNs: 100, runDelayNs: null, waits: 1 }, true],
])("of two side by side, a batch that %s: %p: waited %p", (_title, given, expected) => {
  expect(waited(aBatch(given))).toBe(expected);
});

test.each<[string, Partial<Measured>, boolean]>([
  ["computes", { wallNs: 100, cpuNs: 100, waits: 0 }, true],
  ["was kept from the CPU", { wallNs: 200, cpuNs: 100, runDelayNs: 100, waits: 0 }, true],
  ["read a file at first", { wallNs: 100, cpuNs: 95, waits: 2 }, true],
  ["slept", { wallNs: 100, cpuNs: 50, waits: 1 }, false],
  ["nobody knows of whether it waits", { wallNs: 100, cpuNs: 100, waits: null }, false],
])("a batch that %s: its CPU time may be all it takes: %p %p", (_title, given, expected) => {
  expect(hardlyWaits(aBatch(given))).toBe(expected);
});

test.each([
  [0, null, false],
  [1, null, true],
  [3, 5e6, false],
  [null, null, false],
])("%p preemptions with a run delay of %p: disturbed %p", (preemptions, runDelayNs, disturbed) => {
  expect(wasDisturbed(aBatch({ preemptions, runDelayNs }))).toBe(disturbed);
});

test.each<[string, Partial<Measured>, number, boolean]>([
  ["that has use for two CPUs", { wallNs: 1_000_000, cpuNs: 2_000_000 }, 1, true],
  ["whose children had a second one", { wallNs: 1_000_000, cpuNs: 900_000, childrenNs: 900_000 }, 1, true],
  ["that ran on one", { wallNs: 1_000_000, cpuNs: 1_000_000 }, 1, false],
  ["that is as short as it takes to read the clocks", { wallNs: 2_000, cpuNs: 9_000 }, 1, false],
  ["of which many are as short as that", { wallNs: 2_000, cpuNs: 9_000 }, 50, false],
])("a batch %s has use for several: %p", (_title, given, count, expected) => {
  expect(isParallel(Array.from({ length: count }, () => aBatch(given)))).toBe(expected);
});
