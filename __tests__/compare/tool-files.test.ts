import { describe, expect, test } from "@jest/globals";
import { asToolResults, comparedToolFiles } from "../../src/compare/tool-files.ts";
import type { ToolResult, ToolResults } from "../../src/formats/tool-results.ts";
import { parseConfig } from "../../src/inputs/parse-config.ts";
import type { RowVerdict } from "../../src/model.ts";
import { baseline, storedSeries } from "../support/baselines.ts";
import { noteTold, told } from "../support/words.ts";

const CONFIG = parseConfig({}, "flag", null, 1);

function aResult(given: Partial<ToolResult> = {}): ToolResult {
  const time = { metric: "time", unit: "s", better: "smaller" } as const;
  return { id: "a", ...time, value: 1, processes: [], isBeside: false, ...given };
}

function aFile(results: readonly ToolResult[], given: Partial<ToolResults> = {}) {
  const origin = { machine: null, python: null, commit: null };
  return {
    name: "file.json",
    results: { format: "pyperf", tool: "pyperf", ...origin, results, missing: [], ...given } as const,
  };
}

function compared(
  base: readonly ToolResult[],
  head: readonly ToolResult[],
  machines: [string | null, string | null] = [null, null],
  config = CONFIG,
) {
  return comparedToolFiles(
    aFile(base, { machine: machines[0] }),
    aFile(head, { machine: machines[1] }),
    config,
    "2026-11-25",
  );
}

const rowOf = (base: Partial<ToolResult>, head: Partial<ToolResult>, machines?: [string, string]) =>
  compared([aResult(base)], [aResult(head)], machines).benchmarks[0];
/** A process a value. */
const of = (...values: number[]): Partial<ToolResult> => ({
  value: [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0,
  processes: values.map((value) => [value, value]),
});

describe("values without samples are decided by their plain ratio:", () => {
  test.each<[string, number, "smaller" | "bigger", RowVerdict]>([
    ["more than the budget", 1.101, "smaller", "regressed"],
    ["no more than it", 1.0999, "smaller", "within-budget"],
    ["less by more than it", 0.9, "smaller", "improved"],
    ["a rate that is lower than the budget brings back", 0.9, "bigger", "regressed"],
    ["a rate that is a little lower", 0.92, "bigger", "within-budget"],
    ["a rate that is higher", 1.2, "bigger", "improved"],
  ])("%s", (_, head, better, verdict) => {
    const row = rowOf({ value: 1, better }, { value: head, better });
    expect(row).toMatchObject({ verdict, evidence: "point", interval: null });
    expect(row?.change).toBeCloseTo(head - 1, 12);
  });
});

describe("where the processes of both sides are told apart", () => {
  test("an interval shows how far they differ", () => {
    const row = rowOf(of(1, 1.01, 0.99), of(1.3, 1.31, 1.29));
    expect(row?.verdict).toBe("regressed");
    expect(row?.interval?.[0]).toBeGreaterThan(0.2);
    expect(row?.interval?.[1]).toBeLessThan(0.4);
  });

  test("nothing is decided that their own noise may have made", () => {
    expect(rowOf(of(1, 1.3, 0.8), of(1.15, 1.5, 0.9))).toMatchObject({
      verdict: "inconclusive",
      notes: [{ kind: "processes-too-far-apart" }],
    });
  });

  test("the interval is as wide as SciPy's, around the ratio that is shown", () => {
    // SciPy 1.18.1: ttest_ind(log(head), log(base), equal_var=False).confidence_interval(0.95)
    const [low, high] = [0.4485332891085245, 0.9413254423316224];
    const row = rowOf(of(1, 1.1, 0.9, 1.05), of(2, 2.3, 1.8));
    const shown = Math.log(2 / 1.05);
    // Quantiles come from a table, at most a thousandth too large.
    for (const end of row?.interval ?? []) {
      const width = Math.abs(Math.log1p(end) - shown) / ((high - low) / 2);
      expect(width).toBeGreaterThan(1 - 1e-9);
      expect(width).toBeLessThan(1.001);
    }
    expect(row?.interval).toHaveLength(2);
  });
});

describe("what can't be compared is undecided, and says why:", () => {
  test.each<[string, Partial<ToolResult>, Partial<ToolResult>, RegExp]>([
    [
      "other units",
      { unit: "rows", metric: "value" },
      { unit: "pages", metric: "value" },
      /`rows` on base and `pages` on head/,
    ],
    [
      "other directions",
      { better: "bigger" },
      { better: "smaller" },
      /bigger values are better on base, and smaller ones on head/,
    ],
    ["zero against something", { value: 0 }, { value: 1 }, /no ratio/],
    ["below zero", { value: -1 }, { value: -2 }, /no ratio/],
  ])("%s", (_, base, head, note) => {
    const row = rowOf(base, head);
    expect(row).toMatchObject({ verdict: "inconclusive", change: null });
    expect(row && noteTold(row)).toMatch(note);
  });

  test("times of another machine", () => {
    expect(rowOf({ value: 1 }, { value: 2 }, ["one", "other"])).toMatchObject({
      verdict: "inconclusive",
      notes: [{ kind: "measured-on-another-machine" }],
      change: 1,
    });
  });

  test("not sizes of another machine, which are what they are", () => {
    const size = { metric: "value", unit: "B" } as const;
    expect(rowOf({ ...size, value: 1 }, { ...size, value: 2 }, ["one", "other"])?.verdict).toBe("regressed");
  });
});

test("zero and zero is unchanged", () => {
  expect(rowOf({ value: 0 }, { value: 0 })).toMatchObject({ verdict: "within-budget", change: 0 });
});

test("what only one file has is new, or removed, and what has no value is told", () => {
  const { benchmarks } = comparedToolFiles(
    aFile([aResult({ id: "gone" }), aResult({ id: "both" }), aResult({ id: "broken" })]),
    aFile([aResult({ id: "both" }), aResult({ id: "fresh", value: 3 })], {
      missing: [{ id: "broken", kind: "failed", why: "it failed" }],
    }),
    CONFIG,
    "2026-11-25",
  );
  expect(benchmarks.map((row) => [row.id, row.verdict, row.head, noteTold(row)])).toEqual([
    ["both", "within-budget", 1, null],
    ["fresh", "new", 3, "not on base"],
    ["broken", "errored", null, "it failed"],
    ["gone", "removed", null, "not on head"],
  ]);
});

test("what a tool measured on the side is compared where metrics lists it", () => {
  const both = [aResult(), aResult({ metric: "peak-memory", unit: "B", isBeside: true })];
  const metricsOf = (metrics: string) =>
    compared(both, both, [null, null], parseConfig({ metrics }, "flag", null, 1)).benchmarks.map(
      ({ metric }) => metric,
    );
  expect(metricsOf("time")).toEqual(["time"]);
  expect(metricsOf("time, peak-memory")).toEqual(["time", "peak-memory"]);
});

test.each([
  [null, null, /one after the other/],
  ["one", "one", /one after the other/],
  ["one", "other", /on two machines/],
] as const)("a comparison says that its times are no proof: machines %p and %p", (base, head, words) => {
  expect(told(compared([aResult()], [aResult()], [base, head]).warnings)[0]?.message).toMatch(words);
});

test("a baseline of ours is a file like any other, each of its blocks a process", () => {
  const stored = baseline({
    series: [storedSeries({ id: "a", medians: [1, 2, 3] }), storedSeries({ id: "b", medians: [] })],
  });
  expect(asToolResults(stored).results).toEqual([aResult({ value: 2, processes: [[1], [2], [3]] })]);
});

test("a floor decides where there is no ratio", () => {
  const budgets = [{ benchmarks: "a", metric: "value", floor: 10 }];
  const config = parseConfig({}, "flag", { path: "hotpath-gate.toml", hides: null, table: { budgets } }, 1);
  const verdictOf = (head: number) =>
    compared(
      [aResult({ metric: "value", value: 0 })],
      [aResult({ metric: "value", value: head })],
      [null, null],
      config,
    ).benchmarks[0]?.verdict;
  expect([verdictOf(5), verdictOf(15)]).toEqual(["within-budget", "regressed"]);
});

describe("the gate", () => {
  const broken = aFile([], { missing: [{ id: "a", kind: "failed", why: "it failed" }] });

  test.each([
    ["fails for what failed on head alone", aFile([aResult()]), broken, "failed"],
    ["is unmeasured where it failed on both", broken, broken, "unmeasured"],
  ])("%s", (_, base, head, verdict) => {
    expect(comparedToolFiles(base, head, CONFIG, "2026-11-25").verdict).toBe(verdict);
  });
});

test("a baseline of ours says of its machine nothing that another tool's file can be held against", () => {
  const ours = {
    name: "base",
    results: asToolResults(baseline({ series: [storedSeries({ id: "a", medians: [1, 1, 1] })] })),
  };
  const theirs = aFile([aResult({ value: 3 })], { machine: "host, CPU" });
  expect(comparedToolFiles(ours, theirs, CONFIG, "2026-11-25").benchmarks[0]?.verdict).toBe("regressed");
});
