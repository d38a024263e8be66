import { expect, test } from "@jest/globals";
import { type BlockTiming, stopwatch } from "../../src/measure/stopwatch.ts";
import type { SideName } from "../../src/model.ts";
import type { Side } from "../../src/ports/environments.ts";
import type { PythonProcesses, SharedLayout } from "../../src/ports/processes.ts";
import { type FakeBenchmark, fakeHarness } from "../support/fake-harness.ts";

/** Seconds that a process needs to start, and to leave. */
const START = 2;
const LEAVE = 0.5;

/** Measures one batch of each of the benchmarks, block by block, on a clock that only the fakes move. */
async function timed(...blocks: Readonly<Record<string, FakeBenchmark>>[]): Promise<BlockTiming[]> {
  let now = 100;
  const advance = (seconds: number) => {
    now += seconds;
  };
  let benchmarks: Readonly<Record<string, FakeBenchmark>> = {};
  const processes: PythonProcesses = {
    canShareLayout: async () => true,
    async start(side) {
      // Both start at once, and take the time of one.
      if (side.name === "head") advance(START);
      const harness = fakeHarness(side.name, benchmarks, advance);
      return {
        ...harness,
        async [Symbol.asyncDispose]() {
          if (side.name === "head") advance(LEAVE);
          await harness[Symbol.asyncDispose]();
        },
      };
    },
  };
  const watch = stopwatch(processes, { seconds: () => now, now: () => "" });
  for (const [block, given] of blocks.entries()) {
    benchmarks = given;
    await walk(watch.processes, { hashSeed: block, padding: 0, heapSeed: 0 }, Object.keys(given));
  }
  return watch.blocks();
}

async function walk(processes: PythonProcesses, layout: SharedLayout, ids: readonly string[]): Promise<void> {
  const side = (name: SideName) => ({ name }) as Side;
  await using base = await processes.start(side("base"), layout);
  await using head = await processes.start(side("head"), layout);
  for (const process of [base, head]) {
    const begin = { suite: "functions", targets: [], root: "/", only: ids, cpu: null, heapSeed: 0 } as const;
    process.send({ type: "begin", ...begin });
    await process.receive(1);
  }
  for (const _ of ids) {
    const arrivals = [await base.receive(1), await head.receive(1)];
    if (arrivals.some(({ type }) => type !== "ready")) continue;
    for (const process of [base, head]) {
      process.send({ type: "batch", loops: 1, untimed: 0, longestNs: 1e11, onAllCpus: false });
      await process.receive(1);
    }
    for (const process of [base, head]) process.send({ type: "next" });
  }
}

const SECOND = 1e9;

test("a block lasts from its start until its processes are gone; starting is what comes before the first batch", async () => {
  const [block] = await timed({ a: { ns: SECOND }, b: { ns: 3 * SECOND } });
  expect(block?.startSeconds).toBe(START);
  expect(block?.seconds).toBe(START + 2 * 1 + 2 * 3 + LEAVE);
});

test("each benchmark has its own time, of both sides together", async () => {
  const [block] = await timed({ a: { ns: SECOND }, b: { ns: 3 * SECOND } });
  expect(Object.fromEntries(block?.benchmarkSeconds ?? [])).toEqual({ a: 2, b: 6 });
});

test("a benchmark that does not run has no time of its own, and is no cost of the next one", async () => {
  const [block] = await timed({
    a: { ns: SECOND },
    broken: { ns: 1, arrives: "failed" },
    skipped: { ns: 1, arrives: "skipped" },
    b: { ns: 3 * SECOND },
  });
  expect(Object.fromEntries(block?.benchmarkSeconds ?? [])).toEqual({ a: 2, b: 6 });
});

test("blocks are kept apart by the layout that their processes share", async () => {
  const blocks = await timed({ a: { ns: SECOND } }, { a: { ns: 2 * SECOND } });
  expect(blocks.map(({ benchmarkSeconds }) => benchmarkSeconds.get("a"))).toEqual([2, 4]);
  expect(blocks.map(({ startSeconds }) => startSeconds)).toEqual([START, START]);
});
