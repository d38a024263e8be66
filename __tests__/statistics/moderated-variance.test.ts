import { expect, test } from "@jest/globals";
import { moderate, priorFromSuite } from "../../src/statistics/moderated-variance.ts";

const estimates = (variances: number[], degrees: number[]) =>
  variances.map((variance, index) => ({ variance, degreesOfFreedom: degrees[index] ?? 1 }));

// Golden values: NumPy and scipy.special.digamma 1.17.1, after Smyth 2004, section 6.2.
test.each([
  [[0.0001, 0.00012, 0.00008, 0.0002, 0.00015], [3, 3, 3, 3, 3], 0.00013636573899718853],
  [[0.0001, 0.0004, 0.0002], [3, 5, 11], 0.00019117882452497186],
])("the prior variance of %p on %p degrees of freedom", (variances, degrees, golden) => {
  const prior = priorFromSuite(estimates(variances, degrees), { fewest: 4, most: 4 }, 1e-12);
  expect(prior.variance / golden).toBeCloseTo(1, 12);
  expect(prior.degreesOfFreedom).toBe(4);
});

// Golden values: NumPy, scipy.special.polygamma and scipy.optimize.brentq 1.17.1, after Smyth 2004, section 6.2.
const UNLIKE = estimates(
  [0.0001, 0.0005, 0.000028, 0.00017, 0.00009, 0.00048, 0.000042, 0.00011],
  [5, 5, 7, 7, 11, 5, 7, 11],
);

test("the prior's degrees of freedom are those that the spread of a suite's variances shows", () => {
  const prior = priorFromSuite(UNLIKE, { fewest: 1, most: 100 }, 1e-12);
  expect(prior.degreesOfFreedom).toBeCloseTo(3.5194408049591037, 6);
  expect(prior.variance).toBeCloseTo(0.00010449097877998982, 9);
});

test.each<[string, { variance: number; degreesOfFreedom: number }[], number]>([
  ["more unlike than the bounds allow", UNLIKE, 4],
  [
    "as alike as chance alone makes them",
    estimates([0.0001, 0.00011, 0.00012, 0.0001, 0.00011], [3, 3, 3, 3, 3]),
    12,
  ],
  ["a single one, beside which there is nothing", estimates([0.0001], [3]), 1],
  ["few, with few degrees of freedom of their own", estimates([0.0001, 0.0001, 0.0001], [1, 1, 1]), 2],
])("variances %s meet the bound", (_, suite, expected) => {
  expect(priorFromSuite(suite, { fewest: 4, most: 12 }, 1e-12).degreesOfFreedom).toBe(expected);
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
  const prior = priorFromSuite(estimates([0, 0, 0, 0], [3, 3, 3, 3]), { fewest: 4, most: 12 }, 4e-6);
  expect(prior.variance).toBeGreaterThan(0);
});
