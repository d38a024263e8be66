/** A place for one hostile run: a real repository, a temporary folder of its own, the bundle, and a look at what is left. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { newRepository, type TemporaryFolder, temporaryFolder } from "../support/repositories.ts";

/** HOSTILE_DIST: a copy of dist, for a long run beside which it is built anew. */
const DIST = process.env.HOSTILE_DIST ?? join(import.meta.dirname, "../../dist");
export const CLI = join(DIST, "cli.js");
export const ACTION = join(DIST, "action.js");

/** What the gate may take beyond a deadline of its own, from the issue of this suite. */
export const GRACE_SECONDS = 5;

export interface Place {
  /** The repository: two commits, with a benchmark that runs on both. */
  readonly root: string;
  readonly temporary: string;
  /** Beside the two, for what lies outside of the repository. */
  readonly outside: string;
}

export interface Outcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

const PROJECT = {
  "app.py": "def fast():\n    return sum(range(300))\n",
  "benchmarks/bench_app.py": "import app\n\n\ndef bench_fast():\n    return app.fast()\n",
};

/** Made once and copied for each case: git takes longer to make a repository than a bad input to be refused. */
export function hostileGround(): TemporaryFolder & { place(): Place } {
  const folder = temporaryFolder();
  const original = newRepository(join(folder.path, "original"));
  original.commit("base", PROJECT);
  original.commit("head", { "notes.md": "nothing\n" });
  let places = 0;
  return {
    ...folder,
    place() {
      const own = join(folder.path, `place-${places++}`);
      const root = join(own, "project");
      const temporary = join(own, "tmp");
      const outside = join(own, "outside");
      cpSync(original.root, root, { recursive: true });
      for (const path of [temporary, outside]) mkdirSync(path);
      return { root, temporary, outside };
    },
  };
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly folder?: string;
  readonly program?: string;
  /** Shell commands before it, as in `ulimit -f 1`. */
  readonly limits?: string;
  /** Ended by the test itself, as a hang, after so long. */
  readonly patienceSeconds?: number;
  readonly onStart?: (child: ChildProcess) => void;
}

export function run(
  place: Place,
  args: readonly string[],
  {
    environment = {},
    folder = place.root,
    program = CLI,
    limits = ":",
    patienceSeconds = 90,
    onStart = () => {},
  }: RunOptions = {},
): Promise<Outcome> {
  const began = performance.now();
  const child = spawn("/bin/sh", ["-c", `${limits}\nexec "$0" "$@"`, process.execPath, program, ...args], {
    cwd: folder,
    env: { ...process.env, TMPDIR: place.temporary, GITHUB_TOKEN: undefined, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onStart(child);
  const text = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].on("data", (chunk: Buffer) => {
      text[stream] += chunk.toString();
    });
  }
  return new Promise((resolve) => {
    const hang = setTimeout(() => child.kill("SIGKILL"), patienceSeconds * 1000);
    child.once("close", (status, signal) => {
      clearTimeout(hang);
      resolve({ status, signal, ...text, seconds: (performance.now() - began) / 1000 });
    });
  });
}

/** What a run left behind, in words; empty when there is nothing. */
export function leftBehind({ root, temporary, outside }: Place): readonly string[] {
  const left: string[] = [];
  for (const name of readdirSync(temporary)) left.push(`the temporary folder has ${name}`);
  const worktrees = join(root, ".git/worktrees");
  if (existsSync(worktrees)) left.push(`git lists worktrees: ${readdirSync(worktrees).join(", ")}`);
  for (const pid of processesOf([root, temporary, outside])) left.push(`process ${pid} runs`);
  return left;
}

/** Processes that run in one of the folders, or know of it by their temporary folder. */
function processesOf(folders: readonly string[]): readonly string[] {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid) || pid === String(process.pid)) return false;
    try {
      const { state, environment } = lookedAt(pid);
      if (state === "Z") return false;
      const folder = readlinkSync(`/proc/${pid}/cwd`);
      return folders.some((one) => folder.startsWith(one) || environment.includes(`TMPDIR=${one}`));
    } catch {
      return false;
    }
  });
}

function lookedAt(pid: string): { state: string; environment: string } {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return {
    state: stat.slice(stat.lastIndexOf(")") + 2)[0] ?? "",
    environment: readFileSync(`/proc/${pid}/environ`, "latin1"),
  };
}

/**
 * What no run may do, whatever it was given, in words; empty when all is well. Status 1 needs a verdict on standard output,
 * and everything else but 0 a sentence on standard error.
 */
export function misdeeds(place: Place, outcome: Outcome, longestSeconds: number): readonly string[] {
  const { status, signal, stdout, stderr, seconds } = outcome;
  const all = [...leftBehind(place)];
  if (signal !== null) all.push(`it was ended by ${signal}`);
  if (seconds > longestSeconds) all.push(`it took ${seconds.toFixed(1)} s, and may take ${longestSeconds} s`);
  if (/^\s+at .*(\.js|node:)/m.test(stdout + stderr)) all.push("a stack trace was shown");
  if (/failed unexpectedly/.test(stderr)) all.push(`it calls itself defective: ${lastLine(stderr)}`);
  if (/Too small|Too big|Invalid input|Unrecognized key|expected \w+, received/.test(stderr)) {
    all.push(`the schema library speaks: ${lastLine(stderr)}`);
  }
  if (status === 1 && !/^✗ hotpath-gate: /m.test(stdout)) all.push("status 1 without a verdict");
  if (status !== 0 && status !== 1 && stderr.trim() === "" && stdout.trim() === "")
    all.push("it said nothing");
  if (status === null && signal === null) all.push("it has no status");
  return all;
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.slice(0, 300) ?? "";
}

/** What Node has no call for. */
export function makeFifo(path: string): void {
  execFileSync("mkfifo", [path]);
}
