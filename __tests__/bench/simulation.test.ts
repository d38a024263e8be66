import { describe, expect, test } from "@jest/globals";
import { type Scenario, simulate } from "../../bench/simulation.ts";
import { PAIRED_RULE } from "../../src/statistics/sequential-rule.ts";

const RUNS = 80;
const scenario = (given: Partial<Scenario>): Scenario => ({
  others: 6,
  shape: "normal",
  deviation: 0.01,
  change: 0,
  mixture: null,
  ...given,
});
/** Looks that end earlier: what errs does so at the first ones. */
const rule = { ...PAIRED_RULE, looks: PAIRED_RULE.looks.filter((look) => look <= 24) };
const share = ({ count, of }: { count: number; of: number }) => count / of;
const outcome = (given: Partial<Scenario>, runs = RUNS) => simulate(scenario(given), runs, rule);

// Of 80 runs, 2.5 % are 2; more than 6 of as many are a chance of 0.4 %, and fewer than 69 intervals of 95 % one of 0.2 %.
describe.each([0.03, 0.1])("one benchmark with a block SD of %p among six of 1 % is", (deviation) => {
  test.each([0, 0.11, 0.15])("judged rightly at a change of %p", (change) => {
    const { regressed, withinBudget, covered } = outcome({ deviation, change });
    if (change === 0) expect(regressed.count).toBe(0);
    else expect(withinBudget.count).toBeLessThanOrEqual(6);
    expect(covered.count).toBeGreaterThanOrEqual(69);
  });

  test("hardly ever red at exactly its budget", () => {
    expect(outcome({ deviation, change: 0.1 }).regressed.count).toBeLessThanOrEqual(5);
  });
});

test("quiet benchmarks hardly take longer for a noisy one among them", () => {
  expect(outcome({ deviation: 0.1 }, 50).blocksOfOthers).toBeLessThan(2.4);
});

describe("head that is slower in a part of its processes", () => {
  // What the first two blocks show passes by no rule: (1 − p)².
  test.each([
    [0.1, 10, 0.81],
    [0.25, 3, 0.5625],
    [0.5, 2, 0.25],
  ])("(%p of them, by %p times) passes no more often than two blocks miss it", (part, times, missed) => {
    const { withinBudget } = outcome({ mixture: { share: part, times, on: "head" } });
    expect(share(withinBudget)).toBeLessThan(missed + 0.15);
  });

  test("is no regression where base is as well", () => {
    const mixture = { share: 0.25, times: 3, on: "both, by chance" } as const;
    expect(outcome({ mixture }).regressed.count).toBeLessThanOrEqual(3);
  });

  test("shows nothing where base is in the same ones", () => {
    const mixture = { share: 0.25, times: 3, on: "both, by hash seed" } as const;
    expect(share(outcome({ mixture }, 30).withinBudget)).toBe(1);
  });
});

test("the same seed says the same", () => {
  const given = { deviation: 0.05, change: 0.1, shape: "t3" as const };
  expect(outcome(given, 5)).toEqual(outcome(given, 5));
});
