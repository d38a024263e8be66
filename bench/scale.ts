/**
 * How deciding and rendering grow with the suite: time and peak memory from ten benchmarks to ten thousand, each
 * with four to twenty-four blocks and a hundred runs of history, in a fresh process for each size and repetition.
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
import { rounded, type Spread, spreadOf, sum } from "./spread.ts";

/** The goal, at the largest size. */
const MOST_SECONDS = 2;
const MOST_MEGABYTES = 300;

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

export interface Growth {
  readonly sizes: readonly Size[];
  /** Slope of ln(figure) over ln(benchmarks), from each size to the next: 1 is linear. */
  readonly exponents: readonly {
    readonly from: number;
    readonly to: number;
    readonly seconds: number;
    readonly peakMegabytes: number;
  }[];
  /** Whether the largest size is decided and rendered within 2 s and 300 MB, by the medians. */
  readonly withinGoal: boolean;
}

export interface Size {
  readonly benchmarks: number;
  readonly baselineBytes: number;
  readonly seconds: Spread;
  /** In their order; `looks` are those between blocks, all together. */
  readonly phases: Readonly<
    Record<string, { readonly milliseconds: Spread; readonly peakMegabytesAfter: Spread }>
  >;
  readonly peakMegabytes: Spread;
  /** Runtime, code and the measured blocks, before anything is decided. */
  readonly megabytesBefore: Spread;
  readonly verdicts: Readonly<Record<string, number>>;
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
        paired: growth(sizes.paired),
        broken: growth(sizes.broken),
        stored: growth(sizes.stored),
        report: growth(sizes.report),
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

function sizeOf(benchmarks: number, baselineBytes: number, reports: readonly ChildReport[]): Size {
  const phases = Object.keys(reports[0]?.milliseconds ?? {});
  const seconds = reports.map((report) => sum(Object.values(report.milliseconds)) / 1000);
  return {
    benchmarks,
    baselineBytes,
    seconds: spreadOf(seconds),
    phases: Object.fromEntries(
      phases.map((name) => [
        name,
        {
          milliseconds: spreadOf(reports.map((report) => report.milliseconds[name] ?? 0)),
          peakMegabytesAfter: spreadOf(reports.map((report) => report.peakMegabytesAfter[name] ?? 0)),
        },
      ]),
    ),
    peakMegabytes: spreadOf(reports.map((report) => report.peakMegabytes)),
    megabytesBefore: spreadOf(reports.map((report) => report.rssBeforeMegabytes)),
    verdicts: reports[0]?.verdicts ?? {},
  };
}

function growth(sizes: readonly Size[]): Growth {
  const exponents = sizes.slice(1).map((size, index) => {
    const before = sizes[index] ?? size;
    const slope = (figure: (of: Size) => number) =>
      rounded(Math.log(figure(size) / figure(before)) / Math.log(size.benchmarks / before.benchmarks));
    return {
      from: before.benchmarks,
      to: size.benchmarks,
      seconds: slope((of) => of.seconds.median),
      peakMegabytes: slope((of) => of.peakMegabytes.median),
    };
  });
  const largest = sizes.at(-1);
  const withinGoal =
    largest !== undefined &&
    largest.seconds.median <= MOST_SECONDS &&
    largest.peakMegabytes.median <= MOST_MEGABYTES;
  return { sizes, exponents, withinGoal };
}
