import { expect, test } from "@jest/globals";
import { harnessLoss, sideLost } from "../../src/measure/loss.ts";
import type { SideName } from "../../src/model.ts";
import { BothLost, HarnessLost } from "../../src/ports.ts";

const exited = (side: SideName, output = "") =>
  new HarnessLost(side, "exited", "exited with status 7", output);

test.each<[string, HarnessLost, number, string, RegExp]>([
  [
    "head's",
    exited("head", "Traceback\nboom\n"),
    1,
    "head",
    /^Measuring ended after 1 block: the benchmark process of head was lost before its first benchmark: exited with status 7; its last output: Traceback \| boom\. .* in head's checkout/,
  ],
  [
    "base's",
    exited("base"),
    3,
    "base",
    /^Measuring ended after 3 blocks: the benchmark process of base was lost .*: exited with status 7\. .* whether head's code ends it\.$/,
  ],
  [
    "both sides'",
    new BothLost(exited("head"), exited("base")),
    2,
    "both",
    /: head exited with status 7; base exited with status 7\. .* whether memory or disk space runs out/,
  ],
])("%s loss says whose it was, when it was and what to do", (_title, error, blocks, side, message) => {
  const loss = harnessLoss(error, blocks, ["a"]);
  expect(loss).toMatchObject({ side, ids: new Set(["a"]), message: expect.stringMatching(message) });
});

test("a side that is lost before anything was measured is an error that begins with a capital", () => {
  expect(sideLost(exited("head")).message).toBe(
    "The benchmark process of head was lost before its first benchmark: exited with status 7",
  );
});
