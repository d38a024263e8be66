import { describe, expect, test } from "@jest/globals";
import { explainError, GateError } from "../../src/errors.ts";
import { byFlag, withFlags, withFlagValues } from "../../src/report/flags.ts";
import { renderText } from "../../src/report/text.ts";
import { warningWords } from "../../src/report/words/warning.ts";
import { aResult, aRow } from "../support/results.ts";

describe("on the command line, advice has", () => {
  test.each([
    ["the flag of a setting", "Raise `time-limit`.", "Raise `--time-limit`."],
    ["a flag with its value", "Set `compare: auto`.", "Set `--compare auto`."],
    [
      "a value that a shell takes as one",
      "Set `setup: pip install . && make`.",
      "Set `--setup 'pip install . && make'`.",
    ],
    [
      "benchmarks one by one",
      "`suite: functions` with `benchmarks: benchmarks/a.py, app:f`",
      "`--suite functions` with `--benchmarks benchmarks/a.py app:f`",
    ],
    ["a list without spaces", "Use `metrics: time, instructions`.", "Use `--metrics time,instructions`."],
    ["a setting without a flag as it is", "`comment: never`", "`comment: never`"],
    ["an input of another action as it is", "`fetch-depth: 0`", "`fetch-depth: 0`"],
    ["a line of the config file as it is", "Remove `base = …` in x.toml.", "Remove `base = …` in x.toml."],
    [
      "other code as it is",
      "Run `pip install setup`, `constructor`.",
      "Run `pip install setup`, `constructor`.",
    ],
    ["words as they are", "set setup, and a lone ` too", "set setup, and a lone ` too"],
  ])("%s", (_, advice, told) => {
    expect(withFlags(advice)).toBe(told);
  });
});

test("what quotes names of others has flags only where a value shows that a setting is meant", () => {
  expect(withFlagValues("There is no `setup` (did you mean `benchmarks`?). Set `setup: make`.", [])).toBe(
    "There is no `setup` (did you mean `benchmarks`?). Set `--setup make`.",
  );
});

test("a setting that only a workflow has keeps its name", () => {
  expect([byFlag("setup"), byFlag("comment")]).toEqual(["`--setup`", "`comment`"]);
});

test("a warning names the flag to write on a terminal, and the setting in other reports", () => {
  const warning = { kind: "time-limit" } as const;
  expect(warningWords(warning)).toContain("Raise `time-limit`");
  expect(renderText(aResult({ warnings: [warning] }), { colour: false, width: 500 })).toContain(
    "Raise `--time-limit`",
  );
});

test("a lost process is answered with the flag on a terminal", () => {
  const what = { kind: "processes", wereSilent: true, ends: [] } as const;
  const lost = { side: "base", what, after: { count: 3, of: "blocks" } } as const;
  expect(warningWords({ kind: "measuring-ended", lost })).toContain("raise `time-limit`");
  expect(warningWords({ kind: "measuring-ended", lost }, byFlag)).toContain("raise `--time-limit`");
});

test("a benchmark or a rule that is called like a setting keeps its name", () => {
  const warnings = [{ kind: "idle-budget", benchmarks: "setup", metric: null }] as const;
  expect(renderText(aResult({ warnings }), { colour: false, width: 500 })).toContain("rule for `setup`");
});

test("what a benchmark's exception says stays as it is, and what we say about it gets flags", () => {
  const why = "boom `setup: x`";
  const note = { kind: "fails-on-head", why, onBase: null } as const;
  const benchmarks = [aRow({ verdict: "errored", change: null, notes: [note] })];
  expect(renderText(aResult({ benchmarks }), { colour: false, width: 500 })).toContain(why);
  const told = `It fails: ${why}. Set \`compare: auto\`.`;
  expect(withFlagValues(told, [note])).toBe(`It fails: ${why}. Set \`--compare auto\`.`);
});

test("what an error quotes stays as it is, in what happened and in what to do", () => {
  const quote = "see `setup: x` and `time-limit`";
  const error = new GateError(`\`suite: asv\` failed: ${quote}`, `Set \`budget\`: ${quote}.`, {
    quotes: [quote],
  });
  expect(explainError(error, { sentence: withFlagValues, advice: withFlags })).toBe(
    `\`--suite asv\` failed: ${quote}. Set \`--budget\`: ${quote}.`,
  );
});
