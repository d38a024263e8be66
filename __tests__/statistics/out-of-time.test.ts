/** What is decided with what there is when the time has run out: docs/adr/0020-out-of-time.md has the larger simulation. */
import { describe, expect, test } from "@jest/globals";
import { normalValues } from "../../src/statistics/normal.ts";
import { type RandomStream, randomStream } from "../../src/statistics/random.ts";
import {
  decideSequentially,
  PAIRED_RULE,
  redTail,
  type SequentialInput,
  type SequentialOutcome,
} from "../../src/statistics/sequential-rule.ts";

const BUDGET = Math.log1p(0.1);

/** How blocks differ from each other: ln of a ratio, of an SD (logarithmic). */
type Noise = (normal: () => number, random: RandomStream, deviation: number) => number;
const NOISES: Readonly<Record<string, Noise>> = {
  normal: (normal, _, deviation) => deviation * normal(),
  "t of three degrees of freedom": (normal, _, deviation) =>
    (deviation * normal()) / Math.hypot(normal(), normal(), normal()),
  "a tenth of the processes slow": (normal, random, deviation) => {
    const slow = () => (random.integer(0, 9) === 0 ? 10 * deviation : 0);
    return deviation * normal() + slow() - slow();
  },
};

interface Suite {
  readonly count: number;
  readonly change: number;
  readonly deviation: number;
  readonly blocks: number;
  readonly noise: Noise;
}

function suite(seed: number, { count, change, deviation, blocks, noise }: Suite): SequentialInput[] {
  return Array.from({ length: count }, (_, index) => {
    const normal = normalValues(randomStream(seed, "normal", index));
    const random = randomStream(seed, "process", index);
    const logRatios = Array.from(
      { length: blocks },
      () => Math.log1p(change) + noise(normal, random, deviation),
    );
    const meanLogRatios = logRatios.map((ratio) => ratio + 0.3 * deviation * normal());
    return { id: `b${index}`, gated: true, comparisons: [16], logBudget: BUDGET, logRatios, meanLogRatios };
  });
}

/** Part of the runs in which some row is so. */
function shareOfRuns(given: Suite, isSo: (outcome: SequentialOutcome) => boolean, runs: number): number {
  let count = 0;
  for (let seed = 1; seed <= runs; seed++) {
    if (decideSequentially(suite(seed, given), PAIRED_RULE, "cut short").some(isSo)) count++;
  }
  return count / runs;
}

const isRed = ({ decision }: SequentialOutcome) => decision === "regressed";
const isOverdue = ({ overdue }: SequentialOutcome) => overdue;
const normal = NOISES.normal as Noise;

describe("of six unchanged benchmarks whose time ran out", () => {
  test.each(
    Object.entries(NOISES).flatMap(([name, noise]) =>
      [0.01, 0.03, 0.1].map((deviation) => [name, deviation, noise] as const),
    ),
  )("blocks that are %s, SD %p, make a run red in less than a hundredth", (_name, deviation, noise) => {
    const given = { count: 6, change: 0, deviation, blocks: 3, noise };
    expect(shareOfRuns(given, isRed, 200)).toBeLessThanOrEqual(PAIRED_RULE.alpha);
    expect(shareOfRuns(given, isOverdue, 200)).toBeLessThanOrEqual(2 * PAIRED_RULE.alpha);
  });
});

test.each([
  ["twice as slow is red after three blocks", 1, 0.03, 3, isRed, 0.99],
  ["twice as slow is red after three blocks of a restless machine", 1, 0.1, 3, isRed, 0.99],
  ["twice as slow fails closed after two blocks", 1, 0.03, 2, isOverdue, 0.99],
  ["twice as slow fails closed after one block", 1, 0.03, 1, isOverdue, 0.99],
  [
    "a fifth slower is red or fails closed after three blocks",
    0.2,
    0.03,
    3,
    (one: SequentialOutcome) => isRed(one) || isOverdue(one),
    0.99,
  ],
])("%s", (_title, change, deviation, blocks, isSo, share) => {
  const given = { count: 6, change, deviation, blocks, noise: normal };
  expect(shareOfRuns(given, isSo, 100)).toBeGreaterThanOrEqual(share);
});

test.each([
  [[Math.log(40_000), Math.log(47_000)]],
  [[Math.log(11), Math.log(300)]],
  [[Math.log(40_000), Math.log(47_000), Math.log(900)]],
])("what is many times slower in every block fails closed, however far they lie apart: %p", (logRatios) => {
  const input = { id: "flood", gated: true, comparisons: [1], logBudget: BUDGET, logRatios };
  expect(decideSequentially([input], PAIRED_RULE, "cut short")).toEqual([
    expect.objectContaining({ overdue: true, decision: "undecided" }),
  ]);
});

test.each([
  ["one block", 1, 0.03, true],
  ["two blocks", 2, 0.03, true],
  ["three blocks", 3, 0.1, false],
])("what is cut short after %s was given too little time: %#", (_title, blocks, change, isSo) => {
  const inputs = suite(1, { count: 6, change, deviation: 0.03, blocks, noise: normal });
  const left = decideSequentially(inputs, PAIRED_RULE, "cut short").filter(
    ({ decision }) => decision === "undecided",
  );
  expect(left.length).toBeGreaterThan(0);
  expect(left.every(({ tooShort }) => tooShort === isSo)).toBe(true);
  expect(decideSequentially(inputs, PAIRED_RULE).some(({ tooShort }) => tooShort)).toBe(false);
});

test.each([
  [[Math.log(11)], true],
  [[Math.log(11), Math.log(300)], false],
])("what is many times slower is so in two blocks, and not in one: %p", (logRatios, tooShort) => {
  const input = { id: "flood", gated: true, comparisons: [1], logBudget: BUDGET, logRatios };
  expect(decideSequentially([input], PAIRED_RULE, "cut short")).toMatchObject([{ overdue: true, tooShort }]);
});

test("after one block, unchanged code whose blocks vary by 10 % hardly ever fails closed", () => {
  const given = { count: 6, change: 0, deviation: 0.1, blocks: 1, noise: normal };
  expect(shareOfRuns(given, isOverdue, 200)).toBeLessThanOrEqual(PAIRED_RULE.alpha);
});

test("an answer that there is in time is the same when the time is over", () => {
  const given = { count: 6, change: 0.3, deviation: 0.01, blocks: 8, noise: normal };
  for (let seed = 0; seed < 20; seed++) {
    const inputs = suite(seed, given);
    expect(decideSequentially(inputs, PAIRED_RULE, "cut short")).toEqual(
      decideSequentially(inputs, PAIRED_RULE).map((one) =>
        one.decision === "undecided" ? expect.anything() : one,
      ),
    );
  }
});

test("nothing is red in time before the fourth block, nor out of time of fewer than three", () => {
  const ofBlocks = (blocks: number) =>
    suite(1, { count: 6, change: 1, deviation: 0.01, blocks, noise: normal });
  expect(decideSequentially(ofBlocks(3), PAIRED_RULE).filter(isRed)).toEqual([]);
  expect(decideSequentially(ofBlocks(2), PAIRED_RULE, "cut short").filter(isRed)).toEqual([]);
});

test("the last look is paid for with a planned one that never comes", () => {
  // Of the planned looks that may be red, one at least lies after every number of blocks that a clock can end at.
  const looks = PAIRED_RULE.looks.filter((look) => look >= PAIRED_RULE.fewestBlocksForChange);
  for (let blocks = PAIRED_RULE.fewestBlocksOutOfTime; blocks < (looks.at(-1) ?? 0); blocks++) {
    const taken = looks.filter((look) => look <= blocks).length;
    expect((taken + 1) * redTail(6, PAIRED_RULE) * 6).toBeLessThanOrEqual(PAIRED_RULE.alpha * (1 + 1e-9));
  }
});

test("blocks on both sides of the budget are not overdue, however many", () => {
  const inputs = suite(3, { count: 6, change: 0.1, deviation: 0.01, blocks: 5, noise: normal });
  for (const { id, overdue } of decideSequentially(inputs, PAIRED_RULE, "cut short")) {
    const ratios = inputs.find((one) => one.id === id)?.logRatios ?? [];
    if (overdue) expect(Math.min(...ratios)).toBeGreaterThan(BUDGET);
  }
});

test("the same work, spread in another way, is not overdue: its mean is within its budget", () => {
  const slower = suite(1, { count: 6, change: 0.5, deviation: 0.01, blocks: 2, noise: normal });
  const spread = slower.map((one) => ({ ...one, meanLogRatios: one.logRatios.map(() => 0.001) }));
  expect(decideSequentially(slower, PAIRED_RULE, "cut short").every(isOverdue)).toBe(true);
  expect(decideSequentially(spread, PAIRED_RULE, "cut short").some(isOverdue)).toBe(false);
});

test("a canary that drifted the same way keeps all of it open", () => {
  const slower = suite(1, { count: 6, change: 0.5, deviation: 0.01, blocks: 3, noise: normal });
  const canary = {
    id: "canary",
    gated: false,
    canary: true,
    logBudget: BUDGET,
    logRatios: [0.5, 0.5, 0.5],
    comparisons: [16],
  };
  for (const { decision, overdue, drifted } of decideSequentially(
    [...slower, canary],
    PAIRED_RULE,
    "cut short",
  ).slice(0, 6)) {
    expect({ decision, overdue, drifted }).toEqual({ decision: "undecided", overdue: false, drifted: true });
  }
});
