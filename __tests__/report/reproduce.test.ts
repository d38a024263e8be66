import { expect, test } from "@jest/globals";
import { reproduceCommand } from "../../src/report/reproduce.ts";
import type { TextOptions } from "../../src/report/terminal-layout.ts";
import { renderText } from "../../src/report/text.ts";
import { aResult, aRow, aSideReport } from "../support/results.ts";

const base = aSideReport({ name: "base", commit: "a".repeat(40) });

test.each([
  ["app.scoring:score", `hotpath-gate check --base ${"a".repeat(40)} --benchmarks app.scoring:score`],
  [
    "test_x.py::test_y[a b]",
    `hotpath-gate check --base ${"a".repeat(40)} --benchmarks 'test_x.py::test_y[a b]'`,
  ],
  ["$(touch x)'", `hotpath-gate check --base ${"a".repeat(40)} --benchmarks '$(touch x)'\\'''`],
])("%s is measured again alone, against the same base", (id, command) => {
  expect(reproduceCommand(aResult({ sides: { base, head: aSideReport() } }), aRow({ id }))).toBe(command);
});

test("without a commit of base, base is left to the command", () => {
  const sides = { base: aSideReport({ commit: null }), head: aSideReport() };
  expect(reproduceCommand(aResult({ sides }), aRow({ id: "app:f" }))).toBe(
    "hotpath-gate check --benchmarks app:f",
  );
});

test("what was compared without measuring is not measured again", () => {
  expect(reproduceCommand(aResult({ evidence: { conditions: null } }), aRow())).toBeNull();
});

test("an id that nobody would paste makes no command", () => {
  expect(reproduceCommand(aResult(), aRow({ id: "x".repeat(1_000) }))).toBeNull();
});

test.each([
  ["base", "base", " --config-from base"],
  ["base", "head", ""],
  ["head", "base", ""],
] as const)(
  "where %s's settings hold, and %s's of the one that changed, it is measured like that again",
  (from, holds, flag) => {
    const changes = [{ setting: "budget", base: "10%", head: "900%", holds }];
    const settings = { from, isAsked: false, changes, problem: null };
    const sides = { base, head: aSideReport() };
    expect(reproduceCommand(aResult({ sides, settings }), aRow({ id: "app:f" }))).toBe(
      `hotpath-gate check --base ${"a".repeat(40)}${flag} --benchmarks app:f`,
    );
  },
);

test("a terminal names base by what git finds there, and says that the command lacks the flags of the run", () => {
  const benchmarks = [aRow({ id: "app:f", verdict: "regressed" })];
  const result = aResult({ sides: { base, head: aSideReport() }, benchmarks });
  const again = (options: Partial<TextOptions>) => renderText(result, { colour: false, ...options });
  const heading = "Measure it again (add the other flags of this run):\n  hotpath-gate check --base";
  expect(again({ baseName: "a".repeat(12) })).toContain(`${heading} ${"a".repeat(12)} --benchmarks app:f`);
  expect(again({})).toContain(`${heading} ${"a".repeat(40)} --benchmarks app:f`);
});
