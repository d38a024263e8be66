import { describe, expect, test } from "@jest/globals";
import { kindsApart } from "../../src/statistics/apart.ts";
import { gaussians } from "../support/simulated-blocks.ts";

const BUDGET = Math.log1p(0.1);
const blocks = (seed: number, count: number, slower: number, times: number, deviation = 0.02) => {
  const gaussian = gaussians(seed);
  return Array.from(
    { length: count },
    (_, index) =>
      (index % Math.round(count / Math.max(slower, 1)) === 0 && slower > 0 ? Math.log(times) : 0) +
      deviation * gaussian(),
  );
};

test.each([
  [1, 10],
  [2, 1.5],
  [6, 3],
  [12, 2],
])("%p of 24 blocks that take %p times as long are of another kind", (slower, times) => {
  const apart = kindsApart(blocks(1, 24, slower, times), BUDGET);
  expect(apart).toMatchObject({ slower, of: 24 });
  expect(Math.exp(apart?.slowerLog ?? 0) / times).toBeCloseTo(1, 1);
  expect(Math.abs(apart?.othersLog ?? 1)).toBeLessThan(0.02);
});

describe("blocks of one kind", () => {
  test.each([8, 12, 24, 96])("are hardly ever taken for two, where there are %p of them", (count) => {
    const found = Array.from({ length: 500 }, (_, seed) => {
      const noise = blocks(seed, count, 0, 1, 0.05).map((value) => value + BUDGET);
      return kindsApart(noise, BUDGET);
    }).filter((apart) => apart !== null);
    expect(found.length).toBeLessThanOrEqual(count < 12 ? 15 : 2);
  });

  test.each([
    ["too few to tell", blocks(1, 7, 2, 3)],
    ["both kinds over the budget", blocks(1, 24, 6, 3).map((value) => value + 0.3)],
    ["the slower kind within the budget", blocks(1, 24, 6, 1.08, 0.001)],
    ["all alike", Array.from({ length: 24 }, () => 0)],
  ])("are not told apart: %s", (_title, values) => {
    expect(kindsApart(values, BUDGET)).toBeNull();
  });
});
