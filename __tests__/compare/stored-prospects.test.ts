import { describe, expect, test } from "@jest/globals";
import { budgetLookup } from "../../src/compare/budgets.ts";
import { settledByStore } from "../../src/compare/stored.ts";
import type { StoredQuestion } from "../../src/compare/stored-noise.ts";
import { storedProspects, whyNoProspect } from "../../src/compare/stored-prospects.ts";
import type { Baseline } from "../../src/model.ts";
import { fingerprint as aFingerprint } from "../support/baselines.ts";
import { baselineOf, canarySeries, simulatedRun } from "../support/histories.ts";
import { gaussians } from "../support/simulated-blocks.ts";

const budgetOf = budgetLookup(0.1, []);

describe("prospects: what unchanged code would most likely be passed for by the store", () => {
  test.each([
    [0.01, 0.9, 1],
    [0.03, 0.3, 0.6],
    [0.08, 0, 0.02],
  ])("are promised for the part that is passed, where runs lie %p apart", (deviation, least, most) => {
    const draw = gaussians(31);
    const shares = Array.from({ length: 20 }, () => {
      const { store, head, ids, question } = simulatedRun({ draw, runs: 20, deviation });
      const { able: promised } = storedProspects(store, ids, question, budgetOf, 6);
      const rows = settledByStore(store, [canarySeries(), ...head], question, budgetOf).filter(({ id }) =>
        promised.has(id),
      );
      const passed = rows.filter(({ verdict }) => verdict === "within-budget").length;
      return { promised: promised.size, passed };
    });
    const sum = (key: "promised" | "passed") => shares.reduce((total, one) => total + one[key], 0);
    expect(sum("promised") / 1000).toBeGreaterThanOrEqual(least);
    expect(sum("promised") / 1000).toBeLessThanOrEqual(most);
    expect(sum("passed")).toBeGreaterThanOrEqual(0.8 * sum("promised"));
  });

  test("are none on another machine, without a history, and with fewer blocks than the noise needs", () => {
    const history = [-7.02, -6.98, -7, -7.02, -6.98, -7.015, -6.985, -7];
    const question = { fingerprint: aFingerprint(), baseCommit: null, codes: new Map([["a", null]]) };
    const ask = (store: Baseline, changes: Partial<StoredQuestion> = {}, blocks = 6) =>
      storedProspects(store, ["a"], { ...question, ...changes }, budgetOf, blocks).able.size;
    const store = baselineOf({ a: history });
    const blocky = {
      ...store,
      series: store.series.map((one) => ({ ...one, medians: [0.0009, 0.001, 0.0011] })),
    };
    expect(ask(store)).toBe(1);
    expect(ask(blocky)).toBe(1);
    expect(ask(blocky, {}, 2)).toBe(0);
    expect(ask(store, { fingerprint: aFingerprint({ cpu: "Xeon" }) })).toBe(0);
    expect(ask(baselineOf({ a: history.slice(0, 7) }))).toBe(0);
  });

  test("are none where the history does not say how fast its machines were", () => {
    const runs = [-7.01, -6.99, -7, -7.015, -6.985, -7.005, -6.995, -7, -7.01, -6.99];
    const question = { fingerprint: aFingerprint(), baseCommit: null, codes: new Map([["a", null]]) };
    const old = baselineOf(
      { a: runs },
      [],
      runs.map(() => null),
    );
    const prospects = storedProspects(old, ["a"], question, budgetOf, 6);
    expect(whyNoProspect(prospects)).toMatchObject({ why: "without-canary" });
  });
});

describe("why the store is not asked", () => {
  const steady = [-7.01, -6.99, -7, -7.015, -6.985, -7.005, -6.995, -7, -7.01, -6.99];
  const why = (ids: readonly string[], store: Baseline) => {
    const codes = new Map(ids.map((id) => [id, null]));
    const question = { fingerprint: aFingerprint(), baseCommit: null, codes };
    return whyNoProspect(storedProspects(store, ids, question, budgetOf, 2));
  };

  test.each<[object, readonly string[], Parameters<typeof baselineOf>[0]]>([
    [{ why: "never-recorded", count: 1, of: 1 }, ["new"], { a: steady }],
    [
      { why: "few-runs", count: 2, of: 3, enoughRuns: 8 },
      ["a", "b", "c"],
      {
        a: steady,
        b: [...steady.slice(0, 5).map(() => null), ...steady.slice(5)],
        c: [...steady.slice(0, 5).map(() => null), ...steady.slice(5)],
      },
    ],
    [
      { why: "too-noisy", count: 1, of: 1 },
      ["a"],
      {
        a: steady.map((value) => -7 + 10 * (value + 7)),
      },
    ],
  ])("is the commonest reason: %j", (reason, ids, logs) => {
    expect(why(ids, baselineOf(logs))).toMatchObject(reason);
  });
});
