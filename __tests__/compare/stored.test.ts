import { describe, expect, test } from "@jest/globals";
import { budgetLookup } from "../../src/compare/budgets.ts";
import { decideStored, describeBaseline } from "../../src/compare/stored.ts";
import type { Baseline, Fingerprint, Series } from "../../src/model.ts";
import { baseline as aBaseline, storedSeries } from "../support/baselines.ts";

const budgetOf = budgetLookup(0.1, []);
const fingerprint: Fingerprint = { cpu: "EPYC", os: "ubuntu24", python: "CPython 3.13.0", lock: null };
const series = (id: string, level: number): Series => ({
  id,
  metric: "time",
  unit: "s",
  medians: [0.99, 1, 1.01, 1, 0.995, 1.005].map((factor) => factor * level),
});
const stored = (id: string, level: number) => storedSeries({ ...series(id, level), history: [level] });
const baseline = (given: Partial<Baseline> = {}): Baseline =>
  aBaseline({ fingerprint, series: [stored("a", 0.001)], ...given });

describe("time from another run decides only what no machine's difference explains", () => {
  test.each([
    ["unchanged", 1, "inconclusive"],
    ["a third slower", 1.33, "inconclusive"],
    ["five times slower", 5, "regressed"],
    ["forty percent faster", 0.6, "within-budget"],
    ["more than twice as fast", 0.4, "improved"],
  ])("%s", (_title, factor, verdict) => {
    const [row] = decideStored(baseline(), [series("a", 0.001 * factor)], fingerprint, budgetOf);
    expect(row?.verdict).toBe(verdict);
  });
});

test.each([
  ["the same fingerprint", fingerprint, "stored-same-machine"],
  ["another CPU", { ...fingerprint, cpu: "Xeon" }, "stored-other-machine"],
  ["another lock file", { ...fingerprint, lock: "abc" }, "stored-other-machine"],
])("evidence from %s is %s", (_title, now, evidence) => {
  expect(decideStored(baseline(), [series("a", 0.001)], now, budgetOf)[0]?.evidence).toBe(evidence);
});

test("a benchmark that the baseline does not have is not decided from it", () => {
  expect(decideStored(baseline(), [series("b", 0.001)], fingerprint, budgetOf)).toEqual([]);
});

describe("the report tells apart", () => {
  test.each([
    ["missing", { kind: "missing", source: "cache" } as const, "missing", "none has been recorded yet"],
    [
      "unreadable",
      { kind: "unreadable", source: "cache", why: "schema 9" } as const,
      "unreadable",
      "schema 9",
    ],
    ["not wanted", { kind: "not-wanted" } as const, "not-used", "baseline is none"],
  ])("%s", (_title, load, state, detail) => {
    expect(describeBaseline(load, fingerprint, false)).toMatchObject({ state, detail });
  });

  test("found on another machine: not trusted for time, and why", () => {
    const report = describeBaseline(
      { kind: "found", source: "cache", baseline: baseline() },
      { ...fingerprint, cpu: "Xeon" },
      false,
    );
    expect(report.detail).toContain("not trusted for time: CPU EPYC and not Xeon");
  });
});
