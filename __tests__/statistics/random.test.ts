import { expect, test } from "@jest/globals";
import { randomStream } from "../../src/statistics/random.ts";

const draws = (seed: number, ...labels: (string | number)[]) => {
  const stream = randomStream(seed, ...labels);
  return Array.from({ length: 20 }, () => stream.integer(0, 1_000_000));
};

test("the same seed and labels draw the same numbers", () => {
  expect(draws(1, "order", 3)).toEqual(draws(1, "order", 3));
});

test.each([
  ["another seed", draws(2, "order", 3)],
  ["another label", draws(1, "coin", 3)],
  ["another block", draws(1, "order", 4)],
])("%s draws other numbers", (_name, others) => {
  expect(draws(1, "order", 3)).not.toEqual(others);
});

test("a shuffle keeps every item, and every order comes up", () => {
  const orders = new Set<string>();
  for (let seed = 0; seed < 200; seed++)
    orders.add(randomStream(seed, "x").shuffled(["a", "b", "c"]).join(""));
  expect([...orders].sort()).toEqual(["abc", "acb", "bac", "bca", "cab", "cba"]);
});

test("the coin is fair over blocks", () => {
  let heads = 0;
  for (let block = 0; block < 2000; block++) if (randomStream(42, "coin", block).coin()) heads++;
  expect(heads).toBeGreaterThan(900);
  expect(heads).toBeLessThan(1100);
});
