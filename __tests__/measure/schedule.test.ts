import { describe, expect, test } from "@jest/globals";
import { type Measuring, measurePaired, shareSeconds } from "../../src/measure/schedule.ts";
import type { SideName } from "../../src/model.ts";
import type { HarnessProcess, Side } from "../../src/ports.ts";
import { CANARY_ID } from "../../src/protocol.ts";
import { type Conversation, type FakeBenchmark, fakeHarness } from "../support/fake-harness.ts";

/** What a benchmark is on a side, in the process of a block. */
type Benchmarks = (id: string, side: SideName, block: number) => FakeBenchmark;

/** Blocks of these, on a clock that only batches move; what each process was told. */
async function measured(
  ids: readonly string[],
  { blocks = 2, of = () => ({ ns: 1000 }) }: { blocks?: number; of?: Benchmarks } = {},
) {
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
  const { series, failures } = await measurePaired(
    measuring,
    {
      processes: { canShareLayout: async () => true, start },
      clock: { seconds: () => now, now: () => "" },
      progress: { group: (_, body) => body(), info: () => {}, warning: () => {}, blocks: () => {} },
    },
    { looks: [blocks], decided: () => new Set() },
  );
  const orders = conversations.flatMap(({ commands }) =>
    commands.flatMap((command) => (command.type === "begin" ? [command.only ?? []] : [])),
  );
  return { ids: series.map(({ id }) => id), orders, series, failures };
}

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

  test("and not in turns, in the next block, has not failed", async () => {
    const { failures, series } = await measured(["a", "b"], { blocks: 3, of: failing([1]) });
    expect(failures).toEqual([]);
    const blocks = series.find(({ id }) => id === "a")?.blocks;
    expect(blocks?.map(({ block, sideBySide }) => [block, sideBySide])).toEqual([
      [0, true],
      [2, false],
    ]);
  });

  test("and in turns as well has failed", async () => {
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
