/**
 * Runs other people's programs to their end: each in a process group of its own, with a deadline and a limit on what it
 * may print. Once either is exceeded, or a signal comes, it is ended with everything that it started.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import { atTakedown } from "../takedown.ts";
import { interruption, throwIfInterrupted } from "./interruption.ts";
import { killTree, type ProcessTree, SESSION_VARIABLE } from "./process-tree.ts";

/** How long a program that is asked to end may take to tidy up. */
const TIDY_MS = 1_000;
/**
 * How long the last output of a program may take to arrive after it has ended. What goes on running in the background
 * may keep the pipe open for ever.
 */
const LAST_WORDS_MS = 500;

export interface CommandRequest {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly deadlineSeconds: number;
  /** How long the program may print nothing. Left out: no limit. */
  readonly silenceSeconds?: number;
  /** Limit on each of standard output and standard error, in bytes. A program that prints more is ended. */
  readonly outputBytes: number;
  /** Gets what is printed, in the place of the answer; then there is no limit. */
  readonly onOutput?: (chunk: Buffer, stream: "stdout" | "stderr") => void;
  /** Whether the program is part of tidying up, so it is run even after a signal. */
  readonly isTidying?: boolean;
  readonly windowsVerbatimArguments?: boolean;
}

export type CommandEnd =
  | { readonly kind: "exited"; readonly status: number; readonly stdout: Buffer; readonly stderr: Buffer }
  /** `how` is part of a sentence: `was ended by SIGSEGV`, `gave no answer within 60 s`. */
  | {
      readonly kind: "ended";
      readonly why: "signal" | "deadline" | "silence" | "output";
      readonly how: string;
      readonly stderr: Buffer;
    }
  | { readonly kind: "not-started"; readonly code: string; readonly how: string };

export type CommandOutcome = CommandEnd & {
  /** Ends what the program left running in the background, and all that descends from that. */
  readonly endRest: () => void;
};

/** Runs a program to its end. @throws Interrupted if a signal came before that */
export async function runCommand(request: CommandRequest): Promise<CommandOutcome> {
  if (request.isTidying !== true) throwIfInterrupted();
  const session = randomUUID();
  let child: ChildProcessByStdio<null, Readable, Readable>;
  try {
    child = spawn(request.program, [...request.args], {
      cwd: request.folder,
      env: { ...request.environment, [SESSION_VARIABLE]: session },
      stdio: ["ignore", "pipe", "pipe"],
      // A group and session of its own. On Windows that would open a console window instead.
      detached: process.platform !== "win32",
      windowsHide: true,
      windowsVerbatimArguments: request.windowsVerbatimArguments === true,
    });
  } catch (error) {
    // Node throws some of it (a command line that is too long) and emits the rest.
    return { ...notStarted(error as NodeJS.ErrnoException), endRest: () => {} };
  }
  const tree: ProcessTree = { pid: child.pid ?? null, mark: `${SESSION_VARIABLE}=${session}` };
  const endRest = () => killTree(tree);
  const printed = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const bytes = { stdout: 0, stderr: 0 };
  let given: { why: "deadline" | "silence" | "output"; how: string } | null = null;
  let tidying: NodeJS.Timeout | undefined;

  const askToEnd = () => {
    if (tidying !== undefined || child.pid === undefined) return;
    try {
      process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGTERM");
    } catch {
      // It is gone already.
    }
    tidying = setTimeout(endRest, TIDY_MS);
  };
  const giveUp = (why: "deadline" | "silence" | "output", how: string) => {
    given ??= { why, how };
    if (why === "output") endRest();
    else askToEnd();
  };

  const deadline = setTimeout(
    () => giveUp("deadline", `did not finish within ${asMinutes(request.deadlineSeconds)}`),
    request.deadlineSeconds * 1000,
  );
  const { silenceSeconds } = request;
  const silence =
    silenceSeconds === undefined
      ? undefined
      : setTimeout(
          () => giveUp("silence", `said nothing for ${asMinutes(silenceSeconds)}`),
          silenceSeconds * 1000,
        );
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].on("data", (chunk: Buffer) => {
      silence?.refresh();
      if (request.onOutput !== undefined) return request.onOutput(chunk, stream);
      bytes[stream] += chunk.length;
      if (bytes[stream] <= request.outputBytes) printed[stream].push(chunk);
      else giveUp("output", `printed more than ${request.outputBytes} bytes`);
    });
    child[stream].on("error", () => {});
  }

  // While tidying up, a signal's own deadline is the limit, and what is killed then leaves more behind.
  using _signals = atTakedown("processes", () => {
    if (request.isTidying !== true) askToEnd();
  });
  using _files = atTakedown("files", endRest);
  const end = await new Promise<CommandEnd>((resolve) => {
    child.once("error", (error) => resolve(notStarted(error)));
    const closed = new Promise<void>((done) => child.once("close", () => done()));
    child.once("exit", (status, signal) => {
      const lastWords = setTimeout(() => answer(), LAST_WORDS_MS);
      void closed.then(() => answer());
      const answer = () => {
        clearTimeout(lastWords);
        const stderr = Buffer.concat(printed.stderr);
        if (given !== null) resolve({ kind: "ended", ...given, stderr });
        else if (signal !== null)
          resolve({ kind: "ended", why: "signal", how: `was ended by ${signal}`, stderr });
        else resolve({ kind: "exited", status: status ?? 0, stdout: Buffer.concat(printed.stdout), stderr });
      };
    });
  });
  clearTimeout(deadline);
  clearTimeout(silence);
  child.stdout.destroy();
  child.stderr.destroy();
  if (given !== null || interruption() !== null) endRest();
  clearTimeout(tidying);
  if (request.isTidying !== true) throwIfInterrupted();
  return { ...end, endRest };
}

function notStarted({
  code = "",
  message,
}: NodeJS.ErrnoException): Extract<CommandEnd, { kind: "not-started" }> {
  return { kind: "not-started", code, how: `could not be started: ${message}` };
}

function asMinutes(seconds: number): string {
  return seconds >= 120 ? `${Math.round(seconds / 60)} minutes` : `${seconds} s`;
}

/** Our own environment, for programs that nothing has to be kept from. */
export function commandEnvironment(): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) variables[name] = value;
  return variables;
}
