import { describe, expect, test } from "@jest/globals";
import type { GateReason, GateVerdict, Row } from "../../../src/model.ts";
import { reasonBesideHeadline, reasonWords } from "../../../src/report/words/gate-reason.ts";
import { aRow } from "../../support/results.ts";

function beside(reason: GateReason, verdict: GateVerdict = "failed", benchmarks: readonly Row[] = [aRow()]) {
  return reasonBesideHeadline({ reason, verdict, benchmarks });
}

const one = { rows: 1, areTimes: true, budget: 0.1 };
const accepted = aRow({ id: "accepted", verdict: "accepted" });
const skipped = aRow({ id: "skipped", verdict: "skipped" });

describe("below a headline, the reason says what that does not", () => {
  test.each<[GateReason, string | null]>([
    [
      { kind: "failed", failures: [{ kind: "regressed", regressed: one }] },
      "It exceeded its budget of 10 %.",
    ],
    [
      { kind: "failed", failures: [{ kind: "regressed", regressed: { ...one, rows: 2, budget: null } }] },
      "They exceeded their budgets.",
    ],
    [
      {
        kind: "failed",
        failures: [
          { kind: "regressed", regressed: { ...one, rows: 2 } },
          { kind: "errored", rows: 1 },
          { kind: "removed", rows: 4 },
        ],
      },
      "2 exceeded their budget of 10 %, and 1 does not run on head.",
    ],
    [{ kind: "failed", failures: [{ kind: "errored", rows: 1 }] }, "1 benchmark does not run on head."],
    [{ kind: "failed", failures: [{ kind: "removed", rows: 2 }] }, null],
    [{ kind: "failed", failures: [{ kind: "undecided", rows: 2 }] }, null],
    [{ kind: "failed", failures: [{ kind: "baseline", state: "missing" }] }, null],
    [{ kind: "undecided", rows: 2 }, null],
    [{ kind: "process-lost", rows: 2 }, null],
    [{ kind: "time-too-short", undecided: 2, of: 3 }, "Raise `time-limit`, or name fewer benchmarks."],
    [{ kind: "within-budget", compared: 3 }, "3 benchmarks were compared."],
    [{ kind: "within-budget", compared: 1 }, "1 benchmark was compared."],
    [
      { kind: "regressed-and-let-pass", regressed: one },
      "It exceeded its budget of 10 %, which `fail-on` does not list.",
    ],
    [{ kind: "first-benchmarks" }, "Base has none of the code that the benchmarks run."],
    [
      { kind: "all-removed", rows: 2 },
      "Base has 2 benchmarks, and head has none of them. If they were moved or renamed, name them in `benchmarks`. If nothing is left to measure, remove this gate too.",
    ],
    [{ kind: "recorded", benchmarks: 2, target: "cache", runs: 1 }, "It is stored in cache."],
    [
      { kind: "recorded", benchmarks: 2, target: "cache", runs: 5 },
      "It is stored in cache, which has 5 recordings now.",
    ],
    [
      { kind: "nothing-to-store", why: { kind: "no-time" } },
      "No benchmark ran: none was reached before the time limit.",
    ],
    [{ kind: "not-wanted", why: "the event says nothing" }, "The event says nothing."],
    [
      { kind: "same-commit", label: "4f2d9c1" },
      "Base and head are the same commit (4f2d9c1), so there is nothing to compare.",
    ],
  ])("%j: %j", (reason, expected) => {
    expect(beside(reason)).toBe(expected);
  });

  test("nothing compared is said with its causes", () => {
    const rows = [aRow({ verdict: "new", change: null })];
    expect(beside({ kind: "nothing-compared" }, "unmeasured", rows)).toBe(
      "1 benchmark does not run on base.",
    );
  });

  test("an accepted slowdown is counted wherever the headline does not", () => {
    const reason = { kind: "failed", failures: [{ kind: "regressed", regressed: one }] } as const;
    expect(beside(reason, "failed", [aRow(), accepted])).toBe(
      "It exceeded its budget of 10 %; 1 slowdown is accepted.",
    );
    expect(beside({ kind: "undecided", rows: 1 }, "inconclusive", [aRow(), accepted])).toBe(
      "1 slowdown is accepted.",
    );
    expect(beside({ kind: "within-budget", compared: 3 }, "passed", [aRow(), accepted])).toBe(
      "3 benchmarks were compared. No other one exceeded its budget.",
    );
  });

  test("what is skipped is counted only where the headline does not", () => {
    expect(beside({ kind: "undecided", rows: 1 }, "inconclusive", [aRow(), skipped])).toBeNull();
    expect(beside({ kind: "process-lost", rows: 1 }, "unmeasured", [aRow(), skipped])).toBe(
      "1 benchmark is skipped.",
    );
  });
});

const told = (reason: GateReason) => reasonWords({ reason, benchmarks: [] });

describe("a head that has none of base's benchmarks is told what to do", () => {
  test.each<[string, GateReason, string]>([
    [
      "about one",
      { kind: "all-removed", rows: 1 },
      "Nothing could be compared: base has 1 benchmark, and head has none of them. If it was moved or renamed, name it in `benchmarks`. If nothing is left to measure, remove this gate too.",
    ],
    [
      "with what looks like them",
      { kind: "all-removed", rows: 3, elsewhere: { first: ["perf", "bench_a.py"], more: 0 } },
      "Nothing could be compared: base has 3 benchmarks, and head has none of them. If they were moved or renamed, name them in `benchmarks` (these look like benchmarks: `perf`, `bench_a.py`). If nothing is left to measure, remove this gate too.",
    ],
  ])("%s", (_, reason, words) => {
    expect(told(reason)).toBe(words);
  });
});

describe("a recording says how long its history is", () => {
  const recorded = { kind: "recorded", benchmarks: 2, target: "b.json", runs: 1 } as const;
  test.each<[string, GateReason, string]>([
    [
      "where it is too short",
      { ...recorded, history: { runs: 1, enough: 8 } },
      "Recorded the baseline of 2 benchmarks in b.json. History: 1 of 8 recordings of different commits on this kind of machine. With 8, it shows how far runs lie apart, and small changes can be told from noise.",
    ],
    [
      "where it has enough",
      { ...recorded, runs: 12 },
      "Recorded the baseline of 2 benchmarks in b.json, which has 12 recordings now.",
    ],
  ])("%s", (_, reason, words) => {
    expect(told(reason)).toBe(words);
  });
});
