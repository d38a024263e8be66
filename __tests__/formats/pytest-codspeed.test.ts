import { expect, test } from "@jest/globals";
import { formatFile, inShort, refusalOf, resultsOf, withInstead } from "../support/format-files.ts";

const FILE = "pytest-codspeed-5.0.4.json";

test("medians in nanoseconds become seconds", async () => {
  const { results, ...rest } = await resultsOf(formatFile(FILE));
  expect(rest).toEqual({
    format: "pytest-codspeed",
    tool: "pytest-codspeed 5.0.4",
    machine: null,
    python: "CPython 3.13.0",
    commit: null,
    missing: [],
  });
  expect(results.map(inShort)).toEqual([
    ["test_shop.py::test_total[10]", "time", "s", "smaller", 421.5375 / 1e9, []],
    ["test_shop.py::test_total[100]", "time", "s", "smaller", 1600.0774774774775 / 1e9, []],
    ["test_shop.py::TestText::test_join", "time", "s", "smaller", 994.7606837606837 / 1e9, []],
  ]);
});

test("the ids are those that pytest-benchmark gives the same tests", async () => {
  const [one, other] = await Promise.all(
    [FILE, "pytest-benchmark-5.3.1.json"].map((file) => resultsOf(formatFile(file))),
  );
  expect(one?.results.map(({ id }) => id)).toEqual(other?.results.map(({ id }) => id));
});

test("a median that is NaN makes its benchmark missing", async () => {
  const text = withInstead(FILE, '"median_ns": 421.5375', '"median_ns": NaN');
  expect((await resultsOf(text)).missing).toEqual([
    { id: "test_shop.py::test_total[10]", kind: "failed", why: "its value is NaN" },
  ]);
});

test.each([
  [
    "another instrument",
    '"type": "walltime"',
    '"type": "simulation"',
    /^line \d+, column 13: instrument\.type must be "walltime", but is "simulation"$/,
  ],
  [
    "a wrong type deep inside",
    '"median_ns": 421.5375',
    '"median_ns": [1]',
    /^line \d+, column 22: benchmarks\[0\]\.stats\.median_ns must be a number, but is a list$/,
  ],
  [
    "a missing field",
    '"uri": "test_shop.py::TestText::test_join"',
    '"url": ""',
    /^line \d+, column 5: benchmarks\[2\]\.uri is missing; it must be a text$/,
  ],
  [
    "a test that is there twice",
    '"uri": "test_shop.py::TestText::test_join"',
    '"uri": "test_shop.py::test_total[10]"',
    /benchmarks\[2\]\.uri is "test_shop.py::test_total\[10\]", as in benchmarks\[0\]/,
  ],
])("%s is refused with its place and field", async (_title, written, instead, why) => {
  expect(await refusalOf(withInstead(FILE, written, instead))).toMatch(why);
});
