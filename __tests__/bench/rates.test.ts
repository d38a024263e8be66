import { expect, test } from "@jest/globals";
import { quantile, rate } from "../../bench/rates.ts";

// Golden values: scipy.stats.binomtest(count, of).proportion_ci(method="exact"), SciPy 1.17.1.
test.each<[number, number, number, number]>([
  [0, 300, 0, 0.01222097],
  [3, 300, 0.00206701, 0.02894451],
  [150, 300, 0.44199772, 0.55800228],
  [300, 300, 0.98777903, 1],
])("the rate %p of %p has the interval of Clopper and Pearson", (count, of, low, high) => {
  const { interval } = rate(count, of);
  expect(interval[0]).toBeCloseTo(low, 7);
  expect(interval[1]).toBeCloseTo(high, 7);
});

test.each<[readonly number[], number, number]>([
  [[3, 1, 2], 0.5, 2],
  [[1, 2, 3, 4], 0.5, 2.5],
  [[10, 20], 0.95, 19.5],
  [[7], 0.95, 7],
])("among %p, the quantile at %p is %p", (values, share, expected) => {
  expect(quantile(values, share)).toBeCloseTo(expected, 12);
});
