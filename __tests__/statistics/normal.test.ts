import { expect, test } from "@jest/globals";
import { normalValues } from "../../src/statistics/normal.ts";
import { randomStream } from "../../src/statistics/random.ts";
import { mean, sampleVariance } from "../../src/statistics/student.ts";

const drawn = (seed: number, count: number) => {
  const normal = normalValues(randomStream(seed, "test"));
  return Array.from({ length: count }, normal);
};

test("the same seed gives the same values, another seed others", () => {
  expect(drawn(1, 10)).toEqual(drawn(1, 10));
  expect(drawn(2, 10)).not.toEqual(drawn(1, 10));
});

test("mean and variance are those of the standard normal distribution", () => {
  const values = drawn(1, 20_000);
  expect(mean(values)).toBeCloseTo(0, 1);
  expect(sampleVariance(values)).toBeCloseTo(1, 1);
});

// Golden shares: SciPy 1.17.1, scipy.stats.norm.sf.
test.each([
  [1, 0.15865525393145707],
  [2, 0.022750131948179195],
  [3, 0.0013498980316300933],
])("beyond %p lie as many as should", (bound, share) => {
  const count = 40_000;
  const beyond = drawn(3, count).filter((value) => value > bound).length;
  expect(Math.abs(beyond - share * count)).toBeLessThan(4 * Math.sqrt(share * count));
});

test("neighbours are not correlated", () => {
  const values = drawn(5, 20_000);
  const products = values.slice(1).map((value, index) => value * (values[index] ?? 0));
  expect(Math.abs(mean(products))).toBeLessThan(0.03);
});
