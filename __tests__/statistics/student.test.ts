import { describe, expect, test } from "@jest/globals";
import { mean, median, sampleVariance, upperStudentQuantile } from "../../src/statistics/student.ts";

describe("upper Student quantile agrees with SciPy 1.17.1 (stats.t.isf)", () => {
  test.each([
    [3.3e-5, 3, 32.17160785726247],
    [3.3e-5, 5, 12.178030355405552],
    [8e-6, 23, 5.433979325447143],
    [0.00417, 3, 6.2297810562404665],
    [0.025, 7.5, 2.3330396268649745],
    [1e-7, 27, 6.91020156063193],
    [0.2, 4, 0.9409645772351811],
  ])("tail %p on %p degrees of freedom", (tail, degreesOfFreedom, golden) => {
    const quantile = upperStudentQuantile(tail, degreesOfFreedom);
    expect(Math.abs(quantile / golden - 1)).toBeLessThan(1e-12);
  });
});

test.each([
  [[3], 3],
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
])("median of %p is %p", (values, expected) => {
  expect(median(values)).toBe(expected);
});

test("the median leaves its input in order", () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});

test("mean and unbiased variance", () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(sampleVariance([1, 2, 6])).toBe(7);
});

test.each([
  ["median", () => median([])],
  ["mean", () => mean([])],
  ["variance", () => sampleVariance([1])],
])("%s of too few values is refused", (_name, compute) => {
  expect(compute).toThrow(RangeError);
});
