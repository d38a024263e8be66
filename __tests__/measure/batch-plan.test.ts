import { expect, test } from "@jest/globals";
import {
  BATCH_SECONDS,
  calibrated,
  FEWEST_PAIRS,
  firstLimitedPlan,
  isIrregular,
  MOST_PAIRS,
  nextCalibration,
  planBatches,
  planningSeconds,
  sizeByChance,
} from "../../src/measure/batch-plan.ts";
import { randomStream } from "../../src/statistics/random.ts";

test.each([
  ["a batch that is long enough ends it", 100, 0.01, null],
  ["one that is too short is stretched a little beyond the aim", 100, 0.001, 1100],
  ["a first call is not trusted for more than a hundredfold", 1, 1e-9, 100],
  ["a clock that did not move is no reason to stop", 10, 0, 1000],
  ["it always grows", 10, 0.00999, 12],
])("calibration: %s", (_title, loops, seconds, next) => {
  expect(nextCalibration(loops, seconds)).toBe(next);
});

test.each([
  ["a short batch is a quarter of the calibrating one", 1000, 0.01, "short", 250],
  ["a long one is all of it", 1000, 0.01, "long", 1000],
  ["a call that takes longer is a batch", 1, 0.2, "short", 1],
] as const)("%s", (_title, loops, seconds, batches, ofBatch) => {
  const found = calibrated(loops, seconds, batches);
  expect(found.loops).toBe(ofBatch);
  expect(found.batchSeconds).toBeCloseTo((ofBatch * seconds) / loops, 12);
});

const share = (seconds: number) => ({ seconds, depthSeconds: 0 });

const inTurns = (loops: number, batchSeconds: number) => ({
  loops,
  batchSeconds,
  inTurns: "short" as const,
  sideBySide: false,
  irregular: false,
  parallel: false,
});

test.each([
  [
    "calls of 10 ms have none that go before",
    1,
    0.01,
    { sideBySide: true, untimed: 0, pairs: 5, goOnLoops: 1 },
  ],
  ["long calls have fewer pairs", 1, 0.1, { sideBySide: true, untimed: 0, pairs: 1 }],
  [
    "long batches of short calls have as many as those of long ones",
    50,
    0.01,
    { sideBySide: true, untimed: 0, pairs: 5 },
  ],
])("side by side, %s", (_title, loops, batchSeconds, plan) => {
  const known = { ...inTurns(loops, batchSeconds), sideBySide: true, irregular: false };
  expect(planBatches(known, share(0.4), null)).toMatchObject(plan);
});

test("a benchmark that may be called only so often is not measured side by side, which may have to be done again", () => {
  const known = { ...inTurns(1, 0.1), sideBySide: true, irregular: false };
  expect(planBatches(known, share(0.4), { loops: 5, warmups: 0 }).sideBySide).toBe(false);
});

test.each([
  [10_000, 0.0025, { pairs: MOST_PAIRS, warmups: 1, untimed: 2000 }],
  [2, 0.003, { pairs: 12, warmups: 1, untimed: 1 }],
  [1, 0.005, { pairs: 5, warmups: 1, untimed: 1 }],
  [1, 0.02, { pairs: FEWEST_PAIRS, warmups: 1, untimed: 1 }],
  [1, 0.04, { pairs: 2, warmups: 1, untimed: 1 }],
  [1, 0.12, { pairs: 1, warmups: 1, untimed: 0 }],
  [1, 10, { pairs: 1, warmups: 1, untimed: 0 }],
])("a batch of %p loops and %p s has its pairs and untimed calls", (loops, batchSeconds, plan) => {
  expect(planBatches(inTurns(loops, batchSeconds), share(0.4), null)).toMatchObject(plan);
});

test("a small share gives fewer pairs, never none", () => {
  expect(planBatches(inTurns(100, 0.01), share(0.01), null).pairs).toBe(1);
});

test("a large share gives a long call more, up to the fewest of a short one", () => {
  const pairs = (shareSeconds: number) => planBatches(inTurns(1, 0.1), share(shareSeconds), null).pairs;
  expect([0.4, 0.8, 1, 1.6].map(pairs)).toEqual([1, 3, 4, 4]);
});

test("bounded calls, which nothing goes before, get all that the share has room for", () => {
  const limit = { loops: 100, warmups: 0 };
  expect(planBatches(inTurns(1, 0.06), share(0.4), limit).pairs).toBe(3);
  expect(planBatches(inTurns(1, 0.06), share(0.4), null).pairs).toBe(1);
});

test.each([
  ["calls for all", 10, 200, { pairs: MOST_PAIRS, loops: 10 }],
  ["fewer calls: fewer pairs of as many", 5, 30, { pairs: 6, loops: 5 }],
  ["still fewer: the fewest pairs of fewer", 50, 30, { pairs: FEWEST_PAIRS, loops: 7 }],
  ["hardly any: a pair each", 50, 3, { pairs: 3, loops: 1 }],
  ["one: one pair", 1, 1, { pairs: 1, loops: 1 }],
])("an author's bound that allows %s", (_title, loops, allowed, plan) => {
  const limit = { loops: allowed, warmups: 0 };
  const planned = planBatches(inTurns(loops, BATCH_SECONDS), share(0.4), limit);
  expect(planned).toMatchObject({ untimed: 0, warmups: 0, sideBySide: false, mayVary: false, ...plan });
});

test("as long as nobody knows how long a bounded call takes, a block has the fewest pairs of one", () => {
  expect(firstLimitedPlan({ loops: 100, warmups: 2 })).toMatchObject({ pairs: FEWEST_PAIRS, loops: 1 });
  expect(firstLimitedPlan({ loops: 2, warmups: 2 })).toMatchObject({ pairs: 2, loops: 1 });
});

test("no batch keeps step with code that does something every n-th call", () => {
  const random = randomStream(1, "sizes");
  for (const [loops, untimed, period] of [
    [2, 1, 3],
    [1, 1, 2],
    [19, 1, 20],
    [100, 28, 128],
  ] as const) {
    let call = 0;
    const timed = Array.from({ length: 400 }, () => {
      const size = sizeByChance({ loops, untimed }, random.integer);
      call += size.untimed;
      const from = Math.floor(call / period);
      call += size.loops;
      return { rare: Math.floor(call / period) - from, calls: size.loops };
    });
    const rare = timed.reduce((sum, one) => sum + one.rare, 0);
    const calls = timed.reduce((sum, one) => sum + one.calls, 0);
    expect((rare * period) / calls).toBeGreaterThan(0.85);
    expect((rare * period) / calls).toBeLessThan(1.15);
  }
});

test("a batch that nothing goes before leaves no call out, and keeps its size", () => {
  expect(sizeByChance({ loops: 3, untimed: 0 }, () => 99)).toEqual({ loops: 3, untimed: 0 });
});

test.each([
  ["20 ms, with half a second for it", 1, 0.02, 0.5, 23],
  ["20 ms, with 0.15 s for it", 1, 0.02, 0.15, 7],
  ["200 ms, which half a second has room for twice", 1, 0.2, 0.5, 2],
  ["a microsecond", 2000, 0.0025, 0.5, MOST_PAIRS],
  ["300 µs, with a second for it: some hundreds of them", 8, 0.0024, 1, 30],
  ["300 µs, with 0.15 s for it", 8, 0.0024, 0.15, MOST_PAIRS],
])(
  "what every n-th call costs is looked for in calls of %s",
  (_title, loops, batchSeconds, depthSeconds, pairs) => {
    const known = { ...inTurns(loops, batchSeconds), sideBySide: batchSeconds > 0.0025 };
    const planned = planBatches(known, { seconds: 0.4, depthSeconds }, null).pairs;
    expect(Math.abs(planned - pairs)).toBeLessThanOrEqual(2);
  },
);

test.each([
  ["of which one in twenty takes ten times as long", [1, 1, 1, 1, 10], true],
  ["that a slow machine spread a little", [1, 1.02, 1.1, 1, 1.2], false],
])("calls %s: irregular %p", (_title, times, irregular) => {
  expect(isIrregular(times)).toBe(irregular);
});

test.each([
  ["alike on both sides, the faster one", [0.01, 0.012], 0.01],
  ["a thousand times as long on one, a quarter of that", [0.01, 10], 2.5],
  ["of head alone, its own", [0.01], 0.01],
])("calls that take %s is what batches are planned by", (_title, onSides, seconds) => {
  expect(planningSeconds(onSides)).toBe(seconds);
});

test("an irregular benchmark has more pairs, as far as there is time for them", () => {
  const irregular = { ...inTurns(10, BATCH_SECONDS), irregular: true };
  expect(planBatches(irregular, { seconds: 0.4, depthSeconds: 1 }, null).pairs).toBe(64);
  expect(planBatches(irregular, { seconds: 0.4, depthSeconds: 0.1 }, null).pairs).toBeLessThan(40);
});
