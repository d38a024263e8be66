import { expect, test } from "@jest/globals";
import type { BaselineReport } from "../../src/model.ts";
import { outputsFor } from "../../src/report/outputs.ts";
import { mixed } from "../support/example-results.ts";
import { aResult } from "../support/results.ts";

test("outputs count the verdicts and name where the baseline came from", () => {
  expect(outputsFor(mixed)).toEqual({
    verdict: "failed",
    regressions: "2",
    improvements: "1",
    inconclusive: "1",
    "baseline-source": "cache",
  });
});

test.each<BaselineReport>([
  { state: "missing", source: "cache", why: null },
  { state: "unreadable", source: "cache", why: "it is damaged" },
  { state: "not-used", source: "cache", why: "recorded-now" },
])("a baseline that is not found has no source: $state", (baseline) => {
  const result = aResult({ evidence: { baseline } });
  expect(outputsFor(result)["baseline-source"]).toBe("");
});
