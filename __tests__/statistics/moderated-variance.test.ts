import { expect, test } from "@jest/globals";
import { doubted, moderate, priorFromSuite } from "../../src/statistics/moderated-variance.ts";

const estimates = (variances: number[], degrees: number[]) =>
  variances.map((variance, index) => ({ variance, degreesOfFreedom: degrees[index] ?? 1 }));

// Golden values: NumPy and scipy.special.digamma 1.17.1, after Smyth 2004, section 6.2.
test.each([
  [[0.0001, 0.00012, 0.00008, 0.0002, 0.00015], [3, 3, 3, 3, 3], 0.00013636573899718853],
  [[0.0001, 0.0004, 0.0002], [3, 5, 11], 0.00019117882452497186],
])("the prior variance of %p on %p degrees of freedom is that of SciPy", (variances, degrees, golden) => {
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

// Golden values: scipy.stats.f.sf 1.17.1, squared and over the square of what is doubted.
test.each([
  ["four times the prior, of two blocks", 4, 1, 12, (0.06865501403808597 / 0.1) ** 2],
  ["nine times, of two blocks", 9, 1, 12, (0.01106669568603369 / 0.1) ** 2],
  ["nine times, of four blocks", 9, 3, 8, (0.006070528852457301 / 0.1) ** 2],
  ["thirty times, of six blocks", 30, 5, 12, (2.19535887732795e-6 / 0.1) ** 2],
])(
  "a variance of %s leaves the prior a part of its degrees of freedom",
  (_title, times, own, ofPrior, part) => {
    const prior = { variance: 0.0001, degreesOfFreedom: ofPrior };
    const left = doubted({ variance: times * 0.0001, degreesOfFreedom: own }, prior, 0.1);
    expect(left.variance).toBe(prior.variance);
    expect(left.degreesOfFreedom / ofPrior / part).toBeCloseTo(1, 6);
  },
);

test.each([
  ["smaller than the prior's", 0.5, 0.1],
  ["that one in five members of the suite has", 1.8, 0.1],
  ["however large, where nothing is doubted", 1000, 0],
])("a variance %s takes nothing from the prior", (_title, times, doubtedBelow) => {
  const prior = { variance: 0.0001, degreesOfFreedom: 12 };
  const own = { variance: times * 0.0001, degreesOfFreedom: 1 };
  expect(doubted(own, prior, doubtedBelow)).toEqual(prior);
});

test("a variance that is usual for a suite takes nothing from the prior, whatever its own degrees of freedom", () => {
  for (let own = 1; own < 96; own++) {
    for (const ofPrior of [1, 2.5, 4, 8, 12]) {
      // The chance is above the bound, as worked out where no shortcut holds: a bound of 0.1000001 has none.
      const prior = { variance: 0.0001, degreesOfFreedom: ofPrior };
      const variance = { variance: 1.9 * 0.0001, degreesOfFreedom: own };
      expect(doubted(variance, prior, 0.1)).toEqual(doubted(variance, prior, 0.1000001));
    }
  }
});
