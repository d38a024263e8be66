import { describe, expect, test } from "@jest/globals";
import {
  type Measuring,
  type MeasuringWorld,
  measureAlone,
  measurePaired,
  shareOf,
  shareSeconds,
} from "../../src/measure/schedule.ts";
import type { SideName } from "../../src/model.ts";
import type { Side } from "../../src/ports/environments.ts";
import type { HarnessProcess } from "../../src/ports/processes.ts";
import { CANARY_ID } from "../../src/protocol.ts";
import { type Conversation, type FakeBenchmark, fakeHarness } from "../support/fake-harness.ts";

/** What a benchmark is on a side, in the process of a block. */
type Benchmarks = (id: string, side: SideName, block: number) => FakeBenchmark;

/** What measures these, on a clock that only batches move, and what each process was told. */
function laboratory(ids: readonly string[], of: Benchmarks = () => ({ ns: 1000 })) {
  let now = 0;
  const conversations: Conversation[] = [];
  const start = async (side: Side): Promise<HarnessProcess> => {
    const block = conversations.filter((one) => one.side === side.name).length;
    const benchmarks = Object.fromEntries([CANARY_ID, ...ids].map((id) => [id, of(id, side.name, block)]));
    const harness = fakeHarness(side.name, benchmarks, (seconds) => {
      now += seconds;
    });
    conversations.push(harness.conversation);
    return harness;
  };
  const side = (name: "base" | "head") => ({ name, workingDirectory: "/" }) as Side;
  const measuring: Measuring = {
    sides: { base: side("base"), head: side("head") },
    suite: "functions",
    targets: [],
    ids,
    cpus: [0, 1],
    timeLimitSeconds: 60,
    seed: 1,
  };
  const world: MeasuringWorld = {
    processes: { canShareLayout: async () => true, start },
    clock: { seconds: () => now, now: () => "" },
    progress: { stage: (_, body) => body(), step: () => {}, warn: () => {}, blocks: () => {} },
  };
  return { measuring, world, conversations };
}

async function measured(
  ids: readonly string[],
  { blocks = 2, of }: { blocks?: number; of?: Benchmarks } = {},
) {
  const { measuring, world, conversations } = laboratory(ids, of);
  const { series, failures } = await measurePaired(measuring, world, {
    looks: [blocks],
    decided: () => new Set(),
  });
  const orders = conversations.flatMap(({ commands }) =>
    commands.flatMap((command) => (command.type === "begin" ? [command.only ?? []] : [])),
  );
  return { ids: series.map(({ id }) => id), orders, series, failures };
}

test("the conditions say how long a garbage collection of all that was imported takes on each side", async () => {
  const { measuring, world } = laboratory(["a"]);
  const { conditions } = await measurePaired(measuring, world, { looks: [2], decided: () => new Set() });
  expect(conditions.fullCollection).toEqual({ base: 0.002, head: 0.003 });
  const alone = await measureAlone({ ...measuring, sides: { ...measuring.sides, base: null } }, world, 2);
  expect(alone.conditions).not.toHaveProperty("fullCollection");
});

test("the canary goes first in every block", async () => {
  const { orders } = await measured(["a", "b"]);
  expect(orders).toHaveLength(4);
  for (const order of orders) {
    expect(order[0]).toBe(CANARY_ID);
    expect([...order].sort()).toEqual(["a", "b", CANARY_ID].sort());
  }
});

describe("what fails beside the other side", () => {
  const failing = (blocks: readonly number[]) => (id: string, side: SideName, block: number) => ({
    ns: id === "a" ? 20e6 : 1000,
    waits: () => 0,
    ...(id === "a" && side === "head" && blocks.includes(block)
      ? { inBatch: { batch: 2, what: "failed" as const } }
      : {}),
  });

  test("has not failed where it runs in turns in the next block", async () => {
    const { failures, series } = await measured(["a", "b"], { blocks: 3, of: failing([1]) });
    expect(failures).toEqual([]);
    const blocks = series.find(({ id }) => id === "a")?.blocks;
    expect(blocks?.map(({ block, sideBySide }) => [block, sideBySide])).toEqual([
      [0, true],
      [2, false],
    ]);
  });

  test("has failed where it fails in turns as well", async () => {
    const { failures } = await measured(["a", "b"], { blocks: 3, of: failing([1, 2]) });
    expect(failures).toMatchObject([{ id: "a", side: "head", kind: "failed" }]);
  });

  test("in the last block has failed", async () => {
    const { failures } = await measured(["a", "b"], { blocks: 2, of: failing([1]) });
    expect(failures).toMatchObject([{ id: "a", side: "head", kind: "failed" }]);
  });
});

test("the canary alone is measured once a block", async () => {
  const { ids, orders } = await measured([CANARY_ID]);
  expect(ids).toEqual([CANARY_ID]);
  expect(orders).toEqual(Array.from({ length: 4 }, () => [CANARY_ID]));
});

test.each([
  [50, 600, 0.4],
  [5, 600, 0.4],
  [4, 600, 0.5],
  [1, 600, 1.6],
  [10_000, 600, 0.01],
  [2, 3, 0.25],
])(
  "%d benchmarks that are undecided have, of a time limit of %d s, %d s each in a block",
  (undecided, limit, share) => {
    expect(shareSeconds(undecided, limit)).toBeCloseTo(share, 9);
  },
);

test.each<[string, number, number, boolean, number]>([
  ["of few, in the first block", 10, 0, false, 1],
  ["of few, in a later block", 10, 1, false, 0.15],
  ["of many, in the first block", 50, 0, false, 0.15],
  ["that is irregular, in a later block of many", 50, 7, true, 1],
])(
  "a benchmark %s looks for rare calls for so many seconds",
  (_title, undecided, block, irregular, seconds) => {
    expect(shareOf(undecided, block, irregular, 600).depthSeconds).toBe(seconds);
  },
);

test("looking for rare calls takes no more than a benchmark's part of the time limit", () => {
  expect(shareOf(10, 0, true, 12).depthSeconds).toBeCloseTo(12 / 6 / 10 / 2, 9);
});

test("head alone tells by how much its calls take longer on average than typically, at most in a block", async () => {
  let calls = 0;
  const everyEighth: FakeBenchmark = {
    get ns() {
      return ++calls % 8 === 0 ? 100e6 : 10e6;
    },
  };
  const { measuring, world } = laboratory(["a", "b"], (id) => (id === "a" ? everyEighth : { ns: 1000 }));
  const alone = { ...measuring, sides: { head: measuring.sides.head, base: null } };
  const { meanExcess } = await measureAlone(alone, world, 2);
  expect(meanExcess.get("a")).toBeGreaterThan(0.5);
  expect(meanExcess.get("b")).toBeCloseTo(0, 9);
});
