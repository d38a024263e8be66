import { expect, test } from "@jest/globals";
import { reasonWords } from "../../../src/report/words/gate-reason.ts";
import { warningsBesideReason, warningWords } from "../../../src/report/words/warning.ts";
import { aResult } from "../../support/results.ts";

test("a warning that is the reason of the verdict is not said again", () => {
  const reason = "The baseline could not be saved in cache: it does not answer.";
  const notSaved = { kind: "baseline-not-saved", target: "cache", why: "it does not answer" } as const;
  const result = aResult({ reason: notSaved, warnings: [notSaved, { kind: "time-limit" }] });
  expect(reasonWords(result)).toBe(reason);
  expect(warningsBesideReason(result)).toEqual([warningWords({ kind: "time-limit" })]);
});

test.each([
  { kind: "time-too-short", undecided: 2, of: 3 },
  { kind: "over-budget-in-few-blocks", rows: 2 },
] as const)("a time limit that is the reason, as %j, is no warning as well", (reason) => {
  expect(warningsBesideReason(aResult({ reason, warnings: [{ kind: "time-limit" }] }))).toEqual([]);
});

test("a rule whose pattern is a part of a name is told the pattern that matches", () => {
  const idle = { kind: "idle-budget", benchmarks: "bench_report", metric: null } as const;
  expect(warningWords({ ...idle, wider: "*bench_report" })).toBe(
    "The budget rule for `bench_report` matches no benchmark, because a pattern has to match the whole name. Write `*bench_report`.",
  );
  expect(warningWords(idle)).toContain("Fix its pattern");
});

test.each([
  [".hotpath-gate/baseline.json", "list `.hotpath-gate/` in `.gitignore`"],
  ["base.json.gz", "list `base.json.gz` in `.gitignore`"],
])("a new baseline in the checkout is said to be ignored: %s", (path, words) => {
  const told = warningWords({ kind: "baseline-in-checkout", path });
  expect(told).toContain(words);
  expect(told).toMatch(/Commit it only if a workflow is to compare with it \(`with: baseline: file`\)/);
});

test("recordings too few to tell small changes are answered with what tells more", () => {
  expect(warningWords({ kind: "few-recordings", runs: 1, enough: 8 })).toMatch(
    /has 1 of 8 recordings of different commits.*`hotpath-gate record --output FILE`.*`hotpath-gate check --base REVISION`/,
  );
});
