import { expect, test } from "@jest/globals";
import { moderate, priorFromSuite } from "../../src/statistics/moderated-variance.ts";

const estimates = (variances: number[], degrees: number[]) =>
  variances.map((variance, index) => ({ variance, degreesOfFreedom: degrees[index] ?? 1 }));

// Golden values: NumPy and scipy.special.digamma 1.17.1, after Smyth 2004, section 6.2.
test.each([
  [[0.0001, 0.00012, 0.00008, 0.0002, 0.00015], [3, 3, 3, 3, 3], 0.00013636573899718853],
  [[0.0001, 0.0004, 0.0002], [3, 5, 11], 0.00019117882452497186],
])("the prior variance of %p on %p degrees of freedom", (variances, degrees, golden) => {
  const prior = priorFromSuite(estimates(variances, degrees), 4, 1e-12);
  expect(prior.variance / golden).toBeCloseTo(1, 12);
  expect(prior.degreesOfFreedom).toBe(4);
});

test("a benchmark whose blocks happen to agree is given some of its suite's variance", () => {
  const prior = { variance: 0.0004, degreesOfFreedom: 4 };
  const moderated = moderate({ variance: 0, degreesOfFreedom: 3 }, prior, 1e-12);
  expect(moderated.variance).toBeCloseTo((4 * 0.0004) / 7, 12);
  expect(moderated.degreesOfFreedom).toBe(7);
});

test("no variance falls below the floor", () => {
  const prior = { variance: 1e-12, degreesOfFreedom: 4 };
  expect(moderate({ variance: 0, degreesOfFreedom: 3 }, prior, 4e-6).variance).toBe(4e-6);
});

test("a suite without any variance has a prior all the same", () => {
  const prior = priorFromSuite(estimates([0, 0, 0, 0], [3, 3, 3, 3]), 4, 4e-6);
  expect(prior.variance).toBeGreaterThan(0);
});
