import { expect, test } from "@jest/globals";
import { whyNoSpeed } from "../../src/compare/machine-speed.ts";
import { fingerprint as aFingerprint } from "../support/baselines.ts";
import { baselineOf, CANARY_LEVEL, canarySeries } from "../support/histories.ts";

test("why the store settled nothing of time is told where it holds for all histories", () => {
  const runs = [-7.01, -6.99, -7, -7.015, -6.985, -7.005, -6.995, -7, -7.01, -6.99];
  const question = { fingerprint: aFingerprint(), baseCommit: null, codes: new Map([["a", null]]) };
  const why = (shift: number) =>
    whyNoSpeed(baselineOf({ a: runs }), [canarySeries(CANARY_LEVEL + shift)], question);
  expect(why(0.3)).toEqual({ kind: "machine-speed-differs", slower: expect.closeTo(Math.expm1(0.3), 6) });
  expect(why(0.05)).toBeNull();
});
