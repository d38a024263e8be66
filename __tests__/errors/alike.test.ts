import { describe, expect, test } from "@jest/globals";
import { alike, didYouMean } from "../../src/errors/alike.ts";

describe("a name that nothing has is like", () => {
  test.each<[string, string, string[], string[]]>([
    ["one with a letter less", "benchmrks", ["benchmarks", "docs"], ["benchmarks"]],
    ["one with two letters that changed places", "bugdet", ["budget", "budgets"], ["budget"]],
    ["one that is longer by a letter", "benchmark", ["benchmarks", "metric"], ["benchmarks"]],
    ["all that are equally close", "perf_a", ["perf_c", "perf_b", "perf_bc"], ["perf_b", "perf_c"]],
    ["none that shares too little", "abc", ["xyz", "a", ""], []],
    ["none of no candidates", "benchmarks", [], []],
    ["none where it is too long to be typed", "x".repeat(300), ["x".repeat(299)], []],
  ])("%s", (_, name, candidates, found) => {
    expect(alike(name, candidates)).toEqual(found);
  });
});

test("a question names three at most, and is not asked without any", () => {
  expect(didYouMean([])).toBe("");
  expect(didYouMean(["a"])).toBe(" (did you mean `a`?)");
  expect(didYouMean(["a", "b", "c", "d"])).toBe(" (did you mean `a` or `b` or `c`?)");
});
