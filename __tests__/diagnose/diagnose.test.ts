import { describe, expect, test } from "@jest/globals";
import { budgetLookup } from "../../src/compare/budgets.ts";
import { diagnose as diagnoseBy, type GateToDiagnose, type Observed } from "../../src/diagnose/diagnose.ts";
import type { BlockTiming } from "../../src/measure/stopwatch.ts";
import type { PairedSeries } from "../../src/model.ts";
import { CANARY_ID } from "../../src/protocol.ts";
import { PAIRED_RULE } from "../../src/statistics/sequential-rule.ts";
import { aSeries } from "../support/series.ts";
import { gaussians } from "../support/simulated-blocks.ts";

/** Fewer looks, because they are what takes time. */
const MOST = 16;
const rule = { ...PAIRED_RULE, looks: [2, 4, 8, MOST] };

/** A/A series with this block SD. */
function noisy(id: string, deviation: number, blocks = 8): PairedSeries {
  const gaussian = gaussians(id.length + id.charCodeAt(0));
  return aSeries(
    id,
    Array.from({ length: blocks }, () => Math.exp(deviation * gaussian())),
  );
}

/** Blocks of one second: 0.2 s to start, 0.1 s a benchmark; the first one calibrates for half a second. */
function timings(series: readonly PairedSeries[], blockSeconds = 1): BlockTiming[] {
  const benchmarkSeconds = new Map(series.map(({ id }) => [id, 0.1]));
  const block = { seconds: blockSeconds, startSeconds: 0.2, benchmarkSeconds };
  return Array.from({ length: 8 }, (_, index) =>
    index === 0 ? { ...block, seconds: blockSeconds + 0.5, startSeconds: 0.6 } : block,
  );
}

function observed(series: readonly PairedSeries[], given: Partial<Observed> = {}): Observed {
  return {
    series,
    unmeasured: [],
    conditions: {
      pinned: true,
      layout: "shared",
      cpus: 2,
      blocks: 8,
      seconds: 8.5,
      repeatedPairs: 0,
      runDelayShare: 0,
      timeLimitReached: false,
    },
    timings: timings(series),
    preparationSeconds: 0.4,
    machine: { cpu: "a CPU", os: "an OS", python: "CPython 3.13.0", cpus: 2, layout: "shared" },
    ...given,
  };
}

function asked(given: Partial<GateToDiagnose> = {}): GateToDiagnose {
  return { budgetOf: budgetLookup(0.1, []), timeLimitSeconds: 600, seed: 1, ...given };
}

const diagnose = (of: Observed, by: GateToDiagnose) => diagnoseBy(of, by, rule);

const quiet = ["a", "b", "c", "d", "e", "f"].map((id) => noisy(id, 0.008));
const suite = [noisy(CANARY_ID, 0.007), ...quiet, noisy("loud", 0.06)];

describe("a suite on a quiet machine", () => {
  const found = diagnose(observed(suite), asked());

  test("has its benchmarks with the noisiest first, and the canary apart", () => {
    expect(found.benchmarks.map(({ id }) => id)[0]).toBe("loud");
    expect(found.benchmarks).toHaveLength(7);
    expect(found.canary?.id).toBe(CANARY_ID);
  });

  test("finds what a gate should in a typical benchmark, and says by name where it does not", () => {
    const { typical, noisiest } = found.power;
    expect(typical.found99).toBeLessThan(0.15);
    expect(typical.found80).toBeLessThan(typical.found99 ?? 0);
    expect(noisiest[0]).toMatchObject({ id: "loud", wanted: expect.closeTo(0.15, 9) });
    expect(noisiest[0]?.found99).toBeGreaterThan(typical.found99 ?? 1);
    expect(found.findings).toMatchObject([{ code: "noisy-benchmarks", benchmarks: ["loud"] }]);
  });

  test("says how long a pull request takes: preparing, calibrating, and blocks that decided benchmarks drop out of", () => {
    const { unchanged, regression } = found.forecasts;
    expect(unchanged.red).toBe(0);
    expect(unchanged.blocks).toBeGreaterThanOrEqual(2);
    const rest = 0.4 + 0.5;
    expect(unchanged.seconds).toBeGreaterThan(rest + 0.9);
    expect(unchanged.seconds).toBeLessThanOrEqual(rest + unchanged.blocks);
    expect(regression.change).toBeCloseTo(0.15, 9);
    expect(regression.red).toBeGreaterThan(0.95);
  });

  test("has a block's time from the blocks that do not calibrate", () => {
    expect(found.timing).toEqual({
      preparationSeconds: 0.4,
      calibrationSeconds: 0.5,
      blockSeconds: 1,
      startSeconds: 0.2,
    });
  });
});

test("the same seed says the same again", () => {
  const two = observed(quiet.slice(0, 2));
  expect(diagnose(two, asked())).toEqual(diagnose(two, asked()));
});

test("a benchmark with few pairs a block is taken to be noisier than those with many whose blocks vary as much", () => {
  const manyPairs = (one: PairedSeries): PairedSeries => ({
    ...one,
    blocks: one.blocks.map((block) => ({
      ...block,
      pairs: { base: Array(16).fill(block.pairs.base[0]), head: Array(16).fill(block.pairs.head[0]) },
    })),
  });
  const like = quiet[0] as PairedSeries;
  const short = [...quiet, { ...like, id: "short" }].map(manyPairs);
  const found = diagnoseBy(observed([...short, { ...like, id: "long" }]), asked(), { ...rule, looks: [2] });
  const deviationOf = (id: string) => found.benchmarks.find((one) => one.id === id)?.deviation ?? 0;
  expect(deviationOf("long")).toBeGreaterThan(1.2 * deviationOf("short"));
});

test.each([
  [600, MOST],
  [5.9, 5],
  [0.5, 1],
])(
  "of blocks of a second, a time limit of %p s has room for %p, and the rule never looks at more",
  (timeLimitSeconds, blocks) => {
    const { power } = diagnose(observed([noisy("a", 0.01)]), asked({ timeLimitSeconds }));
    expect(power.affordableBlocks).toBe(blocks);
  },
);

test("where no block can be called slower in time, no slowdown is found", () => {
  const { power, forecasts, findings } = diagnose(observed(suite), asked({ timeLimitSeconds: 1 }));
  expect(power.typical).toMatchObject({ found80: null, found99: null });
  expect(forecasts.regression).toMatchObject({ red: 0, inconclusive: 1 });
  expect(findings[0]).toMatchObject({ code: "time-limit", affordableBlocks: 1, neededSeconds: MOST });
});

test("the canary alone stands for a benchmark as quiet as itself", () => {
  const { benchmarks, canary, power, findings } = diagnose(observed([noisy(CANARY_ID, 0.008)]), asked());
  expect(benchmarks).toEqual([]);
  expect(power.typical.deviation).toBe(canary?.deviation);
  expect(power.noisiest).toEqual([]);
  expect(findings).toEqual([{ code: "no-benchmarks" }]);
});

test("a benchmark is held to its own budget", () => {
  const budgetOf = budgetLookup(0.1, [{ benchmarks: "loud", metric: "time", budget: 0.3, floor: null }]);
  const { power } = diagnose(observed([noisy("a", 0.01), noisy("loud", 0.06)]), asked({ budgetOf }));
  expect(power.noisiest[0]).toMatchObject({
    budget: expect.closeTo(0.3, 9),
    wanted: expect.closeTo(0.45, 9),
  });
});

test("a benchmark that was cut off after a single block tells nothing of noise, and is left out", () => {
  const { benchmarks } = diagnose(observed([noisy("a", 0.01), noisy("cut off", 0.01, 1)]), asked());
  expect(benchmarks.map(({ id }) => id)).not.toContain("cut off");
});

test("what happens to be noisiest of many alike is not taken for as noisy as it looks", () => {
  const alike = Array.from({ length: 40 }, (_, index) => noisy(`b${"x".repeat(index)}`, 0.01));
  const { benchmarks } = diagnose(observed(alike, { timings: timings(alike, 5) }), asked());
  expect(benchmarks[0]?.deviation).toBeLessThan(0.0165);
});
