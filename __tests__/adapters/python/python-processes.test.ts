import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import {
  type DisposablePythonProcesses,
  pythonProcesses,
} from "../../../src/adapters/python/python-processes.ts";
import type { Side } from "../../../src/ports/environments.ts";
import { HarnessLost, type HarnessProcess, type SharedLayout } from "../../../src/ports/processes.ts";
import type { Command, Message } from "../../../src/protocol.ts";
import { type RecordedLog, recordedLog } from "../../support/logs.ts";
import { firstLine, startNodeProgram } from "../../support/node-program.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/repositories.ts";
import { isRunning, untilNoneRuns } from "../../support/running.ts";

const REPOSITORY = join(import.meta.dirname, "../../..");
const MISBEHAVING = join(REPOSITORY, "fixtures/harnesses");
const PYTHON = execFileSync("python3", ["-c", "import sys; print(sys.executable)"]).toString().trim();
const LAYOUT: SharedLayout = { hashSeed: 7, padding: 100, heapSeed: 1 };
const onLinux = process.platform === "linux" ? test : test.skip;

let folder: TemporaryFolder;
let log: RecordedLog;
let processes: DisposablePythonProcesses;

beforeEach(() => {
  folder = temporaryFolder();
  log = recordedLog();
  processes = pythonProcesses({ harnessFolder: MISBEHAVING, log });
});
afterEach(async () => {
  await processes[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

function sideThat(behaviour: string, changes: Partial<Side> = {}): Side {
  const { environment, ...others } = changes;
  return {
    name: "head",
    checkout: { root: folder.path, folder: "", commit: null, label: "working tree" },
    python: PYTHON,
    environment: { PATH: process.env.PATH ?? "", BEHAVIOUR: behaviour, ...environment },
    workingDirectory: folder.path,
    pythonPath: [join(folder.path, "src"), folder.path],
    pythonPathFirst: true,
    notFrom: [],
    redirect: null,
    ownEnvironment: null,
    ownFolder: null,
    ...others,
  };
}

const start = (behaviour: string, changes?: Partial<Side>, layout = LAYOUT) =>
  processes.start(sideThat(behaviour, changes), layout);

async function lossOf(promise: Promise<unknown>): Promise<HarnessLost> {
  const error = await promise.then(
    (value) => new Error(`nothing was thrown, but ${JSON.stringify(value)} returned`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HarnessLost)) throw error;
  return error;
}

/** What a fixture wanted to say: it puts it into the one message that holds any text. */
async function told(harness: HarnessProcess): Promise<string> {
  const message: Message = await harness.receive(30);
  if (message.type !== "broken") throw new Error(`received ${message.type}`);
  return message.message;
}

interface Surroundings {
  readonly environment: Record<string, string>;
  readonly cwd: string;
  readonly stdin: string;
  readonly session: number;
  readonly pid: number;
  readonly hashed: number;
  readonly layout: readonly string[];
}

const surroundingsOf = async (harness: HarnessProcess): Promise<Surroundings> =>
  JSON.parse(await told(harness));

describe("a started harness", () => {
  test("has said hello", async () => {
    await using harness = await start("hangs");
    expect(harness.side).toBe("head");
    expect(harness.hello).toMatchObject({ type: "hello", python: { executable: PYTHON } });
  });

  test("runs in the side's folder and environment, with nothing to read, and redirect a session of its own", async () => {
    await using harness = await start("surroundings", {
      environment: { SHOP: "1", PYTHONPATH: "/users/own", PYTHONUNBUFFERED: "1" },
    });
    const found = await surroundingsOf(harness);
    expect(found).toMatchObject({ cwd: folder.path, stdin: "", session: found.pid });
    expect(found.environment).toMatchObject({
      SHOP: "1",
      PYTHONUNBUFFERED: "1",
      PWD: folder.path,
      PYTHONPATH: MISBEHAVING,
      PYTHONHASHSEED: "7",
      HOTPATH_GATE_USER_PYTHONPATH: "/users/own",
      HOTPATH_GATE_PATH_FIRST: `${folder.path}/src:${folder.path}`,
      HOTPATH_GATE_PATH_LAST: "",
    });
    expect(found.environment).not.toHaveProperty("HOME");
  });

  test("finds the project's folders after installed packages where the side has an environment of its own", async () => {
    await using harness = await start("surroundings", { pythonPathFirst: false });
    expect((await surroundingsOf(harness)).environment).toMatchObject({
      HOTPATH_GATE_PATH_FIRST: "",
      HOTPATH_GATE_PATH_LAST: `${folder.path}/src:${folder.path}`,
    });
  });

  onLinux("shares hash seed and memory layout with the other side, whose paths are longer", async () => {
    if (!(await processes.canShareLayout())) return;
    const layoutOf = async (layout: SharedLayout, changes: Partial<Side>) => {
      await using harness = await start("surroundings", changes, layout);
      const { hashed, layout: addresses } = await surroundingsOf(harness);
      return { hashed, addresses };
    };
    const long = { pythonPath: ["/much/longer/path".repeat(10)], environment: { VIRTUAL_ENV: "/base" } };
    const base = await layoutOf(LAYOUT, long);
    const head = await layoutOf(LAYOUT, {});
    expect(base.addresses).toHaveLength(2);
    expect(head).toEqual(base);
    const next = await layoutOf({ hashSeed: 8, padding: 9000, heapSeed: 1 }, {});
    expect(next.hashed).not.toBe(base.hashed);
    expect(next.addresses).not.toEqual(base.addresses);
  });

  test("receives commands and is heard in the order it speaks", async () => {
    await using harness = await start("echoes");
    const commands: Command[] = [
      { type: "batch", loops: 1, untimed: 0, longestNs: 1e11, onAllCpus: false },
      { type: "batch", loops: 2, untimed: 0, longestNs: 1e11, onAllCpus: false },
      { type: "next" },
    ];
    for (const command of commands) harness.send(command);
    const heard = [await told(harness), await told(harness), await told(harness)];
    expect(heard.map((line) => JSON.parse(line))).toEqual(commands);
  });

  test.each([
    ["that it still sends", 20_000],
    ["that it sent before it went", 3_000],
  ])("is heard to the last of many messages %s while nobody was waiting for them", async (_, count) => {
    const harness = await start("chatters", { environment: { MESSAGES: String(count) } });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    for (let number = 0; number < count; number++) {
      expect((await told(harness)).startsWith(`${number} `)).toBe(true);
    }
    expect((await lossOf(harness.receive(10))).detail).toBe("ended by itself, with status 0");
  });
});

test("a harness that says more than anybody reads has to wait", async () => {
  await using harness = await start("chatters", { environment: { MESSAGES: "20000" } });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(isRunning(harness.hello.pid)).toBe(true);
});

describe("a harness is lost", () => {
  test("when it exits before it says hello, with what it printed", async () => {
    const lost = await lossOf(start("dies_at_once"));
    expect(lost).toMatchObject({
      side: "head",
      how: "exited",
      detail: "exited with status 3",
      output: "no benchmark today\n",
    });
  });

  test("when it exits later, but not before its last words were heard", async () => {
    await using harness = await start("dies_later");
    expect(await told(harness)).toBe("last words");
    expect(await lossOf(harness.receive(10))).toMatchObject({
      how: "exited",
      detail: "exited with status 3",
      output: "going down\n",
    });
  });

  test("when a signal ends it, in words", async () => {
    await using harness = await start("is_killed");
    expect((await lossOf(harness.receive(10))).detail).toBe(
      "was ended by SIGSEGV (an invalid memory access)",
    );
  });

  test("when it does not answer in time, and is killed for it", async () => {
    await using harness = await start("hangs");
    const lost = await lossOf(harness.receive(0.3));
    expect(lost).toMatchObject({
      how: "timed-out",
      detail: "gave no answer within 0.3 s",
      output: "thinking\n",
    });
    expect(await untilNoneRuns([harness.hello.pid])).toEqual([]);
    harness.send({ type: "next" });
    expect(await lossOf(harness.receive(10))).toBe(lost);
  });

  test("when it sends what is not of the protocol, but not before what it sent before", async () => {
    await using harness = await start("sends_garbage");
    expect(await told(harness)).toBe("fine so far");
    expect((await lossOf(harness.receive(10))).detail).toMatch(
      /^sent something outside the protocol \(not JSON: GET/,
    );
    expect(await untilNoneRuns([harness.hello.pid])).toEqual([]);
  });

  test("when a message is over the limit", async () => {
    await using harness = await start("sends_too_much");
    expect((await lossOf(harness.receive(30))).detail).toBe("sent a message over the limit");
  });

  test("when it speaks another version of the protocol", async () => {
    expect((await lossOf(start("speaks_another_version"))).detail).toMatch(
      /version 99 of the protocol, not 1/,
    );
  });

  test("when it hangs up and goes on running", async () => {
    await using harness = await start("hangs_up");
    expect((await lossOf(harness.receive(10))).detail).toBe("closed its connection and went on running");
    expect(await untilNoneRuns([harness.hello.pid])).toEqual([]);
  });

  test("when its interpreter can't be started", async () => {
    const lost = await lossOf(start("hangs", { python: join(folder.path, "nopython") }));
    expect(`${lost.detail} ${lost.output}`).toMatch(/nopython/);
  });
});

test("50 MB of output don't hold a harness up, and the last 16 KiB are kept", async () => {
  await using harness = await start("floods");
  expect(await told(harness)).toBe("printed");
  // Time enough to drain what is still in the pipe when the message comes, on a busy machine too.
  const lost = await lossOf(harness.receive(3));
  expect(lost.output.length).toBeLessThanOrEqual(16 * 1024);
  expect(lost.output.endsWith("the very end\n")).toBe(true);
});

test("connections without the token are dropped and logged, and the harness is heard all the same", async () => {
  await using harness = await start("has_rivals");
  expect(await told(harness)).toBe("the real one");
  expect(log.warned).toEqual([
    expect.stringMatching(/its token was not given out/),
    expect.stringMatching(/its first message is not a hello/),
    expect.stringMatching(/its first message is too long/),
  ]);
});

test("a connection that says nothing is dropped after ten seconds", async () => {
  await using harness = await start("surroundings");
  const { environment } = await surroundingsOf(harness);
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "queueMicrotask"] });
  try {
    const socket = createConnection(Number(environment.HOTPATH_GATE_PORT), "127.0.0.1");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    await new Promise((resolve) => socket.once("connect", resolve));
    for (let tries = 0; tries < 100 && jest.getTimerCount() === 0; tries++) await new Promise(setImmediate);
    jest.advanceTimersByTime(9_000);
    expect(log.warned).toEqual([]);
    jest.advanceTimersByTime(1_000);
    await closed;
    expect(log.warned).toEqual([expect.stringMatching(/no hello within 10 s/)]);
  } finally {
    jest.useRealTimers();
  }
});

describe("disposing of a harness", () => {
  test("lets a harness that has finished leave by itself", async () => {
    const left = join(folder.path, "left");
    const harness = await start("ends_well", { environment: { LEFT_FILE: left } });
    expect(await harness.receive(10)).toEqual({ type: "finished", modules: [], build: [], doubts: [] });
    await harness[Symbol.asyncDispose]();
    expect(existsSync(left)).toBe(true);
  });

  test("does not wait for one that has finished and stays", async () => {
    const harness = await start("never_leaves");
    expect((await harness.receive(10)).type).toBe("finished");
    await harness[Symbol.asyncDispose]();
    expect(await untilNoneRuns([harness.hello.pid])).toEqual([]);
  });

  test("works twice, and on one that is gone already", async () => {
    const harness = await start("dies_later");
    await told(harness);
    await lossOf(harness.receive(10));
    await harness[Symbol.asyncDispose]();
    await harness[Symbol.asyncDispose]();
  });

  test("ends a wait for an answer", async () => {
    const harness = await start("hangs");
    const waiting = lossOf(harness.receive(30));
    await harness[Symbol.asyncDispose]();
    expect((await waiting).how).toBe("exited");
  });

  onLinux("kills children in other groups, in other sessions and without its environment", async () => {
    const harness = await start("leaves_children");
    const children = (await told(harness)).split(" ").map(Number);
    expect(children.filter(isRunning)).toEqual(children);
    await harness[Symbol.asyncDispose]();
    expect(await untilNoneRuns(children)).toEqual([]);
  });

  onLinux("kills children that outlive a harness that is gone, as far as they can be known", async () => {
    const harness = await start("leaves_children", { environment: { THEN: "exits" } });
    const children = (await told(harness)).split(" ").map(Number);
    await lossOf(harness.receive(10));
    await harness[Symbol.asyncDispose]();
    const [withoutAnyTrace = 0] = children.slice(3);
    expect(await untilNoneRuns(children.slice(0, 3))).toEqual([]);
    process.kill(withoutAnyTrace, "SIGKILL");
  });

  onLinux("kills a daemon whose parent has gone", async () => {
    const harness = await start("daemonises");
    const daemon = Number(await told(harness));
    expect(isRunning(daemon)).toBe(true);
    await harness[Symbol.asyncDispose]();
    expect(await untilNoneRuns([daemon])).toEqual([]);
  });

  onLinux("leaves the processes of another harness alone", async () => {
    await using other = await start("echoes");
    const harness = await start("leaves_children");
    await told(harness);
    await harness[Symbol.asyncDispose]();
    other.send({ type: "next" });
    expect(await told(other)).toBe('{"type":"next"}');
  });

  test("together with all processes closes the port and ends every harness", async () => {
    const harness = await start("surroundings");
    const { environment } = await surroundingsOf(harness);
    await processes[Symbol.asyncDispose]();
    expect(await untilNoneRuns([harness.hello.pid])).toEqual([]);
    const socket = createConnection(Number(environment.HOTPATH_GATE_PORT), "127.0.0.1");
    const refused = await new Promise((resolve) => socket.once("error", resolve));
    expect(refused).toMatchObject({ code: "ECONNREFUSED" });
  });
});

describe("a harness that speaks without being asked", () => {
  const begin: Command = {
    type: "begin",
    suite: "functions",
    targets: [],
    root: "/",
    only: ["app:one"],
    cpu: null,
    heapSeed: 1,
  };

  test.each([
    ["fails_for_others", /said failed for a benchmark that was not asked for/, 0],
    ["fails_for_ever", /said skipped 3 times of 1 benchmarks/, 2],
  ])("(%s) is ended after as much as the protocol has room for", async (behaviour, why, heard) => {
    await using harness = await start(behaviour);
    harness.send(begin);
    for (let message = 0; message < heard; message++) {
      expect(await harness.receive(30)).toMatchObject({ type: "skipped" });
    }
    expect((await lossOf(harness.receive(30))).detail).toMatch(why);
    expect(await untilNoneRuns([harness.hello.pid])).toEqual([]);
  });
});

test("a crowd at the door keeps no harness out", async () => {
  await using harness = await start("has_a_crowd");
  expect(await told(harness)).toBe("the real one");
});

onLinux("taking down leaves nothing running when Node itself is told to end", async () => {
  const program = await startNodeProgram(
    `const { pythonProcesses } = await import("./src/adapters/python/python-processes.ts");
     const processes = pythonProcesses({
       harnessFolder: ${JSON.stringify(MISBEHAVING)},
       log: { debug() {}, warning() {} },
     });
     const { takeDown } = await import("./src/adapters/takedown.ts");
     process.once("SIGTERM", () => {
       takeDown();
       process.exit(143);
     });
     const harness = await processes.start(${JSON.stringify(sideThat("leaves_children"))}, ${JSON.stringify(LAYOUT)});
     const { message } = await harness.receive(30);
     console.log(message + " " + harness.hello.pid);`,
    folder.path,
  );
  const ended = new Promise((resolve) => program.once("exit", resolve));
  const pids = (await firstLine(program)).split(" ").map(Number);
  expect(pids.filter(isRunning)).toEqual(pids);
  program.kill("SIGTERM");
  expect(await ended).toBe(143);
  expect(await untilNoneRuns(pids)).toEqual([]);
});

test("a run without any harness opens no port and leaves nothing open", async () => {
  const before = process.getActiveResourcesInfo().length;
  await using _idle = pythonProcesses({ harnessFolder: MISBEHAVING, log });
  expect(process.getActiveResourcesInfo()).toHaveLength(before);
});

describe("with the real harness", () => {
  const real = join(REPOSITORY, "harness");

  test("a benchmark is found, run and left", async () => {
    await using realProcesses = pythonProcesses({ harnessFolder: real, log });
    const project = join(REPOSITORY, "fixtures/projects");
    expect(readdirSync(real)).toContain("hotpath_gate_harness");
    await using harness = await realProcesses.start(
      sideThat("", { workingDirectory: project, pythonPath: [project] }),
      LAYOUT,
    );
    const [cpu = null] = harness.hello.cpus ?? [];
    const canary = "hotpath_gate_harness.canary:mixed_work";
    harness.send({
      type: "begin",
      suite: "functions",
      targets: [],
      root: project,
      only: [canary],
      cpu,
      heapSeed: 3,
    });
    expect((await harness.receive(30)).type).toBe("collected");
    expect(await harness.receive(30)).toMatchObject({ type: "ready", id: canary });
    harness.send({ type: "batch", loops: 3, untimed: 1, longestNs: 1e11, onAllCpus: false });
    const measured = await harness.receive(30);
    expect(measured).toMatchObject({ type: "measured" });
    if (measured.type === "measured") expect(measured.wallNs).toBeGreaterThan(0);
    harness.send({ type: "next" });
    expect((await harness.receive(30)).type).toBe("finished");
  });
});
