import { expect, test } from "@jest/globals";
import type { FunctionChange } from "../../../src/model.ts";
import { functionPlace, whatChanged } from "../../../src/report/words/function-change.ts";
import { aReason } from "../../support/results.ts";

test.each<[string, Partial<FunctionChange>, string]>([
  ["a lost cache is told by its calls", { baseCalls: 1, headCalls: 2000 }, "2,000 calls, was 1"],
  [
    "a cache that was filled once in many loops is told as less than one call",
    { baseCalls: 0.004, headCalls: 2000 },
    "2,000 calls, was <1",
  ],
  ["a new function is told by its calls", { baseCalls: 0, headCalls: 1 }, "1 call, was 0"],
  [
    "a function that is gone is told as no longer called",
    { baseCalls: 500, headCalls: 0 },
    "no longer called, was 500 calls",
  ],
  [
    "the same calls, each of them slower, are told by their own time",
    { baseCalls: 2000, headCalls: 2000, baseOwnSeconds: 0.0008, headOwnSeconds: 0.0012 },
    "own time 1.20 ms, was 0.800 ms",
  ],
  [
    "calls that only differ by the warm-up are told by their own time",
    { baseCalls: 2000.01, headCalls: 2000, baseOwnSeconds: 0.001, headOwnSeconds: 0.002 },
    "own time 2.00 ms, was 1.00 ms",
  ],
])("%s", (_, change, words) => {
  expect(whatChanged(aReason(change))).toBe(words);
});

test("a place has a line where there is one", () => {
  expect(functionPlace({ file: "app/parse.py", line: 41 })).toBe("app/parse.py:41");
  expect(functionPlace({ file: "<frozen importlib._bootstrap>", line: 0 })).toBe(
    "<frozen importlib._bootstrap>",
  );
  expect(functionPlace({ file: "~", line: 0 })).toBe("built-in");
});
