import { describe, expect, test } from "@jest/globals";
import { kindsByName } from "../../src/formats/asv-benchmarks.ts";
import { formatFile, inShort, refusalOf, resultsOf, withInstead } from "../support/format-files.ts";

const FILE = "asv-0.6.6.json";
const COMPANION = "asv-0.6.6-benchmarks.json";
const companion = formatFile(COMPANION);

/** The file with other rows: what asv would have written for them. */
function withRows(rows: Readonly<Record<string, unknown>>, columns = ["result", "params"]): string {
  const { results: _, ...rest } = JSON.parse(formatFile(FILE).replaceAll("NaN", "null"));
  return JSON.stringify({ ...rest, result_columns: columns, results: rows });
}

test("rows become cases, in asv's order of parameters", async () => {
  const { results, ...rest } = await resultsOf(formatFile(FILE), { companion });
  expect(rest).toEqual({
    format: "asv",
    tool: "asv",
    machine: "example, Example CPU",
    python: "Python 3.13",
    commit: "d41c21cc883ceba427a71f10f9dfc6ad1c2a1c4b",
    missing: [
      ["shop.Orders.time_sort(10, 'tuple')", "failed"],
      ["shop.Orders.time_sort(100, 'tuple')", "skipped"],
      ["shop.Orders.track_length(100, 'tuple')", "skipped"],
      ["shop.time_broken", "failed"],
    ].map(([id, kind]) => ({ id, kind, why: expect.stringContaining(kind ?? "") })),
  });
  expect(results.map(inShort)).toEqual([
    ["shop.Orders.time_sort(10, 'list')", "time", "s", "smaller", 1.9029998838959727e-6, [3]],
    ["shop.Orders.time_sort(100, 'list')", "time", "s", "smaller", 2.50500011134136e-6, [3]],
    ["shop.Orders.track_length(10, 'list')", "value", "orders", "smaller", 10, []],
    ["shop.Orders.track_length(10, 'tuple')", "value", "orders", "smaller", 10, []],
    ["shop.Orders.track_length(100, 'list')", "value", "orders", "smaller", 100, []],
    ["shop.mem_list", "value", "B", "smaller", 8056, []],
    ["shop.peakmem_list", "peak-memory", "B", "smaller", 29_245_440, []],
    ["shop.time_total", "time", "s", "smaller", 8.138568055496035e-7, [3]],
    ["shop.timeraw_import", "time", "s", "smaller", 0.00860964349999449, [2]],
  ]);
});

test("without benchmarks.json the names tell the same, but for the units of track_", async () => {
  const [alone, beside] = await Promise.all([
    resultsOf(formatFile(FILE)),
    resultsOf(formatFile(FILE), { companion }),
  ]);
  expect(alone).toEqual({
    ...beside,
    results: beside.results.map((one) => (one.unit === "orders" ? { ...one, unit: "" } : one)),
  });
});

test.each([
  ["shop.time_total", "time", "s"],
  ["shop.TimeTotal", "time", "s"],
  ["shop.Orders.timeraw_import", "time", "s"],
  ["time_shop.mem_list", "value", "B"],
  ["shop.PeakMemList", "peak-memory", "B"],
  ["shop.peakmem_list", "peak-memory", "B"],
  ["shop.track_time_", "value", ""],
  ["shop.constructor", "value", ""],
])("by its name, %s is of metric %s in %j", (name, metric, unit) => {
  expect(kindsByName(name)).toEqual({ metric, unit });
});

describe("a row", () => {
  const two = [["1", "2"]];

  test("without its last columns has no parameters", async () => {
    const { results } = await resultsOf(withRows({ "a.time_b": [[0.5]] }));
    expect(results.map(inShort)).toEqual([["a.time_b", "time", "s", "smaller", 0.5, []]]);
  });

  test("that is empty failed", async () => {
    expect((await resultsOf(withRows({ "a.time_b": [] }))).missing).toMatchObject([{ id: "a.time_b" }]);
  });

  test("that failed as a whole failed for all parameters", async () => {
    const { missing } = await resultsOf(withRows({ "a.time_b": [null, two] }));
    expect(missing.map(({ id, kind }) => [id, kind])).toEqual([
      ["a.time_b(1)", "failed"],
      ["a.time_b(2)", "failed"],
    ]);
  });

  test("with a parameter of no values has no cases, however many the others have", async () => {
    const params = [...Array.from({ length: 99 }, () => Array.from({ length: 9_999 }, () => "1")), []];
    const { results, missing } = await resultsOf(withRows({ "a.time_b": [null, params] }));
    expect([...results, ...missing]).toEqual([]);
  });

  test("may have its columns in another order", async () => {
    const { results } = await resultsOf(withRows({ "a.time_b": [two, [3, 4]] }, ["params", "result"]));
    expect(results.map(({ id, value }) => [id, value])).toEqual([
      ["a.time_b(1)", 3],
      ["a.time_b(2)", 4],
    ]);
  });

  test("with a sample that is no number is missing", async () => {
    const text = withInstead(FILE, "8.138568055496035e-07, 7.88", "NaN, 7.88");
    expect((await resultsOf(text)).missing).toContainEqual({
      id: "shop.time_total",
      kind: "failed",
      why: "one of its samples is NaN",
    });
  });
});

test.each([
  [
    "a wrong type deep inside",
    withInstead(FILE, "2.50500011134136e-06, NaN", '"slow", NaN'),
    /^line 1, column \d+: results\["shop\.Orders\.time_sort"\]\[0\]\[2\] must be a number, but is "slow"$/,
  ],
  [
    "a missing field",
    withInstead(FILE, '"results":', '"outcomes":'),
    /^line 1, column 1: results is missing; it must be an object$/,
  ],
  [
    "another version",
    withInstead(FILE, '"version": 2', '"version": 1'),
    /^line 1, column \d+: version must be 2, but is 1$/,
  ],
  [
    "columns without the result",
    withRows({}, ["params"]),
    /^line 1, column \d+: result_columns must have "result" among them$/,
  ],
  [
    "fewer values than parameters",
    withRows({ "a.b": [[1, 2], [["1", "2", "3"]]] }),
    /^line 1, column \d+: results\["a\.b"\]\[0\] must have a value for each combination of parameters, 3, but has 2$/,
  ],
  [
    "more combinations of parameters than anybody measures",
    withRows({ "a.b": [null, Array.from({ length: 40 }, () => ["1", "2"])] }),
    /results\["a\.b"\] has too many combinations of parameters: at most 200,000 are read$/,
  ],
  [
    "parameters that are the same",
    withRows({ "a.b": [[1, 2], [["1", "1"]]] }),
    /results\["a\.b"\] occurs more than once with the same name and parameters/,
  ],
  [
    "a name that another has with its parameters",
    withRows({ "a.b(1)": [[1]], "a.b": [[1], [["1"]]] }),
    /results\["a\.b"\] occurs more than once with the same name and parameters$/,
  ],
])("%s is refused with its place and field", async (_title, text, why) => {
  expect(await refusalOf(text)).toMatch(why);
});

test.each([
  ["is not JSON", "{", "in benchmarks.json, line 1, column 2: it ends in the middle of its JSON"],
  [
    "has a wrong type",
    withInstead(COMPANION, '"type": "memory"', '"type": 3'),
    'in benchmarks.json, line 55, column 17: ["shop.mem_list"].type must be a text, but is 3',
  ],
])("a benchmarks.json that %s is refused, and named", async (_title, text, why) => {
  expect(await refusalOf(formatFile(FILE), { companion: text })).toContain(why);
});

test("benchmarks.json itself holds no results, and the refusal says which file does", async () => {
  expect(await refusalOf(companion)).toContain("name a file of results, results/MACHINE/");
});
