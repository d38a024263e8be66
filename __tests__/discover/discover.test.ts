import { expect, test } from "@jest/globals";
import { discover } from "../../src/discover/discover.ts";
import type { HarnessProcess } from "../../src/ports/processes.ts";
import type { World } from "../../src/ports/world.ts";
import type { Message } from "../../src/protocol.ts";
import type { OpenHead } from "../../src/sides/sides.ts";
import { aHello } from "../support/fake-harness.ts";
import { aSide } from "../support/sides.ts";

test.each<[string, Message[], RegExp]>([
  [
    "a conftest that imports what is not installed",
    [
      {
        type: "broken",
        message:
          "pytest could not start: ModuleNotFoundError: No module named 'ifaddr' (in tests/conftest.py)",
      },
    ],
    /^Install ifaddr for the interpreter that `python` names, or set `setup` /,
  ],
  [
    "a benchmark file that imports what is not installed",
    [
      {
        type: "collected",
        benchmarks: [],
        problems: [
          { where: "bench/test_a.py", message: "ModuleNotFoundError: No module named 'google.protobuf'" },
        ],
        fullCollectionNs: null,
      },
      { type: "finished", modules: [], doubts: [], build: [] },
    ],
    /^Install google\.protobuf for /,
  ],
  [
    "any other fault",
    [{ type: "broken", message: "pytest could not start: RuntimeError: no" }],
    /^Run the suite by hand /,
  ],
])(
  "where %s keeps all benchmarks from being collected, the error says what to do",
  async (_, sent, advice) => {
    const answers = [...sent];
    const harness: HarnessProcess = {
      side: "head",
      hello: aHello(),
      send() {},
      receive: async () => answers.shift() as Message,
      [Symbol.asyncDispose]: async () => {},
    };
    const head = {
      side: aSide("head"),
      files: [],
      shared: ["bench"],
      suite: { suite: "pytest", targets: ["bench"] },
    } as unknown as OpenHead;
    const world = {
      processes: { start: async () => harness },
      clock: { seconds: () => 0 },
    } as unknown as World;
    await expect(discover({ head, world, timeLimitSeconds: 60, seed: 1 }, null)).rejects.toMatchObject({
      advice: expect.stringMatching(advice),
    });
  },
);
