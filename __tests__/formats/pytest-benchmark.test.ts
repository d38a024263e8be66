import { describe, expect, test } from "@jest/globals";
import { formatFile, inShort, refusalOf, resultsOf, withInstead } from "../support/format-files.ts";

const NEWEST = "pytest-benchmark-5.3.1.json";
const FIRST_SAMPLE = `[
                    6.201000132932677e-07,`;

test.each([
  [
    "4.0.0",
    "pytest-benchmark-4.0.0.json",
    "CPython 3.11.7",
    [3.461500000412343e-7, 8.876000038071652e-7, 5.966000003354565e-7],
    [[17], [11], [9]],
  ],
  [
    "5.3.1",
    NEWEST,
    "CPython 3.13.0",
    [4.032500081999994e-7, 8.62849998384263e-7, 6.021499984854018e-7],
    [[20], [6], [16]],
  ],
  [
    "5.3.1",
    "pytest-benchmark-5.3.1-saved.json",
    "CPython 3.13.0",
    [1.9153845607014284e-7, 7.804000006217393e-7, 6.026000050951551e-7],
    [[], [], []],
  ],
])("version %s: %s", async (version, file, python, values, samples) => {
  const { results, ...rest } = await resultsOf(formatFile(file));
  expect(rest).toEqual({
    format: "pytest-benchmark",
    tool: `pytest-benchmark ${version}`,
    machine: "builder, AMD EPYC",
    python,
    commit: "d41c21cc883ceba427a71f10f9dfc6ad1c2a1c4b",
    missing: [],
  });
  const ids = ["test_total[10]", "test_total[100]", "TestText::test_join"];
  expect(results.map(inShort)).toEqual(
    ids.map((id, index) => [`test_shop.py::${id}`, "time", "s", "smaller", values[index], samples[index]]),
  );
});

test.each([
  ["with changes that were not committed", '"dirty": false', '"dirty": true'],
  ["outside of git", '"id": "d41c21cc883ceba427a71f10f9dfc6ad1c2a1c4b"', '"id": "unversioned"'],
])("a commit %s is none", async (_title, written, instead) => {
  expect((await resultsOf(withInstead(NEWEST, written, instead))).commit).toBeNull();
});

describe("a benchmark is missing, and the others are read,", () => {
  test.each([
    ["when one of its samples is NaN", FIRST_SAMPLE, "[ NaN,", "one of its samples is"],
    ["when one is beyond all numbers", FIRST_SAMPLE, "[ 1e999,", "one of its samples is"],
  ])("%s", async (_title, written, instead, why) => {
    const { results, missing } = await resultsOf(withInstead(NEWEST, written, instead));
    expect(results).toHaveLength(2);
    expect(missing).toEqual([
      { id: "test_shop.py::TestText::test_join", kind: "failed", why: expect.stringContaining(why) },
    ]);
  });

  test("when its value is NaN and there are no samples", async () => {
    const text = withInstead(
      "pytest-benchmark-5.3.1-saved.json",
      '"median": 6.026000050951551e-07',
      '"median": NaN',
    );
    expect((await resultsOf(text)).missing).toEqual([
      { id: "test_shop.py::TestText::test_join", kind: "failed", why: "its value is NaN" },
    ]);
  });
});

test.each([
  [
    "a wrong type deep inside",
    '"median": 8.62849998384263e-07',
    '"median": "fast"',
    /^line \d+, column 27: benchmarks\[1\]\.stats\.median must be a number, but is "fast"$/,
  ],
  [
    "a sample that is none",
    FIRST_SAMPLE,
    "[ null,",
    /^line \d+, column 27: benchmarks\[2\]\.stats\.data\[0\] must be a number, but is null$/,
  ],
  [
    "a missing field",
    '"median": 8.62849998384263e-07',
    '"middle": 1',
    /^line \d+, column 22: benchmarks\[1\]\.stats\.median is missing; it must be a number$/,
  ],
  [
    "a test that is there twice",
    "test_shop.py::TestText::test_join",
    "test_shop.py::test_total[10]",
    /^line \d+, column 25: benchmarks\[2\]\.fullname is "test_shop.py::test_total\[10\]", as in benchmarks\[0\]/,
  ],
  ["an empty id", '"test_shop.py::TestText::test_join"', '""', /benchmarks\[2\]\.fullname is empty$/],
  [
    "an id that is too long",
    '"test_shop.py::TestText::test_join"',
    `"${"x".repeat(2_001)}"`,
    /fullname is too long: at most 2,000 characters are read$/,
  ],
])("%s is refused with its place and field", async (_title, written, instead, why) => {
  expect(await refusalOf(withInstead(NEWEST, written, instead))).toMatch(why);
});

test("the place is found in a file with NaN too", async () => {
  const text = withInstead(NEWEST, '"median": 8.62849998384263e-07', '"median": "fast", "mean": NaN');
  expect(await refusalOf(text)).toMatch(
    /^line \d+, column 27: benchmarks\[1\]\.stats\.median must be a number/,
  );
});
