import { describe, expect, test } from "@jest/globals";
import {
  mean,
  median,
  sampleVariance,
  tabulatedStudentQuantile,
  upperStudentQuantile,
} from "../../src/statistics/student.ts";

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

describe("the tabulated quantile", () => {
  const TAILS = [1e-7, 1e-6, 1.6e-5, 1e-4, 0.0021, 0.005, 0.01, 0.05, 0.2];
  const degrees = Array.from({ length: 60 }, (_, step) => 1.003 * 1.11 ** step);

  // Golden values: SciPy 1.17.1, stats.t.isf.
  test.each([
    [1.6e-5, 1.003, 19325.233100000954],
    [1.6e-5, 2.37, 88.02497579641606],
    [0.01, 1.5, 11.1973161795684],
    [0.0021, 4.7, 5.1836447100618885],
    [0.005, 13.3, 3.001008231797202],
    [1e-4, 40.6, 4.088190876214767],
  ])(
    "agrees with SciPy to a thousandth: tail %p on %p degrees of freedom",
    (tail, degreesOfFreedom, golden) => {
      expect(Math.abs(tabulatedStudentQuantile(tail, degreesOfFreedom) / golden - 1)).toBeLessThan(0.001);
    },
  );

  test.each(TAILS)("is too large by less than a thousandth, and never too small: tail %p", (tail) => {
    for (const degreesOfFreedom of degrees) {
      const off =
        tabulatedStudentQuantile(tail, degreesOfFreedom) / upperStudentQuantile(tail, degreesOfFreedom) - 1;
      expect(off).toBeGreaterThan(-1e-9);
      expect(off).toBeLessThan(0.001);
    }
  });

  test("is the exact one where the degrees of freedom are whole, or beyond the table", () => {
    for (const degreesOfFreedom of [1, 2, 17, 0.3, 5000.5]) {
      const exact = upperStudentQuantile(0.01, degreesOfFreedom);
      expect(tabulatedStudentQuantile(0.01, degreesOfFreedom)).toBe(exact);
    }
  });
});

test.each([
  [[3], 3],
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
])("the median of %p is %p", (values, expected) => {
  expect(median(values)).toBe(expected);
});

test("the median leaves its input in order", () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});

test("the mean and the unbiased variance are those of the textbook", () => {
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
