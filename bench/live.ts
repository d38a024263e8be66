/** Live runs of this gate, as a user has them: the committed bundle on a repository whose true slowdown is known. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { blockLogRatio } from "../src/compare/paired.ts";
import type { Result, RowVerdict } from "../src/model.ts";
import { mean, median } from "../src/statistics/student.ts";
import { repositoryFolder } from "./folders.ts";
import { jsonLines } from "./json-lines.ts";
import { measuringHash } from "./measuring-code.ts";
import { type Noise, neighbours } from "./noise.ts";
import { makeProject } from "./project.ts";
import { machineName } from "./recording.ts";
import { rounded } from "./spread.ts";

/** What a live run is about. */
export interface Cell {
  readonly percent: number;
  readonly noise: Noise;
  /** Fraction. */
  readonly budget: number;
}

export interface LiveRun extends Cell {
  readonly at: string;
  readonly machine: string;
  readonly python: string;
  /** Of the code that measures and decides: runs of another are another series. */
  readonly measuring: string;
  readonly nullEdit: number;
  readonly seed: number;
  readonly verdict: Result["verdict"];
  readonly rows: Readonly<Partial<Record<RowVerdict, number>>>;
  /** The rows that were not what most of them were: to look at. */
  readonly others: readonly {
    readonly id: string;
    readonly verdict: RowVerdict;
    readonly change: number | null;
    /** ln(head/base) of each block. Runs from before 2026-11-26 don't tell. */
    readonly blocks?: readonly number[];
  }[];
  readonly medianChange: number;
  /** Blocks a row, on average, and of the longest row. */
  readonly meanBlocks: number;
  readonly lastBlock: number;
  readonly canaryDrifted: boolean;
  /** Whole process, from start to end. */
  readonly seconds: number;
}

export async function liveRun(cell: Cell, nullEdit: number, seed: number, python: string): Promise<LiveRun> {
  await using project = await makeProject({ percent: cell.percent, nullEdit });
  await using _noise = neighbours(cell.noise, python);
  const { result, seconds } = await check(project.folder, cell.budget, seed, python);
  const measured = result.benchmarks.filter((row) => row.blocks.length > 0);
  const counts: Partial<Record<RowVerdict, number>> = {};
  for (const row of result.benchmarks) counts[row.verdict] = (counts[row.verdict] ?? 0) + 1;
  const usual = Object.entries(counts).sort((a, b) => b[1] - a[1])[0]?.[0];
  const blocks = measured.map((row) => row.blocks.length);
  return {
    ...cell,
    at: new Date().toISOString(),
    machine: machineName(),
    python: result.sides.head.python,
    measuring: await measuringHash(),
    nullEdit,
    seed,
    verdict: result.verdict,
    rows: counts,
    others: result.benchmarks
      .filter((row) => row.verdict !== usual)
      .map(({ id, verdict, change, blocks }) => ({
        id,
        verdict,
        change,
        blocks: blocks.map((block) => rounded(blockLogRatio(block))),
      })),
    medianChange: median(measured.map((row) => row.change ?? 0)),
    meanBlocks: mean(blocks),
    lastBlock: Math.max(0, ...blocks),
    canaryDrifted: result.evidence.conditions?.canary?.drifted === true,
    seconds,
  };
}

async function check(folder: string, budget: number, seed: number, python: string) {
  const json = join(folder, "result.json");
  const settings = {
    base: "HEAD^",
    benchmarks: "benchmarks/bench_hot.py",
    baseline: "none",
    budget: `${budget * 100}%`,
    seed: String(seed),
    python,
    json,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const cli = fileURLToPath(new URL("dist/cli.js", repositoryFolder));
  const started = performance.now();
  const { status, stderr } = await new Promise<{ status: unknown; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      [cli, "check", ...flags],
      { cwd: folder, maxBuffer: 1e8 },
      (error, _stdout, text) => resolve({ status: error?.code ?? 0, stderr: text }),
    );
  });
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0 && status !== 1) throw new Error(`check ended with ${status}: ${stderr}`);
  return { result: JSON.parse(await readFile(json, "utf8")) as Result, seconds };
}

/** One line a run, so that a series can be broken off and gone on with. */
export const liveRuns = jsonLines<LiveRun>("live-runs.jsonl");
