import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  amount,
  duration,
  durationPair,
  elapsed,
  percent,
  percentInterval,
  quantity,
  quantityPair,
  rate,
  signedPercent,
} from "../../../src/report/words/numbers.ts";

describe("a duration has three significant digits and a unit that suits it", () => {
  test.each([
    [0, "0 ns"],
    [4.1e-10, "0.410 ns"],
    [8.4e-8, "84.0 ns"],
    [9.996e-7, "1.00 µs"],
    [0.00184, "1.84 ms"],
    [0.1, "100 ms"],
    [1.2699, "1.27 s"],
    [4321, "4,320 s"],
  ])("%d s is %s", (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });
});

describe("other quantities", () => {
  test.each([
    [13_312_000, "B", "13.3 MB"],
    [999, "B", "999 B"],
    [2_048, "B", "2.05 kB"],
    [1_003, "rows", "1,003 rows"],
    [1_234_567, "rows", "1,234,570 rows"],
    [12.5, "", "12.5"],
    [0.333333333, "ratio", "0.333333 ratio"],
    [0, "rows", "0 rows"],
    [-4, "points", "−4 points"],
    [1, "a unit that goes on and on and on", "1 a unit that goes on…"],
  ])("%d %s is %s", (value, unit, words) => {
    expect(quantity(value, unit)).toBe(words);
  });

  test("of two sides share a unit", () => {
    expect(quantityPair(999_000, 1_200_000, "B")).toEqual({ base: "0.999 MB", head: "1.20 MB" });
  });
});

describe("no number takes more room than a person reads:", () => {
  const extreme = [1e308, Number.MAX_VALUE, 1e21, 123_456_789_012_345, 1e-308, Number.MIN_VALUE];
  const shown: [string, (value: number) => string][] = [
    ["duration", duration],
    ["size", (value) => quantity(value, "B")],
    ["instructions", (value) => quantity(value, "instructions")],
    ["value", (value) => quantity(value, "rows")],
    ["change", signedPercent],
    ["interval", (value) => percentInterval([-value, value])],
    ["budget", percent],
    ["amount", amount],
    ["elapsed", elapsed],
    ["rate", (value) => rate({ amount: value, unit: "items" }, 1)],
  ];
  test.each(shown)("%s", (_, write) => {
    for (const value of extreme)
      for (const signed of [value, -value]) expect(write(signed).length).toBeLessThan(30);
  });

  test("one that is read digit by digit has all its digits", () => {
    expect(quantity(999_999_000_000, "rows")).toBe("999,999,000,000 rows");
    expect(quantity(1e308, "rows")).toBe("1.00e308 rows");
  });
});

test.each([
  [{ amount: 12_000, unit: "bytes" }, 0.001, "12.0 MB/s"],
  [{ amount: 543, unit: "items" }, 0.01, "54.3 k items/s"],
  [{ amount: 2000, unit: "items" }, 0.0001, "20.0 M items/s"],
  [{ amount: 1, unit: "items" }, 4, "0.250 items/s"],
] as const)("%p in %d s is %s", (work, seconds, words) => {
  expect(rate(work, seconds)).toBe(words);
});

describe("base and head of a row share a unit", () => {
  test.each([
    ["close together", 0.000984, 0.001, "0.984 ms", "1.00 ms"],
    ["some way apart", 4.1e-7, 6.1e-4, "0.410 µs", "610 µs"],
    ["far apart", 4e-8, 2e-3, "0.0400 µs", "2,000 µs"],
    ["either side of a second", 1.27, 0.998, "1.27 s", "0.998 s"],
    ["nothing against something", 0, 0.002, "0 ms", "2.00 ms"],
  ])("%s", (_, base, head, baseWords, headWords) => {
    expect(durationPair(base, head)).toEqual({ base: baseWords, head: headWords });
  });

  test("a side that was not measured stays empty", () => {
    expect(durationPair(null, 0.002)).toEqual({ base: null, head: "2.00 ms" });
    expect(durationPair(null, null)).toEqual({ base: null, head: null });
  });

  test("whatever the two durations, both are short and in the same unit", () => {
    const seconds = fc.double({ min: 1e-12, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(seconds, seconds, (one, other) => {
        const { base, head } = durationPair(one, other);
        expect(base?.split(" ")[1]).toBe(head?.split(" ")[1]);
        expect(`${base}${head}`.length).toBeLessThan(50);
        expect(`${base}${head}`).not.toMatch(/NaN|Infinity|undefined/);
      }),
    );
  });
});

describe("a change is a signed percentage", () => {
  test.each([
    [0.341, "+34.1 %"],
    [-0.052, "−5.2 %"],
    [0, "0.0 %"],
    [0.0004, "<0.1 %"],
    [-0.0009, "<0.1 %"],
    [0.001, "+0.1 %"],
    [0.9996, "+100 %"],
    [11.4, "+1,140 %"],
  ])("%d is %s", (fraction, words) => {
    expect(signedPercent(fraction)).toBe(words);
  });
});

test.each([
  [[0.31, 0.372], "+31.0 … +37.2 %"],
  [[-0.009, 0.0001], "−0.9 … 0.0 %"],
  [[11.38, 11.42], "+1,138 … +1,142 %"],
] as const)("the interval %j is %s", (interval, words) => {
  expect(percentInterval(interval)).toBe(words);
});

test.each([
  [0.1, "10 %"],
  [0.025, "2.5 %"],
  [0.07 * 3, "21 %"],
  [20, "2,000 %"],
])("a budget of %d is %s", (fraction, words) => {
  expect(percent(fraction)).toBe(words);
});

test.each([
  [0, "0"],
  [0.004, "<1"],
  [1, "1"],
  [2.5, "2.5"],
  [12.5, "13"],
  [999.4, "999"],
  [999.6, "1,000"],
  [1999.6, "2,000"],
])("%d things are %s", (value, words) => {
  expect(amount(value)).toBe(words);
});

test.each([
  [18.4, "18 s"],
  [59.7, "1 min"],
  [125, "2 min 5 s"],
  [3600, "60 min"],
])("%d seconds of a run are %s", (seconds, words) => {
  expect(elapsed(seconds)).toBe(words);
});
