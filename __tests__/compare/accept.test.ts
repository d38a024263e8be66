import { describe, expect, test } from "@jest/globals";
import {
  acceptanceLookup,
  acceptedByBoth,
  withAcceptance,
  withAcceptedLoss,
} from "../../src/compare/accept.ts";
import { comparedDocuments } from "../../src/compare/stored-documents.ts";
import type { AcceptRule, RowVerdict } from "../../src/model.ts";
import { baseline, storedSeries } from "../support/baselines.ts";
import { aConfig } from "../support/configs.ts";
import { aRow } from "../support/results.ts";

const NOON = "2026-11-02T12:00:00.000Z";
const id = "benchmarks/test_parse.py::test_orders[big]";
const rule = (benchmarks: string, until = "2026-12-31", reason = "validates input now"): AcceptRule => ({
  benchmarks,
  reason,
  until,
});
const told = (rules: readonly AcceptRule[], verdict: RowVerdict = "regressed", today = NOON) =>
  withAcceptance(aRow({ id, verdict, notes: [] }), acceptanceLookup(rules, today));

test.each<[string, string, RowVerdict, "accepted" | "acceptance-ended"]>([
  ["accepted is removed", NOON, "removed", "accepted"],
  ["no longer accepted is errored", "2027-01-01T00:00:00.000Z", "errored", "acceptance-ended"],
])("a benchmark that head's code lost and that is %s, and says so", (_title, today, verdict, kind) => {
  const row = aRow({ id, verdict: "errored", notes: [{ kind: "lost-on-head", why: null }] });
  expect(withAcceptedLoss(row, acceptanceLookup([rule("*parse*")], today))).toEqual({
    ...row,
    verdict,
    notes: [{ kind, until: "2026-12-31", reason: "validates input now" }, ...row.notes],
  });
  expect(withAcceptedLoss(row, acceptanceLookup([rule("*route*")], today))).toBe(row);
});

describe("a slowdown that the config file accepts", () => {
  test("is told as accepted, until when and why, and keeps its numbers", () => {
    expect(told([rule("*parse*")])).toEqual({
      ...aRow({ id, verdict: "regressed" }),
      verdict: "accepted",
      notes: [{ kind: "accepted", until: "2026-12-31", reason: "validates input now" }],
    });
  });

  test("is so for its benchmarks alone, which are named as for budgets", () => {
    expect(told([rule("*route*")]).verdict).toBe("regressed");
    expect(told([rule(id)]).verdict).toBe("accepted");
    expect(told([rule("benchmarks/**")]).verdict).toBe("accepted");
  });

  test("in a pull request is accepted where base accepts it as well, until the earlier day", () => {
    const both = acceptedByBoth(
      acceptanceLookup([rule("*parse*", "2026-12-31"), rule("*route*")], NOON),
      acceptanceLookup([rule("benchmarks/*", "2026-11-30", "as base says")], NOON),
    );
    expect(both(id)).toMatchObject({ until: "2026-11-30", reason: "as base says", holds: true });
    expect(both("app.routing:route")).toBeNull();
    expect(both("benchmarks/test_score.py::test_rank")).toBeNull();
  });

  test("keeps what else there is to say of the row", () => {
    const row = aRow({ id, verdict: "regressed", notes: [{ kind: "own-text-on-base" }] });
    expect(withAcceptance(row, acceptanceLookup([rule("*")], NOON)).notes).toEqual([
      { kind: "accepted", until: "2026-12-31", reason: "validates input now" },
      { kind: "own-text-on-base" },
    ]);
  });

  test.each<[string, string, RowVerdict]>([
    ["the moment before its last day", "2026-12-30T23:59:59.999Z", "accepted"],
    ["the last moment of its last day, UTC", "2026-12-31T23:59:59.999Z", "accepted"],
    ["the first moment after", "2027-01-01T00:00:00.000Z", "regressed"],
  ])("is judged in %s", (_title, today, verdict) => {
    expect(told([rule("*")], "regressed", today).verdict).toBe(verdict);
  });

  test("is no longer accepted after its last day, and the row says which that was", () => {
    expect(told([rule("*", "2026-11-01")])).toMatchObject({
      verdict: "regressed",
      notes: [{ kind: "acceptance-ended", until: "2026-11-01", reason: "validates input now" }],
    });
  });

  test("is accepted by the rule that holds longest, in whichever order they are written", () => {
    const rules = [rule("*", "2026-11-01", "old"), rule("*parse*", "2027-03-01", "new"), rule("*orders*")];
    for (const written of [rules, rules.toReversed()])
      expect(told(written)).toMatchObject({
        verdict: "accepted",
        notes: [{ until: "2027-03-01", reason: "new" }],
      });
  });
});

test.each<[RowVerdict]>([
  ["improved"],
  ["within-budget"],
  ["inconclusive"],
  ["new"],
  ["removed"],
  ["errored"],
])("there is nothing to accept about a row that is %s", (verdict) => {
  expect(told([rule("*")], verdict)).toEqual(aRow({ id, verdict, notes: [] }));
  expect(told([rule("*", "2026-11-01")], verdict)).toEqual(aRow({ id, verdict, notes: [] }));
});

describe("two stored baselines, the second five times as slow,", () => {
  const recording = (level: number) =>
    baseline({
      series: [storedSeries({ medians: [0.99, 1, 1.01, 1].map((one) => one * level), history: [level] })],
    });
  const compared = (accepted: readonly AcceptRule[]) =>
    comparedDocuments(
      { path: "base.json", baseline: recording(0.001) },
      { path: "head.json", baseline: recording(0.005) },
      aConfig({ accepted }),
      NOON,
    );

  test("fail the gate", () => {
    expect(compared([])).toMatchObject({ verdict: "failed", warnings: [] });
  });

  test("pass the gate where that is accepted", () => {
    const result = compared([rule("app.scoring:*")]);
    expect(result).toMatchObject({ verdict: "passed", benchmarks: [{ verdict: "accepted" }], warnings: [] });
    expect(result.benchmarks[0]?.notes).toMatchObject([{ kind: "accepted" }, { kind: "against-last-run" }]);
  });

  test("fail the gate where something else is accepted, with a warning of the rule that matches nothing", () => {
    expect(compared([rule("app.scoring:scor")])).toMatchObject({
      verdict: "failed",
      warnings: [
        { kind: "idle-acceptance", benchmarks: "app.scoring:scor", metric: null, wider: "app.scoring:scor*" },
      ],
    });
  });
});
