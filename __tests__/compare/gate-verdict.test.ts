import { expect, test } from "@jest/globals";
import { decideGate } from "../../src/compare/gate-verdict.ts";
import type { BaselineReport, FailOn, GateVerdict, RowVerdict } from "../../src/model.ts";
import { aRow } from "../support/results.ts";

const rows = (...verdicts: RowVerdict[]) =>
  verdicts.map((verdict, index) => aRow({ id: `b${index}`, verdict }));

test.each<[string, RowVerdict[], FailOn[], GateVerdict]>([
  ["everything within budget passes", ["within-budget", "within-budget"], ["regression"], "passed"],
  ["an improvement passes", ["improved"], ["regression"], "passed"],
  ["a regression fails", ["within-budget", "regressed"], ["regression"], "failed"],
  ["a regression that fail-on does not list passes", ["regressed"], [], "passed"],
  [
    "one that can't be told makes the gate say so",
    ["within-budget", "inconclusive"],
    ["regression"],
    "inconclusive",
  ],
  ["and fails where that is asked for", ["inconclusive"], ["inconclusive"], "failed"],
  ["a regression beside it still fails", ["regressed", "inconclusive"], ["regression"], "failed"],
  ["a removed benchmark passes", ["within-budget", "removed"], ["regression"], "passed"],
  ["and fails where that is asked for", ["within-budget", "removed"], ["removed"], "failed"],
  ["an error on both sides passes", ["within-budget", "errored"], ["regression"], "passed"],
  ["and fails where that is asked for", ["within-budget", "errored"], ["errored"], "failed"],
  ["a run that compared nothing can't tell", ["new", "new"], ["regression"], "inconclusive"],
  ["nor can one without benchmarks", [], ["regression"], "inconclusive"],
])("%s", (_title, verdicts, failOn, verdict) => {
  expect(decideGate(rows(...verdicts), failOn, "not-used", new Set()).verdict).toBe(verdict);
});

test("a benchmark that head broke always fails", () => {
  const decision = decideGate(rows("within-budget", "errored"), [], "not-used", new Set(["b1"]));
  expect(decision).toEqual({ verdict: "failed", reason: "1 hot path does not run on head." });
});

test.each<[BaselineReport["state"], GateVerdict]>([
  ["missing", "failed"],
  ["unreadable", "failed"],
  ["found", "passed"],
  ["not-used", "passed"],
])("with fail-on missing-baseline, a baseline that is %s: %s", (state, verdict) => {
  expect(decideGate(rows("within-budget"), ["missing-baseline"], state, new Set()).verdict).toBe(verdict);
});

test("the reason counts what it speaks of", () => {
  const { reason } = decideGate(
    rows("regressed", "regressed", "removed"),
    ["regression", "removed"],
    "found",
    new Set(),
  );
  expect(reason).toBe("2 hot paths got slower than their budget, and 1 hot path was removed.");
});
