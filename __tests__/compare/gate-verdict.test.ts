import { expect, test } from "@jest/globals";
import { decideGate, slowerRecording } from "../../src/compare/gate-verdict.ts";
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
  ["an accepted slowdown passes", ["accepted"], ["regression"], "passed"],
  ["one beside it that is not still fails", ["accepted", "regressed"], ["regression"], "failed"],
  ["and one that can't be told can't", ["accepted", "inconclusive"], ["regression"], "inconclusive"],
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

test.each<[RowVerdict[], FailOn[], string]>([
  [
    ["accepted", "within-budget"],
    ["regression"],
    "1 slowdown is accepted. No other hot path got slower than its budget: 2 compared.",
  ],
  [
    ["accepted", "accepted", "regressed"],
    ["regression"],
    "1 hot path got slower than its budget; 2 slowdowns are accepted.",
  ],
  [["accepted", "inconclusive"], ["regression"], "1 hot path could not be decided; 1 slowdown is accepted."],
  [
    ["accepted", "regressed"],
    [],
    "1 hot path got slower than its budget, which fail-on does not list; 1 slowdown is accepted.",
  ],
])("the reason tells what is accepted: %j", (verdicts, failOn, reason) => {
  expect(decideGate(rows(...verdicts), failOn, "found", new Set()).reason).toBe(reason);
});

test("a recording whose slowdowns are all accepted may become the baseline", () => {
  expect(slowerRecording(rows("accepted", "within-budget"), ["regression"])).toBeNull();
  expect(slowerRecording(rows("accepted", "regressed"), ["regression"])).toMatch(/^1 hot path got slower/);
});
