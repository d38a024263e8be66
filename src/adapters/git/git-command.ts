/** Runs git without a shell, without prompts, in English, and without hooks or background work. */
import { spawnSync } from "node:child_process";
import { GateError } from "../../errors.ts";
import { type CommandOutcome, runCommand } from "../processes/commands.ts";

export interface GitAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Git {
  /** Runs git, and leaves the exit status to the caller. */
  (...args: string[]): Promise<GitAnswer>;
  readonly folder: string;
}

const GIT_SETTINGS = [
  // Containers check out as another user than the one that runs the job.
  "safe.directory=*",
  // Maintenance in the background would disturb what is being timed.
  "gc.auto=0",
  "maintenance.auto=false",
  // Settings that let git take a changed file for an unchanged one. `core.fileMode` is no such setting of a person's:
  // it says what the file system can do.
  "core.fsmonitor=false",
  "core.untrackedCache=false",
  "core.trustctime=true",
  "core.checkStat=default",
  // A dead connection ends after a minute instead of with the job.
  "http.lowSpeedLimit=1",
  "http.lowSpeedTime=60",
];

/** Variables that git sets for its hooks. They would send every command here to the hook's repository and index. */
const FROM_HOOKS = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_PREFIX",
  "GIT_COMMON_DIR",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_NAMESPACE",
];

/** Deadline for work on the disk, in seconds. A checkout of gigabytes takes minutes; nothing takes longer than this. */
const DISK_SECONDS = 600;
/** Limit on output, in bytes: more than any listing of a repository. */
const OUTPUT_BYTES = 256 * 1024 * 1024;

export interface GitOptions {
  /** Further `-c name=value` settings. */
  readonly settings?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  /** Whether it is run even after a signal, because it removes what was made. */
  readonly isTidying?: boolean;
  /** A shorter deadline than that for the disk, for what the run can do without. */
  readonly deadlineSeconds?: number;
  /** How long a remote may print nothing. */
  readonly silenceSeconds?: number;
}

export function gitIn(folder: string, options: GitOptions = {}): Git {
  const configured = [...GIT_SETTINGS, ...(options.settings ?? [])].flatMap((setting) => ["-c", setting]);
  const run = async (...args: string[]): Promise<GitAnswer> => {
    const end = await runCommand({
      program: "git",
      args: [...configured, ...args],
      folder,
      environment: { ...gitEnvironment(), ...options.variables },
      deadlineSeconds: options.deadlineSeconds ?? DISK_SECONDS,
      ...(options.silenceSeconds === undefined ? {} : { silenceSeconds: options.silenceSeconds }),
      outputBytes: OUTPUT_BYTES,
      isTidying: options.isTidying === true,
    });
    return answerOf(end, folder);
  };
  return Object.assign(run, { folder });
}

/**
 * The answer of a command that has ended.
 *
 * @throws GateError if there is no git, or if it refuses the repository because of its owner
 */
function answerOf(end: CommandOutcome, folder: string): GitAnswer {
  if (end.kind === "not-started") {
    if (end.code !== "ENOENT")
      throw new GateError(`git ${end.how}`, "Check whether git runs in that folder.");
    throw new GateError("git is not installed, or not on PATH", "Install git 2.30 or later.");
  }
  const stderr = end.stderr.toString("utf8");
  if (end.kind === "ended") return { exitCode: -1, stdout: "", stderr: `${stderr}\nfatal: git ${end.how}` };
  if (end.status !== 0 && /dubious ownership|unsafe repository/.test(stderr)) {
    // Since 2.38, git takes our word for it; those before ask the person's own configuration alone.
    throw new GateError(
      `git does not trust the repository of ${folder}, because it belongs to another user`,
      `Run \`git config --global --add safe.directory '*'\` first, or install git 2.38 or later.`,
    );
  }
  return { exitCode: end.status, stdout: end.stdout.toString("utf8"), stderr };
}

/** Runs git for signal handlers, without waiting for more than a moment. */
export function gitNow(folder: string, ...args: string[]): void {
  spawnSync("git", ["-c", "safe.directory=*", ...args], {
    cwd: folder,
    env: gitEnvironment(),
    stdio: "ignore",
    timeout: 1_000,
    killSignal: "SIGKILL",
    windowsHide: true,
  });
}

/** How long git may take to read what is in the repository. More than this means a remote that does not answer. */
const READ_SECONDS = 60;

/**
 * What git writes, as bytes.
 *
 * @param limit in bytes
 * @returns null if git failed, wrote more than the limit, or did not end within a minute
 */
export async function gitBytes(
  folder: string,
  args: readonly string[],
  limit: number,
): Promise<Buffer | null> {
  const configured = GIT_SETTINGS.flatMap((setting) => ["-c", setting]);
  const end = await runCommand({
    program: "git",
    args: [...configured, ...args],
    folder,
    environment: gitEnvironment(),
    deadlineSeconds: READ_SECONDS,
    outputBytes: limit,
  });
  return end.kind === "exited" && end.status === 0 ? end.stdout : null;
}

function gitEnvironment(): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !FROM_HOOKS.includes(name)) variables[name] = value;
  }
  return {
    ...variables,
    // A replacement by `git replace` could make base the same code as head.
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    LC_ALL: "C",
    LANGUAGE: "C",
  };
}

/** Standard output without its line end, or null if git failed. */
export async function ask(git: Git, ...args: string[]): Promise<string | null> {
  const { exitCode, stdout } = await git(...args);
  return exitCode === 0 ? stdout.replace(/\r?\n$/, "") : null;
}

/** The most telling line of git's errors, fit to be shown: without credentials in URLs. */
export function complaint(answer: GitAnswer): string {
  const lines = answer.stderr.split(/\r?\n/).filter((line) => line.trim() !== "");
  const line = lines.findLast((one) => /^(fatal|error|remote):/.test(one)) ?? lines.at(-1);
  return redactCredentials(line?.trim() ?? `git ended with status ${answer.exitCode}`);
}

export function redactCredentials(text: string): string {
  return text.replace(/:\/\/[^/\s'"]*@/g, "://***@");
}
