/**
 * How deciding and rendering grow with the suite: time and peak memory from ten benchmarks to ten thousand, each
 * with two to forty-eight blocks and a hundred runs of history, in a fresh process for each size and repetition.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { benchFolder } from "./folders.ts";
import { machineName } from "./recording.ts";
import type { ChildReport } from "./scale/child.ts";
import { type Growth, growthOf, type Size, sizeOf } from "./scale/growth.ts";

const SIZES = [10, 100, 1_000, 10_000] as const;
const RUNS_OF_HISTORY = 100;

/**
 * - `paired`: a pull request, all looks included
 * - `broken`: the same where no benchmark runs on head
 * - `stored`: head alone against the baseline
 * - `report`: a result document read, decided again and rendered
 */
const JOBS = ["paired", "broken", "stored", "report"] as const;
type Job = (typeof JOBS)[number];

export interface ScaleRequest {
  /** Path of the Node to run it on; that of this process where left out. */
  readonly node?: string;
  readonly repetitions: number;
  readonly seed: number;
}

export interface Scale {
  readonly recordedAt: string;
  readonly machine: string;
  readonly node: string;
  readonly runsOfHistory: number;
  readonly jobs: Readonly<Record<Job, Growth>>;
}

export async function scale({ node = process.execPath, repetitions, seed }: ScaleRequest): Promise<Scale> {
  const folder = await mkdtemp(join(tmpdir(), "hotpath-gate-scale-"));
  try {
    const child = await bundledChild(folder);
    const run = async (job: Job | "prepare", count: number) => {
      const args = [
        child,
        job,
        String(count),
        String(RUNS_OF_HISTORY),
        String(seed),
        join(folder, `${count}`),
      ];
      return JSON.parse((await promisify(execFile)(node, args)).stdout);
    };
    const sizes: Record<Job, Size[]> = { paired: [], broken: [], stored: [], report: [] };
    for (const count of SIZES) {
      const { baselineBytes } = await run("prepare", count);
      for (const job of JOBS) {
        const reports: ChildReport[] = [];
        for (let repetition = 0; repetition < repetitions; repetition += 1) {
          reports.push(await run(job, count));
        }
        sizes[job].push(sizeOf(count, baselineBytes, reports));
      }
    }
    const { stdout: version } = await promisify(execFile)(node, ["--version"]);
    return {
      recordedAt: new Date().toISOString(),
      machine: machineName(),
      node: version.trim(),
      runsOfHistory: RUNS_OF_HISTORY,
      jobs: {
        paired: growthOf(sizes.paired),
        broken: growthOf(sizes.broken),
        stored: growthOf(sizes.stored),
        report: growthOf(sizes.report),
      },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** With its packages in it, as the product is shipped. */
async function bundledChild(folder: string): Promise<string> {
  const outfile = join(folder, "child.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("scale/child.ts", benchFolder))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    logLevel: "warning",
    // Bundled CommonJS packages use what an ES module does not have.
    banner: {
      js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
    },
  });
  return outfile;
}
