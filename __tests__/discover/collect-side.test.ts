import { expect, test } from "@jest/globals";
import { collectHead } from "../../src/discover/collect-side.ts";
import type { HarnessProcess } from "../../src/ports/processes.ts";
import type { World } from "../../src/ports/world.ts";
import type { Message } from "../../src/protocol.ts";
import type { OpenHead } from "../../src/sides/sides.ts";
import { aHello } from "../support/fake-harness.ts";
import { aSide } from "../support/sides.ts";

test("what is special about a side's Python is what it says once the project's modules are imported", async () => {
  const { python } = aHello();
  const answers: Message[] = [
    { type: "collected", benchmarks: [], problems: [], fullCollectionNs: null },
    {
      type: "finished",
      modules: [{ name: "app", file: "/head/app.py" }],
      doubts: [],
      build: ["free-threaded", "GIL on"],
    },
  ];
  const harness: HarnessProcess = {
    side: "head",
    hello: aHello({ python: { ...python, build: ["free-threaded"] } }),
    send() {},
    receive: async () => answers.shift() as Message,
    [Symbol.asyncDispose]: async () => {},
  };
  const head = {
    side: aSide("head"),
    files: ["app.py"],
    shared: [],
    suite: { suite: "functions", targets: ["app:run"] },
  } as unknown as OpenHead;
  const world = { processes: { start: async () => harness } } as unknown as World;
  const collected = await collectHead({ head, world, timeLimitSeconds: 60, seed: 1 });
  expect(collected.python).toEqual({ ...python, build: ["free-threaded", "GIL on"] });
});
