import { expect, test } from "@jest/globals";
import { formatFile, inShort, refusalOf, resultsOf, withInstead } from "../support/format-files.ts";

const SMALLER = "custom-smaller-is-better.json";
const BIGGER = "custom-bigger-is-better.json";

test("times become seconds, sizes become bytes", async () => {
  const { results, ...rest } = await resultsOf(formatFile(SMALLER));
  expect(rest).toEqual({
    format: "custom-smaller-is-better",
    tool: "custom",
    machine: null,
    python: null,
    commit: null,
    missing: [],
  });
  expect(results.map(inShort)).toEqual([
    ["Import of the catalogue", "time", "s", "smaller", 0.0415, []],
    ["Search", "time", "s", "smaller", 1.25e-6, []],
    ["Size of the wheel", "value", "B", "smaller", 212 * 1024, []],
  ]);
});

test("everything else keeps its unit, and the settings say what is better", async () => {
  const { format, results } = await resultsOf(formatFile(BIGGER), { format: "custom-bigger-is-better" });
  expect(format).toBe("custom-bigger-is-better");
  expect(results.map(inShort)).toEqual([
    ["Orders taken", "value", "orders/s", "bigger", 5120.5, []],
    ["Free memory", "value", "B", "bigger", 150e6, []],
  ]);
  const other = await resultsOf(formatFile(BIGGER), { format: "custom-smaller-is-better" });
  expect(other.results.map(({ better }) => better)).toEqual(["smaller", "smaller"]);
});

test("where nobody said what is better, and a unit is neither time nor size, the two lines to write are named", async () => {
  expect(await refusalOf(formatFile(BIGGER))).toBe(
    'line 4, column 13: [0].unit is "orders/s", which does not say whether smaller or bigger values are better: write `results-format: custom-smaller-is-better`, or `results-format: custom-bigger-is-better`',
  );
});

test("an empty list has no results", async () => {
  expect(await resultsOf("[]")).toMatchObject({ results: [], missing: [] });
});

test("one name may stand for a time and a size", async () => {
  const { results } = await resultsOf(withInstead(SMALLER, "Size of the wheel", "Search"));
  expect(results.map(({ id, metric }) => [id, metric]).slice(1)).toEqual([
    ["Search", "time"],
    ["Search", "value"],
  ]);
});

test.each([
  ["1e999", "its value is Infinity"],
  ["1e200", "its value is out of any range"],
  ["1e-200", "its value is out of any range"],
  ["-3", "its value is negative"],
])("a time of %s is missing", async (instead, why) => {
  const { results, missing } = await resultsOf(withInstead(SMALLER, "1250", instead));
  expect(results).toHaveLength(2);
  expect(missing).toEqual([{ id: "Search", kind: "failed", why }]);
});

test.each([
  ["a wrong type", "1250", '"1250"', 'line 12, column 14: [1].value must be a number, but is "1250"'],
  ["a missing field", '"unit": "KiB",', "", "line 14, column 3: [2].unit is missing; it must be a text"],
  [
    "a name that is there twice",
    '"Search"',
    '"Import of the catalogue"',
    'line 10, column 13: [1].name is "Import of the catalogue", as in [0]: names must differ',
  ],
  [
    "what is no benchmark",
    '{\n    "name": "Search"',
    '7, {\n    "name": "Search"',
    "line 9, column 3: [1] must be an object, but is 7",
  ],
])("%s is refused with its place and field", async (_title, written, instead, why) => {
  expect(await refusalOf(withInstead(SMALLER, written, instead))).toBe(why);
});
