import { expect, test } from "@jest/globals";
import {
  benchmarkFolderOf,
  conftestsAbove,
  isBesideCode,
  isOfTests,
} from "../../src/repository/benchmark-folders.ts";

const FILES = new Set([
  "benchmarks/__init__.py",
  "benchmarks/helper.py",
  "tests/__init__.py",
  "src/shop/__init__.py",
  "packages/a/bench/test_a.py",
]);

test.each([
  ["benchmarks/test_core.py", "benchmarks"],
  ["benchmarks/deep/test_core.py", "benchmarks"],
  ["benchmarks/deep/bench/test_core.py", "benchmarks"],
  ["tests/benchmarks/test_core.py", "tests/benchmarks"],
  ["packages/a/bench/test_a.py", "packages/a/bench"],
])("beside `%s`, all of `%s` is benchmark text", (path, folder) => {
  expect(benchmarkFolderOf(path, FILES)).toBe(folder);
});

test.each([
  "benchmarks",
  "test_core.py",
  "tests/test_core.py",
  "src/shop/bench/core.py",
  "../benchmarks.py",
  "benchmarks.py",
])("`%s` lies in no folder that holds benchmarks alone", (path) => {
  expect(benchmarkFolderOf(path, FILES)).toBeNull();
});

test.each([
  [["tests/benchmarks"], ["conftest.py", "tests/conftest.py"]],
  [
    ["tests/benchmarks/test_a.py", "tests/more"],
    ["conftest.py", "tests/conftest.py"],
  ],
  [["benchmarks"], ["conftest.py"]],
  [["../elsewhere/test_a.py"], ["conftest.py"]],
])("pytest loads for %j what lies above", (paths, conftests) => {
  const files = ["conftest.py", "tests/conftest.py", "tests/unit/conftest.py", "src/conftest.py"];
  expect(conftestsAbove(paths, new Set(files))).toEqual(conftests);
});

test.each([
  ["tests/helpers.py", true],
  ["shop/tests/data.py", true],
  ["conftest.py", true],
  ["shop/testing.py", false],
  ["tests.py", false],
])("whether `%s` is of the tests is told by its path", (path, expected) => {
  expect(isOfTests(path)).toBe(expected);
});

test.each(["conftest.py", "src/shop/conftest.py"])("`%s` is no code that benchmarks run", (path) => {
  expect(isBesideCode(path, new Set(["src/shop/__init__.py"]), [])).toBe(true);
});
