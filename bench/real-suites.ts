/** Runs the benchmarks of other projects, unchanged: once with a harmless edit, once with a hot path slowed by a fifth. */

import { execFile } from "node:child_process";
import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { blockLogRatio } from "../src/compare/paired.ts";
import type { Result, Row, RowVerdict } from "../src/model.ts";
import { noteOf } from "../src/report/words/all-notes.ts";
import { repositoryFolder } from "./folders.ts";
import { REAL_SUITES, type RealSuite } from "./real-suites/list.ts";
import { machineName } from "./recording.ts";
import { rounded } from "./spread.ts";

const start = promisify(execFile);

export interface SuiteOutcome {
  readonly name: string;
  /** Version or commit, shortened. */
  readonly version: string;
  readonly at: string;
  readonly machine: string;
  readonly python: string;
  readonly suite: Result["config"]["suite"];
  readonly unchanged: SuiteRun & {
    /** Rows that were not within their budget: to look at. Outcomes from before 2026-11-26 don't tell. */
    readonly others?: readonly {
      readonly id: string;
      readonly verdict: RowVerdict;
      readonly change: number | null;
      /** ln(head/base) of each block. */
      readonly blocks: readonly number[];
      /** What the gate says of it. */
      readonly note: string | null;
    }[];
  };
  readonly slowed: SuiteRun & {
    /** Rows that spend most of their time in what was slowed, and how many of these are red. */
    readonly hot: number;
    readonly hotRed: number;
    /** Of the hot rows: median change. */
    readonly hotChange: number | null;
  };
}

interface SuiteRun {
  readonly verdict: Result["verdict"];
  readonly rows: Readonly<Partial<Record<RowVerdict, number>>>;
  readonly seconds: number;
}

/** Longer than the gate's own, for slow machines; what is decided takes no longer for it. */
const TIME_LIMIT = "20m";

/** One after the other. @param names of those to run; all where empty */
export async function* realSuites(names: readonly string[], python: string): AsyncGenerator<SuiteOutcome> {
  for (const suite of REAL_SUITES.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const folder = await mkdtemp(join(tmpdir(), "hotpath-gate-suite-"));
    try {
      const outcome = await runSuite(suite, folder, python);
      const { unchanged, slowed } = outcome;
      process.stdout.write(
        `${suite.name}: ${unchanged.verdict} in ${unchanged.seconds.toFixed(0)} s ${JSON.stringify(unchanged.rows)}; slowed: ${slowed.verdict}, ${slowed.hotRed} of ${slowed.hot} red\n`,
      );
      yield outcome;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function runSuite(suite: RealSuite, folder: string, python: string): Promise<SuiteOutcome> {
  const environment = join(folder, "environment");
  await start(python, ["-m", "venv", environment]);
  const own = join(environment, "bin", "python");
  if (suite.packages.length > 0) {
    await start(own, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...suite.packages]);
  }
  const project = join(folder, "project");
  await checkOut(suite, project, own);
  const edited = join(project, suite.slowed.file);
  await appendFile(edited, "\n# A line that changes nothing.\n");
  await commit(project, "edit");
  const unchanged = await check(suite, project, own, join(folder, "unchanged.json"));
  await appendFile(edited, slowdown(suite.slowed.names));
  await commit(project, "slow down");
  const slowed = await check(suite, project, own, join(folder, "slowed.json"));
  const hot = slowed.result.benchmarks.filter((row) => suite.hot.test(row.id) && row.change !== null);
  const changes = hot.map((row) => row.change ?? 0).sort((a, b) => a - b);
  return {
    name: suite.name,
    version: suite.source.kind === "pypi" ? suite.source.version : suite.source.commit.slice(0, 12),
    at: new Date().toISOString(),
    machine: machineName(),
    python: unchanged.result.sides.head.python,
    suite: unchanged.result.config.suite,
    unchanged: {
      ...unchanged.run,
      others: unchanged.result.benchmarks
        .filter(({ verdict }) => verdict !== "within-budget")
        .map((row) => ({
          id: row.id,
          verdict: row.verdict,
          change: row.change,
          blocks: row.blocks.map((block) => rounded(blockLogRatio(block))),
          note: noteOf(row),
        })),
    },
    slowed: {
      ...slowed.run,
      hot: hot.length,
      hotRed: hot.filter((row) => row.verdict === "regressed").length,
      hotChange: changes[Math.floor(changes.length / 2)] ?? null,
    },
  };
}

/** As it was published, as the first commit of a repository. */
async function checkOut({ name, source }: RealSuite, project: string, python: string): Promise<void> {
  if (source.kind === "git") {
    await mkdir(project);
    await git(project, "init", "--quiet");
    await git(project, "fetch", "--quiet", "--depth=1", source.address, source.commit);
    await git(project, "checkout", "--quiet", "FETCH_HEAD");
    return;
  }
  const downloads = `${project}-download`;
  await start(python, [
    // Its own sources; what builds its metadata may come built.
    ...["-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", name],
    ...["--dest", downloads, `${name}==${source.version}`],
  ]);
  const [archive = ""] = await readdir(downloads);
  await start(python, ["-m", "tarfile", "--filter", "data", "-e", join(downloads, archive), downloads]);
  const [unpacked = ""] = (await readdir(downloads)).filter((one) => one !== archive);
  await rename(join(downloads, unpacked), project);
  await writeFile(join(project, ".gitignore"), "__pycache__/\n*.egg-info/\n");
  await git(project, "init", "--quiet");
  await commit(project, `${name} ${source.version}`);
}

/** Takes a fifth more time than the functions did, whatever that is. */
function slowdown(names: readonly string[]): string {
  return `

def _slower(function):
    from functools import wraps
    from time import perf_counter_ns

    @wraps(function)
    def slowed(*args, **kwargs):
        begin = perf_counter_ns()
        result = function(*args, **kwargs)
        end = perf_counter_ns()
        until = end + (end - begin) // 5
        while perf_counter_ns() < until:
            pass
        return result

    return slowed


${names.map((name) => `${name} = _slower(${name})`).join("\n")}
`;
}

async function check(
  { flags, timeLimit = TIME_LIMIT }: RealSuite,
  project: string,
  python: string,
  json: string,
): Promise<{ readonly result: Result; readonly run: SuiteRun }> {
  const cli = fileURLToPath(new URL("dist/cli.js", repositoryFolder));
  const begin = performance.now();
  const args = [
    "check",
    "--base",
    "HEAD^",
    "--baseline",
    "none",
    "--time-limit",
    timeLimit,
    "--python",
    python,
    "--json",
    json,
    ...flags,
  ];
  await start(process.execPath, [cli, ...args], { cwd: project, maxBuffer: 2 ** 28 }).catch(
    (error: unknown) => {
      // Red is an exit status of its own.
      if ((error as { code?: unknown }).code !== 1) throw error;
    },
  );
  const seconds = (performance.now() - begin) / 1000;
  const result = JSON.parse(await readFile(json, "utf8")) as Result;
  return { result, run: { verdict: result.verdict, rows: countsOf(result.benchmarks), seconds } };
}

function countsOf(rows: readonly Row[]): SuiteRun["rows"] {
  const counts: Partial<Record<RowVerdict, number>> = {};
  for (const { verdict } of rows) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

async function commit(project: string, message: string): Promise<void> {
  await git(project, "add", "--all");
  await git(project, "commit", "--quiet", "--message", message);
}

async function git(folder: string, ...args: string[]): Promise<void> {
  const identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.invalid"];
  await start("git", [...identity, "-c", "commit.gpgsign=false", ...args], { cwd: folder });
}
