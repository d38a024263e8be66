import { describe, expect, test } from "@jest/globals";
import {
  largestDeviation,
  type ModelBenchmark,
  type ModelSuite,
  simulateRuns,
  smallestFound,
} from "../../src/statistics/power.ts";
import { PAIRED_RULE } from "../../src/statistics/sequential-rule.ts";

const benchmark = (deviation: number, budget = 0.1): ModelBenchmark => ({
  deviation,
  comparisons: 1,
  logBudget: Math.log1p(budget),
});
/** Fewer looks, because they are what takes time. */
const rule = { ...PAIRED_RULE, looks: [2, 4, 8, 16] };

const suiteOf = (
  count: number,
  deviation: number,
  blocks = 16,
  meanOverTypical: number | null = null,
): ModelSuite => ({
  benchmarks: Array.from({ length: count }, () => benchmark(deviation)),
  canary: { deviation, comparisons: 1 },
  blocks,
  meanOverTypical,
});
const simulation = { rule, seed: 1, runs: 150 };

const found = (suite: ModelSuite, deviation: number, power = 0.8): number =>
  smallestFound(suite, benchmark(deviation), [power], simulation)[0] ?? Number.NaN;

describe("the smallest slowdown that is found", () => {
  // Golden values: with one look and a variance that is known, it is b + (z(α/m) + z(1 − power))·√(σ²/n + τ²);
  // z by SciPy 1.17.1, scipy.stats.norm.isf(0.01 / 50), isf(0.2) and isf(0.01).
  test("with one look and a known variance is what the formula says, for a power of 0.8 and 0.99", () => {
    const deviation = 0.03;
    const known = {
      ...PAIRED_RULE,
      looks: [24],
      smallestSuite: 1000,
      defaultDeviation: deviation,
      priorDegreesOfFreedom: { fewest: 1e6, most: 1e6 },
      priorDoubtedBelow: 0,
      irreducibleDeviation: 0.003,
    };
    const error = Math.sqrt(deviation ** 2 / 24 + 0.003 ** 2);
    const quantiles = [3.5400837992061445 + 0.8416212335729142, 3.5400837992061445 + 2.3263478740408408];
    const smallest = smallestFound(suiteOf(50, deviation, 24), benchmark(deviation), [0.8, 0.99], {
      rule: known,
      seed: 7,
      runs: 1000,
    });
    for (const [index, quantile] of quantiles.entries()) {
      expect(Math.log1p(smallest[index] ?? 0)).toBeCloseTo(Math.log1p(0.1) + quantile * error, 2.7);
    }
  });

  test.each([
    [1, 0.01],
    [3, 0.02],
    [20, 0.01],
    [20, 0.04],
  ])("is found as often in whole runs of %p benchmarks with a block SD of %p", (count, deviation) => {
    const suite = suiteOf(count, deviation);
    const more = { ...simulation, runs: 200 };
    const [change = 0] = smallestFound(suite, benchmark(deviation), [0.8], more);
    const runs = simulateRuns(suite, (index) => (index === 0 ? Math.log1p(change) : 0), more);
    const share = runs.filter((run) => run[0]?.decision === "regressed").length / runs.length;
    expect(share).toBeGreaterThan(0.7);
    expect(share).toBeLessThan(0.9);
  });

  test.each<[string, number, number]>([
    ["more noise", found(suiteOf(20, 0.01), 0.01), found(suiteOf(20, 0.03), 0.03)],
    ["fewer blocks", found(suiteOf(20, 0.02), 0.02), found(suiteOf(20, 0.02, 4), 0.02)],
    ["a larger suite", found(suiteOf(5, 0.02), 0.02), found(suiteOf(500, 0.02), 0.02)],
    ["more certainty", found(suiteOf(20, 0.02), 0.02), found(suiteOf(20, 0.02), 0.02, 0.99)],
  ])("grows with %s, and is always above the budget", (_title, smaller, larger) => {
    expect(smaller).toBeGreaterThan(0.1);
    expect(larger).toBeGreaterThan(smaller);
  });

  test("grows with the noise of means, which have to lie over the budget as well", () => {
    const [quiet, noisy] = [1, 4].map((times) => {
      const some = { ...simulation, runs: 60 };
      return smallestFound(suiteOf(8, 0.02, 16, times), benchmark(0.02), [0.8], some)[0] ?? Number.NaN;
    });
    expect(noisy).toBeGreaterThan(quiet ?? Number.NaN);
  });

  test("is none where there are fewer blocks than a red verdict takes", () => {
    expect(found(suiteOf(20, 0.01, 1), 0.01)).toBe(Number.POSITIVE_INFINITY);
  });

  test("is larger where a block compares less often than those of the suite, which says less of it then", () => {
    const of = (comparisons: number) => ({ ...benchmark(0.01), comparisons });
    const suite = { ...suiteOf(20, 0.01), benchmarks: Array.from({ length: 20 }, () => of(16)) };
    const [seldom, often] = [1, 16].map(
      (comparisons) => smallestFound(suite, of(comparisons), [0.8], simulation)[0],
    );
    expect(seldom).toBeGreaterThan(1.02 * (often ?? Number.NaN));
  });

  test("is the same for the same seed", () => {
    const again = () => smallestFound(suiteOf(4, 0.02), benchmark(0.02), [0.8], { ...simulation, runs: 20 });
    expect(again()).toEqual(again());
  });
});

describe("the largest noise at which a slowdown is found", () => {
  const typical = benchmark(0.03);
  const suite = suiteOf(20, typical.deviation);

  test("is where the smallest slowdown that is found is this one", () => {
    const largest = largestDeviation(suite, typical, 0.15, 0.99, simulation) ?? Number.NaN;
    expect(found(suiteOf(20, largest), largest, 0.99)).toBeLessThanOrEqual(0.151);
    expect(found(suiteOf(20, 1.2 * largest), 1.2 * largest, 0.99)).toBeGreaterThan(0.15);
  });

  test("is none where what no replication removes is in the way", () => {
    expect(largestDeviation(suite, benchmark(0.03, 0.002), 0.003, 0.99, simulation)).toBeNull();
  });
});

test("whole runs of unchanged code pass, and say after how many blocks", () => {
  const runs = simulateRuns(suiteOf(20, 0.01), () => 0, { ...simulation, runs: 50 });
  expect(runs).toHaveLength(50);
  for (const run of runs) {
    expect(run).toHaveLength(20);
    expect(run.every(({ decision }) => decision === "within-budget")).toBe(true);
    expect(Math.max(...run.map(({ blocks }) => blocks))).toBeLessThanOrEqual(8);
  }
});

test("whole runs take longer where means are noisier, which have to be within the budget as well", () => {
  const blocksOf = (meanOverTypical: number | null) => {
    const suite = suiteOf(20, 0.02, 16, meanOverTypical);
    const outcomes = simulateRuns(suite, () => 0, { ...simulation, runs: 30 }).flat();
    return outcomes.reduce((sum, { blocks }) => sum + blocks, 0);
  };
  expect(blocksOf(2)).toBeGreaterThan(1.1 * blocksOf(1));
});

test("whole runs that are too short end undecided", () => {
  const [run] = simulateRuns(suiteOf(2, 0.05, 1), () => 0, { ...simulation, runs: 1 });
  expect(run?.map(({ decision, blocks }) => [decision, blocks])).toEqual([
    ["undecided", 1],
    ["undecided", 1],
  ]);
});
