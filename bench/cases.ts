/** The cases, built and gated with the bundle as a user would: how often each is told as it has to be. */
import { execFile, execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Result } from "../src/model.ts";
import { CASES, type Case, type Files, type Judgement, type Said, TWINS } from "./cases/list.ts";
import { repositoryFolder } from "./folders.ts";
import { jsonLines } from "./json-lines.ts";
import { measuringHash } from "./measuring-code.ts";
import { type Noise, neighbours } from "./noise.ts";
import { machineName } from "./recording.ts";

const start = promisify(execFile);

export interface CaseRun {
  readonly name: string;
  readonly noise: Noise;
  readonly at: string;
  readonly machine: string;
  /** Of the code that measures and decides: runs of another are another series. */
  readonly measuring: string;
  readonly judgement: Judgement;
  readonly status: number;
  readonly rows: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly change: number | null;
    readonly blocks: number;
  }[];
  /** Whole process, from start to end. */
  readonly seconds: number;
}

export const caseRuns = jsonLines<CaseRun>("cases.jsonl");

/** @param names of those to run, as they begin; all where empty */
export function casesNamed(names: readonly string[], twins: boolean): readonly Case[] {
  const some = twins ? TWINS : CASES;
  return some.filter(({ name }) => names.length === 0 || names.some((begin) => name.startsWith(begin)));
}

export async function caseRun(one: Case, noise: Noise, python: string): Promise<CaseRun> {
  const folder = await mkdtemp(join(tmpdir(), "hotpath-gate-case-"));
  try {
    await makeRepository(one, folder);
    await using _noise = neighbours(noise, python);
    const began = performance.now();
    const { status, result } = await check(folder, python);
    const seconds = (performance.now() - began) / 1000;
    const rows = (result?.benchmarks ?? []).map(({ id, verdict, change, blocks }) => ({
      ...{ id, verdict, change },
      blocks: blocks.length,
    }));
    const said: Said = { status, verdicts: rows };
    return {
      ...{ name: one.name, noise, at: new Date().toISOString(), machine: machineName() },
      measuring: await measuringHash(),
      judgement: one.judge(said),
      ...{ status, rows, seconds },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeRepository({ base, head, ignored = {} }: Case, folder: string): Promise<void> {
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", folder, ...args], {
      stdio: "pipe",
      env: {
        ...process.env,
        ...{ GIT_AUTHOR_NAME: "case", GIT_AUTHOR_EMAIL: "case@example.com" },
        ...{ GIT_COMMITTER_NAME: "case", GIT_COMMITTER_EMAIL: "case@example.com" },
      },
    });
  const commit = async (files: Files, message: string) => {
    await write(folder, files);
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message", message);
  };
  git("init", "--quiet");
  await commit({ ".gitignore": ["__pycache__/", ...Object.keys(ignored), ""].join("\n"), ...base }, "base");
  await commit(head, "head");
  await write(folder, ignored);
}

async function write(folder: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function check(
  folder: string,
  python: string,
): Promise<{ readonly status: number; readonly result: Result | null }> {
  const cli = fileURLToPath(new URL("dist/cli.js", repositoryFolder));
  const json = join(folder, "..", `${folder.split("/").at(-1)}.json`);
  try {
    const args = [cli, "check", "--base", "HEAD^", "--python", python, "--json", json];
    const status = await start(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 28 }).then(
      () => 0,
      (error: { readonly code?: unknown }) => {
        if (typeof error.code === "number") return error.code;
        throw error;
      },
    );
    const text = await readFile(json, "utf8").catch(() => null);
    return { status, result: text === null ? null : (JSON.parse(text) as Result) };
  } finally {
    await rm(json, { force: true });
  }
}

/** One line a case: how often it was told how, and how long it took. */
export function summaryOf(runs: readonly CaseRun[]): string {
  const names = [...new Set(runs.map(({ name, noise }) => `${name} | ${noise}`))];
  return names
    .map((key) => {
      const some = runs.filter(({ name, noise }) => `${name} | ${noise}` === key);
      const count = (judgement: Judgement) => some.filter((run) => run.judgement === judgement).length;
      const seconds = some.map((run) => run.seconds).sort((a, b) => a - b)[Math.floor(some.length / 2)] ?? 0;
      return `${key}: ${count("right")} right, ${count("can't tell")} can't tell, ${count("wrong")} wrong of ${some.length}; ${seconds.toFixed(0)} s`;
    })
    .join("\n");
}
