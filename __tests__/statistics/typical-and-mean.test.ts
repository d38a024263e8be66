import { describe, expect, test } from "@jest/globals";
import { normalValues } from "../../src/statistics/normal.ts";
import { randomStream } from "../../src/statistics/random.ts";
import {
  type Cost,
  type Decision,
  decideCosts,
  decideSequentially,
  PAIRED_RULE,
  redTail,
  type SequentialInput,
} from "../../src/statistics/sequential-rule.ts";

const BUDGET = Math.log1p(0.1);
const estimate = (meanLog: number, standardError = 0.005) => ({
  meanLog,
  standardError,
  degreesOfFreedom: 12,
});

test.each<[string, number, number, Decision, Cost]>([
  ["neither is over", 0, 0, "within-budget", "typical"],
  ["both are over", 0.2, 0.2, "regressed", "typical"],
  ["only the mean is over, as by what every twentieth call costs", 0, 0.3, "regressed", "mean"],
  ["only the typical call is over, because the same work is spread evenly", 0.25, 0, "within-budget", "mean"],
  [
    "only the typical call is faster, because the work is done at once now and then",
    -0.25,
    0,
    "within-budget",
    "mean",
  ],
  ["both are faster", -0.3, -0.3, "improved", "typical"],
  ["only the mean is faster, because a rare long call is gone", 0, -0.3, "improved", "mean"],
  [
    "the typical call is far over, and the mean by so little that noise may have made it",
    0.3,
    0.12,
    "undecided",
    "typical",
  ],
  [
    "the typical call is far faster, and the mean a little, nothing is slower",
    -0.3,
    -0.12,
    "within-budget",
    "mean",
  ],
  ["the mean is at the budget", 0, BUDGET, "undecided", "mean"],
  [
    "the typical call is at the budget, and the mean surely says something else",
    BUDGET,
    0,
    "within-budget",
    "mean",
  ],
])("the typical call and the mean decide together where %s", (_title, typical, mean, decision, cost) => {
  const costs = { typical: estimate(typical), mean: estimate(mean) };
  expect(decideCosts(costs, 16, BUDGET, 10, PAIRED_RULE)).toEqual({ decision, cost });
});

test("a typical call that may be over its budget, or may be what the mean says, keeps the benchmark from passing", () => {
  const costs = { typical: estimate(0.08, 0.05), mean: estimate(0) };
  expect(decideCosts(costs, 16, BUDGET, 10, PAIRED_RULE).decision).toBe("undecided");
});

test("a mean that passes without its witness has to be as certain as without one", () => {
  const decided = (reach: number) => {
    const alone = { variance: 0, standardError: reach, degreesOfFreedom: 12 };
    const ofBlocks = { average: 0, cautious: alone, hasWitness: true };
    const costs = { typical: estimate(BUDGET), mean: { ...estimate(0), ofBlocks } };
    return decideCosts(costs, 16, BUDGET, 10, PAIRED_RULE).decision;
  };
  // 98 and 99 % of Student's t on 12 degrees of freedom: 2.681 and 3.055.
  expect(decided(BUDGET / 3.1)).toBe("within-budget");
  expect(decided(BUDGET / 2.9)).toBe("undecided");
});

test("a slower typical call is no regression while the mean is not known to be within its budget, but lies below it", () => {
  const costs = { typical: estimate(0.3), mean: estimate(0.05, 0.05) };
  expect(decideCosts(costs, 16, BUDGET, 10, PAIRED_RULE).decision).toBe("undecided");
});

test("the typical call and the mean share the error of red", () => {
  const alone = redTail(10, PAIRED_RULE);
  const { meanShare } = PAIRED_RULE;
  const parts = [meanShare, 1 - meanShare].map((share) =>
    redTail(10, { ...PAIRED_RULE, alpha: PAIRED_RULE.alpha * share }),
  );
  expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(alone, 15);
});

interface Noise {
  readonly typical?: number;
  readonly mean?: number;
  readonly deviation?: number;
  readonly meanDeviation?: number;
}

/** A suite whose first benchmark is as given, and all others quiet and unchanged. */
function suiteWith(
  seed: number,
  { typical = 0, mean = 0, deviation = 0.01, meanDeviation = 0.01 }: Noise,
): SequentialInput[] {
  return Array.from({ length: 12 }, (_, index) => {
    const next = normalValues(randomStream(seed, "typical", index));
    const nextMean = normalValues(randomStream(seed, "mean", index));
    const isIt = index === 0;
    const values = (centre: number, spread: number, draw: () => number) =>
      // The quiet ones are decided long before.
      Array.from({ length: isIt ? 96 : 24 }, () => (isIt ? centre : 0) + (isIt ? spread : 0.01) * draw());
    return {
      id: `${index}`,
      gated: true,
      comparisons: [16],
      logBudget: BUDGET,
      logRatios: values(typical, deviation, next),
      meanLogRatios: values(mean, meanDeviation, nextMean),
    };
  });
}

function countOf(decision: Decision, given: Noise, runs = 100) {
  let count = 0;
  for (let seed = 0; seed < runs; seed++) {
    const [first] = decideSequentially(suiteWith(seed, given), PAIRED_RULE);
    if (first?.decision === decision) count++;
  }
  return count;
}

describe("simulated suites of twelve, one of which is unlike the others", () => {
  test("a mean that is 30 % larger, and varies by 10 % from block to block, is red", () => {
    expect(countOf("regressed", { mean: Math.log(1.3), meanDeviation: 0.1 })).toBeGreaterThanOrEqual(95);
  });

  test("a mean that is unchanged, and varies by 10 % from block to block, is never red", () => {
    expect(countOf("regressed", { meanDeviation: 0.1 })).toBe(0);
  });

  test.each([
    ["five", 0.05],
    ["ten", 0.1],
    ["fifteen", 0.15],
  ])("one that is %s times as noisy is next to never red at exactly its budget", (_title, deviation) => {
    const given = { deviation, meanDeviation: deviation, typical: BUDGET, mean: BUDGET };
    expect(countOf("regressed", given)).toBeLessThanOrEqual(2);
  });

  test("fifteen times the noise of the others lets less than a tenth pass that is over its budget", () => {
    const over = Math.log1p(0.11);
    expect(
      countOf("within-budget", { deviation: 0.15, meanDeviation: 0.15, typical: over, mean: over }),
    ).toBeLessThan(10);
  });
});
