import { expect, test } from "@jest/globals";
import { benchmarkFolderOf } from "../../src/plan/benchmark-folders.ts";

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
