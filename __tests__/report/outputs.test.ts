import { expect, test } from "@jest/globals";
import { outputsFor } from "../../src/report/outputs.ts";
import { mixed } from "../support/example-results.ts";
import { aBaselineReport, aResult } from "../support/results.ts";

test("outputs count the verdicts and name where the baseline came from", () => {
  expect(outputsFor(mixed)).toEqual({
    verdict: "failed",
    regressions: "2",
    improvements: "1",
    inconclusive: "1",
    "baseline-source": "cache",
  });
});

test.each(["missing", "unreadable", "not-used"] as const)("a baseline that is %s has no source", (state) => {
  const result = aResult({ evidence: { baseline: aBaselineReport({ state, source: "cache" }) } });
  expect(outputsFor(result)["baseline-source"]).toBe("");
});
