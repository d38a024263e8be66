import { describe, expect, test } from "@jest/globals";
import { seriesKey } from "../../src/baseline/history.ts";
import { budgetLookup } from "../../src/compare/budgets.ts";
import { decidePaired } from "../../src/compare/paired.ts";
import { replayVerdicts } from "../../src/compare/replay.ts";
import type { AcceptRule, Conditions, PairedSeries } from "../../src/model.ts";
import { readResult, writeResult } from "../../src/report/document.ts";
import { aResult, aRow, someConditions } from "../support/results.ts";
import { aCanary, around, aSeries } from "../support/series.ts";
import { gaussians } from "../support/simulated-blocks.ts";

/** Small suites are where one series more or less moves the prior, and with it verdicts near the edge. */
function simulated(seed: number, count: number): { series: PairedSeries[]; canary: PairedSeries } {
  const gaussian = gaussians(seed);
  const ratios = (change: number, deviation: number) =>
    Array.from({ length: 12 }, () => (1 + change) * Math.exp(deviation * gaussian()));
  const series = Array.from({ length: count }, (_, index) =>
    aSeries(`b${index}`, ratios(0.05 * index, 0.03)),
  );
  return { series, canary: aCanary(ratios(0, 0.01)) };
}

test("a result that was written and read decides the same way again, errored rows and canary included", () => {
  for (let seed = 0; seed < 100; seed++) {
    const { series, canary } = simulated(seed, 4);
    const { rows } = decidePaired([...series, canary], budgetLookup(0.1, []));
    const benchmarks = rows.map((row) => ({ ...row, location: null, work: null, reasons: [] }));
    const [first, ...rest] = benchmarks;
    if (first === undefined) throw new Error("no rows");
    const errored = { ...first, verdict: "errored" as const, evidence: null, change: null, interval: null };
    const result = aResult({
      benchmarks: [errored, ...rest],
      evidence: { canaryBlocks: canary.blocks },
      config: { budget: 0.1, budgets: [] },
    });
    const reading = readResult(writeResult(result));
    if (reading.kind !== "read") throw new Error(reading.why);
    expect([...replayVerdicts(reading.result)]).toEqual(rest.map((row) => [seriesKey(row), row.verdict]));
  }
});

test.each([{ timeLimitReached: true }, { lost: "base" as const }])(
  "what was decided when measuring ended early (%j) is decided the same way again",
  (given) => {
    const slower = ["a", "b", "c", "d"].map((id) => aSeries(id, around(2).slice(0, 3)));
    const benchmarks = slower.map((series) => aRow({ ...series, verdict: "regressed", evidence: "paired" }));
    const replayed = (conditions: Conditions) =>
      new Set(replayVerdicts(aResult({ benchmarks, evidence: { conditions } })).values());
    expect(replayed(someConditions(given))).toEqual(new Set(["regressed"]));
    expect(replayed(someConditions())).toEqual(new Set(["inconclusive"]));
  },
);

describe("a row that says accepted", () => {
  const rule = { benchmarks: "b*", reason: "validates input now", until: "2026-12-31" };
  const replayed = (ratio: number, accepted: readonly AcceptRule[]) => {
    const { rows } = decidePaired([aSeries("b", around(ratio))], budgetLookup(0.1, []));
    const benchmarks = rows.map((row) => ({
      ...row,
      verdict: "accepted" as const,
      location: null,
      work: null,
      reasons: [],
    }));
    return replayVerdicts(aResult({ benchmarks, config: { budget: 0.1, accepted } })).get("time b");
  };

  test("is so again where its blocks regressed, whatever day it is now", () => {
    expect(replayed(1.3, [rule])).toBe("accepted");
    expect(replayed(1.3, [{ ...rule, until: "2001-01-01" }])).toBe("accepted");
  });

  test("is not where they did not", () => {
    expect(replayed(1, [rule])).toBe("within-budget");
  });

  test("is not where no rule of the result accepts it", () => {
    expect(replayed(1.3, [])).toBe("regressed");
    expect(replayed(1.3, [{ ...rule, benchmarks: "c" }])).toBe("regressed");
  });
});
