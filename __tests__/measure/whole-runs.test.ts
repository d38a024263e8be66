import { describe, expect, test } from "@jest/globals";
import { budgetLookup } from "../../src/compare/budgets.ts";
import { decidePaired, pairedDecider } from "../../src/compare/paired.ts";
import { runWhole } from "../../src/conversation/whole-run.ts";
import { causeWords } from "../../src/errors/causes.ts";
import { GateError } from "../../src/errors.ts";
import type { Discovery } from "../../src/findings/discovery.ts";
import type { Failure } from "../../src/findings/failure.ts";
import type { ResultFormat } from "../../src/formats/tool-results.ts";
import { runsMeasuring } from "../../src/measure/measure.ts";
import { type RunsMeasuring, runsAlone, runsPaired } from "../../src/measure/whole-runs.ts";
import type { SideName } from "../../src/model.ts";
import { HarnessLost } from "../../src/ports/processes.ts";
import type { World } from "../../src/ports/world.ts";
import { warningWords } from "../../src/report/words/warning.ts";
import type { OpenHead } from "../../src/sides/sides.ts";
import { fakeHarness } from "../support/fake-harness.ts";
import { fakeWorld } from "../support/fake-world.ts";
import { aSide } from "../support/sides.ts";

const inWords = (failure: Failure) => ({ ...failure, message: causeWords(failure.message) });

const budgetOf = budgetLookup(0.1, []);
const LAYOUT = { hashSeed: 1, padding: 0, heapSeed: 1 };

interface Entry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
}

/** What the command writes on a side in its so-manieth run (from 0): null for nothing, a text as it is. */
type Writes = (side: SideName, run: number) => readonly Entry[] | string | null;

interface Given {
  readonly writes: Writes;
  readonly ids?: readonly string[];
  readonly command?: string;
  readonly seconds?: number;
  readonly timeLimitSeconds?: number;
  readonly format?: ResultFormat;
  /** Says that the command ended with another status than 0: always, or in some runs of a side. */
  readonly fails?: boolean | ((side: SideName, run: number) => boolean);
  /** Says in which runs of a side it does not end. */
  readonly hangs?: (side: SideName, run: number) => boolean;
}

function aCommand({ writes, seconds = 1, fails = false, hangs = () => false, ...given }: Given) {
  const ran: SideName[] = [];
  const commands: string[] = [];
  let now = 0;
  const counts = { base: 0, head: 0 };
  const started = { base: 0, head: 0 };
  const world: World = {
    ...fakeWorld({ head: "h", base: "b", commits: {} }),
    clock: { seconds: () => now, now: () => "2026-11-25T00:00:00.000Z" },
    processes: {
      canShareLayout: async () => true,
      async start(of) {
        ran.push(of.name);
        const run = started[of.name]++;
        const isFailing = typeof fails === "boolean" ? fails : fails(of.name, run);
        const failing = isFailing ? { inBatch: { batch: 0, what: "failed" as const } } : {};
        const harness = fakeHarness(of.name, { results: { ns: seconds * 1e9, ...failing } }, (passed) => {
          now += passed;
        });
        return {
          ...harness,
          receive: async (left) => {
            const message = await harness.receive(left);
            if (message.type !== "measured" || !hangs(of.name, run)) return message;
            // A timer may fire before its time.
            now += left - 0.001;
            throw new HarnessLost(of.name, "timed-out", `gave no answer within ${left} s`, "");
          },
          send: (command) => {
            if (command.type === "begin") commands.push(JSON.parse(command.targets[0] ?? "{}").command);
            harness.send(command);
          },
        };
      },
    },
    resultFiles: {
      place: async (folder) => ({
        file: "/tmp/results.json",
        written: async () => {
          const side = folder === "/base" ? "base" : "head";
          const entries = writes(side, counts[side]++);
          if (entries === null) return null;
          return {
            name: "results.json",
            text: typeof entries === "string" ? entries : JSON.stringify(entries),
            companion: null,
          };
        },
        [Symbol.asyncDispose]: async () => {},
      }),
    },
  };
  const measuring: RunsMeasuring = {
    sides: { head: aSide("head"), base: aSide("base") },
    ids: given.ids ?? ["a"],
    cpus: [0, 1],
    timeLimitSeconds: given.timeLimitSeconds ?? 600,
    seed: 1,
    command: given.command ?? "bench --output {results}",
    settings: { metrics: ["time"], resultsFile: null, resultsFormat: given.format ?? null },
  };
  return { world, measuring, ran, commands };
}

test("what is measured reads the file that benchmarks were found in, whichever side's settings name it", () => {
  const settings = { metrics: ["time" as const], resultsFile: "of-base.json", resultsFormat: null };
  const suite = { suite: "results", targets: ["bench"], why: "by base's configuration" };
  const head = { side: aSide("head"), suite, settings } as unknown as OpenHead;
  const discovery = { common: [], cpus: null } as unknown as Discovery;
  const run = { head, timeLimitSeconds: 60, seed: 1 };
  expect(runsMeasuring(run, null, discovery)?.settings).toEqual(settings);
});

const ms = (name: string, value: number): Entry => ({ name, unit: "ms", value });
const paired = (given: Given) => {
  const { world, measuring, ...seen } = aCommand(given);
  return runsPaired(measuring, world, pairedDecider(budgetOf, true)).then((measurement) => ({
    ...measurement,
    ...seen,
  }));
};

test("a block is a run of each side, in an order that varies, and its pair is what the two files say", async () => {
  const { series, ran, commands, conditions } = await paired({
    writes: (side, run) => [ms("a", (side === "head" ? 30 : 20) * (1 + run / 1000))],
  });
  expect(series).toHaveLength(1);
  expect(series[0]).toMatchObject({ id: "a", metric: "time", unit: "s", better: "smaller" });
  expect(series[0]?.blocks.map(({ pairs }) => pairs.head.length)).toEqual(conditionsOf(conditions.blocks));
  const pairs = series[0]?.blocks[0]?.pairs;
  expect(pairs?.base[0]).toBeCloseTo(0.02, 9);
  expect(pairs?.head[0]).toBeCloseTo(0.03, 9);
  expect(ran).toHaveLength(2 * conditions.blocks);
  for (let block = 0; block < conditions.blocks; block++) {
    expect(new Set(ran.slice(2 * block, 2 * block + 2))).toEqual(new Set(["base", "head"]));
  }
  expect(new Set(commands)).toEqual(new Set(["bench --output /tmp/results.json"]));
  expect(decidePaired(series, budgetOf).rows[0]?.verdict).toBe("regressed");
});

function conditionsOf(blocks: number): number[] {
  return Array.from({ length: blocks }, () => 1);
}

test("a tool is run until everything is decided, and not longer", async () => {
  const { conditions } = await paired({ writes: () => [ms("a", 20)] });
  // A suite of one benchmark says nothing of how noisy it is, so that two runs of it are not enough.
  expect(conditions).toMatchObject({ blocks: 3, timeLimitReached: false });
});

describe("a benchmark can't be compared", () => {
  test.each<[string, Writes, SideName, RegExp]>([
    [
      "that a later run has no value for",
      (side, run) => (side === "base" && run === 1 ? [] : [ms("a", run + 1)]),
      "base",
      /no value for it/,
    ],
  ])("%s", async (_, writes, side, message) => {
    const { failures } = await paired({ writes, format: "custom-smaller-is-better" });
    expect(failures.map(inWords)).toEqual([
      expect.objectContaining({ id: "a", side, message: expect.stringMatching(message) }),
    ]);
  });
});

test("a value that has another unit on head is not compared, and no run is made for it", async () => {
  const { series, failures, conditions } = await paired({
    writes: (side) => [{ name: "a", unit: side === "head" ? "rows" : "pages", value: 3 }],
    format: "custom-smaller-is-better",
  });
  expect({ series, failures, blocks: conditions.blocks }).toEqual({ series: [], failures: [], blocks: 1 });
});

describe("a command that ends with another status than 0, and has written its results,", () => {
  const writes: Writes = (side) => [ms("a", side === "head" ? 1 : 20)];
  test.each<[string, NonNullable<Given["fails"]>, SideName, RegExp]>([
    [
      "on head alone, is not faster: head broke it",
      (side) => side === "head",
      "head",
      /fails on head, and not on base: .*boom/,
    ],
    [
      "on head in a later run",
      (side, run) => side === "head" && run === 1,
      "head",
      /fails on head, and not on base: .*boom/,
    ],
    [
      "on base alone, is no measurement of base",
      (side) => side === "base",
      "base",
      /fails on base, and not on head: .*boom/,
    ],
  ])("%s", async (_title, fails, side, message) => {
    const { failures } = await paired({ writes, fails });
    expect(failures.map(inWords)).toEqual([
      { id: "a", side, kind: "failed", message: expect.stringMatching(message) },
    ]);
  });

  test("on both sides, is believed", async () => {
    const { series, failures } = await paired({ writes, fails: true });
    expect(failures).toEqual([]);
    expect(decidePaired(series, budgetOf).rows[0]?.verdict).toBe("improved");
  });

  test("is not recorded", async () => {
    const { world, measuring } = aCommand({ writes, fails: true });
    const alone = { ...measuring, sides: { head: measuring.sides.head, base: null } };
    const { series, failures } = await runsAlone(alone, world, 3);
    expect(series).toEqual([]);
    expect(failures).toMatchObject([{ id: "a", side: "head", kind: "failed" }]);
  });
});

describe("a command", () => {
  const once = (given: Given) => {
    const { world, measuring } = aCommand(given);
    const { command, settings } = measuring;
    return runWhole({ side: aSide("head"), command, settings, layout: LAYOUT, seconds: 60 }, world);
  };

  test.each<[string, Given, RegExp]>([
    [
      "that does not say where it writes",
      { writes: () => [], command: "bench" },
      /does not say where it writes its results.*results-file/s,
    ],
    ["that writes nothing", { writes: () => null }, /has not written its results/],
    ["that fails and writes nothing", { writes: () => null, fails: true }, /failed on head: .*boom/],
    ["that writes what nobody can read", { writes: () => "{" }, /results\.json.* can't be read: line 1/],
  ])("%s is an error that says so", async (_, given, message) => {
    const error = await once(given).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(GateError);
    expect(`${(error as GateError).message} ${(error as GateError).advice}`).toMatch(message);
  });

  test("that fails and has written its results is believed, and the trouble told", async () => {
    const { results, trouble } = await once({ writes: () => [ms("a", 1)], fails: true });
    expect(results.results).toHaveLength(1);
    expect(trouble).toContain("boom");
  });
});

describe("a command that gives nothing in a later run", () => {
  /** Undecided after one run of each side. */
  const value = (side: SideName, run: number) => [ms("a", side === "head" ? 22 : 20 + 2 * run)];
  const from =
    (first: number, sides: readonly SideName[], instead: string | null) => (side: SideName, run: number) =>
      run >= first && sides.includes(side) ? instead : value(side, run);
  const failsFrom = (first: number, sides: readonly SideName[]) => (side: SideName, run: number) =>
    run >= first && sides.includes(side);

  test.each<[string, SideName, Given, RegExp]>([
    [
      "because it fails on head, is head's fault",
      "head",
      { writes: from(1, ["head"], null), fails: failsFrom(1, ["head"]) },
      /^the command fails on head, and not on base: .*boom/,
    ],
    [
      "though it ends well on head, is head's fault",
      "head",
      { writes: from(1, ["head"], null) },
      /^the command fails on head, and not on base: it ended and has not written its results/,
    ],
    [
      "that could be read on head, is head's fault",
      "head",
      { writes: from(1, ["head"], "{") },
      /^the command fails on head, and not on base: what it wrote \(results.json\) can't be read/,
    ],
    [
      "because it fails on base, is not compared",
      "base",
      { writes: from(1, ["base"], null), fails: failsFrom(1, ["base"]) },
      /^the command fails on base, and not on head: .*boom/,
    ],
    [
      "because it hangs on head, is head's fault",
      "head",
      { writes: value, hangs: failsFrom(1, ["head"]) },
      /^the command fails on head, and not on base: it did not end within \d+\.\d s, but its longest earlier run took only 1\.0 s/,
    ],
  ])("%s", async (_title, side, given, message) => {
    const { failures, loss, conditions } = await paired(given);
    expect(failures.map(inWords)).toEqual([
      { id: "a", side, kind: "failed", message: expect.stringMatching(message) },
    ]);
    expect(loss).toBeNull();
    expect(conditions).toMatchObject({ blocks: 2, timeLimitReached: false });
  });

  test.each<[string, Given]>([
    ["on both sides", { writes: from(3, ["base", "head"], "broken") }],
    [
      "on one side, and fails on the other",
      { writes: from(3, ["base"], null), fails: failsFrom(3, ["head"]) },
    ],
  ])("%s, is nobody's fault, and takes no earlier run with it", async (_title, given) => {
    const { series, failures, loss, warnings, conditions } = await paired(given);
    expect(series[0]?.blocks).toHaveLength(3);
    expect(failures).toEqual([]);
    expect(loss).toMatchObject({ lost: { side: "both" }, ids: new Set(["a"]) });
    expect(warnings.map((one) => warningWords(one))).toEqual([
      expect.stringMatching(
        /^Measuring ended after 3 runs of each side: the command failed on base and on head/,
      ),
    ]);
    expect(conditions).toMatchObject({ lost: "both", timeLimitReached: false });
  });

  test("because the time limit ended it, is out of time", async () => {
    const { failures, loss, conditions } = await paired({
      writes: value,
      seconds: 10,
      timeLimitSeconds: 65,
      hangs: failsFrom(2, ["head"]),
    });
    expect({ failures, loss }).toEqual({ failures: [], loss: null });
    expect(conditions).toMatchObject({ blocks: 2, timeLimitReached: true });
  });

  test("is not recorded", async () => {
    const { world, measuring } = aCommand({ writes: from(1, ["head"], null) });
    const alone = { ...measuring, sides: { head: measuring.sides.head, base: null } };
    const { failures } = await runsAlone(alone, world, 3);
    expect(failures.map(inWords)).toMatchObject([
      { id: "a", side: "head", message: expect.stringMatching(/has not written/) },
    ]);
  });
});

test("no run is begun that would not end within the time limit", async () => {
  const { conditions } = await paired({
    writes: (side, run) => [ms("a", side === "head" ? 22 : 20 + (run % 2))],
    seconds: 10,
    timeLimitSeconds: 65,
  });
  expect(conditions).toMatchObject({ blocks: 3, timeLimitReached: true });
});

test("head alone gives a value a run", async () => {
  const { world, measuring } = aCommand({ writes: (_, run) => [ms("a", 20 + run)] });
  const alone = { ...measuring, sides: { head: measuring.sides.head, base: null } };
  const { series } = await runsAlone(alone, world, 3);
  expect(series).toEqual([
    { id: "a", metric: "time", unit: "s", better: "smaller", medians: [0.02, 0.021, 0.022] },
  ]);
});
