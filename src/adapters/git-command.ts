/** Git, run without a shell, without prompts, in English, and without hooks or background work of its own. */
import { execFile } from "node:child_process";
import { getExecOutput } from "@actions/exec";
import { GateError } from "../errors.ts";

export interface GitAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Git {
  /** Runs it and leaves the exit status to the caller. */
  (...args: string[]): Promise<GitAnswer>;
  readonly folder: string;
}

const SETTINGS = [
  // Containers check out as another user than the one that runs the job.
  "safe.directory=*",
  // Maintenance in the background would disturb what is being timed.
  "gc.auto=0",
  "maintenance.auto=false",
  "core.fsmonitor=false",
  // A dead connection ends after a minute instead of with the job.
  "http.lowSpeedLimit=1",
  "http.lowSpeedTime=60",
];

/** Set by git for its hooks: they would send every command here to the hook's repository and index. */
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

/** @param settings more of `-c name=value` */
export function gitIn(
  folder: string,
  settings: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
): Git {
  const configured = [...SETTINGS, ...settings].flatMap((setting) => ["-c", setting]);
  const run = async (...args: string[]): Promise<GitAnswer> => {
    try {
      return await getExecOutput("git", [...configured, ...args], {
        cwd: folder,
        env: { ...gitEnvironment(), ...variables },
        silent: true,
        ignoreReturnCode: true,
      });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!/Unable to locate executable/.test(message)) throw error;
      throw new GateError("git is not installed, or not on PATH", "Install git 2.30 or later.", {
        cause: error,
      });
    }
  };
  return Object.assign(run, { folder });
}

/** What git may take for what is in the repository already; more than that is a remote that does not answer. */
const READ_SECONDS = 60;

/**
 * What git writes, byte by byte.
 *
 * @param limit in bytes
 * @returns null when git said no, wrote more than that, or was not done in a minute
 */
export function gitBytes(folder: string, args: readonly string[], limit: number): Promise<Buffer | null> {
  const configured = SETTINGS.flatMap((setting) => ["-c", setting]);
  return new Promise((resolve) => {
    execFile(
      "git",
      [...configured, ...args],
      {
        cwd: folder,
        env: gitEnvironment(),
        encoding: "buffer",
        maxBuffer: limit,
        timeout: READ_SECONDS * 1000,
        killSignal: "SIGKILL",
        windowsHide: true,
      },
      (error, stdout) => resolve(error === null ? stdout : null),
    );
  });
}

export function gitEnvironment(): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !FROM_HOOKS.includes(name)) variables[name] = value;
  }
  return {
    ...variables,
    // What `git replace` puts in the place of a commit could make base the same code as head.
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    LC_ALL: "C",
    LANGUAGE: "C",
  };
}

/** Standard output without its line end, or null when git said no. */
export async function ask(git: Git, ...args: string[]): Promise<string | null> {
  const { exitCode, stdout } = await git(...args);
  return exitCode === 0 ? stdout.replace(/\r?\n$/, "") : null;
}

/** The line of git's errors that says most, fit to be shown: no credentials of URLs in it. */
export function complaint(answer: GitAnswer): string {
  const lines = answer.stderr.split(/\r?\n/).filter((line) => line.trim() !== "");
  const line = lines.findLast((one) => /^(fatal|error|remote):/.test(one)) ?? lines.at(-1);
  return redactCredentials(line?.trim() ?? `git ended with status ${answer.exitCode}`);
}

export function redactCredentials(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/\s'"]*@/gi, "$1***@");
}
