/** Harnesses as real processes: started, spoken to, and killed with everything they have started. */
import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { machine } from "node:os";
import { delimiter, join } from "node:path";
import type { Readable } from "node:stream";
import type { Side } from "../../ports/environments.ts";
import {
  type CountingProcesses,
  HarnessLost,
  type HarnessProcess,
  type PythonProcesses,
  type SharedLayout,
} from "../../ports/processes.ts";
import { type Message, PROTOCOL_VERSION, readMessage, writeCommand } from "../../protocol.ts";
import type { Log } from "../log.ts";
import { commandEnvironment, runCommand } from "../processes/commands.ts";
import { throwIfInterrupted } from "../processes/interruption.ts";
import { outputTail } from "../processes/output-tail.ts";
import { killTree, type ProcessTree, SESSION_VARIABLE } from "../processes/process-tree.ts";
import { findOnPath } from "../processes/program-on-path.ts";
import { atTakedown } from "../takedown.ts";
import { callgrindFor, findValgrind, type Valgrind } from "./callgrind.ts";
import { type Connection, type HarnessConnections, listenForHarnesses } from "./harness-connections.ts";
import { harnessVariables, padEnvironment, roomFor, type Variables } from "./harness-environment.ts";

const OUTPUT_BYTES_KEPT = 16 * 1024;
/**
 * How long a harness may take to say hello: a cold interpreter on a busy machine, with everything that `site` pulls in.
 */
const HELLO_SECONDS = 60;
/** Most messages that one benchmark failed or was skipped: one as an answer, and one as it is torn down. */
const MOST_SAID_OF_ONE = 2;
const LEAVING_MS = 300;
/** How long the last output of a process may take to arrive after it has ended. */
const LAST_WORDS_MS = 500;
/** How much is read ahead of what was asked for, in characters. A harness that sends more has to wait. */
const CHARACTERS_AHEAD = 1024 * 1024;

export interface DisposablePythonProcesses extends PythonProcesses, CountingProcesses, AsyncDisposable {}

/** Starts harnesses. @param place.harnessFolder that has the package `hotpath_gate_harness` in it: absolute */
export function pythonProcesses(place: {
  readonly harnessFolder: string;
  readonly log: Log;
}): DisposablePythonProcesses {
  const running = new Set<RunningHarness>();
  // By its path: by its name, Python would first look for it in the folder that it is started in, which is the
  // project's.
  const startFile = join(place.harnessFolder, "hotpath_gate_harness", "__main__.py");
  let connections: Promise<HarnessConnections> | undefined;
  let layoutSharing: Promise<readonly string[] | null> | undefined;
  let valgrind: Promise<Valgrind | null> | undefined;
  let roomBytes = 0;

  const takedown = atTakedown("processes", () => {
    for (const harness of running) harness.kill();
  });

  const findCallgrind = () => {
    valgrind ??= findValgrind(process.env.PATH ?? "");
    return valgrind;
  };

  const findLayoutSharing = () => {
    layoutSharing ??= withoutRandomisation();
    return layoutSharing;
  };

  return {
    canShareLayout: async () => (await findLayoutSharing()) !== null,

    start: (side, layout) => startBehind(side, layout, []),

    async whyNotCounting() {
      if ((await findCallgrind()) !== null) return null;
      return process.platform === "linux"
        ? "valgrind is not installed; on Debian and Ubuntu, run `apt-get install valgrind`"
        : "valgrind, which counts them, runs on Linux only";
    },

    async startCounting(side, layout) {
      const found = await findCallgrind();
      if (found === null) throw new Error("counting was begun without valgrind");
      const callgrind = await callgrindFor(side.name, found);
      try {
        const harness = await startBehind(side, layout, callgrind.prefix);
        const { pid } = harness.hello;
        return {
          ...harness,
          switchCounting: (on) => callgrind.switchCounting(pid, on),
          counted: (windows) => callgrind.counted(pid, windows),
          async [Symbol.asyncDispose]() {
            await harness[Symbol.asyncDispose]();
            await callgrind[Symbol.asyncDispose]();
          },
        };
      } catch (error) {
        await callgrind[Symbol.asyncDispose]();
        throw error;
      }
    },

    async [Symbol.asyncDispose]() {
      await Promise.all([...running].map((harness) => harness.dispose()));
      running.clear();
      takedown[Symbol.dispose]();
      if (connections !== undefined) await (await connections)[Symbol.asyncDispose]();
    },
  };

  async function startBehind(
    side: Side,
    layout: SharedLayout,
    counting: readonly string[],
  ): Promise<HarnessProcess> {
    connections ??= listenForHarnesses(place.log);
    const [{ port, expect }, prefix] = await Promise.all([connections, findLayoutSharing()]);
    const token = randomBytes(32).toString("hex");
    const session = randomUUID();
    const variables = harnessVariables(
      side,
      layout,
      { port, token, session },
      place.harnessFolder,
      delimiter,
    );
    roomBytes = roomFor(variables, roomBytes);
    const before = [...(prefix ?? []), ...counting];
    // A signal ends what runs: what is started behind it would go on.
    throwIfInterrupted();
    const harness = runHarness(
      side,
      session,
      startFile,
      before,
      padEnvironment(variables, roomBytes, layout),
    );
    running.add(harness);
    const expected = expect(token, (connection) => harness.connect(connection));
    try {
      const hello = await harness.hello();
      return {
        side: side.name,
        hello,
        send: harness.send,
        receive: harness.receive,
        async [Symbol.asyncDispose]() {
          await harness.dispose();
          running.delete(harness);
        },
      } satisfies HarnessProcess;
    } catch (error) {
      expected.cancel();
      await harness.dispose();
      running.delete(harness);
      throw error;
    }
  }
}

/** What to put before a command so that it runs without address randomisation; null if the system refuses that. */
async function withoutRandomisation(): Promise<readonly string[] | null> {
  if (process.platform !== "linux") return null;
  // Found now: the measured side's own search path may not lead to it.
  const setarch = await findOnPath("setarch", process.env.PATH ?? "");
  if (setarch === null) return null;
  const tried = await runCommand({
    program: setarch,
    args: [machine(), "-R", "true"],
    folder: "/",
    environment: commandEnvironment(),
    deadlineSeconds: 10,
    outputBytes: 64 * 1024,
  });
  return tried.kind === "exited" && tried.status === 0 ? [setarch, machine(), "-R"] : null;
}

interface RunningHarness {
  connect(connection: Connection): void;
  hello(): Promise<Connection["hello"]>;
  readonly send: HarnessProcess["send"];
  readonly receive: HarnessProcess["receive"];
  kill(): void;
  dispose(): Promise<void>;
}

/** A waiting caller, who gets the next message, or the reason why there is none. */
interface Waiting {
  readonly resolve: (message: Message) => void;
  readonly reject: (error: HarnessLost) => void;
}

function runHarness(
  side: Side,
  session: string,
  startFile: string,
  prefix: readonly string[],
  variables: Variables,
): RunningHarness {
  const [program = side.python, ...args] = [...prefix, side.python, startFile];
  let child: ChildProcessByStdio<null, Readable, Readable>;
  try {
    child = spawn(program, args, {
      cwd: side.workingDirectory,
      env: variables,
      stdio: ["ignore", "pipe", "pipe"],
      // A group and session of its own. On Windows that would open a console window instead.
      detached: process.platform !== "win32",
    });
  } catch (error) {
    // Node throws some of it (an environment that is too large) and emits the rest.
    const why = error instanceof Error ? error.message : String(error);
    throw new HarnessLost(side.name, "exited", `could not be started: ${why}`, "");
  }
  const tree: ProcessTree = { pid: child.pid ?? null, mark: `${SESSION_VARIABLE}=${session}` };
  const output = outputTail(OUTPUT_BYTES_KEPT);
  child.stdout.on("data", output.add);
  child.stderr.on("data", output.add);

  const messages: { readonly message: Message; readonly characters: number }[] = [];
  let charactersAhead = 0;
  let connection: Connection | null = null;
  let waiting: Waiting | null = null;
  let lost: HarnessLost | null = null;
  let finished = false;
  let hasEnded = false;

  const ended = becameOf(child);
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const greeted = deferred<Connection>();
  const disconnected = deferred<void>();
  // The caller that waits for the hello sees it, if one still waits.
  greeted.promise.catch(() => {});

  const kill = () => killTree(tree);

  const lose = (how: HarnessLost["how"], detail: string): HarnessLost => {
    if (lost === null) {
      lost = new HarnessLost(side.name, how, detail, output.text());
      greeted.reject(lost);
      waiting?.reject(lost);
      waiting = null;
      connection?.socket.destroy();
    }
    return lost;
  };

  const loseAndKill = (how: HarnessLost["how"], detail: string): HarnessLost => {
    const error = lose(how, detail);
    kill();
    return error;
  };

  /** Ids of the benchmarks that the harness was told to walk; null before that, and while it only collects. */
  let asked: ReadonlySet<string> | null = null;
  let saidWithoutAsking = 0;

  /** Why a message is more than the protocol has room for; null if it is not. Whoever waits would wait for its end. */
  const isTooMuch = (message: Message): string | null => {
    if (asked === null || (message.type !== "failed" && message.type !== "skipped")) return null;
    if (!asked.has(message.id)) return `said ${message.type} for a benchmark that was not asked for`;
    saidWithoutAsking++;
    return saidWithoutAsking > MOST_SAID_OF_ONE * asked.size
      ? `said ${message.type} ${saidWithoutAsking} times of ${asked.size} benchmarks`
      : null;
  };

  const take = (message: Message, characters: number) => {
    const why = isTooMuch(message);
    if (why !== null) {
      loseAndKill("exited", why);
      return;
    }
    if (message.type === "finished") finished = true;
    if (waiting !== null) {
      waiting.resolve(message);
      waiting = null;
      return;
    }
    messages.push({ message, characters });
    charactersAhead += characters;
    if (charactersAhead > CHARACTERS_AHEAD && !hasEnded) connection?.socket.pause();
  };

  void ended.then(async (end) => {
    hasEnded = true;
    // Its last messages and output may still arrive, or processes that it left behind may keep the pipe open.
    connection?.socket.resume();
    await atMost(
      LAST_WORDS_MS,
      Promise.all([connection === null ? undefined : disconnected.promise, closed]),
    );
    lose("exited", end);
  });

  return {
    connect(found) {
      if (lost !== null) {
        found.socket.destroy();
        return;
      }
      connection = found;
      found.onLine = (line) => {
        if (lost !== null) return;
        const reading = readMessage(line);
        if (reading.kind === "message") take(reading.message, line.length);
        else loseAndKill("exited", `sent something outside the protocol (${reading.why})`);
      };
      found.onTooLong = () => loseAndKill("exited", "sent a message over the limit");
      found.socket.once("close", () => {
        disconnected.resolve();
        // The process may be about to leave, which says more than that its connection is gone.
        void atMost(LAST_WORDS_MS, ended).then(() => {
          if (hasEnded) return;
          if (!finished) loseAndKill("exited", "closed its connection and went on running");
          else lose("exited", "closed its connection after it had finished");
        });
      });
      const { protocol } = found.hello;
      if (protocol === PROTOCOL_VERSION) greeted.resolve(found);
      else loseAndKill("exited", `speaks version ${protocol} of the protocol, not ${PROTOCOL_VERSION}`);
    },

    async hello() {
      const timer = setTimeout(
        () => loseAndKill("not-started", `did not say hello within ${HELLO_SECONDS} s`),
        HELLO_SECONDS * 1000,
      );
      try {
        return (await greeted.promise).hello;
      } finally {
        clearTimeout(timer);
      }
    },

    send(message) {
      // Nothing can be sent to one that is gone: the next `receive` says so.
      if (lost !== null) return;
      if (message.type === "begin") asked = message.only === null ? null : new Set(message.only);
      connection?.socket.write(writeCommand(message));
    },

    receive(timeoutSeconds) {
      const next = messages.shift();
      if (next !== undefined) {
        charactersAhead -= next.characters;
        if (charactersAhead <= CHARACTERS_AHEAD) connection?.socket.resume();
        return Promise.resolve(next.message);
      }
      if (lost !== null) return Promise.reject(lost);
      if (waiting !== null) return Promise.reject(new Error("two callers wait for the same harness"));
      return new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => loseAndKill("timed-out", `gave no answer within ${timeoutSeconds} s`),
          timeoutSeconds * 1000,
        );
        waiting = {
          resolve: (message) => {
            clearTimeout(timer);
            resolve(message);
          },
          reject: (error) => {
            clearTimeout(timer);
            reject(error);
          },
        };
      });
    },

    kill,

    async dispose() {
      connection?.socket.end();
      if (finished) await atMost(LEAVING_MS, ended);
      kill();
      await atMost(LAST_WORDS_MS, ended);
      lose("exited", "was ended by the controller");
      connection?.socket.destroy();
      child.stdout.destroy();
      child.stderr.destroy();
    },
  };
}

/** Resolves with what became of the process, in words. */
function becameOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(`could not be started: ${error.message}`));
    child.once("exit", (status, signal) => resolve(describeEnd(status, signal)));
  });
}

/** Waits for a promise, but not longer than the time given. */
async function atMost(milliseconds: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([promise, patience]);
  clearTimeout(timer);
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  return { promise, resolve, reject };
}

const SIGNAL_WORDS: Partial<Record<NodeJS.Signals, string>> = {
  SIGKILL: "killed from outside, often because memory ran out",
  SIGSEGV: "an invalid memory access",
  SIGBUS: "an invalid memory access",
  SIGABRT: "an abort",
  SIGFPE: "an arithmetic error in native code",
  SIGILL: "an invalid instruction",
  SIGTERM: "asked to stop from outside",
  SIGINT: "interrupted",
};

function describeEnd(status: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) {
    const words = SIGNAL_WORDS[signal];
    return `was ended by ${signal}${words === undefined ? "" : ` (${words})`}`;
  }
  if (status === 0) return "ended by itself, with status 0";
  return `exited with status ${status}`;
}
