import { expect, test } from "@jest/globals";
import { BATCH_SECONDS, nextCalibration, PAIRS, planBatches } from "../../src/measure/batch-plan.ts";

test.each([
  ["a batch that is long enough ends it", 100, BATCH_SECONDS, null],
  ["one that is too short is stretched a little beyond the aim", 100, 0.001, 1100],
  ["a first call is not trusted for more than a hundredfold", 1, 1e-9, 100],
  ["a clock that did not move is no reason to stop", 10, 0, 1000],
  ["it always grows", 10, 0.00999, 12],
])("calibration: %s", (_title, loops, seconds, next) => {
  expect(nextCalibration(loops, seconds)).toBe(next);
});

test.each([
  [10_000, 0.01, { pairs: PAIRS, warmups: 1, untimed: 500 }],
  [1, 0.02, { pairs: PAIRS, warmups: 1, untimed: 1 }],
  [1, 0.04, { pairs: 2, warmups: 1, untimed: 1 }],
  [1, 0.12, { pairs: 1, warmups: 1, untimed: 0 }],
  [1, 10, { pairs: 1, warmups: 1, untimed: 0 }],
])("%p loops of %p s in all", (loops, seconds, plan) => {
  expect(planBatches(loops, seconds, 0.4, null)).toMatchObject(plan);
});

test("a small share gives fewer pairs, never none", () => {
  expect(planBatches(100, 0.01, 0.01, null).pairs).toBe(1);
});
