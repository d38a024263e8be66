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
