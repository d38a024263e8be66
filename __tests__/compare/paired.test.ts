import { describe, expect, test } from "@jest/globals";
import { budgetLookup } from "../../src/compare/budgets.ts";
import { blockLogRatio, decidePaired, pairedDecider } from "../../src/compare/paired.ts";
import type { PairedSeries, RowVerdict } from "../../src/model.ts";
import { PAIRED_RULE } from "../../src/statistics/sequential-rule.ts";
import { aCanary, around, aSeries } from "../support/series.ts";

const budgetOf = budgetLookup(0.1, []);

test.each<[string, number[], RowVerdict]>([
  ["far above the budget", around(1.35), "regressed"],
  ["unchanged", around(1), "within-budget"],
  ["slower, but not by the budget", around(1.04), "within-budget"],
  ["far faster", around(0.5), "improved"],
  ["at the budget", around(1.1), "inconclusive"],
  ["too few blocks", [1.5, 1.5], "inconclusive"],
])("%s is %s", (_title, ratios, verdict) => {
  const suite = [aSeries("a", ratios), aSeries("b", around(1)), aSeries("c", around(1)), aCanary()];
  const { rows } = decidePaired(suite, budgetOf);
  expect(rows.find((row) => row.id === "a")?.verdict).toBe(verdict);
});

test("a row shows seconds a call, the change, an interval around it, and what it rests on", () => {
  const [row] = decidePaired([aSeries("a", around(1.35), 0.002), aCanary()], budgetOf).rows;
  expect(row?.base).toBeCloseTo(0.002, 9);
  expect(row?.head).toBeCloseTo(0.0027, 4);
  expect(row?.change).toBeCloseTo(0.35, 2);
  expect(row?.interval?.[0]).toBeLessThan(0.35);
  expect(row?.interval?.[1]).toBeGreaterThan(0.35);
  expect(row?.evidence).toBe("paired");
});

test("the values of a row say what its change says, also where the machine was now fast and now slow", () => {
  const blocks = [
    [20, 23],
    [30, 26],
    [40, 47],
    [21, 25],
    [50, 53],
  ].map(([base = 0, head = 0], block) => ({
    ...{ block, cpu: 0, loops: 1, sideBySide: false },
    pairs: { base: [base], head: [head] },
  }));
  const series: PairedSeries = { ...aSeries("a", []), blocks };
  const [row] = decidePaired([series, aCanary()], budgetOf).rows;
  expect(row?.change).toBeGreaterThan(0);
  expect(row?.base).toBe(30);
  expect(row?.head).toBeCloseTo(30 * (1 + (row?.change ?? 0)), 9);
});

test("an inconclusive row says what it could have detected", () => {
  const [row] = decidePaired([aSeries("a", around(1.1)), aCanary()], budgetOf).rows;
  expect(row?.detectable).toBeGreaterThan(0.1);
  expect(row?.notes).toEqual([{ kind: "undecided", blocks: 4, tooCloseFor: null, processes: null }]);
});

test("a row that lies too near its budget is measured no further, and says that more would hardly tell", () => {
  const atBudget = Array.from({ length: 64 }, (_, block) => 1.1 + (block % 2 === 0 ? 0.004 : -0.004));
  const suite = [aSeries("a", atBudget), aSeries("b", around(1)), aSeries("c", around(1)), aCanary()];
  const tooCloseFor = PAIRED_RULE.looks.at(-1);
  expect(decidePaired(suite, budgetOf).rows[0]).toMatchObject({
    verdict: "inconclusive",
    notes: [{ kind: "undecided", blocks: 8, tooCloseFor }],
  });
  expect(pairedDecider(budgetOf, true).decided(suite)).toContain("a");
  const [soFar] = decidePaired([aSeries("a", atBudget.slice(0, 5)), ...suite.slice(1)], budgetOf).rows;
  expect(soFar?.notes).toMatchObject([{ kind: "undecided", blocks: 5, tooCloseFor: null }]);
});

test("one disturbed pair does not move a block", () => {
  const pairs = { base: [1, 1, 1, 1, 1], head: [1, 1, 1, 1, 5] };
  expect(blockLogRatio({ block: 0, cpu: 0, loops: 1, sideBySide: false, pairs })).toBe(0);
});

describe("where bigger is better", () => {
  const rate = (ratios: readonly number[]) => ({
    ...aSeries("rate", ratios, 1000),
    metric: "value" as const,
    unit: "rows/s",
    better: "bigger" as const,
  });

  test.each<[string, number, RowVerdict]>([
    ["a rate that falls by a quarter", 0.75, "regressed"],
    ["a rate that rises by a half", 1.5, "improved"],
    ["a rate that stays", 1, "within-budget"],
  ])("%s is %s", (_title, ratio, verdict) => {
    const [row] = decidePaired([rate(around(ratio))], budgetOf).rows;
    expect(row).toMatchObject({ verdict, metric: "value", unit: "rows/s", better: "bigger" });
    expect(row?.change).toBeCloseTo(ratio - 1, 2);
    expect(row?.interval?.[0]).toBeLessThan(ratio - 1);
  });

  test("a rate may lose what ten percent would bring back, and no more", () => {
    const exact = (ratio: number) => Array.from({ length: 24 }, () => ratio);
    const verdictOf = (ratio: number) => decidePaired([rate(exact(ratio))], budgetOf).rows[0]?.verdict;
    expect(verdictOf(1 / 1.08)).toBe("within-budget");
    expect(verdictOf(1 / 1.12)).toBe("regressed");
  });
});

describe("several metrics", () => {
  const sizes = (id: string, ratios: readonly number[]) => ({
    ...aSeries(id, ratios, 1e6),
    metric: "peak-memory" as const,
    unit: "B",
  });

  test("of one benchmark are a row each", () => {
    const { rows } = decidePaired([aSeries("a", around(1)), sizes("a", around(1.4))], budgetOf);
    expect(rows.map(({ id, metric, verdict }) => [id, metric, verdict])).toEqual([
      ["a", "time", "within-budget"],
      ["a", "peak-memory", "regressed"],
    ]);
  });

  test("do not make each other look noisy, or quiet", () => {
    const times = [aSeries("a", [1.1, 0.9, 1.2, 0.8]), aSeries("b", [0.9, 1.15, 0.85, 1.1])];
    const exact = Array.from({ length: 20 }, (_, place) => sizes(`s${place}`, [1, 1, 1, 1]));
    const intervals = (series: readonly PairedSeries[]) =>
      decidePaired(series, budgetOf)
        .rows.filter(({ metric }) => metric === "time")
        .map(({ interval }) => interval);
    expect(intervals([...times, ...exact])).toEqual(intervals(times));
  });

  test("share the error of red", () => {
    const alone = decidePaired([sizes("a", around(1.09))], budgetOf).rows[0]?.detectable ?? 0;
    const many = Array.from({ length: 30 }, (_, place) => aSeries(`t${place}`, around(1)));
    const beside = decidePaired([sizes("a", around(1.09)), ...many], budgetOf).rows[0]?.detectable ?? 0;
    expect(alone).toBeGreaterThan(0.1);
    expect(beside).toBeGreaterThan(alone);
  });

  test("a benchmark is measured on until all of them are decided", () => {
    const { decided } = pairedDecider(budgetOf, true);
    const four = (ratio: number) => Array.from({ length: 4 }, (_, place) => ratio * (1 + place / 500));
    expect(decided([aSeries("a", four(1)), sizes("a", four(1.1)), aSeries("b", four(1))])).toEqual(
      new Set(["b"]),
    );
  });
});

describe("what runs on several CPUs at a time", () => {
  const onCpus = (cpus: number) => {
    const series = aSeries("threads", around(2));
    return { ...series, blocks: series.blocks.map((block) => ({ ...block, cpu: null, cpus })) };
  };

  test("is decided where there are several", () => {
    expect(decidePaired([onCpus(2)], budgetOf).rows).toMatchObject([{ verdict: "regressed" }]);
  });

  test("can't be told where there is one, and asks for no further block", () => {
    const [row] = decidePaired([onCpus(1)], budgetOf).rows;
    expect(row).toMatchObject({
      verdict: "inconclusive",
      change: null,
      notes: [{ kind: "only-one-cpu" }],
    });
    expect([...pairedDecider(budgetOf, true).decided([onCpus(1)])]).toEqual(["threads"]);
  });

  const shared = (ratio: number, shares: readonly number[]) => {
    const series = aSeries("threads", around(ratio));
    const blocks = series.blocks.map((block, place) => ({
      ...block,
      cpu: null,
      cpus: 2,
      othersShare: shares[place % shares.length] ?? 0,
    }));
    return { ...series, blocks };
  };

  test.each<[string, number, readonly number[], RowVerdict]>([
    ["had them is passed", 1, [0.01], "within-budget"],
    ["had to share them in one of several blocks is passed", 1, [0.01, 0.02, 0.6, 0.01], "within-budget"],
    ["had to share them is not passed", 1, [0.4], "inconclusive"],
    ["had to share them is red where it is slower all the same", 2, [0.4], "regressed"],
    ["had to share them is better where it is faster all the same", 0.5, [0.4], "improved"],
  ])("a benchmark that runs on several CPUs and %s", (_title, ratio, shares, verdict) => {
    const [row] = decidePaired([shared(ratio, shares)], budgetOf).rows;
    expect(row?.verdict).toBe(verdict);
    if (verdict === "inconclusive") expect(row?.notes).toEqual([{ kind: "cpus-were-shared", share: 0.4 }]);
  });
});

describe("values that are zero or below", () => {
  const counted = (base: number, head: number): PairedSeries => ({
    id: "count",
    metric: "value",
    unit: "rows",
    better: "smaller",
    blocks: [0, 1, 2, 3].map((block) => ({
      block,
      cpu: 0,
      loops: 1,
      sideBySide: false,
      pairs: { base: [base], head: [head] },
    })),
  });

  test.each<[number, number, RowVerdict]>([
    [0, 0, "within-budget"],
    [-3, -3, "within-budget"],
    [0, 5, "inconclusive"],
    [5, 0, "improved"],
    [-2, -4, "inconclusive"],
  ])("%p against %p is %s", (base, head, verdict) => {
    const [row] = decidePaired([counted(base, head)], budgetOf).rows;
    expect(row).toMatchObject({ verdict, base, head });
  });

  test.each<[string, number[], number[]]>([
    ["zero on both sides", [0], [0]],
    ["of equal negative values beside others", [-5, 5], [-5, 5.1]],
    ["near the largest number there is", [1.6e308, 1.5e308], [1.6e308, 1.5e308]],
  ])("what is %s leaves the others of its suite as they are", (_title, base, head) => {
    const inPairs = (id: string, pairsOf: (block: number) => PairedSeries["blocks"][number]["pairs"]) => ({
      ...counted(0, 0),
      id,
      metric: "time" as const,
      blocks: [0, 1, 2, 3, 4, 5, 6, 7].map((block) => ({
        ...(counted(0, 0).blocks[0] as PairedSeries["blocks"][number]),
        block,
        pairs: pairsOf(block),
      })),
    });
    const noisy = (id: string, by: number, phase: number) =>
      inPairs(id, (block) => ({
        base: [1, 1],
        head: Array(2).fill(by * (1 + 0.004 * Math.sin(7 * block + phase))),
      }));
    const suite = [noisy("slow", 1.5, 1), noisy("a", 1, 2), noisy("b", 1, 3), noisy("c", 1, 4)];
    const { rows } = decidePaired([...suite, inPairs("odd", () => ({ base, head }))], budgetOf);
    expect(rows.slice(0, 4).map(({ verdict }) => verdict)).toEqual([
      "regressed",
      "within-budget",
      "within-budget",
      "within-budget",
    ]);
    const odd = rows.find(({ id }) => id === "odd");
    expect(odd?.change ?? 0).not.toBeNaN();
    expect(odd?.detectable ?? 0).not.toBeNaN();
  });

  test("a floor decides where there is no ratio", () => {
    const floors = budgetLookup(0.1, [{ benchmarks: "count", metric: "value", budget: null, floor: 10 }]);
    expect(decidePaired([counted(0, 5)], floors).rows[0]).toMatchObject({
      verdict: "within-budget",
      notes: [{ kind: "below-floor" }],
    });
    expect(decidePaired([counted(0, 15)], floors).rows[0]?.verdict).toBe("regressed");
  });

  test("an undecided row says that there is no ratio, and is not measured on", () => {
    const [row] = decidePaired([counted(0, 5)], budgetOf).rows;
    expect(row?.notes).toEqual([{ kind: "no-floor" }]);
    expect(row?.change).toBeNull();
    expect(pairedDecider(budgetOf, true).decided([counted(0, 5)])).toEqual(new Set(["count"]));
  });
});

describe("the canary", () => {
  test("is never a row", () => {
    expect(decidePaired([aSeries("a", around(1)), aCanary()], budgetOf).rows.map((row) => row.id)).toEqual([
      "a",
    ]);
  });

  test("that drifts turns red into inconclusive where it may have made it, and leaves green as it is", () => {
    const { rows, canary } = decidePaired(
      [
        aSeries("slow", around(1.3)),
        aSeries("much slower", around(1.9)),
        aSeries("fine", around(1)),
        aSeries("fine2", around(1)),
        aCanary(around(1.2)),
      ],
      budgetOf,
    );
    expect(canary?.drifted).toBe(true);
    expect(rows.map((row) => [row.id, row.verdict])).toEqual([
      ["slow", "inconclusive"],
      ["much slower", "regressed"],
      ["fine", "within-budget"],
      ["fine2", "within-budget"],
    ]);
    expect(rows[0]?.notes).toEqual([{ kind: "canary-drifted" }]);
  });

  test("that drifts only while a row was still measured makes that row inconclusive", () => {
    const quiet = around(1);
    const late = [...quiet, ...Array.from({ length: 20 }, (_, block) => (block % 2 === 0 ? 1.31 : 1.29))];
    const atTheEdge = Array.from(
      { length: 24 },
      (_, block) => (block < 4 ? 1.1 : 1.3) * (block % 2 === 0 ? 1.004 : 0.996),
    );
    const { rows } = decidePaired(
      [aSeries("early", around(1.4)), aSeries("late", atTheEdge), aSeries("fine", around(1)), aCanary(late)],
      budgetOf,
    );
    expect(rows.map((row) => [row.id, row.verdict])).toEqual([
      ["early", "regressed"],
      ["late", "inconclusive"],
      ["fine", "within-budget"],
    ]);
  });

  test("that drifts in head's favour makes green inconclusive too, because it hides what is slower", () => {
    const { rows } = decidePaired(
      [aSeries("a", around(1)), aSeries("b", around(1)), aSeries("c", around(1)), aCanary(around(0.8))],
      budgetOf,
    );
    expect(rows.every((row) => row.verdict === "inconclusive")).toBe(true);
  });

  /** Four unchanged benchmarks, and a canary with these ratios, after so many of eight blocks. */
  function steadyBeside(canary: readonly number[]) {
    const steady = ["a", "b", "c", "d"].map((id) => aSeries(id, [...around(1), ...around(1)]));
    return (blocks: number) =>
      [...steady, aCanary(canary)].map((one) => ({ ...one, blocks: one.blocks.slice(0, blocks) }));
  }

  describe("that was odd in its first blocks", () => {
    const upTo = steadyBeside([0.9, 0.92, ...around(1), ...around(1)].slice(0, 8));

    test("puts off what it may have made, and nothing is left of it once it is steady", () => {
      const { decided } = pairedDecider(budgetOf, true);
      expect([...decided(upTo(2))]).toEqual([]);
      expect([...decided(upTo(8))].toSorted()).toEqual(["a", "b", "c", "d"]);
      const { rows, canary } = decidePaired(upTo(8), budgetOf);
      expect(rows.map(({ verdict }) => verdict)).toEqual(Array(4).fill("within-budget"));
      expect(canary?.drifted).toBe(false);
    });

    test("has no say where the sides are two interpreters", () => {
      expect([...pairedDecider(budgetOf, false).decided(upTo(2))]).toEqual(
        expect.arrayContaining(["a", "b", "c", "d"]),
      );
    });
  });

  test("whose drift lasts ends what it may have made after eight blocks, undecided", () => {
    const lasting = Array.from({ length: 8 }, (_, block) => 0.9 + 0.002 * (block % 2));
    const { decided } = pairedDecider(budgetOf, true);
    const upTo = steadyBeside(lasting);
    expect([...decided(upTo(6))]).toEqual([]);
    expect([...decided(upTo(8))].toSorted()).toEqual(["a", "b", "c", "d"]);
    const { rows, canary } = decidePaired(upTo(8), budgetOf);
    expect(rows.map(({ verdict }) => verdict)).toEqual(Array(4).fill("inconclusive"));
    expect(canary?.drifted).toBe(true);
  });

  test("that drifts by less than any verdict hangs on is no news", () => {
    const { rows, canary } = decidePaired(
      ["a", "b", "c", "d"].map((id) => aSeries(id, around(1))).concat(aCanary(around(0.985))),
      budgetOf,
    );
    expect(rows.every((row) => row.verdict === "within-budget")).toBe(true);
    expect(canary?.drifted).toBe(false);
  });

  test("within its noise has not drifted", () => {
    expect(decidePaired([aSeries("a", around(1)), aCanary(around(1.008))], budgetOf).canary?.drifted).toBe(
      false,
    );
  });
});

test("a change below a benchmark's absolute floor is within its budget", () => {
  const floors = budgetLookup(0.1, [{ benchmarks: "a", metric: "time", budget: null, floor: 0.001 }]);
  const [row] = decidePaired([aSeries("a", around(1.5), 1e-6), aCanary()], floors).rows;
  expect(row).toMatchObject({ verdict: "within-budget", notes: [{ kind: "worse-below-floor" }] });
});

test("the schedule is told what is decided, the canary included", () => {
  const decider = pairedDecider(budgetOf, true);
  expect(decider.looks).toEqual(PAIRED_RULE.looks);
  const decided = decider.decided([
    aSeries("a", around(1.35)),
    aSeries("b", around(1.1)),
    aSeries("c", around(1)),
    aCanary(),
  ]);
  expect([...decided]).toEqual(expect.arrayContaining(["a", "c"]));
  expect(decided.has("b")).toBe(false);
});
