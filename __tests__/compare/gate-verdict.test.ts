import { describe, expect, test } from "@jest/globals";
import { decideGate, type GateFacts, slowerRecording } from "../../src/compare/gate-verdict.ts";
import type { BaselineReport, FailOn, GateVerdict, RowVerdict } from "../../src/model.ts";
import { aRow } from "../support/results.ts";
import { gateTold } from "../support/words.ts";

const facts = (given: Partial<GateFacts>): GateFacts => ({
  rows: [],
  failOn: ["regression"],
  baseline: "not-used",
  brokenByHead: new Set(),
  overdue: new Set(),
  unfinished: new Set(),
  tooShort: new Set(),
  settled: new Set(),
  baseHasProject: true,
  ...given,
});
/** With the reason as it is told. */
const decided = (of: GateFacts) => gateTold({ ...decideGate(of), benchmarks: of.rows });
const rows = (...verdicts: RowVerdict[]) =>
  verdicts.map((verdict, index) => aRow({ id: `b${index}`, verdict }));

test.each<[string, RowVerdict[], FailOn[], GateVerdict]>([
  ["everything within budget passes", ["within-budget", "within-budget"], ["regression"], "passed"],
  ["an improvement passes", ["improved"], ["regression"], "passed"],
  ["a regression fails", ["within-budget", "regressed"], ["regression"], "failed"],
  ["a regression that fail-on does not list passes", ["regressed"], [], "passed"],
  [
    "a row that can't be told makes the gate say so",
    ["within-budget", "inconclusive"],
    ["regression"],
    "inconclusive",
  ],
  [
    "a row that can't be told fails where fail-on lists inconclusive",
    ["inconclusive"],
    ["inconclusive"],
    "failed",
  ],
  [
    "a regression beside a row that can't be told fails",
    ["regressed", "inconclusive"],
    ["regression"],
    "failed",
  ],
  ["a removed benchmark passes", ["within-budget", "removed"], ["regression"], "passed"],
  [
    "a removed benchmark fails where fail-on lists removed",
    ["within-budget", "removed"],
    ["removed"],
    "failed",
  ],
  ["an error on both sides passes", ["within-budget", "errored"], ["regression"], "passed"],
  [
    "an error on both sides fails where fail-on lists errored",
    ["within-budget", "errored"],
    ["errored"],
    "failed",
  ],
  ["an accepted slowdown passes", ["accepted"], ["regression"], "passed"],
  ["a regression beside an accepted slowdown fails", ["accepted", "regressed"], ["regression"], "failed"],
  [
    "a row that can't be told beside an accepted slowdown makes the gate say so",
    ["accepted", "inconclusive"],
    ["regression"],
    "inconclusive",
  ],
  ["a skipped benchmark passes", ["within-budget", "skipped"], ["regression", "errored"], "passed"],
  ["a run in which all is new is unmeasured", ["new", "new"], ["regression"], "unmeasured"],
  ["a run in which all is errored is unmeasured", ["errored", "removed"], ["regression"], "unmeasured"],
  ["a run in which all is skipped is unmeasured", ["skipped", "skipped"], ["regression"], "unmeasured"],
  ["an error that fail-on lists fails a run that compared nothing", ["errored"], ["errored"], "failed"],
  ["a run without benchmarks is unmeasured", [], ["regression"], "unmeasured"],
])("%s", (_title, verdicts, failOn, verdict) => {
  expect(decided(facts({ rows: rows(...verdicts), failOn })).verdict).toBe(verdict);
});

test("what was not measured before the time was over is no noise", () => {
  const unreached = aRow({ verdict: "inconclusive", evidence: null, change: null });
  expect(decided(facts({ rows: [unreached, unreached] })).verdict).toBe("unmeasured");
});

test.each<[string, RowVerdict[], FailOn[], GateVerdict]>([
  ["is unmeasured", ["within-budget", "inconclusive"], ["regression"], "unmeasured"],
  ["fails where another one regressed", ["regressed", "inconclusive"], ["regression"], "failed"],
  ["fails where fail-on lists inconclusive", ["improved", "inconclusive"], ["inconclusive"], "failed"],
])("a run that lost a process before all was decided %s", (_title, verdicts, failOn, verdict) => {
  const decision = decided(facts({ rows: rows(...verdicts), failOn, unfinished: new Set(["time b1"]) }));
  expect(decision.verdict).toBe(verdict);
  if (verdict === "unmeasured")
    expect(decision.reason).toBe("1 benchmark was not decided before a benchmark process was lost.");
});

test.each<[FailOn[], GateVerdict]>([
  [["regression"], "inconclusive"],
  [["inconclusive"], "failed"],
])(
  "the first benchmarks of a project have nothing to be compared with; fail-on %j: %s",
  (failOn, verdict) => {
    const decision = decided(facts({ rows: rows("new", "new"), failOn, baseHasProject: false }));
    expect(decision).toEqual({
      verdict,
      reason: "Nothing to compare with yet: base has none of the code that the benchmarks run.",
    });
  },
);

test.each<[string, FailOn[], GateVerdict]>([
  ["time b1", ["regression"], "failed"],
  ["instructions b1", ["regression"], "inconclusive"],
  ["time b1", ["errored"], "inconclusive"],
])(
  "a row that only the time kept from being red, by benchmark and metric: %s, fail-on %j: %s",
  (key, failOn, verdict) => {
    const given = { rows: rows("within-budget", "inconclusive"), failOn, overdue: new Set([key]) };
    const decision = decided(facts(given));
    expect(decision.verdict).toBe(verdict);
    if (verdict === "failed")
      expect(decision.reason).toBe(
        "1 benchmark was over its budget in every block when measuring ended early.",
      );
  },
);

describe("where the time limit left rows with too few blocks for any to be red", () => {
  const decide = (verdicts: RowVerdict[], given: Partial<GateFacts>) =>
    decided(facts({ rows: rows(...verdicts), ...given }));
  const keys = (...indices: number[]) => new Set(indices.map((index) => `time b${index}`));
  const [sure, open] = ["within-budget", "inconclusive"] as const;

  test.each<[string, RowVerdict[], Partial<GateFacts>, GateVerdict]>([
    ["all of them are open: unmeasured", [open, open], { tooShort: keys(0, 1) }, "unmeasured"],
    ["half of them are open: unmeasured", [sure, open], { tooShort: keys(1) }, "unmeasured"],
    ["a third of them is open: can't tell", [sure, sure, open], { tooShort: keys(2) }, "inconclusive"],
    ["noise left them open, with blocks enough: can't tell", [open, open], {}, "inconclusive"],
    [
      "what the stored baseline has settled before does not stand for them: unmeasured",
      [sure, sure, sure, open],
      { tooShort: keys(3), settled: keys(0, 1, 2) },
      "unmeasured",
    ],
    [
      "one of many was over its budget in every block: unmeasured, and not failed",
      [sure, sure, sure, open],
      { tooShort: keys(3), overdue: keys(3) },
      "unmeasured",
    ],
    [
      "one of many was over its budget, and fail-on does not list regressions: can't tell",
      [sure, sure, sure, open],
      { tooShort: keys(3), overdue: keys(3), failOn: [] },
      "inconclusive",
    ],
    ["another one regressed: failed", ["regressed", open, open], { tooShort: keys(1, 2) }, "failed"],
    [
      "another one had blocks enough: failed",
      [open, open],
      { tooShort: keys(1), overdue: keys(0, 1) },
      "failed",
    ],
    [
      "fail-on lists what can't be told: failed",
      [open, open],
      { tooShort: keys(0, 1), failOn: ["inconclusive"] },
      "failed",
    ],
  ])("%s", (_title, verdicts, given, verdict) => {
    expect(decide(verdicts, given).verdict).toBe(verdict);
  });

  test("the reason counts what was measured, and says what to write", () => {
    expect(decide([open, open, "new"], { tooShort: keys(0, 1) }).reason).toBe(
      "The time limit ended measuring before 2 of 2 benchmarks could be decided. Raise `time-limit`, or name fewer benchmarks.",
    );
    expect(decide([open, open], { tooShort: keys(0, 1), overdue: keys(1) }).reason).toBe(
      "1 benchmark was over its budget in the few blocks that the time limit allowed. Raise `time-limit`, or name fewer benchmarks.",
    );
  });
});

test("an unmeasured gate says what became of its benchmarks", () => {
  const { reason } = decided(facts({ rows: rows("new", "errored", "errored", "skipped", "removed") }));
  expect(reason).toBe(
    "Nothing could be compared: 1 benchmark does not run on base, 2 benchmarks could not be measured, 1 benchmark is skipped, 1 benchmark was removed.",
  );
});

test.each<[RowVerdict[], string]>([
  [["within-budget", "skipped"], "No benchmark exceeded its budget (1 compared, 1 skipped)."],
  [
    ["regressed", "skipped", "skipped"],
    "1 benchmark slowed down by more than its budget of 10 %; 2 benchmarks are skipped.",
  ],
  [["inconclusive", "skipped"], "1 benchmark could not be decided; 1 benchmark is skipped."],
])("the reason counts what is skipped: %j", (verdicts, reason) => {
  expect(decided(facts({ rows: rows(...verdicts) })).reason).toBe(reason);
});

test("a benchmark that head broke always fails", () => {
  const decision = decided(
    facts({ rows: rows("within-budget", "errored"), failOn: [], brokenByHead: new Set(["b1"]) }),
  );
  expect(decision).toEqual({ verdict: "failed", reason: "1 benchmark does not run on head." });
});

test.each<[BaselineReport["state"], GateVerdict]>([
  ["missing", "failed"],
  ["unreadable", "failed"],
  ["found", "passed"],
  ["not-used", "passed"],
])("with fail-on missing-baseline, a baseline that is %s: %s", (state, verdict) => {
  const given = { rows: rows("within-budget"), failOn: ["missing-baseline"], baseline: state } as const;
  expect(decided(facts(given)).verdict).toBe(verdict);
});

test("the reason counts what it speaks of", () => {
  const { reason } = decided(
    facts({ rows: rows("regressed", "regressed", "removed"), failOn: ["regression", "removed"] }),
  );
  expect(reason).toBe(
    "2 benchmarks slowed down by more than their budget of 10 %, and 1 benchmark was removed.",
  );
});

test.each<[RowVerdict[], FailOn[], string]>([
  [
    ["accepted", "within-budget"],
    ["regression"],
    "1 slowdown is accepted. No other benchmark exceeded its budget (2 compared).",
  ],
  [
    ["accepted", "accepted", "regressed"],
    ["regression"],
    "1 benchmark slowed down by more than its budget of 10 %; 2 slowdowns are accepted.",
  ],
  [["accepted", "inconclusive"], ["regression"], "1 benchmark could not be decided; 1 slowdown is accepted."],
  [
    ["accepted", "regressed"],
    [],
    "1 benchmark slowed down by more than its budget of 10 %, which `fail-on` does not list; 1 slowdown is accepted.",
  ],
])("the reason tells what is accepted: %j", (verdicts, failOn, reason) => {
  expect(decided(facts({ rows: rows(...verdicts), failOn })).reason).toBe(reason);
});

test("a recording whose slowdowns are all accepted may become the baseline", () => {
  expect(slowerRecording(rows("accepted", "within-budget"), ["regression"])).toBeNull();
  expect(slowerRecording(rows("accepted", "regressed"), ["regression"])).toEqual({
    regressed: { rows: 1, areTimes: true, budget: 0.1 },
    undecided: null,
  });
});
