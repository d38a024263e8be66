/**
 * `pytest --benchmark-compare --benchmark-compare-fail`: base is measured and saved, then head is measured and
 * compared, each once, in one process. One pair of runs answers for all the rules that read these numbers:
 * `min:10%`, `mean:10%`, and github-action-benchmark's.
 *
 * In equal time, what is left of the budget after starting pytest is shared out as `--benchmark-max-time`, a
 * second a benchmark by default. Slow ones take longer: `--benchmark-min-rounds` stays at its five.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { alertOf } from "./github-action-benchmark.ts";
import { type Metered, metered, meteredOk, totalCost } from "./metered.ts";
import { type ArmResult, armName, type Peer, rowsOf } from "./peer.ts";
import { openWorkplace } from "./workplace.ts";

const FIELDS = ["min", "mean"] as const;
const LIMIT_PERCENT = 10;
const ALERT_PERCENTS = [110, 200];
/** Of one run: pytest, collecting, and what it finds out about the machine. */
const START_SECONDS = 0.7;
/** Of the time asked for. Rounds are counted out by the time of a calibrating call, which is a slow one. */
const SHARE_USED = 0.8;

type Stats = Readonly<Record<(typeof FIELDS)[number] | "ops", number>>;

export const pytestBenchmark: Peer = async (request) => {
  const { python, benchmarks, budgetSeconds } = request;
  await using place = await openWorkplace(request.project);
  const files = { base: join(place.folder, "base.json"), head: join(place.folder, "head.json") };
  const pytest = [
    "-m",
    "pytest",
    "--rootdir=.",
    ...benchmarks.map((name) => `benchmarks/test_hot.py::${idOf(name)}`),
    ...(budgetSeconds === null ? [] : [`--benchmark-max-time=${maxTime(budgetSeconds, benchmarks.length)}`]),
  ];
  const base = await meteredOk(python, [...pytest, `--benchmark-json=${files.base}`], place.base);
  const comparing = [
    `--benchmark-json=${files.head}`,
    `--benchmark-compare=${files.base}`,
    "--benchmark-compare-fail",
    ...FIELDS.map((field) => `${field}:${LIMIT_PERCENT}%`),
  ];
  const head = await metered(python, [...pytest, ...comparing], place.head);
  const [baseStats, headStats] = [await statsIn(files.base), await statsIn(files.head)];
  const pairOf = (name: string) => {
    const [was, is] = [baseStats.get(idOf(name)), headStats.get(idOf(name))];
    return was === undefined || is === undefined ? null : { was, is };
  };
  const failed = failuresIn(head);
  const arms: Pick<ArmResult, "arm" | "rows">[] = FIELDS.map((field) => ({
    arm: armName(`pytest-benchmark ${field}:${LIMIT_PERCENT}%`, request),
    rows: rowsOf(benchmarks, (name) => {
      const pair = pairOf(name);
      if (pair === null) return undefined;
      const isRed = failed.has(`${idOf(name)} ${field}`);
      // Its report has nothing about what passed, so a line that was not understood would look green.
      if (isRed !== (pair.is[field] / pair.was[field]) * 100 - 100 > LIMIT_PERCENT) {
        throw new Error(`${name}: pytest-benchmark's report contradicts its numbers\n${head.output}`);
      }
      return isRed ? "red" : "green";
    }),
  }));
  for (const percent of ALERT_PERCENTS) {
    arms.push({
      arm: armName(`github-action-benchmark ${percent}%`, request),
      rows: rowsOf(benchmarks, (name) => {
        const pair = pairOf(name);
        return pair === null ? undefined : alertOf(pair.was.ops, pair.is.ops, percent);
      }),
    });
  }
  return arms.map((arm) => ({ ...arm, ...totalCost([base, head]) }));
};

function idOf(name: string): string {
  return `test_hot[${name}]`;
}

function maxTime(budgetSeconds: number, benchmarks: number): number {
  const each = (budgetSeconds / 2 - START_SECONDS) / benchmarks;
  return Math.max(0.001, Number((each / SHARE_USED).toFixed(4)));
}

async function statsIn(file: string): Promise<Map<string, Stats>> {
  const report = JSON.parse(await readFile(file, "utf8")) as { benchmarks: { name: string; stats: Stats }[] };
  return new Map(report.benchmarks.map(({ name, stats }) => [name, stats]));
}

/** `NAME FIELD` of each line of the failure report. The run fails if, and only if, there are any. */
function failuresIn({ output, status }: Metered): Set<string> {
  const lines = output.matchAll(/^\t(\S+) \(.*\) - Field '(\w+)' has failed/gm);
  const failures = new Set([...lines].map(([, name, field]) => `${name} ${field}`));
  if (failures.size > 0 !== (status !== 0)) throw new Error(`pytest ended with status ${status}\n${output}`);
  return failures;
}
