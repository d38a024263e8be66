/**
 * How long the bundle takes to start, against an empty script on the same Node, in pairs.
 *
 * Whole processes are timed, up to a refusal, so that what is told of it and the end of the process are in the
 * figure, and it is an upper bound. The first check of the action is that it is in a job at all
 * (`GITHUB_EVENT_PATH`); `suite: nonsense` is refused once the event and all inputs were read.
 */
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { repositoryFolder } from "../folders.ts";
import { rounded, type Spread, spreadOf } from "../spread.ts";
import { type Loaded, loadedOf } from "./loaded.ts";

const dist = fileURLToPath(new URL("dist", repositoryFolder));

export interface StartUp {
  readonly node: string;
  readonly actionToFirstCheck: Start;
  readonly actionToRefusedInput: Start;
  readonly commandLineVersion: Start;
}

export interface Start extends Loaded {
  readonly ratioToEmptyScript: Spread;
  readonly milliseconds: Spread;
  readonly emptyScriptMilliseconds: Spread;
}

interface Script {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** What it prints when it has come as far as it should. */
  readonly says: RegExp;
}

/** @param node path of the Node that runs both, @param pairs how often */
export async function measureStartUp(node: string, pairs: number): Promise<StartUp> {
  const folder = await mkdtemp(join(tmpdir(), "hotpath-gate-start-"));
  try {
    const empty: Script = {
      args: [join(folder, "empty.mjs")],
      environment: { PATH: process.env.PATH ?? "" },
      says: /^$/,
    };
    await writeFile(join(folder, "empty.mjs"), "");
    const bare = { PATH: process.env.PATH ?? "" };
    const action = [join(dist, "action.js")];
    const against = (script: Script) => compare(node, script, empty, pairs, folder);
    return {
      node: spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim(),
      actionToFirstCheck: await against({
        args: action,
        environment: bare,
        says: /^::error::`GITHUB_EVENT_PATH` is not set/m,
      }),
      actionToRefusedInput: await against({
        args: action,
        environment: { ...bare, ...(await pushJob(folder)), INPUT_SUITE: "nonsense" },
        says: /^::error::input suite/m,
      }),
      commandLineVersion: await against({
        args: [join(dist, "cli.js"), "--version"],
        environment: bare,
        says: /^\d+\.\d+\.\d+\s*$/,
      }),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the runner tells the action of a push. */
async function pushJob(folder: string): Promise<Record<string, string>> {
  const event = join(folder, "event.json");
  const summary = join(folder, "summary.md");
  await writeFile(event, JSON.stringify({ repository: { default_branch: "main" } }));
  await writeFile(summary, "");
  return {
    GITHUB_ACTIONS: "true",
    GITHUB_WORKSPACE: folder,
    GITHUB_EVENT_NAME: "push",
    GITHUB_EVENT_PATH: event,
    GITHUB_REF: "refs/heads/main",
    GITHUB_SHA: "0".repeat(40),
    GITHUB_STEP_SUMMARY: summary,
  };
}

async function compare(
  node: string,
  script: Script,
  empty: Script,
  pairs: number,
  folder: string,
): Promise<Start> {
  // Both once before, so that the files are in the page cache.
  milliseconds(node, empty);
  milliseconds(node, script);
  const taken = Array.from({ length: pairs }, (_, pair) => {
    if (pair % 2 === 0) return { empty: milliseconds(node, empty), script: milliseconds(node, script) };
    const first = milliseconds(node, script);
    return { script: first, empty: milliseconds(node, empty) };
  });
  return {
    ratioToEmptyScript: spreadOf(taken.map((pair) => pair.script / pair.empty)),
    milliseconds: spreadOf(taken.map((pair) => pair.script)),
    emptyScriptMilliseconds: spreadOf(taken.map((pair) => pair.empty)),
    ...(await loadedOf(dist, await mkdtemp(join(folder, "coverage-")), (variables) => {
      milliseconds(node, { ...script, environment: { ...script.environment, ...variables } });
    })),
  };
}

function milliseconds(node: string, { args, environment, says }: Script): number {
  const started = performance.now();
  const { stdout, stderr } = spawnSync(node, args, { env: environment, encoding: "utf8" });
  const taken = performance.now() - started;
  if (!says.test(stdout)) throw new Error(`${args.join(" ")} did something else: ${stdout}${stderr}`);
  return rounded(taken);
}
