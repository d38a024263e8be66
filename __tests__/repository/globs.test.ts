import { expect, test } from "@jest/globals";
import { GateError } from "../../src/errors.ts";
import { folderBeforeWildcards, matchingPaths, pathsByPattern } from "../../src/repository/globs.ts";

test.each<[string, string[], string[]]>([
  ["benchmarks/*.py", ["benchmarks/a.py", "benchmarks/b/c.py", "a.py"], ["benchmarks/a.py"]],
  ["benchmarks/**/*.py", ["benchmarks/a.py", "benchmarks/b/c.py"], ["benchmarks/a.py", "benchmarks/b/c.py"]],
  ["bench_[ab].py", ["bench_a.py", "bench_c.py"], ["bench_a.py"]],
  ["*.py", [".hidden.py"], [".hidden.py"]],
  ["{a,b}.py", ["a.py", "c.py"], ["a.py"]],
])("%s matches as shells do", (pattern, paths, expected) => {
  expect(matchingPaths(pattern, paths, "benchmarks")).toEqual(expected);
});

test("a pattern of sixty `*?` is given up after two seconds", () => {
  const pattern = `${"*?".repeat(60)}b`;
  const began = performance.now();
  expect(() => matchingPaths(pattern, ["a".repeat(230)], "benchmarks")).toThrow(GateError);
  expect(performance.now() - began).toBeLessThan(10_000);
});

test("several patterns have one deadline together, and the error names the one that reached it", () => {
  const slow = `${"*?".repeat(60)}b`;
  const began = performance.now();
  expect(() => pathsByPattern(["*.py", slow, `${slow}*`], ["a".repeat(230)], "benchmarks")).toThrow(
    /^`\*\?\*\?[*?]+…` in `benchmarks` takes more than 2 s to match 1 files$/,
  );
  expect(performance.now() - began).toBeLessThan(3_500);
});

test.each([
  ["out/*.json", "out"],
  ["/**/x", "/"],
  ["out/a.json", null],
])("the folder before the wildcards of %s is %s", (pattern, folder) => {
  expect(folderBeforeWildcards(pattern)).toBe(folder);
});

test("what is too long to be a pattern is refused", () => {
  expect(() => matchingPaths("*".repeat(70_000), ["a"], "results-file")).toThrow(
    /`results-file` is not a pattern/,
  );
});
