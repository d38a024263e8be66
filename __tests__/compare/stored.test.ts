import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { budgetLookup } from "../../src/compare/budgets.ts";
import { decideStored as decideAtSpeed, settledByStore as settledAtSpeed } from "../../src/compare/stored.ts";
import type { StoredQuestion } from "../../src/compare/stored-noise.ts";
import type { Baseline, Fingerprint, RowVerdict, Series } from "../../src/model.ts";
import { CANARY_ID } from "../../src/protocol.ts";
import { normalValues } from "../../src/statistics/normal.ts";
import { randomStream } from "../../src/statistics/random.ts";
import { decideSequentially, PAIRED_RULE } from "../../src/statistics/sequential-rule.ts";
import { median } from "../../src/statistics/student.ts";
import { baseline as aBaseline, fingerprint as aFingerprint, storedSeries } from "../support/baselines.ts";
import {
  baselineOf,
  CANARY_LEVEL,
  canarySeries,
  commitAt,
  headSeries,
  simulatedRun,
} from "../support/histories.ts";
import { gaussians } from "../support/simulated-blocks.ts";

const budgetOf = budgetLookup(0.1, []);
/** On a machine that is as fast as when the baseline was recorded. */
const decideStored: typeof decideAtSpeed = (store, head, ...more) =>
  decideAtSpeed(store, [canarySeries(), ...head], ...more);
const settledByStore: typeof settledAtSpeed = (store, head, ...more) =>
  settledAtSpeed(store, [canarySeries(), ...head], ...more);
const fingerprint: Fingerprint = {
  cpu: "EPYC",
  os: "ubuntu24",
  python: "CPython 3.13.0",
  lock: null,
  packages: "p1",
  variables: { APP_MODE: "1234" },
};
const asked = (changes: Partial<StoredQuestion> = {}): StoredQuestion => ({
  fingerprint,
  baseCommit: null,
  codes: new Map(),
  ...changes,
});
const series = (id: string, level: number): Series => ({
  id,
  metric: "time",
  unit: "s",
  better: "smaller",
  medians: [0.99, 1, 1.01, 1, 0.995, 1.005].map((factor) => factor * level),
});
const stored = (id: string, level: number) => storedSeries({ ...series(id, level), history: [level] });
const baseline = (given: Partial<Baseline> = {}): Baseline =>
  aBaseline({ fingerprint, series: [stored("a", 0.001)], ...given });

describe("time from another run, without a history, decides only what no machine's difference explains", () => {
  test.each([
    ["unchanged", 1, "inconclusive"],
    ["a third slower", 1.33, "inconclusive"],
    ["five times slower", 5, "regressed"],
    ["forty percent faster", 0.6, "within-budget"],
    ["more than twice as fast", 0.4, "improved"],
  ])("%s", (_title, factor, verdict) => {
    const [row] = decideStored(baseline(), [series("a", 0.001 * factor)], asked(), budgetOf);
    expect(row?.verdict).toBe(verdict);
  });
});

test.each([
  ["the same fingerprint", fingerprint, "stored-same-machine"],
  ["another CPU", { ...fingerprint, cpu: "Xeon" }, "stored-other-machine"],
  ["another lock file", { ...fingerprint, lock: "abc" }, "stored-other-machine"],
  ["other installed packages", { ...fingerprint, packages: "p2" }, "stored-other-machine"],
  [
    "other environment variables",
    { ...fingerprint, variables: { APP_MODE: "5678" } },
    "stored-other-machine",
  ],
  ["variables that nobody knows", { ...fingerprint, variables: null }, "stored-same-machine"],
  ["installed packages that nobody knows", { ...fingerprint, packages: null }, "stored-other-machine"],
])("evidence from %s is %s", (_title, now, evidence) => {
  const [row] = decideStored(baseline(), [series("a", 0.001)], asked({ fingerprint: now }), budgetOf);
  expect(row?.evidence).toBe(evidence);
});

test("a benchmark whose own code changed is not decided, however much slower it is", () => {
  const question = asked({ codes: new Map([["a", "other"]]) });
  const [row] = decideStored(baseline(), [series("a", 0.01)], question, budgetOf);
  expect(row).toMatchObject({
    verdict: "inconclusive",
    notes: [{ kind: "text-changed-since-recorded" }],
  });
});

test("a benchmark that the baseline does not have is not decided from it", () => {
  expect(decideStored(baseline(), [series("b", 0.001)], asked(), budgetOf)).toEqual([]);
});

describe("with a history of ten runs that lie 1 % apart", () => {
  const HISTORY = [-7.01, -6.99, -7, -7.015, -6.985, -7.005, -6.995, -7, -7.01, -6.99];
  const question: StoredQuestion = {
    fingerprint: aFingerprint(),
    baseCommit: null,
    codes: new Map([["a", null]]),
  };
  const rowOf = (now: number, changes: Partial<StoredQuestion> = {}, blocks = 6) => {
    const head = headSeries("a", now);
    const measured = { ...head, medians: head.medians.slice(0, blocks) };
    return decideStored(baselineOf({ a: HISTORY }), [measured], { ...question, ...changes }, budgetOf)[0];
  };

  test.each<[string, RowVerdict, number, number]>([
    ["unchanged, whose calls are alike, is settled", "within-budget", 0, 0.04],
    [
      "unchanged, whose mean is far above its typical call, is not: the store knows no means",
      "inconclusive",
      0,
      0.06,
    ],
    ["faster, whose mean is far above its typical call, is not either", "inconclusive", -0.3, 0.5],
    ["far slower is red, whatever its mean", "regressed", 0.3, 0.5],
  ])("a benchmark that is %s", (_title, verdict, change, excess) => {
    expect(rowOf(-7 + change, { meanExcess: new Map([["a", excess]]) })?.verdict).toBe(verdict);
  });

  test("what the store does not settle because of its mean says so", () => {
    const row = rowOf(-7, { meanExcess: new Map([["a", 0.4]]) });
    expect(row?.notes).toEqual([{ kind: "typical-calls-alone" }]);
  });

  test.each<[string, RowVerdict, number]>([
    ["unchanged", "within-budget", 0],
    ["5 % slower", "within-budget", Math.log(1.05)],
    ["10 % slower, which is exactly the budget,", "inconclusive", Math.log(1.1)],
    ["20 % slower", "regressed", Math.log(1.2)],
    ["20 % faster", "improved", -Math.log(1.2)],
  ])("%s is %s", (_title, verdict, change) => {
    expect(rowOf(-7 + change)).toMatchObject({ verdict, evidence: "stored-same-machine" });
  });

  test("a row says what it was compared with", () => {
    const row = rowOf(-7 + Math.log(1.2));
    expect(row?.base).toBeCloseTo(Math.exp(-7), 8);
    expect(row?.change).toBeCloseTo(0.2, 6);
    expect(row?.notes).toEqual([{ kind: "against-level", runs: 10, speed: null }]);
  });

  test.each<[string, Partial<StoredQuestion>, string]>([
    ["another CPU", { fingerprint: aFingerprint({ cpu: "Xeon" }) }, "stored-other-machine"],
    ["another Python", { fingerprint: aFingerprint({ python: "CPython 3.13.1" }) }, "stored-other-machine"],
    ["other lock files", { fingerprint: aFingerprint({ lock: "abc" }) }, "stored-other-machine"],
    ["other installed packages", { fingerprint: aFingerprint({ packages: "p2" }) }, "stored-other-machine"],
    ["another code of the benchmark", { codes: new Map([["a", "abc"]]) }, "stored-same-machine"],
    ["a base that was never recorded", { baseCommit: "f".repeat(40) }, "stored-same-machine"],
  ])("a history with %s is worth no more than a run on any machine", (_title, changes, evidence) => {
    expect(rowOf(-7 + Math.log(1.3), changes)).toMatchObject({ verdict: "inconclusive", evidence });
    expect(rowOf(-7, changes)).toMatchObject({ verdict: "inconclusive", evidence });
  });

  test("the history counts also where the last recording was on another machine", () => {
    const machines = [...HISTORY.map(() => aFingerprint()), aFingerprint({ cpu: "Xeon" })];
    const store = baselineOf({ a: [...HISTORY, -6] }, machines);
    const at = { ...question, baseCommit: commitAt(9) };
    const [row] = decideStored(store, [headSeries("a", -7)], at, budgetOf);
    expect(row).toMatchObject({ verdict: "within-budget", evidence: "stored-same-machine" });
  });

  test("the history is worth less with fewer blocks of head", () => {
    const widths = [6, 4, 2].map((blocks) => {
      const [low, high] = rowOf(-7, {}, blocks)?.interval ?? [0, 0];
      return high - low;
    });
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect(widths[2]).toBeGreaterThan((widths[0] ?? 0) * 1.05);
  });
});

/** Of benchmarks with one change, whose blocks have an SD of 2 %: how many the sequential rule calls within budget. */
function passedInPairs(ids: readonly string[], change: number, draw: () => number): number {
  const outcomes = decideSequentially(
    ids.map((id) => ({
      id,
      logRatios: Array.from({ length: PAIRED_RULE.looks.at(-1) ?? 0 }, () => change + 0.02 * draw()),
      logBudget: Math.log(1.1),
      gated: true,
    })),
    PAIRED_RULE,
  );
  return outcomes.filter(({ decision }) => decision === "within-budget").length;
}

function rates(times: number, options: Parameters<typeof simulatedRun>[0]) {
  const counts: Partial<Record<RowVerdict, number>> = {};
  let redRuns = 0;
  for (let time = 0; time < times; time++) {
    const { store, head, question } = simulatedRun(options);
    const rows = decideStored(store, head, question, budgetOf);
    for (const { verdict } of rows) counts[verdict] = (counts[verdict] ?? 0) + 1;
    if (rows.some(({ verdict }) => verdict === "regressed")) redRuns++;
  }
  const share = (verdict: RowVerdict) => (counts[verdict] ?? 0) / (times * 50);
  return { redRuns, green: share("within-budget"), red: share("regressed") };
}

describe("simulated suites of fifty against a history of twenty runs", () => {
  // Measured with three seeds: 97, 83 and 20 to 21 % passed where runs lie 1, 3 and 8 % apart; 87 to 88 % with shared noise.
  test.each<[string, { deviation: number; shared?: number }, number]>([
    ["1 % apart", { deviation: 0.01 }, 0.95],
    ["3 % apart", { deviation: 0.03 }, 0.78],
    ["8 % apart", { deviation: 0.08 }, 0.15],
    ["1.2 % apart, and 2.5 % together, as on one virtual machine", { deviation: 0.012, shared: 0.025 }, 0.78],
  ])(
    "unchanged code is red in none of 1,000, and passed as often as the noise lets, %s",
    (_title, noise, green) => {
      const observed = rates(1000, { draw: gaussians(11), runs: 20, ...noise });
      expect(observed.redRuns).toBe(0);
      expect(observed.green).toBeGreaterThanOrEqual(green);
    },
  );

  // Measured with three seeds: 2.5 to 2.9 % passed, of a nominal 2.5 %; up to 0.05 % red.
  test.each([0.01, 0.03, 0.08])(
    "a change exactly at the budget is passed at most 3.5 %% of the time, %p apart",
    (deviation) => {
      const observed = rates(150, { draw: gaussians(12), runs: 20, deviation, change: Math.log(1.1) });
      expect(observed.green).toBeLessThanOrEqual(0.035);
      expect(observed.red).toBeLessThanOrEqual(0.002);
    },
  );

  /**
   * `compare: auto`: the store first, with two blocks of head, and what it leaves in pairs, which are independent of it.
   * Each has its own chance to pass what is exactly at the budget. Measured with three seeds of 10,000: the store passed
   * 0.5 to 1.1 %, both together 0.9 to 1.7 %.
   */
  test.each([0.01, 0.02, 0.03])(
    "a change exactly at the budget is passed by store and pairs together at most 2.5 %% of the time, %p apart",
    (deviation) => {
      const draw = gaussians(15);
      const passed = { byStore: 0, inPairs: 0 };
      const suites = 60;
      for (let time = 0; time < suites; time++) {
        const { store, head, question } = simulatedRun({ draw, runs: 20, deviation, change: Math.log(1.1) });
        const two = head.map((one) => ({ ...one, medians: one.medians.slice(0, 2) }));
        const settled = settledByStore(store, two, question, budgetOf).filter(
          ({ verdict }) => verdict === "within-budget",
        );
        const done = new Set(settled.map(({ id }) => id));
        const left = head.map(({ id }) => id).filter((id) => !done.has(id));
        passed.byStore += settled.length;
        passed.inPairs += passedInPairs(left, Math.log(1.1), draw);
      }
      const share = (passed.byStore + passed.inPairs) / (50 * suites);
      expect(share).toBeLessThanOrEqual(0.025);
      expect(passed.byStore / (50 * suites)).toBeLessThanOrEqual(0.015);
    },
  );

  // Measured with three seeds: 86 to 87 %.
  test("a slowdown by 30 % is red at least 80 % of the time where runs lie 3 % apart", () => {
    const observed = rates(50, { draw: gaussians(13), runs: 20, deviation: 0.03, change: Math.log(1.3) });
    expect(observed.red).toBeGreaterThanOrEqual(0.8);
  });

  // Too few for a change point. Without doubting the last runs, 26 % of the first kind were passed; now 0.1 %.
  test.each([1, 2, 3])(
    "a slowdown that undoes what base's last runs (%p of them) had gained is hardly ever passed",
    (count) => {
      const step = { runs: count, change: -Math.log(1.15) };
      const observed = rates(50, {
        draw: gaussians(14),
        runs: 20,
        deviation: 0.02,
        change: Math.log(1.15),
        step,
      });
      expect(observed.green).toBeLessThanOrEqual(0.01);
    },
  );
});

describe("no red verdict on time from stored evidence alone between different machines", () => {
  /**
   * What published tables of CPython's own benchmarks show of the same release on three machines (60 benchmarks,
   * 3.11.0, faster-cpython/benchmarking-public): between two x86 servers the suite differs by 7 %, each benchmark by an
   * SD of 10 % on top; between a laptop's ARM and a server by 46 to 55 % and an SD of 21 %, the furthest by a factor
   * of 2.5. And what is harsher than any of them.
   */
  const MACHINES: readonly [string, number, number][] = [
    ["alike", 1, 0.2],
    ["two x86 servers", 1.07, 0.1],
    ["an ARM laptop and an x86 server", 1.55, 0.215],
    ["the other way round", 1 / 1.55, 0.215],
    ["a server and a board computer", 5, 0.35],
  ];

  /** Blocks of both machines are real ones: of two recordings, each of fifty benchmarks, base or head at random. */
  const days = ["quiet-plus0-edit2-801", "two-plus0-edit3-802"].map(recordedBlocks);

  test.each(MACHINES)("in 1,000 comparisons of recorded blocks, %s", (_title, factor, deviation) => {
    const random = randomStream(21, "machines", Math.round(deviation * 100), Math.round(factor * 100));
    const normal = normalValues(random);
    const wrong: RowVerdict[] = [];
    for (let run = 0; run < 1000; run++) {
      const [before = [], after = []] = days.map((blocks) =>
        [...blocks].map(([id, [base, head]]) => {
          const side = random.coin() ? base : head;
          const from = random.integer(0, side.length - 6);
          return { id, medians: side.slice(from, from + 6) };
        }),
      );
      const store = baseline({
        series: before.map((one) => storedSeries({ ...one, history: [median(one.medians)] })),
      });
      const elsewhere = after.map(({ id, medians }): Series => {
        const slower = factor * Math.exp(deviation * normal());
        return {
          id,
          metric: "time",
          unit: "s",
          better: "smaller",
          medians: medians.map((value) => value * slower),
        };
      });
      const question = {
        fingerprint: aFingerprint({ cpu: "Intel Xeon" }),
        baseCommit: null,
        codes: new Map(before.map(({ id }) => [id, null])),
      };
      // A suite of any size.
      const size = [1, 5, 10, 50][run % 4];
      for (const { verdict } of decideStored(store, elsewhere.slice(0, size), question, budgetOf)) {
        if (verdict === "regressed" || verdict === "improved") wrong.push(verdict);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("except for a slowdown by a factor of ten", () => {
    const ids = ["a", "b", "c", "d", "e", "f"];
    const store = baselineOf(Object.fromEntries(ids.map((id) => [id, [-7]])));
    const question = {
      fingerprint: aFingerprint({ cpu: "Intel Xeon" }),
      baseCommit: null,
      codes: new Map(ids.map((id) => [id, null])),
    };
    const head = ids.map((id) => headSeries(id, -7 + Math.log(1.5) + (id === "c" ? Math.log(10) : 0)));
    const rows = decideStored(store, head, question, budgetOf);
    expect(rows.filter(({ verdict }) => verdict === "regressed").map(({ id }) => id)).toEqual(["c"]);
    expect(rows[0]?.notes).toEqual([
      {
        kind: "against-last-run",
        differences: [{ kind: "cpu", baseline: "AMD EPYC 7763", here: "Intel Xeon" }],
        suiteChange: expect.closeTo(0.5, 6),
      },
    ]);
  });
});

/** Block medians of base and of head, by benchmark. */
function recordedBlocks(name: string): ReadonlyMap<string, readonly [number[], number[]]> {
  const path = join(import.meta.dirname, `../../bench/data/recordings/${name}.json.gz`);
  const { series } = JSON.parse(gunzipSync(readFileSync(path)).toString("utf8")) as {
    series: readonly [string, readonly [number, unknown, number, readonly number[]][]][];
  };
  return new Map(
    series
      .filter(([id]) => id !== CANARY_ID)
      .map(([id, blocks]) => {
        const side = (which: 0 | 1) =>
          blocks.map(([, , , pairs]) => median(pairs.filter((_, index) => index % 2 === which)) / 1e9);
        return [id, [side(0), side(1)]];
      }),
  );
}

describe("how fast the machine is, by its canary:", () => {
  const STEADY = [-7.01, -6.99, -7, -7.015, -6.985, -7.005, -6.995, -7, -7.01, -6.99];
  const question: StoredQuestion = {
    fingerprint: aFingerprint(),
    baseCommit: null,
    codes: new Map([["a", null]]),
  };
  /** All times, and the canary, by that much (logarithmic) from the history's; then the code. */
  const rowAt = (shift: number, change: number, store = baselineOf({ a: STEADY })) =>
    decideAtSpeed(
      store,
      [canarySeries(CANARY_LEVEL + shift), headSeries("a", -7 + shift + change)],
      question,
      budgetOf,
    )[0];

  test("a machine that is somewhat slower now has its history scaled, and less is settled", () => {
    const [before, after] = [rowAt(0, 0), rowAt(0.02, 0)];
    expect(after).toMatchObject({ verdict: "within-budget" });
    expect(after?.base).toBeCloseTo(Math.exp(-7 + 0.02), 8);
    expect(after?.change).toBeCloseTo(0, 6);
    const width = (row: typeof before) => (row?.interval?.[1] ?? 0) - (row?.interval?.[0] ?? 0);
    expect(width(after)).toBeGreaterThan(width(before));
    expect(rowAt(0.02, Math.log(1.25))?.notes).toEqual([
      { kind: "against-level", runs: 10, speed: expect.closeTo(Math.expm1(0.02), 6) },
    ]);
  });

  test.each<[string, number, number]>([
    ["+25 % on a machine that is 1.35 times as fast", -Math.log(1.35), Math.log(1.25)],
    ["unchanged code on one that is 1.35 times as fast", -Math.log(1.35), 0],
    ["unchanged code on one that is 1.35 times as slow", Math.log(1.35), 0],
    ["unchanged code on one that is five times as slow", Math.log(5), 0],
  ])("%s is not decided, and the row says why", (_title, shift, change) => {
    expect(rowAt(shift, change)).toMatchObject({
      verdict: "inconclusive",
      notes: [{ kind: "machine-speed-differs", slower: expect.closeTo(Math.expm1(shift), 6) }],
    });
  });

  test("without a canary now, or one in the history, no history decides", () => {
    const head = [headSeries("a", -7)];
    const [now] = decideAtSpeed(baselineOf({ a: STEADY }), head, question, budgetOf);
    expect(now).toMatchObject({
      verdict: "inconclusive",
      notes: [{ kind: "machine-speed-unknown" }],
    });
    const old = baselineOf(
      { a: STEADY },
      [],
      STEADY.map(() => null),
    );
    expect(rowAt(0, 0, old)?.verdict).toBe("inconclusive");
  });

  test("what is no time needs no canary", () => {
    const counted = baselineOf(
      { a: STEADY },
      [],
      STEADY.map(() => null),
    );
    const memory = { metric: "peak-memory", unit: "B" } as const;
    const store = { ...counted, series: counted.series.map((one) => ({ ...one, ...memory })) };
    const head = [{ ...headSeries("a", -7), ...memory }];
    expect(decideAtSpeed(store, head, question, budgetOf)[0]?.verdict).toBe("within-budget");
  });

  test("a history of a machine that was now fast, now slow, is one level", () => {
    const speeds = STEADY.map((_, run) => (run < 5 ? Math.log(1.35) : 0));
    const store = baselineOf(
      { a: STEADY.map((value, run) => value + (speeds[run] ?? 0)) },
      [],
      speeds.map((speed) => CANARY_LEVEL + speed),
    );
    const row = decideAtSpeed(
      store,
      [canarySeries(CANARY_LEVEL + Math.log(1.35) / 2), headSeries("a", -7 + Math.log(1.35) / 2)],
      question,
      budgetOf,
    )[0];
    expect(row).toMatchObject({ verdict: "within-budget", notes: [] });
  });

  /**
   * Suites of fifty, whose times follow the machine's speed each in its own way: by 0.3 to 1.3 of what the canary does.
   * Runs of benchmarks and canary lie 1 % apart on top; +25 % is of all of them.
   */
  const SHIFTS = [
    0.7, 0.74, 0.8, 0.85, 0.9, 0.92, 0.95, 0.97, 0.99, 1, 1.01, 1.03, 1.05, 1.08, 1.1, 1.15, 1.25, 1.35, 1.4,
  ];
  test.each(SHIFTS)(
    "at %p of the time that the canary took, no slowdown by 25 %% settles as within budget, and no unchanged code as improved",
    (factor) => {
      const draw = gaussians(41);
      const random = randomStream(42, "speed", Math.round(1000 * factor));
      const shift = Math.log(factor);
      const ids = Array.from({ length: 50 }, (_, index) => `b${index}`);
      const wrong = { passed: 0, improved: 0, red: 0 };
      for (let time = 0; time < 20; time++) {
        const follows = ids.map(() => random.integer(30, 130) / 100);
        const logs = ids.map((id) => [id, Array.from({ length: 12 }, () => -7 + 0.01 * draw())] as const);
        const canary = Array.from({ length: 12 }, () => CANARY_LEVEL + 0.01 * draw());
        const store = baselineOf(Object.fromEntries(logs), [], canary);
        const now = canarySeries(CANARY_LEVEL + shift + 0.01 * draw(), 2);
        const ask = { ...question, codes: new Map(ids.map((id) => [id, null])) };
        const head = (change: number) =>
          ids.map((id, index) => {
            const level = -7 + shift * (follows[index] ?? 1) + change + 0.01 * draw();
            return { ...headSeries(id, level), medians: headSeries(id, level).medians.slice(0, 2) };
          });
        const slower = settledAtSpeed(store, [now, ...head(Math.log(1.25))], ask, budgetOf);
        const same = [now, ...head(0)];
        wrong.passed += slower.filter(({ verdict }) => verdict === "within-budget").length;
        wrong.improved += settledAtSpeed(store, same, ask, budgetOf).filter(
          ({ verdict }) => verdict === "improved",
        ).length;
        wrong.red += decideAtSpeed(store, same, ask, budgetOf).filter(
          ({ verdict }) => verdict === "regressed",
        ).length;
      }
      expect(wrong).toEqual({ passed: 0, improved: 0, red: 0 });
    },
  );
});
