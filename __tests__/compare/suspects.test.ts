import { describe, expect, test } from "@jest/globals";
import { budgetLookup } from "../../src/compare/budgets.ts";
import { suspectsAgainst } from "../../src/compare/suspects.ts";
import type { Baseline } from "../../src/model.ts";
import { fingerprint as aFingerprint } from "../support/baselines.ts";
import { baselineOf, CANARY_LEVEL, headSeries } from "../support/histories.ts";

const budgetOf = budgetLookup(0.1, []);

describe("suspects: what a recording has slower than before by half its budget", () => {
  const recording = (level: number, code: string | null = null, cpu?: string) => ({
    fingerprint: aFingerprint(cpu === undefined ? {} : { cpu }),
    canary: 0.001,
    series: [{ ...headSeries("a", level), code }],
  });
  const suspected = (earlier: Baseline, now: Parameters<typeof suspectsAgainst>[1]) =>
    suspectsAgainst(earlier, now, budgetOf).size === 1;

  test.each([
    [0.04, false],
    [0.06, true],
    [-0.3, false],
  ])("a change of %p by logarithm, after a single run: %p", (change, expected) => {
    expect(suspected(baselineOf({ a: [-7] }), recording(-7 + change))).toBe(expected);
  });

  test("seen against the level where there is one, so that a single slow run before hides nothing", () => {
    const runs = [-7.01, -6.99, -7, -7.015, -6.985, -7.005, -6.995, -7, -7.01, -6.98];
    expect(suspected(baselineOf({ a: runs }), recording(-6.945))).toBe(true);
    expect(suspected(baselineOf({ a: runs.slice(-1) }), recording(-6.945))).toBe(false);
  });

  test("seen against the last run on this machine, and only without one against that on another", () => {
    const machines = [aFingerprint(), aFingerprint({ cpu: "Xeon" })];
    const earlier = baselineOf({ a: [-7, -6.5] }, machines);
    expect(suspected(earlier, recording(-6.9))).toBe(true);
    expect(suspected(earlier, recording(-6.9, null, "Graviton"))).toBe(false);
  });

  test("of five or more on a machine without any run, only what is slower than the rest of them", () => {
    const ids = ["a", "b", "c", "d", "e", "f"];
    const earlier = baselineOf(Object.fromEntries(ids.map((id) => [id, [-7]])));
    const on = (factor: number) => ({
      fingerprint: aFingerprint({ cpu: "Graviton" }),
      canary: 0.001,
      series: ids.map((id) => ({
        ...headSeries(id, -7 + Math.log(factor) + (id === "c" ? 0.2 : 0)),
        code: null,
      })),
    });
    for (const factor of [0.5, 1, 3]) {
      expect(suspectsAgainst(earlier, on(factor), budgetOf)).toEqual(new Set(["c"]));
    }
  });

  test("nothing where the benchmark itself is another, or new", () => {
    expect(suspected(baselineOf({ a: [-7] }), recording(-6, "abc"))).toBe(false);
    expect(suspected(baselineOf({ b: [-7] }), recording(-6))).toBe(false);
  });

  test("a recording on a faster machine does not hide slower code from its review", () => {
    const runs = [-7.01, -6.99, -7, -7.015, -6.985, -7.005, -6.995, -7, -7.01, -6.99];
    const measured = (shift: number, change: number) => ({
      fingerprint: aFingerprint(),
      canary: Math.exp(CANARY_LEVEL + shift),
      series: [{ ...headSeries("a", -7 + shift + change), code: null }],
    });
    const isSuspected = (store: Baseline, shift: number, change: number) =>
      suspectsAgainst(store, measured(shift, change), budgetOf).size === 1;
    for (const store of [baselineOf({ a: runs }), baselineOf({ a: [-7] })]) {
      expect(isSuspected(store, -Math.log(1.35), Math.log(1.25))).toBe(true);
      expect(isSuspected(store, -Math.log(1.35), 0)).toBe(false);
    }
  });
});
