import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  type CommandRequest,
  commandEnvironment,
  runCommand,
} from "../../../src/adapters/processes/commands.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/repositories.ts";
import { isRunning, untilNoneRuns } from "../../support/running.ts";

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

const shell = (script: string, changes: Partial<CommandRequest> = {}) =>
  runCommand({
    program: "/bin/sh",
    args: ["-c", script],
    folder: folder.path,
    environment: commandEnvironment(),
    deadlineSeconds: 30,
    outputBytes: 1024,
    ...changes,
  });

const pidIn = (name: string) => Number(readFileSync(join(folder.path, name), "utf8"));

test("a program's status and what it printed are told apart", async () => {
  const end = await shell("echo out; echo err >&2; exit 3");
  expect(end).toMatchObject({ kind: "exited", status: 3 });
  if (end.kind === "exited") expect([end.stdout, end.stderr].map(String)).toEqual(["out\n", "err\n"]);
});

test("a program that was killed has no status", async () => {
  expect(await shell("kill -9 $$")).toMatchObject({
    kind: "ended",
    why: "signal",
    how: "was ended by SIGKILL",
  });
});

test("a program that is not there is not started", async () => {
  expect(await shell("", { program: "/nowhere/program" })).toMatchObject({
    kind: "not-started",
    code: "ENOENT",
  });
});

test("a command line that is too long is not started", async () => {
  expect(await shell("x".repeat(3_000_000))).toMatchObject({ kind: "not-started", code: "E2BIG" });
});

describe("a program is ended, with all that it started,", () => {
  const children = "sleep 600 & echo $! > child; setsid sleep 600 & echo $! > stranger; ";

  test.each<[string, string, Partial<CommandRequest>, string]>([
    ["at its deadline", "sleep 600", { deadlineSeconds: 0.5 }, "deadline"],
    [
      "at its deadline, also where it won't",
      'trap "" TERM; while :; do sleep 1; done',
      { deadlineSeconds: 0.5 },
      "deadline",
    ],
    ["when it prints too much", "yes", {}, "output"],
    ["when it says nothing for too long", "sleep 600", { silenceSeconds: 0.5 }, "silence"],
  ])("%s", async (_, script, changes, why) => {
    const began = performance.now();
    expect(await shell(children + script, changes)).toMatchObject({ kind: "ended", why });
    expect(performance.now() - began).toBeLessThan(8_000);
    expect(await untilNoneRuns([pidIn("child"), pidIn("stranger")])).toEqual([]);
  });
});

test("a program that goes on printing is not silent", async () => {
  const end = await shell("for n in 1 2 3 4; do echo $n; sleep 0.3; done", { silenceSeconds: 1 });
  expect(end).toMatchObject({ kind: "exited", status: 0 });
});

test("what is taken as it is printed has no limit", async () => {
  let bytes = 0;
  const end = await shell("head -c 100000 /dev/zero", { onOutput: (chunk) => (bytes += chunk.length) });
  expect(end).toMatchObject({ kind: "exited", status: 0 });
  expect(bytes).toBe(100_000);
});

test("a program that leaves a server behind is done, and the server runs until it is told to end", async () => {
  const began = performance.now();
  const end = await shell("sleep 600 & echo $! > server");
  expect(end).toMatchObject({ kind: "exited", status: 0 });
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(isRunning(pidIn("server"))).toBe(true);
  end.endRest();
  expect(await untilNoneRuns([pidIn("server")])).toEqual([]);
});
