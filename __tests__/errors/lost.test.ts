import { expect, test } from "@jest/globals";
import { neverStarted, quotesOfLost } from "../../src/errors/lost.ts";
import { explainError, GateError } from "../../src/errors.ts";
import type { Lost } from "../../src/model/loss.ts";
import { withFlagValues } from "../../src/report/flags.ts";

const lost: Lost["what"] = {
  kind: "processes",
  wereSilent: false,
  ends: [
    {
      side: "head",
      detail: "it exited with status 3",
      output: "first\nset `env: A=1` here\nand there\nlast",
    },
  ],
};

test("what lost processes printed is shown as they wrote it, in the words of any place", () => {
  expect(quotesOfLost(lost)).toEqual(["set `env: A=1` here | and there | last"]);
  const error = new GateError(neverStarted(lost), "Set `time-limit: 20m`.", { quotes: quotesOfLost(lost) });
  const told = explainError(error, { sentence: withFlagValues, advice: withFlagValues });
  expect(told).toContain("set `env: A=1` here | and there | last");
  expect(told).toContain("--time-limit");
});

test("a process that printed nothing is quoted with nothing", () => {
  const silent = { ...lost, ends: [{ side: "head" as const, detail: "it exited", output: " \n" }] };
  expect(quotesOfLost(silent)).toEqual([]);
});

test("of commands that failed, why they did is quoted", () => {
  expect(quotesOfLost({ kind: "commands", onBase: "no such file", onHead: "exit 2" })).toEqual([
    "no such file",
    "exit 2",
  ]);
});
