import { describe, expect, test } from "@jest/globals";
import { budgetLookup } from "../../src/compare/budgets.ts";
import { pairedDecider } from "../../src/compare/paired.ts";
import { causeWords } from "../../src/errors/causes.ts";
import { GateError } from "../../src/errors.ts";
import { countInstructions } from "../../src/measure/instructions.ts";
import type { Measuring } from "../../src/measure/schedule.ts";
import type { Stage } from "../../src/model/progress.ts";
import type { Quantity, SideName } from "../../src/model.ts";
import { type CountingProcess, HarnessLost } from "../../src/ports/processes.ts";
import type { Command, Message } from "../../src/protocol.ts";
import { aHello } from "../support/fake-harness.ts";
import { aSide } from "../support/sides.ts";

interface Counting {
  /** Instructions a loop. */
  readonly instructions: number;
  /** Seconds a loop, with counting off. */
  readonly seconds?: number;
  /** Seconds that the first loop takes besides: imports. */
  readonly first?: number;
  readonly limit?: { readonly loops: number; readonly warmups: number };
  readonly quantities?: Quantity[];
  /** What happens when it is to run; `late`, only while it is counted. */
  readonly breaks?: "failed" | "dies";
  readonly late?: true;
  /** Whether it fails once it has been left, as by an assert behind the call. */
  readonly afterwards?: true;
}

/** Seconds that the collector takes before each answer. */
const COLLECTING = 0.15;

type Said = Command & { readonly isOn: boolean };
type Both = Record<SideName, Readonly<Record<string, Counting>>>;

/** A harness under callgrind at its port: counts only while it is switched on. */
function counting(
  side: SideName,
  benchmarks: Both[SideName],
  said: Said[],
  passes: (seconds: number) => void,
): CountingProcess {
  const outbox: (Message | HarnessLost)[] = [];
  let order: readonly string[] = [];
  let position = -1;
  let isOn = false;
  let loops = 0;
  let isFirst = true;
  const current = () => benchmarks[order[position] ?? ""];
  const arrive = () => {
    position++;
    isFirst = true;
    const id = order[position];
    if (id === undefined) return;
    const { limit = null, quantities = null } = benchmarks[id] ?? {};
    outbox.push({ type: "ready", id, calls: 1, limit, setsUp: false, quantities });
  };
  const failed = (id: string): Message => ({
    ...{ type: "failed", id, phase: "call", error: "ValueError", message: "boom", traceback: "" },
  });
  return {
    side,
    hello: aHello(),
    send(command) {
      said.push({ ...command, isOn });
      if (command.type === "begin") {
        order = command.only ?? [];
        outbox.push({ type: "collected", benchmarks: [], problems: [], fullCollectionNs: null });
        arrive();
      } else if (command.type === "count") {
        loops = command.loops;
        const { breaks, late, seconds = 1e-4, first = 0 } = current() ?? {};
        if (side === "head") passes(seconds * loops + (isFirst ? first : 0) + COLLECTING);
        isFirst = false;
        if (late && !isOn) outbox.push({ type: "counted", windows: 1 });
        else if (breaks === "dies") outbox.push(new HarnessLost(side, "exited", "it exited", ""));
        else if (breaks === "failed") {
          outbox.push(failed(order[position] ?? ""));
          arrive();
        } else outbox.push({ type: "counted", windows: 1 });
      } else if (command.type === "next") {
        const left = order[position] ?? "";
        if (current()?.afterwards) outbox.push(failed(left));
        arrive();
      }
    },
    async receive() {
      const next = outbox.shift();
      if (next === undefined) throw new Error(`${side} was asked for a message it does not owe`);
      if (next instanceof HarnessLost) throw next;
      return next;
    },
    async switchCounting(on) {
      isOn = on;
    },
    counted: async () => (isOn ? (current()?.instructions ?? 0) * loops : 0),
    async [Symbol.asyncDispose]() {},
  };
}

async function counted(
  benchmarks: Both,
  given: { decider?: ReturnType<typeof pairedDecider>; seed?: number } = {},
) {
  const said: Said[] = [];
  const measuring: Measuring = {
    sides: { base: aSide("base"), head: aSide("head") },
    suite: "functions",
    targets: [],
    ids: Object.keys(benchmarks.head),
    cpus: null,
    timeLimitSeconds: 600,
    seed: given.seed ?? 1,
  };
  let now = 0;
  const passes = (seconds: number) => {
    now += seconds;
  };
  const found = await countInstructions(
    measuring,
    {
      counting: {
        whyNotCounting: async () => null,
        startCounting: async ({ name }) => counting(name, benchmarks[name], said, passes),
      },
      clock: { seconds: () => now, now: () => "" },
      progress: { stage: (_, body) => body(), step: () => {}, warn: () => {}, blocks: () => {} },
    },
    given.decider ?? { looks: [1], decided: () => new Set() },
  );
  return { ...found, said };
}

const same = (of: Record<string, Counting>): Both => ({ base: of, head: of });
/** Of what ran while counting was on, or off. */
const loopsOf = (said: readonly Said[], on = true) =>
  said.flatMap((command) => (command.type === "count" && command.isOn === on ? [command.loops] : []));

test("a pair is what each side counted, for one call", async () => {
  const { series } = await counted({
    base: { a: { instructions: 1000 } },
    head: { a: { instructions: 1100 } },
  });
  expect(series).toMatchObject([
    {
      id: "a",
      metric: "instructions",
      better: "smaller",
      blocks: [{ block: 0, pairs: { base: [1000], head: [1100] } }],
    },
  ]);
});

test("both sides count as many loops, which base's instructions decide and no clock", async () => {
  const { said } = await counted({ base: { a: { instructions: 1e5 } }, head: { a: { instructions: 3e5 } } });
  expect(loopsOf(said)).toEqual([1, 1, 64, 64]);
});

test.each([
  ["few loops, where a call is long", 1e9, 4],
  ["enough loops to meet what every twentieth call costs, where it is not", 1e7, 24],
  ["many loops, where it is short", 10, 1024],
])("a count takes %s", async (_, instructions, loops) => {
  const { said } = await counted(same({ a: { instructions } }));
  expect(loopsOf(said).at(-1)).toBe(loops);
});

test.each([
  ["thirty", { seconds: 1e-3 }, [1, 30]],
  ["thirty, where only the first takes long", { seconds: 0.1, first: 2 }, [1, 1, 2, 30]],
  ["thirty, where it is the collector that takes long", { seconds: 0.1 }, [1, 1, 2, 30]],
  ["fewer, where they take long", { seconds: 0.5 }, [1, 1, 2, 10]],
  ["a few, where they take very long", { seconds: 2 }, [1, 1, 2, 3]],
  ["thirty, where their author allows many", { limit: { loops: 1000, warmups: 0 } }, [1, 30]],
])("so many calls go before what is counted, or up to twice as many: %s", async (_, how, loops) => {
  const { said } = await counted(same({ a: { instructions: 1e6, ...how } }));
  const before = loopsOf(said, false);
  expect(before.filter((_, index) => index % 2 === 0)).toEqual(before.filter((_, index) => index % 2 === 1));
  expect(before.slice(0, -2)).toEqual(loops.slice(0, -1).flatMap((one) => [one, one]));
  const [last] = loops.slice(-1);
  expect(before.at(-1)).toBeGreaterThanOrEqual(last ?? Number.NaN);
  expect(before.at(-1)).toBeLessThanOrEqual(2 * (last ?? Number.NaN));
});

test("no two blocks begin at the same place of what the code does every n-th call", async () => {
  const looks = { looks: [8], decided: () => new Set<string>() };
  const { said } = await counted(same({ a: { instructions: 1e6 } }), { decider: looks });
  const before = loopsOf(said, false).filter((one) => one >= 30);
  expect(new Set(before).size).toBeGreaterThan(5);
});

test("no time of what is counted is told, because writing it would move what is allocated later", async () => {
  const { said } = await counted(same({ a: { instructions: 1e6 }, b: { instructions: 1e6 } }));
  expect(said.filter(({ type }) => type === "batch")).toEqual([]);
});

test("a benchmark that its author limits is not called before, and not more often than allowed", async () => {
  const { said } = await counted(same({ a: { instructions: 1e6, limit: { loops: 2, warmups: 1 } } }));
  expect(loopsOf(said, false)).toEqual([]);
  expect(loopsOf(said)).toEqual([2, 2]);
});

describe("what can't be counted costs only itself", () => {
  test.each<[string, Partial<Counting>, string]>([
    ["what raises", { breaks: "failed" }, "boom"],
    ["what raises while it is counted", { breaks: "failed", late: true }, "boom"],
    ["what ends its process", { breaks: "dies" }, "it exited"],
    ["what ends its process while it is counted", { breaks: "dies", late: true }, "it exited"],
    ["a call that takes too long", { seconds: 7 }, "takes too long to be counted"],
    ["one that surely takes too long", { seconds: 20 }, "takes too long to be counted"],
  ])("%s", async (_, broken, message) => {
    const fine = { instructions: 1e6 };
    const { series, failures } = await counted(same({ a: fine, b: { ...fine, ...broken }, c: fine }));
    expect(new Set(series.map(({ id }) => id))).toEqual(new Set(["a", "c"]));
    expect(failures.map(({ id }) => id)).toEqual(["b"]);
    expect(causeWords(failures[0]?.message ?? "")).toContain(message);
  });

  test("what fails once it has been left has no count", async () => {
    const fine = { instructions: 1e6 };
    const broken = { ...fine, afterwards: true } as const;
    const { series, failures } = await counted(same({ a: broken, b: broken, c: fine, d: fine }), { seed: 3 });
    expect(series.map(({ id }) => id).sort()).toEqual(["c", "d"]);
    expect(failures.map(({ id }) => id).sort()).toEqual(["a", "b"]);
  });

  test("what gives a value of its own has no instructions", async () => {
    const rows: Quantity = { metric: "value", unit: "rows", better: "smaller" };
    const { series, failures } = await counted(same({ a: { instructions: 1, quantities: [rows] } }));
    expect([series, failures]).toEqual([[], []]);
  });
});

test("blocks go on until everything is decided", async () => {
  const budgetOf = budgetLookup(0.1, []);
  const { series } = await counted(
    {
      base: { a: { instructions: 1e6 }, b: { instructions: 1e6 } },
      head: { a: { instructions: 1e6 }, b: { instructions: 2e6 } },
    },
    { decider: pairedDecider(budgetOf, true) },
  );
  const blocksOf = (id: string) => series.find((one) => one.id === id)?.blocks.length;
  expect([blocksOf("a"), blocksOf("b")]).toEqual([2, 4]);
});

test("a process that can't be started is an error that says what to do", async () => {
  const measuring = {
    sides: { base: aSide("base"), head: aSide("head") },
    ids: ["a"],
    cpus: null,
    timeLimitSeconds: 60,
    seed: 1,
    suite: "functions",
    targets: [],
  } as const;
  const world = {
    counting: {
      whyNotCounting: async () => null,
      startCounting: async () => {
        throw new HarnessLost("head", "exited", "valgrind: no such tool", "");
      },
    },
    clock: { seconds: () => 0, now: () => "" },
    progress: {
      stage: <T>(_: Stage, body: () => Promise<T>) => body(),
      step: () => {},
      warn: () => {},
      blocks: () => {},
    },
  };
  const error = await countInstructions(measuring, world, { looks: [1], decided: () => new Set() }).catch(
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(GateError);
  expect(`${(error as GateError).message} ${(error as GateError).advice}`).toMatch(
    /could not be started under valgrind: .*Remove `instructions`/,
  );
});
