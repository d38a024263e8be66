import { describe, expect, test } from "@jest/globals";
import {
  changeInterval,
  type Decision,
  decideAtLook,
  decideSequentially,
  detectableChange,
  isFutile,
  PAIRED_RULE,
  redTail,
  type SequentialOutcome,
  type SequentialRule,
} from "../../src/statistics/sequential-rule.ts";
import { mean } from "../../src/statistics/student.ts";
import { estimateSuite } from "../../src/statistics/suite-estimates.ts";
import { simulatedSuite } from "../support/simulated-blocks.ts";

function rates(change: number, deviation: number, runs = 60) {
  const counts: Record<Decision, number> = { regressed: 0, improved: 0, "within-budget": 0, undecided: 0 };
  let blocks = 0;
  for (let seed = 0; seed < runs; seed++) {
    for (const outcome of decideSequentially(
      simulatedSuite({ seed, count: 50, change, deviation }),
      PAIRED_RULE,
    )) {
      counts[outcome.decision]++;
      blocks += outcome.blocks;
    }
  }
  const total = runs * 50;
  return { ...counts, total, meanBlocks: blocks / total };
}

describe("simulated suites of 50 with a block SD of 1 % and a budget of 10 %", () => {
  test.each<[number, Decision, number]>([
    [0, "within-budget", 1],
    [0.05, "within-budget", 0.99],
    [0.15, "regressed", 0.99],
    [0.2, "regressed", 0.999],
    [-0.3, "improved", 0.99],
  ])("a true change of %p is %s at least %p of the time", (change, decision, share) => {
    const observed = rates(change, 0.01);
    expect(observed[decision] / observed.total).toBeGreaterThanOrEqual(share);
  });

  test("a change exactly at the budget is undecided, because neither answer would be true", () => {
    const observed = rates(0.1, 0.01, 20);
    expect(observed.undecided / observed.total).toBeGreaterThan(0.97);
    expect(observed.regressed).toBe(0);
  });

  test("nothing is red before the fourth block, however large the change", () => {
    expect(rates(1, 0.01, 5).meanBlocks).toBe(4);
  });

  test("an unchanged suite needs hardly more than the first look", () => {
    expect(rates(0, 0.01, 20).meanBlocks).toBeLessThan(2.3);
  });
});

test.each([4, 6, 8])(
  "in suites of %p, a change exactly at the budget passes rarely and is hardly ever red",
  (count) => {
    const counts: Record<Decision, number> = { regressed: 0, improved: 0, "within-budget": 0, undecided: 0 };
    for (let seed = 0; seed < 800 / count; seed++) {
      const suite = simulatedSuite({ seed, count, change: 0.1, deviation: 0.015, blocks: 24 });
      for (const { decision } of decideSequentially(suite, { ...PAIRED_RULE, irreducibleDeviation: 0 })) {
        counts[decision]++;
      }
    }
    expect(counts["within-budget"] / 800).toBeLessThan(PAIRED_RULE.beta * 1.5);
    expect(counts.regressed / 800).toBeLessThan(PAIRED_RULE.alpha);
  },
);

test("noise of 5 % a block turns verdicts into undecided ones, not into wrong ones", () => {
  const unchanged = rates(0, 0.05, 20);
  expect(unchanged.regressed).toBe(0);
  const slower = rates(0.15, 0.05, 20);
  expect(slower["within-budget"] / slower.total).toBeLessThan(0.025);
});

test("deciding after every look takes no decision back", () => {
  const whole = simulatedSuite({ seed: 7, count: 30, change: 0.17, deviation: 0.02 });
  const decidedAt = new Map<string, Decision>();
  for (const look of PAIRED_RULE.looks) {
    const soFar = whole.map((input) => ({ ...input, logRatios: input.logRatios.slice(0, look) }));
    for (const { id, decision } of decideSequentially(soFar, PAIRED_RULE)) {
      const before = decidedAt.get(id);
      if (before !== undefined) expect(decision).toBe(before);
      if (decision !== "undecided") decidedAt.set(id, decision);
    }
  }
  expect(decidedAt.size).toBeGreaterThan(10);
});

test("blocks that a decided benchmark no longer gets change nobody's verdict", () => {
  const whole = simulatedSuite({ seed: 3, count: 20, change: 0.12, deviation: 0.015 });
  const live = decideSequentially(whole, PAIRED_RULE);
  const stopped = new Map(live.map((outcome) => [outcome.id, outcome.blocks]));
  const cut = whole.map((input) => ({
    ...input,
    logRatios: input.logRatios.slice(0, stopped.get(input.id)),
  }));
  expect(decideSequentially(cut, PAIRED_RULE)).toEqual(live);
});

describe("what lies too near its budget", () => {
  const last = PAIRED_RULE.looks.at(-1) ?? 0;
  const patient = { ...PAIRED_RULE, futileBelow: 0 };
  const outcomes = (change: number, rule: SequentialRule, runs: number) =>
    Array.from({ length: runs }, (_, seed) =>
      decideSequentially(simulatedSuite({ seed, count: 50, change, deviation: 0.012, blocks: last }), rule),
    ).flat();
  const meanBlocks = (some: readonly SequentialOutcome[]) => mean(some.map(({ blocks }) => blocks));

  test("is given up long before the last look", () => {
    const [given, waited] = [outcomes(0.1, PAIRED_RULE, 4), outcomes(0.1, patient, 4)];
    expect(meanBlocks(given)).toBeLessThan(meanBlocks(waited) / 2);
  });

  test("says so, and is given up at the same look where only the blocks up to it are there", () => {
    const whole = simulatedSuite({ seed: 11, count: 20, change: 0.1, deviation: 0.012, blocks: last });
    const ended = decideSequentially(whole, PAIRED_RULE);
    expect(ended.filter(({ givenUp, blocks }) => givenUp && blocks < last).length).toBeGreaterThan(15);
    const blocksOf = new Map(ended.map(({ id, blocks }) => [id, blocks]));
    const measured = whole.map((one) => ({
      ...one,
      logRatios: one.logRatios.slice(0, blocksOf.get(one.id)),
    }));
    expect(decideSequentially(measured, PAIRED_RULE)).toEqual(ended);
  });

  test("is not given up between looks, where the time limit may end it", () => {
    const cut = simulatedSuite({ seed: 11, count: 20, change: 0.1, deviation: 0.012, blocks: 5 });
    expect(decideSequentially(cut, PAIRED_RULE).some(({ givenUp }) => givenUp)).toBe(false);
  });

  test.each([0.08, 0.1, 0.12, 0.13])("costs hardly a verdict, at a true change of %p", (change) => {
    const given = outcomes(change, PAIRED_RULE, 10);
    const waited = outcomes(change, patient, 10);
    const lost = given.filter(
      ({ decision }, index) => decision === "undecided" && waited[index]?.decision !== "undecided",
    );
    // Either answer may be lost.
    expect(lost.length / given.length).toBeLessThan(2 * PAIRED_RULE.futileBelow);
  });

  const budget = Math.log1p(0.1);
  test.each<[string, number, number, number, boolean]>([
    ["at the budget, halfway, it is given up", 48, budget, 0.004, true],
    ["so far over that the same again would do, it is not", 48, budget + 0.014, 0.004, false],
    ["so far within that the same again would do, it is not", 48, budget - 0.01, 0.004, false],
    ["after a few blocks, it is not", 4, budget, 0.006, false],
    ["at the last look, there is nothing to give up", last, budget, 0.004, false],
    ["where only what replication can't remove is left, it is given up", 16, budget, 0.002, true],
  ])("%s", (_, look, meanLog, standardError, futile) => {
    const estimate = { meanLog, standardError, degreesOfFreedom: look + 11 };
    expect(isFutile(estimate, look, budget, 50, PAIRED_RULE)).toBe(futile);
  });

  test.each([
    [100, true],
    [3, false],
  ])("with %p degrees of freedom, that it is too near is known or not", (degreesOfFreedom, futile) => {
    const estimate = { meanLog: budget + 0.002, standardError: 0.0035, degreesOfFreedom };
    expect(isFutile(estimate, 32, budget, 50, PAIRED_RULE)).toBe(futile);
  });
});

test.each([
  [4, "undecided"],
  [12, "undecided"],
  [16, "within-budget"],
])("after %p blocks, what looks improved and can't be called so is %s", (look, decision) => {
  const estimate = { meanLog: -0.4, standardError: 0.1, degreesOfFreedom: 6 };
  expect(decideAtLook(estimate, look, Math.log1p(0.1), 50, PAIRED_RULE)).toBe(decision);
});

test("the chance of a false red row is split over the suite and the looks that may find one", () => {
  const rule = { alpha: 0.01, looks: [2, 3, 4, 6, 8], fewestBlocksForChange: 4 };
  expect(redTail(50, rule)).toBeCloseTo(0.01 / (50 * 3), 12);
});

test("the canary shares no error with the benchmarks", () => {
  const [first, ...rest] = simulatedSuite({ seed: 1, count: 5, change: 0.16, deviation: 0.01 });
  if (first === undefined) throw new Error("empty suite");
  const alone = decideSequentially(
    [first, ...rest.map((input) => ({ ...input, gated: false }))],
    PAIRED_RULE,
  );
  const together = decideSequentially([first, ...rest], PAIRED_RULE);
  expect(alone[0]?.blocks).toBeLessThanOrEqual(together[0]?.blocks ?? 0);
});

test("a series without blocks is left out, one with a single block is undecided", () => {
  const [input] = simulatedSuite({ seed: 1, count: 1, change: 0.5, deviation: 0.01 });
  if (input === undefined) throw new Error("empty suite");
  const outcomes = decideSequentially(
    [
      { ...input, id: "none", logRatios: [] },
      { ...input, id: "one", logRatios: [0.4] },
    ],
    PAIRED_RULE,
  );
  expect(outcomes.map(({ id, decision }) => [id, decision])).toEqual([["one", "undecided"]]);
});

test("a benchmark is as certain as the poorest of its blocks up to the look, and no later one takes that back", () => {
  const suite = simulatedSuite({ seed: 3, count: 20, change: 0.1, deviation: 0.01, blocks: 4 });
  const errorAt = (look: number, comparisons: readonly number[]) => {
    const inputs = suite.map((input, index) => ({
      ...input,
      comparisons: index === 0 ? comparisons.slice(0, look) : [16],
    }));
    const rule = { ...PAIRED_RULE, looks: [look], futileBelow: 0 };
    return decideSequentially(
      inputs.map((input) => ({ ...input, logRatios: input.logRatios.slice(0, look) })),
      rule,
    )[0]?.estimate.standardError;
  };
  expect(errorAt(2, [16, 16, 1, 1])).toBe(errorAt(2, [16]));
  expect(errorAt(4, [16, 16, 1, 16])).toBe(errorAt(4, [1]));
  expect(errorAt(4, [1])).toBeGreaterThan(1.2 * (errorAt(4, [16]) ?? 0));
});

test("the 95 % interval holds the true change at least 95 % of the time, also where all are alike and nothing ends early", () => {
  const rule = { ...PAIRED_RULE, irreducibleDeviation: 0, looks: [6] };
  let held = 0;
  for (let seed = 0; seed < 40; seed++) {
    for (const { estimate } of decideSequentially(
      simulatedSuite({ seed, count: 50, change: 0.1, deviation: 0.02, blocks: 6 }),
      rule,
    )) {
      const [low, high] = changeInterval(estimate);
      if (low <= 0.1 && 0.1 <= high) held++;
    }
  }
  expect(held / 2000).toBeGreaterThan(0.97);
  expect(held / 2000).toBeLessThan(0.999);
});

// Golden values: SciPy 1.17.1, stats.t.isf on the moderated variance with as many degrees of freedom from the prior as own.
test.each<[string, number[], boolean, [number, number]]>([
  ["two blocks", [0.01, 0.03], false, [-0.11654085138071134, 0.17810854731542036]],
  ["two blocks that say two numbers", [0.01, 0.03], true, [-0.07779346474897601, 0.12860919371936597]],
  ["five blocks", [0, 0.01, 0.02, 0.03, 0.04], false, [-0.01202330512463058, 0.053477050208844946]],
])("the interval of %s is that of SciPy", (_title, logRatios, hasWitness, [low, high]) => {
  const [estimate] = estimateSuite([logRatios], { ...PAIRED_RULE, winsorisedBeyond: 100 });
  if (estimate?.ofBlocks === undefined) throw new Error("no estimate of blocks");
  const seen = changeInterval({ ...estimate, ofBlocks: { ...estimate.ofBlocks, hasWitness } });
  expect(seen[0]).toBeCloseTo(low, 6);
  expect(seen[1]).toBeCloseTo(high, 6);
});

test("nothing is within budget whose interval reaches the budget", () => {
  for (const change of [0, 0.05, 0.08]) {
    for (let seed = 0; seed < 10; seed++) {
      const suite = simulatedSuite({ seed, count: 8, change, deviation: 0.03, blocks: 24 });
      for (const { decision, estimate } of decideSequentially(suite, PAIRED_RULE)) {
        if (decision === "within-budget") expect(changeInterval(estimate)[1]).toBeLessThan(0.1);
      }
    }
  }
});

describe("a process in ten that takes ten times as long", () => {
  const quiet = simulatedSuite({ seed: 5, count: 12, change: 0, deviation: 0.01, blocks: 24 });
  const slowIn = (block: number) =>
    quiet.map((input, index) => ({
      ...input,
      logRatios: input.logRatios.map((value, at) =>
        index === 0 && at === block ? value + Math.log(10) : value,
      ),
    }));

  test("keeps a benchmark from passing once it was seen, though its centre draws that block in", () => {
    expect(decideSequentially(slowIn(1), PAIRED_RULE)[0]?.decision).toBe("undecided");
  });

  test("is not known of before", () => {
    expect(decideSequentially(slowIn(23), PAIRED_RULE)[0]?.decision).toBe("within-budget");
  });
});

test("what could have been detected lies above the budget and shrinks with the error", () => {
  const wide = detectableChange(
    { meanLog: 0.05, standardError: 0.02, degreesOfFreedom: 27 },
    Math.log1p(0.1),
    50,
    PAIRED_RULE,
  );
  const tight = detectableChange(
    { meanLog: 0.05, standardError: 0.01, degreesOfFreedom: 27 },
    Math.log1p(0.1),
    50,
    PAIRED_RULE,
  );
  expect(tight).toBeGreaterThan(0.1);
  expect(wide).toBeGreaterThan(tight);
});
