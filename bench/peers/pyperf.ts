/**
 * `pyperf compare_to --min-speed=10`: a benchmark is red when the means differ by Student's test and head's is
 * at least 10 % larger. Base is measured first, then head. pyperf has no limit of its own on size and no exit
 * status that fails a job.
 *
 * In equal time there are fewer processes than the twenty of its defaults, of as many values each. Below two,
 * values are made shorter instead. There is a floor, which a short budget does not reach: two processes and the
 * one that finds out the number of loops have to start, on each side of each benchmark.
 */
import { join } from "node:path";
import { meteredOk, totalCost } from "./metered.ts";
import { armName, type Peer, type RowVerdict, rowsOf } from "./peer.ts";
import { openWorkplace } from "./workplace.ts";

const LIMIT_PERCENT = 10;
const START_SECONDS = 0.2;
/** One to warm up and three that count. */
const VALUES = 4;
const MIN_TIME_SECONDS = 0.1;
/** Loops are doubled until a value takes the minimum time, so that it takes half as much again on average. */
const OVERSHOOT = 1.5;
const FEWEST_PROCESSES = 2;

export const pyperf: Peer = async (request) => {
  const { python, benchmarks } = request;
  await using place = await openWorkplace(request.project);
  const plan = request.budgetSeconds === null ? null : planFor(request.budgetSeconds, benchmarks.length);
  const measure = (side: "base" | "head") =>
    meteredOk(
      python,
      [
        "benchmarks/pyperf_hot.py",
        `--output=${join(place.folder, `${side}.json`)}`,
        ...(plan === null ? [] : [`--processes=${plan.processes}`, `--min-time=${plan.minTime}`]),
        "--only",
        ...benchmarks,
      ],
      place[side],
      { PYTHONPATH: place[side] },
    );
  const costs = [await measure("base"), await measure("head")];
  const compare = ["-m", "pyperf", "compare_to", "--group-by-speed", `--min-speed=${LIMIT_PERCENT}`];
  const compared = await meteredOk(python, [...compare, "base.json", "head.json"], place.folder);
  const verdicts = verdictsIn(compared.output);
  return [
    {
      arm: armName(`pyperf compare_to ${LIMIT_PERCENT}%`, request),
      rows: rowsOf(benchmarks, (name) => verdicts.get(name)),
      ...totalCost([...costs, compared]),
      ...(plan === null ? {} : { note: `${plan.processes} processes, values of ${plan.minTime} s or more` }),
    },
  ];
};

function planFor(budgetSeconds: number, benchmarks: number): { processes: number; minTime: number } {
  const sideSeconds = budgetSeconds / 2 / benchmarks;
  const processSeconds = START_SECONDS + VALUES * MIN_TIME_SECONDS * OVERSHOOT;
  // One more finds out the number of loops.
  const processes = Math.max(FEWEST_PROCESSES, Math.floor(sideSeconds / processSeconds) - 1);
  const valueSeconds = (sideSeconds / (processes + 1) - START_SECONDS) / VALUES / OVERSHOOT;
  const minTime = Math.min(MIN_TIME_SECONDS, Math.max(0.005, valueSeconds));
  return { processes, minTime: Number(minTime.toFixed(4)) };
}

/** Lists of what is slower, faster and the same, then one line of what is not significant. */
function verdictsIn(output: string): Map<string, RowVerdict> {
  const verdicts = new Map<string, RowVerdict>();
  let verdict: RowVerdict = "unknown";
  for (const line of output.split("\n")) {
    if (/^(Slower|Faster|Same speed) \(/.test(line)) verdict = line.startsWith("Slower") ? "red" : "green";
    const name = /^- (\w+): /.exec(line)?.[1];
    if (name !== undefined) verdicts.set(name, verdict);
    const hidden = /^Benchmark hidden because not significant \(\d+\): (.*)/.exec(line)?.[1];
    for (const insignificant of hidden?.split(", ") ?? []) verdicts.set(insignificant, "green");
  }
  return verdicts;
}
