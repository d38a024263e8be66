import { expect, test } from "@jest/globals";
import { formatFile, inShort, refusalOf, resultsOf, withInstead } from "../support/format-files.ts";

const SUITE = "pyperf-2.11.0-suite.json";
const SINGLE = "pyperf-2.11.0-single.json";
const MEMORY = "pyperf-2.11.0-track-memory.json";

test.each([
  [
    "several benchmarks have names of their own",
    SUITE,
    [
      ["total", "time", "s", "smaller", 1.3455292968700405e-6, [3, 3, 3]],
      ["join", "time", "s", "smaller", 6.773936035098238e-6, [3, 3, 3]],
    ],
  ],
  [
    "the name of a single one is at the top",
    SINGLE,
    [["total", "time", "s", "smaller", 1.4768291016764579e-6, [3, 3, 3]]],
  ],
  ["bytes are peak memory", MEMORY, [["list", "peak-memory", "B", "smaller", 13_275_136, [1, 1, 1]]]],
])("%s", async (_title, file, expected) => {
  const { results, ...rest } = await resultsOf(formatFile(file));
  expect(rest).toEqual({
    format: "pyperf",
    tool: "pyperf 2.11.0",
    machine: "builder, AMD EPYC",
    python: "CPython 3.13.0",
    commit: null,
    missing: [],
  });
  expect(results.map(inShort)).toEqual(expected);
});

test.each([
  ["a count is a value without unit", '"unit":"second"', '"unit":"integer"', ["value", ""]],
  ["another unit is kept as it is", '"unit":"second"', '"unit":"rows/s"', ["value", "rows/s"]],
  ["no unit means seconds", '"unit":"second"', '"unit":null', ["time", "s"]],
])("%s, and smaller is better", async (_title, written, instead, [metric, unit] = []) => {
  const { results } = await resultsOf(withInstead(SINGLE, written, instead));
  expect(results).toMatchObject([{ id: "total", metric, unit, better: "smaller" }]);
});

test("a benchmark without a name gets one", async () => {
  const { results } = await resultsOf(withInstead(SINGLE, '"name":"total",', ""));
  expect(results.map(({ id }) => id)).toEqual(["benchmark"]);
});

test("a benchmark that only calibrated is missing", async () => {
  const text = formatFile(SINGLE).replaceAll('"values":', '"others":');
  expect(await resultsOf(text)).toMatchObject({
    results: [],
    missing: [{ id: "total", kind: "failed", why: expect.stringContaining("no values") }],
  });
});

test("a file put together from several machines names none", async () => {
  const { machine } = await resultsOf(withInstead(SUITE, '"hostname":"builder",', ""));
  expect(machine).toBeNull();
});

test.each([
  [
    "a wrong type deep inside",
    SINGLE,
    "9.95442382745182e-07",
    '"fast"',
    /^line 1, column \d+: benchmarks\[0\]\.runs\[1\]\.values\[1\] must be a number, but is "fast"$/,
  ],
  [
    "a missing field",
    SINGLE,
    '"runs":',
    '"ruins":',
    /^line 1, column \d+: benchmarks\[0\]\.runs is missing; it must be a list$/,
  ],
  [
    "a version that is not known",
    SINGLE,
    '"version":"1.0"',
    '"version":6',
    /^line 1, column \d+: version must be "1\.0", but is 6$/,
  ],
  [
    "a name that is there twice",
    SUITE,
    '"name":"join"',
    '"name":"total"',
    /^line 1, column \d+: benchmarks\[1\] has the name "total", as benchmarks\[0\] has: names must differ$/,
  ],
])("%s is refused with its place and field", async (_title, file, written, instead, why) => {
  expect(await refusalOf(withInstead(file, written, instead), { format: "pyperf" })).toMatch(why);
});
