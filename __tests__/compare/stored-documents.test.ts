import { describe, expect, test } from "@jest/globals";
import { comparedDocuments } from "../../src/compare/stored-documents.ts";
import { fingerprint } from "../support/baselines.ts";
import { aConfig } from "../support/configs.ts";
import { baselineOf } from "../support/histories.ts";

const NOON = "2026-11-30T12:00:00.000Z";
const level = (runs: number) => Array.from({ length: runs }, (_, run) => Math.log(0.001) + 0.001 * (run % 3));
const warningsOf = (base: ReturnType<typeof baselineOf>) =>
  comparedDocuments(
    { baseline: base, path: "base.json" },
    { baseline: baselineOf({ "app:a": level(1) }), path: "head.json" },
    aConfig(),
    NOON,
  ).warnings;

describe("of two recordings,", () => {
  test.each([1, 7])("a history of %s is said to be too short", (runs) => {
    expect(warningsOf(baselineOf({ "app:a": level(runs) }))).toEqual([
      { kind: "few-recordings", runs, enough: 8 },
    ]);
  });

  test("only the recordings on head's kind of machine count", () => {
    const others = Array.from({ length: 10 }, () => fingerprint({ cpu: "another" }));
    expect(warningsOf(baselineOf({ "app:a": level(12) }, others))).toEqual([
      { kind: "few-recordings", runs: 2, enough: 8 },
    ]);
  });

  test("a history of eight has nothing to be said of it", () => {
    expect(warningsOf(baselineOf({ "app:a": level(8) }))).toEqual([]);
  });

  test("one that has no benchmark in common has nothing to be said of its history", () => {
    expect(warningsOf(baselineOf({ "app:b": level(1) }))).toEqual([]);
  });
});
