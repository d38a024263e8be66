import { describe, expect, test } from "@jest/globals";
import { begin, due, nextArrival } from "../../src/conversation/conversation.ts";
import type { Failure } from "../../src/findings/failure.ts";
import { HarnessLost, type HarnessProcess } from "../../src/ports/processes.ts";
import type { Command, Message } from "../../src/protocol.ts";
import { aHello } from "../support/fake-harness.ts";

/** A harness that sends these, whatever it is told. */
function sending(...messages: Message[]): HarnessProcess & { readonly told: Command[] } {
  const told: Command[] = [];
  return {
    ...{ side: "head", hello: aHello(), told },
    send: (command) => told.push(command),
    async receive() {
      const next = messages.shift();
      if (next === undefined) throw new HarnessLost("head", "timed-out", "gave no answer within 5 s", "");
      return next;
    },
    async [Symbol.asyncDispose]() {},
  };
}

const failed = (id: string): Message => ({
  ...{ type: "failed", id, phase: "call", error: "AssertionError", message: "no", traceback: "" },
});
const ready = (id: string): Message => ({
  ...{ type: "ready", id, calls: 1, limit: null, setsUp: false, quantities: null },
});

test("a process is pinned to a CPU only where one is named", () => {
  const walked = { suite: "functions", targets: ["app:f"], root: "/head", only: ["app:f"] } as const;
  const process = sending();
  begin(process, walked, { heapSeed: 7 });
  begin(process, { ...walked, cpu: 3 }, { heapSeed: 7 });
  expect(process.told).toEqual([
    { type: "begin", ...walked, cpu: null, heapSeed: 7 },
    { type: "begin", ...walked, cpu: 3, heapSeed: 7 },
  ]);
});

describe("what is not due is a lost harness", () => {
  test.each<[string, Message[], string]>([
    ["a suite that can't be started says why", [{ type: "broken", message: "no conftest" }], "no conftest"],
    ["another message is named", [ready("a")], "it sent ready where collected was due"],
    ["silence is its own reason", [], "gave no answer within 5 s"],
  ])("%s", async (_, sent, detail) => {
    const lost = await due(sending(...sent), "collected", 5).catch((error: unknown) => error);
    expect(lost).toBeInstanceOf(HarnessLost);
    expect((lost as HarnessLost).detail).toBe(detail);
  });
});

describe("what a side says late of a benchmark that it has left", () => {
  const skipped = (id: string): Message => ({ type: "skipped", id, reason: "not here" });

  test("is of that one, and the next one arrives", async () => {
    const late: Failure[] = [];
    const arrival = await nextArrival(sending(failed("a"), skipped("b"), ready("c")), "c", 5, (one) => {
      late.push(one);
    });
    expect(arrival).toEqual(ready("c"));
    expect(late.map(({ id, kind }) => [id, kind])).toEqual([
      ["a", "failed"],
      ["b", "skipped"],
    ]);
  });

  test("is nothing of the benchmark that is due, which fails itself", async () => {
    const late: Failure[] = [];
    const arrival = await nextArrival(sending(failed("c")), "c", 5, (one) => late.push(one));
    expect([arrival, late]).toEqual([failed("c"), []]);
  });
});
