import { describe, expect, test } from "@jest/globals";
import { changeAtBudget, changeOf, worsening, worseningInterval } from "../../src/compare/worse.ts";
import { worseWord } from "../../src/report/words/worse.ts";

describe("a rate that falls is worse by what would bring it back:", () => {
  test.each([
    ["a time, 12 % longer", 0.12, "smaller", 0.12],
    ["a rate, down to four fifths", -0.2, "bigger", 0.25],
    ["a rate, up by a quarter", 0.25, "bigger", -0.2],
    ["nothing", 0, "bigger", 0],
  ] as const)("%s", (_, change, better, worse) => {
    expect(worsening({ change, better })).toBeCloseTo(worse, 12);
  });

  test("its interval is as well, low end first", () => {
    const [low, high] = worseningInterval({ interval: [-0.2, 0.25], better: "bigger" }) ?? [];
    expect(low).toBeCloseTo(-0.2, 12);
    expect(high).toBeCloseTo(0.25, 12);
    expect(worseningInterval({ interval: [0.1, 0.2], better: "smaller" })).toEqual([0.1, 0.2]);
  });

  test("a row without a change is not worse by anything", () => {
    expect(worsening({ change: null, better: "bigger" })).toBeNull();
    expect(worseningInterval({ interval: null, better: "bigger" })).toBeNull();
  });
});

test("a row tells the plain change, whichever way is worse", () => {
  const estimate = { meanLog: Math.log(1.25), standardError: 0.01, degreesOfFreedom: 10 };
  expect(changeOf(estimate, "smaller").change).toBeCloseTo(0.25, 12);
  const { change, interval } = changeOf(estimate, "bigger");
  expect(change).toBeCloseTo(-0.2, 12);
  expect(interval[0]).toBeLessThan(change);
  expect(interval[1]).toBeGreaterThan(change);
});

test.each([
  [0.1, "smaller", 0.1],
  [0.25, "bigger", -0.2],
] as const)("a budget of %p, where %s is better, ends at %p", (budget, better, at) => {
  expect(changeAtBudget({ budget, better })).toBeCloseTo(at, 12);
});

test.each([
  [["time"], "slower"],
  [["time", "cpu-time"], "slower"],
  [["time", "peak-memory"], "worse"],
  [["value"], "worse"],
] as const)("hot paths of %p get %s", (metrics, word) => {
  expect(worseWord(metrics)).toBe(word);
});
