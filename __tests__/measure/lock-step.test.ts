import { describe, expect, test } from "@jest/globals";
import { type Calibration, MOST_PAIRS } from "../../src/measure/batch-plan.ts";
import { type BlockRequest, walkBlock } from "../../src/measure/lock-step.ts";
import type { SideName } from "../../src/model.ts";
import type { Command } from "../../src/protocol.ts";
import { randomStream } from "../../src/statistics/random.ts";
import { type Conversation, type FakeBenchmark, fakeHarness } from "../support/fake-harness.ts";

type Both = Record<SideName, Record<string, FakeBenchmark>>;

async function walk(
  benchmarks: Both,
  given: {
    alone?: boolean;
    calibrations?: Map<string, Calibration>;
    seed?: number;
    isOver?: () => boolean;
    cpu?: null;
    /** Whose answers come late. */
    slow?: SideName;
    cpus?: number;
  } = {},
) {
  const conversations: Conversation[] = [];
  const started: SideName[] = [];
  const atOnce = { now: 0, most: 0 };
  const calibrations = given.calibrations ?? new Map();
  const walked = { suite: "functions" as const, targets: ["a"], root: "/r" };
  const request: BlockRequest = {
    block: 3,
    order: Object.keys(benchmarks.head),
    cpu: given.cpu === null ? null : 1,
    cpus: given.cpus ?? 2,
    layout: { hashSeed: 1, padding: 2, heapSeed: 3 },
    walked: { head: walked, base: given.alone ? null : walked },
    random: randomStream(given.seed ?? 1, "coin"),
    share: { seconds: 0.25, depthSeconds: 0 },
    irregularShare: { seconds: 0.25, depthSeconds: 0.5 },
    answerSeconds: 5,
    isOver: given.isOver ?? (() => false),
  };
  const outcome = await walkBlock(
    request,
    async (side) => {
      const harness = fakeHarness(side, benchmarks[side]);
      started.push(side);
      conversations.push(harness.conversation);
      return {
        ...harness,
        send(command) {
          if (command.type === "batch") atOnce.most = Math.max(atOnce.most, ++atOnce.now);
          harness.send(command);
        },
        async receive(seconds) {
          for (let turn = 0; side === given.slow && turn < 20; turn++) await null;
          const message = await harness.receive(seconds);
          if (message.type === "measured") atOnce.now--;
          return message;
        },
      };
    },
    calibrations,
  );
  const timed = [...outcome.measured].map(([id, [time]]) => [id, time] as const);
  return {
    ...outcome,
    measured: new Map(timed),
    blocks: outcome.measured,
    conversations: conversations.toSorted(baseFirst),
    started,
    calibrations,
    mostAtOnce: atOnce.most,
  };
}

const baseFirst = (one: Conversation, other: Conversation) => one.side.localeCompare(other.side);
const same = (benchmarks: Record<string, FakeBenchmark>): Both => ({ base: benchmarks, head: benchmarks });
const batchesOf = (conversation: Conversation | undefined) =>
  (conversation?.commands ?? []).filter(
    (command): command is Extract<Command, { type: "batch" }> => command.type === "batch",
  );
const loopsOf = (conversation: Conversation | undefined) =>
  batchesOf(conversation).map((batch) => batch.loops);

test.each([
  ["base", 1000, 1150],
  ["head", 1150, 1000],
])(
  "both sides run the same number of loops, which on %s, the faster one, take about 2.5 ms",
  async (_side, base, head) => {
    const { measured, conversations } = await walk({ base: { a: { ns: base } }, head: { a: { ns: head } } });
    const loops = measured.get("a")?.loops ?? 0;
    expect(loops * 1000).toBeGreaterThanOrEqual(2.5e6);
    expect(loops * 1000).toBeLessThan(3e6);
    const [ofBase, ofHead] = conversations.map((of) => loopsOf(of).slice(-MOST_PAIRS));
    expect(ofBase).toEqual(ofHead);
    expect(new Set(ofBase).size).toBeGreaterThan(MOST_PAIRS / 2);
    for (const one of ofBase ?? []) expect(Math.abs(one / loops - 1)).toBeLessThanOrEqual(0.25);
  },
);

describe("a benchmark that runs on several CPUs at a time", () => {
  /** Four threads at a time, on two CPUs. */
  const threads: FakeBenchmark = { ns: 1e6, cpuNs: (loops) => 1.9e6 * loops };
  const alone: FakeBenchmark = { ns: 2e6 };

  test.each([
    ["on base", { base: { a: threads }, head: { a: alone } }],
    ["on head", { base: { a: alone }, head: { a: threads } }],
  ])("%s has all of them on both sides, and is told by the clock on the wall", async (_side, benchmarks) => {
    const { measured, conversations } = await walk(benchmarks);
    for (const conversation of conversations) {
      expect(batchesOf(conversation).every(({ onAllCpus }) => onAllCpus)).toBe(true);
    }
    expect(measured.get("a")).toMatchObject({ cpu: null, cpus: 2, sideBySide: false });
    const { base, head } = measured.get("a")?.pairs ?? { base: [], head: [] };
    expect(new Set(base)).toEqual(new Set([benchmarks.base.a.ns / 1e9]));
    expect(new Set(head)).toEqual(new Set([benchmarks.head.a.ns / 1e9]));
  });

  test("where it could have, if it had got them, has them in the next block as well", async () => {
    const kept: FakeBenchmark = { ...threads, runDelayNs: () => 2e7 };
    const { measured, calibrations } = await walk(same({ a: kept }));
    expect(measured.get("a")).toMatchObject({ cpus: 2 });
    const next = await walk(same({ a: kept }), { calibrations });
    expect(next.measured.get("a")).toMatchObject({ cpus: 2 });
  });

  test("by threads or processes that end in it is taken to, as long as its time is not explained", async () => {
    const ended = (cpu: number): FakeBenchmark => ({
      ns: 1e6,
      cpuNs: (n) => cpu * n,
      endedNs: (n) => cpu * n,
    });
    expect((await walk(same({ a: ended(8e5) }))).measured.get("a")).toMatchObject({ cpus: 2 });
    expect((await walk(same({ a: ended(9.9e5) }))).measured.get("a")).toMatchObject({ cpus: null });
  });

  test("has one where it leaves work behind that is in its time", async () => {
    const leaves: FakeBenchmark = { ...threads, putOffNs: (loops) => 1e5 * loops };
    expect((await walk(same({ a: leaves }))).measured.get("a")).toMatchObject({ cpu: 1, cpus: null });
  });

  test("of which its author allows no more calls has them from its second block on, and the first tells nothing", async () => {
    const limited = same({ a: { ...threads, limit: { loops: 8, warmups: 0 } } });
    const first = await walk(limited);
    expect(first.blocks.get("a")).toEqual([]);
    expect(first.failures).toEqual([]);
    const second = await walk(limited, { calibrations: first.calibrations });
    expect(second.measured.get("a")).toMatchObject({ cpus: 2, pairs: { head: { length: 4 } } });
  });

  test("says so where there is but one", async () => {
    expect((await walk(same({ a: threads }), { cpus: 1 })).measured.get("a")).toMatchObject({ cpus: 1 });
  });
});

test("a batch that was cut is told by the calls that it had", async () => {
  const slow: FakeBenchmark = { ns: 1000, cutTo: 3 };
  const { measured } = await walk({ base: { a: { ns: 1000 } }, head: { a: slow } });
  const { base, head } = measured.get("a")?.pairs ?? { base: [], head: [] };
  expect(new Set([...(base ?? []), ...head])).toEqual(new Set([1e-6]));
});

test("a harness that says that it ran more calls than it was asked for has failed", async () => {
  const { failures } = await walk({ base: { a: { ns: 1000 } }, head: { a: { ns: 1000, cutTo: 1e9 } } });
  expect(failures).toMatchObject([{ id: "a", side: "head", message: { kind: "too-many-loops", ran: 1e9 } }]);
});

test("a lost cache does not make head run as many calls as base would", async () => {
  const { measured, conversations } = await walk({ base: { a: { ns: 60 } }, head: { a: { ns: 5e6 } } });
  expect(Math.max(...loopsOf(conversations[1]))).toBeLessThanOrEqual(10);
  const { base, head } = measured.get("a")?.pairs ?? { base: null, head: [] };
  expect(new Set(base)).toEqual(new Set([6e-8]));
  expect(new Set(head)).toEqual(new Set([5e-3]));
});

test("a pair holds seconds a call of each side", async () => {
  const { measured } = await walk({ base: { a: { ns: 1000 } }, head: { a: { ns: 1150 } } });
  const { base, head } = measured.get("a")?.pairs ?? { base: null, head: [] };
  expect(new Set(base)).toEqual(new Set([1e-6]));
  expect(new Set(head)).toEqual(new Set([1.15e-6]));
  expect([base, head].map((one) => one?.length)).toEqual([MOST_PAIRS, MOST_PAIRS]);
});

describe("a benchmark that gives values", () => {
  const rows = { metric: "value", unit: "rows", better: "bigger" } as const;
  const peak = { metric: "peak-memory", unit: "B", better: "smaller" } as const;
  const time = { metric: "time", unit: "s", better: "smaller" } as const;

  test("is asked once a side, without calibrating and warming up", async () => {
    const given = (value: number) => ({ a: { ns: 1000, quantities: [rows], values: [value] } });
    const { blocks, conversations } = await walk({ base: given(12), head: given(15) });
    expect(blocks.get("a")).toMatchObject([
      { quantity: rows, block: 3, cpu: 1, loops: 1, pairs: { base: [12], head: [15] } },
    ]);
    for (const conversation of conversations) expect(loopsOf(conversation)).toEqual([1]);
  });

  test("beside its time is timed as every other, and has a block for each", async () => {
    const given = (value: number) => ({ a: { ns: 20e6, quantities: [time, peak], values: [null, value] } });
    const { blocks } = await walk({ base: given(1e6), head: given(2e6) });
    const [ofTime, ofPeak] = blocks.get("a") ?? [];
    expect(ofTime?.quantity).toEqual(time);
    expect(ofTime?.pairs.base?.[0]).toBeCloseTo(0.02, 9);
    expect(ofPeak?.quantity).toEqual(peak);
    const each = (value: number) => ofTime?.pairs.head.map(() => value);
    expect(ofPeak?.pairs).toEqual({ base: each(1e6), head: each(2e6) });
  });

  test("fails where it tells other ones on head than on base", async () => {
    const pages = { ...rows, unit: "pages" };
    const { failures, measured } = await walk({
      base: { a: { ns: 1000, quantities: [rows], values: [1] }, b: { ns: 1000 } },
      head: { a: { ns: 1000, quantities: [pages], values: [1] }, b: { ns: 1000 } },
    });
    expect(failures).toMatchObject([
      { id: "a", side: "base", message: { kind: "other-quantities", base: [rows], head: [pages] } },
    ]);
    expect([...measured.keys()]).toEqual(["b"]);
  });

  test.each([1, 2, 3, 4, 5, 6])(
    "is seen to fail on base where it fails on both sides, whatever the seed: %d",
    async (seed) => {
      const broken: FakeBenchmark = { ns: 1000, quantities: [rows], inBatch: { batch: 0, what: "failed" } };
      const { failures } = await walk(same({ a: broken }), { seed });
      expect(failures.map(({ side }) => side)).toContain("base");
    },
  );

  test("fails where it does not tell one", async () => {
    const given = (values: number[]) => ({ a: { ns: 1000, quantities: [rows], values } });
    const { failures } = await walk({ base: given([1]), head: given([]) });
    expect(failures).toEqual([
      {
        id: "a",
        side: "head",
        kind: "failed",
        message: { kind: "no-quantity", side: "head", metric: "value" },
      },
    ]);
  });
});

test("the first batch of a side is warm-up and left out", async () => {
  const { calibrations } = await walk(same({ a: { ns: 1000 } }));
  const { conversations, measured } = await walk(same({ a: { ns: 1000 } }), { calibrations });
  expect(measured.get("a")?.pairs.head).toHaveLength(MOST_PAIRS);
  for (const conversation of conversations) expect(batchesOf(conversation)).toHaveLength(1 + MOST_PAIRS);
});

test("timed batches come after untimed calls, so that the other side's caches are not measured", async () => {
  const { conversations } = await walk(same({ a: { ns: 1000 } }));
  expect(
    batchesOf(conversations[1])
      .slice(-MOST_PAIRS)
      .every((batch) => batch.untimed > 0),
  ).toBe(true);
});

test("the side that goes first changes from pair to pair, by the seed", async () => {
  const order: SideName[] = [];
  const note = (side: SideName) => () => {
    order.push(side);
    return 0;
  };
  await walk({
    base: { a: { ns: 1000, preemptions: note("base") } },
    head: { a: { ns: 1000, preemptions: note("head") } },
  });
  const pairs = Array.from({ length: MOST_PAIRS }, (_, pair) =>
    order.slice(order.length - 2 * MOST_PAIRS).slice(2 * pair, 2 * pair + 2),
  );
  expect(pairs.every((pair) => new Set(pair).size === 2)).toBe(true);
  expect(new Set(pairs.map((pair) => pair[0])).size).toBe(2);
});

test("the side that starts first changes from block to block, by the seed", async () => {
  const seeds = Array.from({ length: 12 }, (_, seed) => seed + 1);
  const blocks = await Promise.all(seeds.map((seed) => walk(same({ a: { ns: 1000 } }), { seed })));
  expect(new Set(blocks.map(({ started }) => started.join(" ")))).toEqual(
    new Set(["base head", "head base"]),
  );
});

test("the loops found in one block are kept in the next, without calibrating again", async () => {
  const first = await walk(same({ a: { ns: 1000 } }));
  const second = await walk(same({ a: { ns: 1300 } }), { calibrations: first.calibrations });
  expect(second.measured.get("a")?.loops).toBe(first.measured.get("a")?.loops);
  const [warmUp, ...timed] = loopsOf(second.conversations[0]);
  expect(warmUp).toBe(first.measured.get("a")?.loops);
  expect(timed).toHaveLength(MOST_PAIRS);
});

test("a benchmark of a second gets one pair and one warm-up, not a second a batch more", async () => {
  const { conversations, measured } = await walk(same({ a: { ns: 1e9 } }));
  expect(measured.get("a")?.pairs.head).toHaveLength(1);
  expect(loopsOf(conversations[1])).toEqual([1, 1]);
});

describe("preemption for nobody knows how long", () => {
  test("repeats a pair in which a batch was preempted", async () => {
    let batches = 0;
    const preemptions = () => (++batches === 4 ? 1 : 0);
    const { measured, repeatedPairs } = await walk({
      base: { a: { ns: 1000 } },
      head: { a: { ns: 1000, preemptions } },
    });
    expect(measured.get("a")?.pairs.head).toHaveLength(MOST_PAIRS);
    expect(repeatedPairs).toBe(1);
  });

  test("that never ends is bounded, and then all pairs count", async () => {
    const { measured, repeatedPairs } = await walk(same({ a: { ns: 1000, preemptions: () => 3 } }));
    expect(measured.get("a")?.pairs.head).toHaveLength(2 * MOST_PAIRS);
    expect(repeatedPairs).toBe(MOST_PAIRS);
  });

  test("decides what is left out, not slowness", async () => {
    let batches = 0;
    const slowOnce = {
      get ns() {
        return ++batches === 9 ? 50_000 : 1000;
      },
    };
    const { measured, repeatedPairs } = await walk({ base: { a: { ns: 1000 } }, head: { a: slowOnce } });
    expect(repeatedPairs).toBe(0);
    expect(measured.get("a")?.pairs.head).toHaveLength(MOST_PAIRS);
  });
});

test("preemption for a known time repeats nothing, and that time does not count", async () => {
  const { measured, repeatedPairs, runDelay } = await walk({
    base: { a: { ns: 1000 } },
    head: { a: { ns: 1000, preemptions: () => 4, runDelayNs: () => 30e6 } },
  });
  expect(repeatedPairs).toBe(0);
  // Base does not know, and is not counted as undisturbed.
  expect(runDelay.runDelayNs).toBe((MOST_PAIRS + 3) * 30e6);
  expect(runDelay.runDelayNs / runDelay.wallNs).toBeGreaterThan(0.7);
  expect(measured.get("a")?.pairs.head).toHaveLength(MOST_PAIRS);
  expect(new Set(measured.get("a")?.pairs.head)).toEqual(new Set([1e-6]));
});

describe("a long call that never waits", () => {
  const computing = (ns: number, given: Partial<FakeBenchmark> = {}): FakeBenchmark => ({
    ns,
    waits: () => 0,
    ...given,
  });
  const twoSides = (given: Partial<FakeBenchmark>) => ({
    base: { a: computing(20e6, given) },
    head: { a: computing(30e6, given) },
  });

  test("runs on both sides at the same time, and its CPU time counts", async () => {
    const { measured, mostAtOnce } = await walk({
      base: { a: computing(20e6, { cpuNs: () => 19e6 }) },
      head: { a: computing(30e6, { cpuNs: () => 28e6 }) },
    });
    expect(mostAtOnce).toBe(2);
    const { sideBySide, loops, pairs } = measured.get("a") ?? {};
    expect({ sideBySide, loops }).toEqual({ sideBySide: true, loops: 1 });
    expect(pairs).toEqual({ base: [0.019, 0.019, 0.019, 0.019], head: [0.028, 0.028, 0.028, 0.028] });
  });

  test.each([
    ["takes turns where a short batch is more than one", 2e6, { sideBySide: false, loops: 2 }],
    ["of 3 ms runs as often in a batch as ten milliseconds are", 3e6, { sideBySide: true, loops: 4 }],
    ["of ten milliseconds is a batch of one", 10e6, { sideBySide: true, loops: 1 }],
  ])("%s", async (_title, ns, block) => {
    const { measured } = await walk(same({ a: computing(ns) }));
    expect(measured.get("a")).toMatchObject(block);
  });

  test("does not count the other side's time as time for which something else ran", async () => {
    const { measured, runDelay } = await walk(twoSides({ runDelayNs: () => 20e6 }));
    expect(measured.get("a")?.sideBySide).toBe(true);
    // Those of calibrating and no others.
    expect(runDelay.runDelayNs).toBe(2 * 20e6);
  });

  test.each<[string, { cpu?: null }, Partial<FakeBenchmark>]>([
    ["that is not on one CPU with the other side", { cpu: null }, {}],
    ["of which nobody knows whether it waits", {}, { waits: () => null }],
    ["that sleeps for some of its time", {}, { cpuNs: (loops) => loops * 10e6 }],
    ["whose author bounds its calls", {}, { limit: { loops: 40, warmups: 0 } }],
  ])("runs in turns where it is one %s", async (_title, request, given) => {
    const { measured, mostAtOnce } = await walk(twoSides(given), request);
    expect(measured.get("a")?.sideBySide).toBe(false);
    expect(mostAtOnce).toBe(1);
  });

  test.each<SideName>(["base", "head"])(
    "is measured in turns, in this block and later ones, once it waited twice on %s",
    async (side) => {
      let batches = 0;
      const waits = () => ([3, 5].includes(++batches) ? 1 : 0);
      const sides = twoSides({});
      const { measured, calibrations, failures } = await walk({
        ...sides,
        [side]: { a: { ...sides[side].a, waits } },
      });
      expect(measured.get("a")).toMatchObject({ sideBySide: false, pairs: { head: { length: 2 } } });
      expect(calibrations.get("a")?.sideBySide).toBe(false);
      expect(failures).toEqual([]);
    },
  );

  test("whose batch waited once is left out with the one beside it", async () => {
    let batches = 0;
    const waits = () => (++batches === 3 ? 1 : 0);
    const { measured } = await walk({ base: twoSides({}).base, head: { a: computing(30e6, { waits }) } });
    expect(measured.get("a")).toMatchObject({ sideBySide: true, pairs: { head: { length: 3 } } });
  });

  test("of a second, which has one pair, takes turns when that one waited", async () => {
    let batches = 0;
    const waits = () => (++batches === 2 ? 1 : 0);
    const { measured } = await walk({
      base: { a: computing(1e9) },
      head: { a: computing(1e9, { waits }) },
    });
    expect(measured.get("a")).toMatchObject({ sideBySide: false, pairs: { head: { length: 1 } } });
  });

  test("has turns of one call, where it had batches of several side by side", async () => {
    const { measured, calibrations } = await walk(same({ a: computing(3e6, { waits: () => 2 }) }));
    expect(measured.get("a")).toMatchObject({ sideBySide: false, loops: 1 });
    expect(calibrations.get("a")).toMatchObject({ loops: 1, sideBySide: false });
  });

  test("goes on, untimed, on the side that is done first, until the other side is as well", async () => {
    const { measured, conversations } = await walk(
      { base: { a: computing(20e6) }, head: { a: computing(20e6) } },
      { slow: "head" },
    );
    const [base, head] = conversations.map((conversation) => loopsOf(conversation).length);
    expect(head).toBe(1 + 4);
    expect(base).toBeGreaterThan(1 + 4);
    expect(measured.get("a")?.pairs.base).toHaveLength(4);
  });

  test.each<[string, Partial<FakeBenchmark>, string]>([
    ["fails", { inBatch: { batch: 2, what: "failed" } }, "failed"],
    ["fails afterwards", { afterwards: "failed" }, "failed"],
    ["ends its process", { inBatch: { batch: 2, what: "exits" } }, "exited"],
    ["hangs", { inBatch: { batch: 2, what: "hangs" } }, "timed-out"],
  ])(
    "is put off, and tried again in turns, where it %s beside the other side",
    async (_title, given, kind) => {
      const sides = {
        base: { a: computing(20e6), b: computing(20e6) },
        head: { a: computing(20e6, given), b: computing(20e6) },
      };
      const first = await walk(sides);
      expect(first.failures).toEqual([]);
      expect(first.putOff).toMatchObject([{ id: "a", side: "head", kind }]);
      expect([...first.measured.keys()]).toEqual(["b"]);
      const second = await walk(sides, { calibrations: first.calibrations });
      expect(second.failures).toMatchObject([{ id: "a", side: "head", kind }]);
      expect(second.putOff).toEqual([]);
    },
  );

  test("blames neither side where it fails on both", async () => {
    const failing = computing(20e6, { inBatch: { batch: 2, what: "failed" } });
    const sides = { base: { a: failing, b: computing(20e6) }, head: { a: failing, b: computing(20e6) } };
    const { measured, failures } = await walk(sides);
    expect(failures).toEqual([]);
    expect([...measured.keys()]).toEqual(["b"]);
  });
});

describe("what the author allows with pedantic", () => {
  test.each([
    [{ loops: 1, warmups: 0 }, 1, [1]],
    [{ loops: 4, warmups: 0 }, 4, [1, 1, 1, 1]],
    [{ loops: 4, warmups: 2 }, 4, [1, 1, 1, 1]],
  ])("is never exceeded: %j", async (limit, pairs, loops) => {
    const { measured, conversations } = await walk(same({ a: { ns: 1000, limit } }));
    expect(measured.get("a")?.pairs.head).toHaveLength(pairs);
    for (const conversation of conversations) {
      expect(loopsOf(conversation)).toEqual(loops);
      expect(batchesOf(conversation).every((batch) => batch.untimed === 0)).toBe(true);
    }
  });

  test("is spread over longer batches once the first block has told how long a call takes", async () => {
    const limit = { loops: 60, warmups: 0 };
    const { calibrations } = await walk(same({ a: { ns: 1e6, limit } }));
    const second = await walk(same({ a: { ns: 1e6, limit } }), { calibrations });
    expect(second.measured.get("a")?.loops).toBe(10);
    expect(loopsOf(second.conversations[0]).reduce((sum, loops) => sum + loops, 0)).toBeLessThanOrEqual(60);
  });
});

describe("a benchmark that does not run costs only itself", () => {
  const fine: FakeBenchmark = { ns: 1000 };

  test.each<[string, FakeBenchmark, FakeBenchmark, SideName, string]>([
    ["raises before it is ready on head", fine, { ns: 1, arrives: "failed" }, "head", "failed"],
    ["raises before it is ready on base", { ns: 1, arrives: "failed" }, fine, "base", "failed"],
    ["is skipped", fine, { ns: 1, arrives: "skipped" }, "head", "skipped"],
    [
      "is skipped, or raises as expected, in a batch",
      fine,
      { ns: 1000, inBatch: { batch: 2, what: "skipped" } },
      "head",
      "skipped",
    ],
    [
      "is skipped in a batch on base",
      { ns: 1000, inBatch: { batch: 2, what: "skipped" } },
      fine,
      "base",
      "skipped",
    ],
    ["raises in a warm-up", fine, { ns: 1000, inBatch: { batch: 0, what: "failed" } }, "head", "failed"],
    [
      "raises in a late batch",
      fine,
      { ns: 1000, inBatch: { batch: MOST_PAIRS, what: "failed" } },
      "head",
      "failed",
    ],
    [
      "raises while base is calibrated",
      { ns: 1000, inBatch: { batch: 0, what: "failed" } },
      fine,
      "base",
      "failed",
    ],
    ["fails after it was measured", fine, { ns: 1000, afterwards: "failed" }, "head", "failed"],
    ["is skipped after it was measured", fine, { ns: 1000, afterwards: "skipped" }, "head", "skipped"],
    ["hangs", fine, { ns: 1000, inBatch: { batch: 4, what: "hangs" } }, "head", "timed-out"],
    ["ends its process", { ns: 1000, inBatch: { batch: 2, what: "exits" } }, fine, "base", "exited"],
  ])("when it %s", async (_title, base, head, side, kind) => {
    const { measured, failures, conversations } = await walk({
      base: { before: fine, broken: base, after: fine },
      head: { before: fine, broken: head, after: fine },
    });
    expect(failures).toMatchObject([{ id: "broken", side, kind }]);
    expect([...measured.keys()]).toEqual(["before", "after"]);
    expect(conversations.every((conversation) => conversation.disposed)).toBe(true);
  });

  test("a late failure of one that was left unmeasured is not taken for the next one's arrival", async () => {
    const { measured, failures } = await walk({
      base: { broken: { ns: 1, arrives: "failed" }, after: fine },
      head: { broken: { ns: 1000, afterwards: "failed" }, after: fine },
    });
    expect([...measured.keys()]).toEqual(["after"]);
    expect(failures.map(({ id, side }) => [id, side])).toEqual([
      ["broken", "base"],
      ["broken", "head"],
    ]);
  });

  test("a lost process's rest is walked by a fresh pair", async () => {
    const head = { a: { ns: 1000, inBatch: { batch: 1, what: "exits" as const } }, b: fine };
    const { conversations, failures } = await walk({ base: { a: fine, b: fine }, head });
    expect(conversations).toHaveLength(4);
    expect(conversations[3]?.commands[0]).toMatchObject({ type: "begin", only: ["b"] });
    expect(failures[0]?.message).toMatchObject({ kind: "process-ended", output: "last words" });
  });
});

test("once the time limit is reached, no further benchmark is begun", async () => {
  let asked = 0;
  const { measured } = await walk(same({ a: { ns: 1000 }, b: { ns: 1000 } }), { isOver: () => asked++ >= 2 });
  expect([...measured.keys()]).toEqual(["a"]);
});

test("head alone is measured without a base", async () => {
  const { measured, conversations, modules } = await walk(same({ a: { ns: 1000 } }), { alone: true });
  expect(conversations.map((conversation) => conversation.side)).toEqual(["head"]);
  expect(measured.get("a")?.pairs).toMatchObject({ base: null, head: { length: MOST_PAIRS } });
  expect(modules.base).toBeNull();
});

describe("the garbage collector", () => {
  test("counts with what it takes on average, whichever batch it ran in", async () => {
    let batches = 0;
    let pausedNs = 0;
    // Every fifth batch has a pause as long as the batch itself.
    const collected: FakeBenchmark = {
      get ns() {
        pausedNs = ++batches % 5 === 0 ? 1000 : 0;
        return 1000 + pausedNs;
      },
      collectorNs: (loops) => pausedNs * loops,
    };
    const { measured } = await walk({
      base: { a: { ns: 1000, collectorNs: () => 0 } },
      head: { a: collected },
    });
    const values = measured.get("a")?.pairs.head.map((value) => value * 1e6) ?? [];
    expect(new Set(values.map((value) => value.toFixed(6))).size).toBe(1);
    expect(values[0]).toBeGreaterThan(1.1);
    expect(values[0]).toBeLessThan(1.3);
  });

  test.each<SideName>(["base", "head"])(
    "stays in its batch, and batches are long, where %s does not tell of it",
    async (side) => {
      let batches = 0;
      const collected: FakeBenchmark = {
        get ns() {
          return ++batches % 5 === 0 ? 2000 : 1000;
        },
        collectorNs: () => 500e3,
      };
      const silent: FakeBenchmark = { ns: 1000, collectorNs: null };
      const other = side === "base" ? "head" : "base";
      const { measured } = await walk(
        side === "base"
          ? { base: { a: silent }, head: { a: collected } }
          : { base: { a: collected }, head: { a: silent } },
      );
      expect(measured.get("a")?.loops).toBeGreaterThanOrEqual(10_000);
      expect(new Set(measured.get("a")?.pairs[other]?.map((value) => (value * 1e6).toFixed(3)))).toEqual(
        new Set(["1.000", "2.000"]),
      );
    },
  );

  test("is spread over the batches of head alone too", async () => {
    let batches = 0;
    const collectorNs = (loops: number) => (++batches % 4 === 0 ? 200 * loops : 0);
    const { measured } = await walk(same({ a: { ns: 1000, collectorNs } }), { alone: true });
    expect(new Set(measured.get("a")?.pairs.head.map((value) => (value * 1e6).toFixed(3))).size).toBe(2);
  });
});

test.each<[string, Partial<FakeBenchmark>]>([
  ["whose author bounds its calls, so that no untimed ones go before", { limit: { loops: 1e6, warmups: 0 } }],
  ["that is set up before each of them", { setsUp: true }],
])("batches are long in a benchmark %s", async (_title, given) => {
  const benchmark: FakeBenchmark = { ns: 1000, ...given };
  const { calibrations } = await walk(same({ a: benchmark }));
  expect(calibrations.get("a")?.batchSeconds).toBeCloseTo(0.01, 3);
});

test("head runs as many calls as base does until the pairs begin", async () => {
  const { conversations } = await walk({ base: { a: { ns: 1000 } }, head: { a: { ns: 1300 } } });
  const [base, head] = conversations.map(loopsOf);
  expect(head).toEqual(base);
});

test("a benchmark calibrated while the CPU was slow gets its pairs in the next block", async () => {
  const slowAtFirst = (): FakeBenchmark => {
    let batches = 0;
    return {
      get ns() {
        return ++batches === 1 ? 60e6 : 25e6;
      },
    };
  };
  const sides = { base: { a: slowAtFirst() }, head: { a: slowAtFirst() } };
  const first = await walk(sides);
  const second = await walk(sides, { calibrations: first.calibrations });
  expect(first.measured.get("a")?.pairs.head).toHaveLength(1);
  expect(second.measured.get("a")?.pairs.head).toHaveLength(2);
});
