import { expect, test } from "@jest/globals";
import { adviceOnLoss } from "../../src/errors/lost.ts";
import { harnessLoss, sideLost } from "../../src/measure/loss.ts";
import type { SideName } from "../../src/model.ts";
import { BothLost, HarnessLost } from "../../src/ports/processes.ts";
import { warningWords } from "../../src/report/words/warning.ts";

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
  const loss = harnessLoss(error, 120, blocks, ["a"]);
  expect(loss).toMatchObject({ lost: { side }, ids: new Set(["a"]) });
  expect(warningWords({ kind: "measuring-ended", lost: loss.lost })).toMatch(message);
});

const silent = (side: SideName) => new HarnessLost(side, "timed-out", "gave no answer within 5 s", "");

test.each<[string, HarnessLost, string]>([
  ["one side", silent("head"), "The benchmark process of head did not reach its first benchmark: gave no"],
  [
    "both sides",
    new BothLost(silent("head"), silent("base")),
    "The benchmark processes of both sides did not reach their first benchmark: head gave no",
  ],
])("%s that is silent for its part of the time limit is told to raise it", (_title, error, message) => {
  const told = sideLost(error);
  expect(told.message).toContain(message);
  expect(told.advice).toMatch(/fifth of `time-limit`.* raise `time-limit`, or name fewer benchmarks/);
});

test("a process that does not even start in time is not the time limit's", () => {
  const error = new HarnessLost("head", "not-started", "did not say hello within 60 s", "");
  expect(sideLost(error).advice).not.toContain("time-limit");
});

test.each([
  [5, "both"],
  [120, "head"],
])("a side that was silent for %d s after it had started before is held against %s", (seconds, side) => {
  const loss = harnessLoss(silent("head"), seconds, 2, ["a"]);
  expect(loss.lost.side).toBe(side);
  expect(adviceOnLoss(loss.lost)).toContain("raise `time-limit`");
});

test("a side that is lost before anything was measured is an error that begins with a capital", () => {
  expect(sideLost(exited("head")).message).toBe(
    "The benchmark process of head was lost before its first benchmark: exited with status 7",
  );
});
