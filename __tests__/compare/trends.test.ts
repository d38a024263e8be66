import { describe, expect, test } from "@jest/globals";
import { similarMachine } from "../../src/baseline/history.ts";
import { budgetLookup } from "../../src/compare/budgets.ts";
import { coursesOf, findTrends } from "../../src/compare/trends.ts";
import type { Fingerprint } from "../../src/model.ts";
import { fingerprint } from "../support/baselines.ts";
import { baselineOf, CANARY_LEVEL, commitAt } from "../support/histories.ts";
import { gaussians } from "../support/simulated-blocks.ts";

const budgetOf = budgetLookup(0.1, []);
const trendsOf = (
  logs: Readonly<Record<string, readonly (number | null)[]>>,
  machines: readonly Fingerprint[] = [],
) => findTrends(baselineOf(logs, machines), budgetOf);
/** Around a level, 0.3 % apart. */
const flat = (count: number, level = 0) =>
  Array.from({ length: count }, (_, run) => level + ([0.003, -0.002, 0.001, -0.003, 0.002][run % 5] ?? 0));
const creeping = (count: number, percent: number) =>
  Array.from({ length: count }, (_, run) => run * Math.log1p(percent / 100));

describe("the speed of the machine:", () => {
  const logs = { a: [...flat(12), ...flat(12, Math.log(1.35))] };
  const withCanaries = (secondsOf: (run: number) => number | null) => {
    const baseline = baselineOf(logs, []);
    const runs = baseline.runs.map((run, place) => ({ ...run, canary: secondsOf(place) }));
    return findTrends({ ...baseline, runs }, budgetOf);
  };

  test.each<[string, (run: number) => number | null, number]>([
    [
      "a machine that became slower, as its canary says, is no step of the code",
      (run) => (run < 12 ? 0.1 : 0.135),
      0,
    ],
    ["code that became slower on a machine that did not is a step", () => 0.1, 1],
    ["without canaries, times are compared as they are", () => null, 1],
    [
      "runs whose speed nobody knows are left out beside those whose speed is known",
      (run) => (run < 12 ? null : 0.1),
      0,
    ],
  ])("%s", (_, secondsOf, steps) => {
    expect(withCanaries(secondsOf).changePoints).toHaveLength(steps);
  });

  test("what single readings of the canary are off by hides no drift of the code", () => {
    const off = [1.02, 0.97, 1.01, 1.05, 0.98, 1.03];
    const baseline = baselineOf({ a: [0, 1, 2, 3, 4, 5].map((run) => run * Math.log(1.03)) }, []);
    const runs = baseline.runs.map((run, place) => ({ ...run, canary: 0.1 * (off[place] ?? 1) }));
    expect(findTrends({ ...baseline, runs }, budgetOf).candidates).toMatchObject([{ id: "a" }]);
  });

  test.each<[string, number]>([
    ["of a benchmark that waits, as long on any machine", 0],
    ["of a benchmark that follows the machine", 1],
  ])("a machine that changes its speed hides no drift %s", (_, follows) => {
    const speeds = [1, 1, 1, 0.88, 0.88, 0.88];
    const logs = speeds.map((speed, run) => run * Math.log(1.03) + follows * Math.log(speed));
    const baseline = baselineOf({ a: logs }, []);
    const runs = baseline.runs.map((run, place) => ({ ...run, canary: 0.1 * (speeds[place] ?? 1) }));
    const { candidates } = findTrends({ ...baseline, runs }, budgetOf);
    expect(candidates.map(({ change }) => change.toFixed(2))).toEqual(["0.16"]);
  });
});

describe("steps of a history", () => {
  test("lie between the last run before and the first one after", () => {
    const { changePoints } = trendsOf({ a: [...flat(5), ...flat(5, 0.2)] });
    expect(changePoints).toEqual([
      {
        id: "a",
        metric: "time",
        change: expect.closeTo(Math.expm1(0.2), 2),
        from: commitAt(4),
        to: commitAt(5),
        at: "2026-01-06T00:00:00.000Z",
      },
    ]);
  });

  test("are told in both directions, the newest first, and of one run the largest", () => {
    const { changePoints } = trendsOf({
      a: [...flat(5), ...flat(5, 0.2), ...flat(5, 0.05)],
      b: [...flat(10), ...flat(5, 0.4)],
    });
    expect(changePoints.map(({ id, to }) => [id, to])).toEqual([
      ["b", commitAt(10)],
      ["a", commitAt(10)],
      ["a", commitAt(5)],
    ]);
    expect(changePoints[1]?.change).toBeLessThan(0);
  });

  test.each([
    [0.04, 0],
    [0.06, 1],
    [-0.06, 1],
  ])("of less than half the budget are none: %p by logarithm makes %p", (change, count) => {
    expect(trendsOf({ a: [...flat(8), ...flat(8, change)] }).changePoints).toHaveLength(count);
  });

  test("have the runs around that measured the benchmark", () => {
    const { changePoints } = trendsOf({ a: [...flat(5), null, null, ...flat(5, 0.2)] });
    expect(changePoints[0]).toMatchObject({ from: commitAt(4), to: commitAt(7) });
  });
});

describe("runs are read where they are like the newest one", () => {
  test.each<[string, Partial<Fingerprint>, boolean]>([
    ["another image of the system", { os: "ubuntu24 20261108.1.0" }, true],
    ["another patch release of Python", { python: "CPython 3.13.1" }, true],
    ["a release candidate", { python: "CPython 3.13.0rc2+" }, true],
    ["other lock files", { lock: "abc" }, true],
    ["another CPU", { cpu: "Intel Xeon" }, false],
    ["another minor version of Python", { python: "CPython 3.14.0" }, false],
    ["another build of Python", { python: "CPython 3.13.0 (free-threaded)" }, false],
    ["another implementation", { python: "PyPy 3.13.0" }, false],
  ])("with %s: %p", (_title, changes, expected) => {
    expect(similarMachine(fingerprint(), fingerprint(changes))).toBe(expected);
  });

  test("so that a faster machine in between is no step", () => {
    const machines = Array.from({ length: 12 }, (_, run) =>
      fingerprint(run % 2 === 0 ? { cpu: "Intel Xeon" } : {}),
    );
    const column = flat(12).map((value, run) => (run % 2 === 0 ? value - 0.3 : value));
    expect(trendsOf({ a: column }, machines)).toEqual({ changePoints: [], candidates: [] });
  });
});

describe("the course of a benchmark", () => {
  const named = (...ids: readonly string[]) => ids.map((id) => ({ id, metric: "time" as const }));

  test("is that on machines like the newest run's, with a gap where it was not measured", () => {
    const machines = [0, 1, 2, 3].map((run) => fingerprint(run === 1 ? { cpu: "Intel Xeon" } : {}));
    const [course] = coursesOf(baselineOf({ a: [-7, -3, null, -6] }, machines), named("a"), 9);
    expect(course).toMatchObject({ id: "a", medians: [Math.exp(-7), null, Math.exp(-6)] });
  });

  test("is there once for each that is named, the first of them where there are too many", () => {
    const baseline = baselineOf({ a: [-7], b: [-7], c: [-7] });
    expect(coursesOf(baseline, named("c", "a", "c", "gone", "b"), 2).map(({ id }) => id)).toEqual(["c", "a"]);
  });
});

describe("slow drift", () => {
  test("of five times 3 % is found in six runs, though no single step passed the budget", () => {
    expect(trendsOf({ a: creeping(6, 3) }).candidates).toEqual([
      {
        id: "a",
        metric: "time",
        evidence: "stored-same-machine",
        change: expect.closeTo(1.03 ** 5 - 1, 10),
        best: commitAt(0),
        now: commitAt(5),
        runs: 5,
      },
    ]);
  });

  test.each<[string, (number | null)[], number]>([
    ["four times 2 % is none: it is within the budget", creeping(5, 2), 0],
    ["five times 3.5 % is one, though two of its levels are over the budget apart", creeping(6, 3.5), 1],
    ["ten times 1.2 % is one", creeping(11, 1.2), 1],
    ["five times 3 % is one after a long time at one level", [...flat(30), ...creeping(6, 3)], 1],
    ["five times 3 % is none once it went back again", [...creeping(6, 3), ...flat(8)], 0],
    ["one step over the budget is none", [...flat(8), ...flat(8, 0.15)], 0],
    ["one step over the budget in the last run is none", [...flat(8), 0.15], 0],
    ["a step over the budget and a little more is none", [...flat(8), ...flat(8, 0.15), ...flat(8, 0.2)], 0],
    [
      "a step over the budget and a drift over it again is one",
      [...flat(8), ...creeping(12, 1.5).map((v) => v + 0.15)],
      1,
    ],
    ["two steps of 7 % are one", [...flat(8), ...flat(8, 0.07), ...flat(8, 0.14)], 1],
    [
      "a gain that was lost in two steps is one",
      [...flat(8), ...flat(8, -0.14), ...flat(8, -0.07), ...flat(8)],
      1,
    ],
    ["two runs, one of them slower, are none", [0, 0.2], 0],
    ["a single run is none", [0], 0],
    ["one that the newest run did not measure is none", [...creeping(6, 3), null], 0],
  ])("is told from other courses: %s", (_title, column, count) => {
    const others = Object.fromEntries(["b", "c", "d", "e"].map((id) => [id, flat(column.length)]));
    expect(trendsOf({ a: column, ...others }).candidates.map(({ id }) => id)).toEqual(
      count === 0 ? [] : ["a"],
    );
  });

  test("is listed by size", () => {
    const { candidates } = trendsOf({ a: creeping(6, 3), b: creeping(6, 4) });
    expect(candidates.map(({ id }) => id)).toEqual(["b", "a"]);
  });
});

/** Part of a thousand benchmarks, in suites of twenty, that are candidates, and that have a step. */
function rates(
  level: (run: number) => number,
  runs: number,
  deviation: number,
  shared = 0,
  canary: readonly number[] = [],
) {
  const gaussian = gaussians(runs + Math.round(deviation * 1000));
  let [candidates, steps] = [0, 0];
  for (let suite = 0; suite < 50; suite++) {
    const ofRun = Array.from({ length: runs }, () => shared * gaussian());
    const logs = Array.from({ length: 20 }, (_, index) => [
      `b${index}`,
      ofRun.map((common, run) => level(run) + common + deviation * gaussian()),
    ]);
    const found = findTrends(baselineOf(Object.fromEntries(logs), [], canary), budgetOf);
    candidates += found.candidates.length;
    steps += new Set(found.changePoints.map(({ id }) => id)).size;
  }
  return { candidates: candidates / 1000, steps: steps / 1000 };
}

describe("of a thousand simulated benchmarks,", () => {
  const unchanged = () => 0;
  const fiveTimes3 = (runs: number) => (run: number) => Math.log1p(0.03) * Math.max(0, run - (runs - 6));
  const slowly = (runs: number) => (run: number) => (0.148 * run) / (runs - 1);

  // Measured: 0.0, 0.0, 0.8, 1.7, 0.1 and 0.3 % drift; at most 0.3, 2.6 and 0.8 % steps where the noise is 2 or 3 %.
  test.each([
    [6, 0.01, 0, 0.001],
    [6, 0.02, 0, 0.003],
    [6, 0.012, 0.025, 0.03],
    [6, 0.03, 0, 0.03],
    [30, 0.03, 0, 0.005],
    [100, 0.03, 0, 0.01],
  ])(
    "unchanged over %p runs with a noise of %p, and %p shared: at most %p drift",
    (runs, deviation, shared, most) => {
      const observed = rates(unchanged, runs, deviation, shared);
      expect(observed.candidates).toBeLessThanOrEqual(most);
      expect(observed.steps).toBeLessThanOrEqual(0.06);
    },
  );

  // Measured: 2.1, 0.0, 1.8 and 0.0 % drift, and 1.9 to 3.5 % steps. Scaled alike, all that wait showed both.
  test.each([
    [6, "do not follow", 0, 0.04],
    [6, "follow", 1, 0.01],
    [30, "do not follow", 0, 0.04],
    [30, "follow", 1, 0.01],
  ])(
    "unchanged over %p runs of a machine that becomes 12 %% faster, which they %s",
    (runs, _, follows, most) => {
      const speed = (run: number) => (run < runs / 2 ? 0 : -Math.log(1.12));
      const noise = gaussians(7);
      const canary = Array.from({ length: runs }, (_, run) => CANARY_LEVEL + speed(run) + 0.005 * noise());
      const observed = rates((run) => follows * speed(run), runs, 0.02, 0, canary);
      expect(observed.candidates).toBeLessThanOrEqual(most);
      expect(observed.steps).toBeLessThanOrEqual(0.06);
    },
  );

  // Measured: 100, 89 and 65 %; 97, 80 and 60 % after a long time at one level.
  test.each([
    [6, 0.01, 0.99],
    [6, 0.02, 0.85],
    [6, 0.03, 0.6],
    [30, 0.01, 0.95],
    [30, 0.02, 0.75],
    [30, 0.03, 0.55],
  ])(
    "five times 3 %% in the last of %p runs with a noise of %p: at least %p are found",
    (runs, deviation, least) => {
      expect(rates(fiveTimes3(runs), runs, deviation).candidates).toBeGreaterThanOrEqual(least);
    },
  );

  // Measured: 99.5 and 87 %; 100 and 95 %.
  test.each([
    [30, 0.02, 0.98],
    [30, 0.03, 0.83],
    [100, 0.02, 0.99],
    [100, 0.03, 0.92],
  ])("16 %% spread over %p runs with a noise of %p: at least %p are found", (runs, deviation, least) => {
    expect(rates(slowly(runs), runs, deviation).candidates).toBeGreaterThanOrEqual(least);
  });
});
