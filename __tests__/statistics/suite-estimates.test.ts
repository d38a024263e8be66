import { describe, expect, test } from "@jest/globals";
import { randomStream } from "../../src/statistics/random.ts";
import { PAIRED_RULE } from "../../src/statistics/sequential-rule.ts";
import { mean, sampleVariance } from "../../src/statistics/student.ts";
import { type BlockModel, estimateSuite } from "../../src/statistics/suite-estimates.ts";
import { gaussians } from "../support/simulated-blocks.ts";

const NOTHING_ELSE: BlockModel = {
  ...PAIRED_RULE,
  irreducibleDeviation: 0,
  floorDeviation: 1e-9,
  smallestSuite: 1,
};

/** Series of normal values of 1 %, some of which are `outlier` further out, in either direction. */
function suiteWithOutliers(
  seed: number,
  options: { count: number; blocks: number; share: number; outlier: number },
) {
  const gaussian = gaussians(seed);
  const chance = randomStream(seed, "outliers");
  return Array.from({ length: options.count }, () =>
    Array.from({ length: options.blocks }, () => {
      const isOutlier = chance.integer(1, 1000) <= options.share * 1000;
      return 0.01 * gaussian() + (isOutlier ? (chance.coin() ? options.outlier : -options.outlier) : 0);
    }),
  );
}

const rms = (values: readonly number[]) => Math.sqrt(mean(values.map((value) => value * value)));

test("where nothing is far out, the centre is the mean and its error that of a moderated t test", () => {
  const suite = [
    [0.01, 0.02, 0.03, 0.02],
    [0.05, 0.04, 0.06, 0.05],
    [0.01, 0, 0.02, 0.01],
  ];
  const bounds = { fewest: 4, most: 4 };
  const estimates = estimateSuite(suite, { ...NOTHING_ELSE, priorDegreesOfFreedom: bounds });
  for (const [index, values] of suite.entries()) {
    expect(estimates[index]?.meanLog).toBeCloseTo(mean(values), 12);
    expect(estimates[index]?.degreesOfFreedom).toBe(4 + 3);
  }
  // Alike, so that moderating moves their variance little: s̃² = (4·s₀² + 3·s²)/7.
  const variance = sampleVariance(suite[0] ?? []);
  expect((estimates[0]?.standardError ?? 0) ** 2 / (variance / 4)).toBeCloseTo(1, 0);
});

test("what replication can't remove stays, however many blocks there are", () => {
  const series = Array.from({ length: 1000 }, (_, index) => (index % 2) * 1e-3);
  const [estimate] = estimateSuite([series], { ...NOTHING_ELSE, irreducibleDeviation: 0.003 });
  expect(estimate?.standardError).toBeGreaterThanOrEqual(0.003);
  expect(estimate?.standardError).toBeLessThan(0.0031);
});

test("a single outlier moves the centre by less than the noise of a block", () => {
  const calm = [0, 0.01, -0.01, 0.005, -0.005, 0, 0.01, -0.01];
  const suite = [[...calm, 0.5], ...Array.from({ length: 9 }, () => calm)];
  expect(Math.abs(estimateSuite(suite, NOTHING_ELSE)[0]?.meanLog ?? 1)).toBeLessThan(0.01);
});

test("a series without values has no estimate, one with a single value is judged by what is usual", () => {
  const [none, single] = estimateSuite([[], [0.04]], PAIRED_RULE);
  expect(none).toBeNull();
  expect(single?.meanLog).toBe(0.04);
  expect(single?.standardError).toBeCloseTo(
    Math.hypot(PAIRED_RULE.defaultDeviation, PAIRED_RULE.irreducibleDeviation),
    12,
  );
});

describe("a benchmark with fewer pairs a block than the rest of its suite", () => {
  const gaussian = gaussians(7);
  const series = (deviation: number) => Array.from({ length: 2 }, () => deviation * gaussian());
  const suites = Array.from({ length: 300 }, () => [
    ...Array.from({ length: 30 }, () => series(0.01)),
    series(0.04),
  ]);
  const pairs = [...Array.from({ length: 30 }, () => 16), 1];
  const judged = (given: readonly number[]) =>
    suites.map((suite) => estimateSuite(suite, NOTHING_ELSE, given).at(-1));
  const shareBeyond = (errors: number, given: readonly number[]) =>
    mean(
      judged(given).map((one) =>
        Math.abs((one?.meanLog ?? 0) / (one?.standardError ?? 1)) > errors ? 1 : 0,
      ),
    );

  test("is expected to be noisier by the square root of that, and so no surprise where it is", () => {
    expect(shareBeyond(2, pairs)).toBeLessThan(0.08);
  });

  test("would be taken for as quiet as the rest if nobody said so", () => {
    expect(shareBeyond(2, [])).toBeGreaterThan(0.3);
  });

  test("changes nothing for the others, which are alike", () => {
    const [suite = []] = suites;
    const among = (given: readonly number[]) => estimateSuite(suite.slice(0, 30), NOTHING_ELSE, given);
    const [all] = among(pairs.slice(0, 30));
    const [none] = among([]);
    expect(all?.standardError).toBeCloseTo(none?.standardError ?? 0, 12);
  });
});

describe.each([
  ["no outliers", 0, 0, 1.03],
  ["a tenth of the blocks 10 % off", 0.1, 0.1, 0.8],
  ["a fifth of the blocks 8 % off", 0.2, 0.08, 0.95],
])("simulated: %s", (_, share, outlier, ofTheMean) => {
  const runs = Array.from({ length: 40 }, (_unused, seed) =>
    suiteWithOutliers(seed, { count: 50, blocks: 12, share, outlier }),
  );
  const estimates = runs.flatMap((suite) => estimateSuite(suite, NOTHING_ELSE));

  test("the centre is no further off than the mean, and nearer where there are outliers", () => {
    const ofCentre = rms(estimates.map((estimate) => estimate?.meanLog ?? 1));
    const ofMean = rms(runs.flat().map(mean));
    expect(ofCentre / ofMean).toBeLessThan(ofTheMean);
  });

  test("standardised by its error, it spreads as widely as it should", () => {
    const spread = rms(
      estimates.map((estimate) => (estimate?.meanLog ?? 1) / (estimate?.standardError ?? 1)),
    );
    expect(spread).toBeGreaterThan(0.85);
    expect(spread).toBeLessThan(1.1);
  });
});
