/** A harness at its port: walks what it is told, on a clock that only batches move. */

import type { Quantity, SideName } from "../../src/model.ts";
import { HarnessLost, type HarnessProcess } from "../../src/ports/processes.ts";
import { CANARY_ID, type Command, type Doubt, type Hello, type Message } from "../../src/protocol.ts";

export interface FakeBenchmark {
  /** Nanoseconds a call. */
  readonly ns: number;
  readonly limit?: { readonly loops: number; readonly warmups: number };
  readonly setsUp?: boolean;
  /** The message that comes in place of `ready`; `inBatch` has that of the batch of a number, from 0. */
  readonly arrives?: "failed" | "skipped" | undefined;
  readonly inBatch?: { readonly batch: number; readonly what: "failed" | "skipped" | "hangs" | "exits" };
  /** The outcome that shows once it has been left, as by an assert after the measurement. */
  readonly afterwards?: "failed" | "skipped";
  /** CPU time of a batch of so many loops; by default all of it. */
  readonly cpuNs?: (loops: number) => number;
  /** Involuntary context switches of each batch. */
  readonly preemptions?: () => number;
  /** Loops that a batch after untimed calls runs in place of those that it was asked for. */
  readonly cutTo?: number;
  /** How often a batch waited; null, the default, is what a platform says that does not know. */
  readonly waits?: () => number | null;
  /** Work of other threads in, and between, the timed calls of a batch of so many loops; none by default. */
  readonly othersNs?: (loops: number) => number;
  readonly putOffNs?: (loops: number) => number;
  /** Work of child processes in the timed calls of a batch of so many loops; none by default. */
  readonly childrenNs?: (loops: number) => number;
  /** The part of `cpuNs` and `childrenNs` that threads and processes had which have ended; none by default. */
  readonly endedNs?: (loops: number) => number;
  /** Quantities of a batch, where that is not time alone; `values` are as a harness sends them. */
  readonly quantities?: Quantity[];
  readonly values?: (number | null)[];
  /** Run delay of a batch; null, the default, is what a platform says that does not know. */
  readonly runDelayNs?: () => number | null;
  /** Time of the garbage collector in a batch of so many loops, part of the batch's; none by default, null as above. */
  readonly collectorNs?: ((loops: number) => number) | null;
}

export interface Conversation {
  readonly side: SideName;
  readonly commands: Command[];
  disposed: boolean;
}

/** Nanoseconds that a garbage collection of all that was imported takes. */
export const FULL_COLLECTION_NS = { base: 2e6, head: 3e6 };

/**
 * @param modules what it says that it loaded, by name
 * @param problems what it says that it can't collect
 * @param doubts what it says against benchmarks once it is done
 */
export function fakeHarness(
  side: SideName,
  benchmarks: Readonly<Record<string, FakeBenchmark>>,
  advance: (seconds: number) => void = () => {},
  modules: Readonly<Record<string, string>> = {},
  problems: readonly { readonly where: string; readonly message: string }[] = [],
  doubts: readonly Doubt[] = [],
): HarnessProcess & { readonly conversation: Conversation } {
  const outbox: (Message | HarnessLost)[] = [];
  const conversation: Conversation = { side, commands: [], disposed: false };
  let order: readonly string[] = [];
  let position = -1;
  let batches = 0;
  const failed = (id: string): Message => ({
    type: "failed",
    id,
    phase: "call",
    error: "ValueError",
    message: "boom",
    traceback: "",
  });
  const skipped = (id: string): Message => ({ type: "skipped", id, reason: "not today" });
  const told = { failed, skipped };
  /** Whether the controller knows that a benchmark waits: what it says before that is a mistake of its own. */
  let isReady = false;
  const arrive = () => {
    isReady = false;
    position++;
    batches = 0;
    const id = order[position];
    if (id === undefined) {
      const loaded = Object.entries(modules).map(([name, file]) => ({ name, file }));
      outbox.push({ type: "finished", modules: loaded, doubts: [...doubts], build: [] });
      return;
    }
    const benchmark = benchmarks[id];
    if (benchmark === undefined || benchmark.arrives === "failed") {
      outbox.push(failed(id));
      arrive();
    } else if (benchmark.arrives === "skipped") {
      outbox.push(skipped(id));
      arrive();
    } else
      outbox.push({
        type: "ready",
        id,
        calls: 1,
        limit: benchmark.limit ?? null,
        setsUp: benchmark.setsUp ?? false,
        quantities: benchmark.quantities ?? null,
      });
  };
  const runBatch = (asked: number, untimed: number) => {
    const id = order[position] ?? "";
    const benchmark = benchmarks[id];
    const loops = untimed > 0 ? (benchmark?.cutTo ?? asked) : asked;
    if (benchmark === undefined) throw new Error(`batch for ${id}, which is not ready`);
    if (benchmark.inBatch?.batch === batches++) {
      const { what } = benchmark.inBatch;
      if (what === "failed" || what === "skipped") {
        outbox.push(told[what](id));
        arrive();
      } else {
        const how = what === "hangs" ? "timed-out" : "exited";
        outbox.push(new HarnessLost(side, how, `it ${how}`, "last words\n"));
      }
      return;
    }
    const wallNs = benchmark.ns * loops;
    advance(wallNs / 1e9);
    const runDelayNs = benchmark.runDelayNs?.() ?? null;
    outbox.push({
      type: "measured",
      loops,
      wallNs: wallNs + (runDelayNs ?? 0),
      cpuNs: benchmark.cpuNs?.(loops) ?? wallNs,
      preemptions: benchmark.preemptions?.() ?? 0,
      waits: benchmark.waits?.() ?? null,
      runDelayNs,
      collectorNs: benchmark.collectorNs === null ? null : (benchmark.collectorNs?.(loops) ?? 0),
      othersNs: benchmark.othersNs?.(loops) ?? 0,
      putOffNs: benchmark.putOffNs?.(loops) ?? 0,
      childrenNs: benchmark.childrenNs?.(loops) ?? 0,
      endedNs: benchmark.endedNs?.(loops) ?? 0,
      values: benchmark.values ?? null,
    });
  };
  return {
    side,
    hello: aHello(),
    conversation,
    send(command) {
      conversation.commands.push(command);
      if (command.type === "begin") {
        order = command.only ?? [];
        const own = Object.keys(benchmarks).filter((id) => id !== CANARY_ID);
        const found = command.only === null ? own : [];
        outbox.push({
          type: "collected",
          benchmarks: found.map((id) => ({ id, location: null })),
          problems: [...problems],
          fullCollectionNs: command.only === null ? null : FULL_COLLECTION_NS[side],
        });
        arrive();
      } else if (command.type === "batch") {
        if (!isReady) throw new Error(`${side} was sent a batch, and is not ready`);
        runBatch(command.loops, command.untimed);
      } else if (command.type === "profile") outbox.push({ type: "profiled", functions: [] });
      else if (command.type === "next") {
        if (!isReady) throw new Error(`${side} was sent next, and has nothing to leave`);
        const id = order[position];
        const afterwards = id === undefined ? undefined : benchmarks[id]?.afterwards;
        if (id !== undefined && afterwards !== undefined) outbox.push(told[afterwards](id));
        arrive();
      }
    },
    async receive() {
      const next = outbox.shift();
      if (next === undefined) throw new Error(`${side} was asked for a message it does not owe`);
      if (next instanceof HarnessLost) throw next;
      if (next.type === "ready") isReady = true;
      return next;
    },
    async [Symbol.asyncDispose]() {
      conversation.disposed = true;
    },
  };
}

export function aHello(given: Partial<Hello> = {}): Hello {
  return {
    type: "hello",
    protocol: 1,
    token: "t",
    pid: 1,
    python: {
      implementation: "CPython",
      version: "3.13.0",
      build: [],
      executable: "/usr/bin/python3",
      prefixes: ["/usr"],
    },
    cpus: [0, 1],
    ...given,
  };
}
