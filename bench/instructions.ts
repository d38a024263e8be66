/** Instructions counted of unchanged code, again and again with one seed: how far the counts lie apart. */
import { fileURLToPath } from "node:url";
import { parseConfig } from "../src/inputs/config.ts";
import { discover } from "../src/measure/discover.ts";
import { countInstructions } from "../src/measure/instructions.ts";
import { measuringOf } from "../src/measure/measure.ts";
import { chooseBase, openBase, openHead } from "../src/measure/open-sides.ts";
import { median } from "../src/statistics/student.ts";
import { localWorld } from "../src/worlds/local.ts";
import { repositoryFolder } from "./folders.ts";
import { makeProject } from "./project.ts";
import { machineName } from "./recording.ts";

export interface InstructionsRequest {
  readonly percent: number;
  readonly runs: number;
  readonly seed: number;
  readonly python: string;
  /** Names of the benchmarks. */
  readonly only: readonly string[];
}

export interface InstructionCounts extends Omit<InstructionsRequest, "only" | "python"> {
  readonly at: string;
  readonly machine: string;
  readonly python: string;
  /** Of one run, on average: all benchmarks, both sides at once. */
  readonly secondsARun: number;
  readonly benchmarks: readonly {
    readonly id: string;
    /** Of base, a call. */
    readonly median: number;
    /** (largest − smallest) / median over the runs: fractions. */
    readonly baseSpread: number;
    readonly headSpread: number;
    /** Head against base, smallest and largest over the runs: fractions. */
    readonly changes: readonly [low: number, high: number];
  }[];
}

export async function countAgain(request: InstructionsRequest): Promise<InstructionCounts> {
  const { percent, runs, seed, python, only } = request;
  await using project = await makeProject({ percent, nullEdit: 0 });
  const benchmarks = only.map((name) => `benchmarks/bench_hot.py::bench_${name}`).join(",");
  const written = {
    benchmarks,
    python,
    base: "HEAD^",
    baseline: "none",
    metrics: "time,instructions",
    "time-limit": "120m",
  };
  const config = parseConfig(written, "flag", null, seed);
  await using world = localWorld(config, {
    folder: project.folder,
    harnessFolder: fileURLToPath(new URL("harness", repositoryFolder)),
    baselinePath: config.baselinePath,
    json: null,
    html: null,
  });
  await using head = await openHead(config, world);
  const pairs = new Map<string, { base: number; head: number }[]>();
  let seconds = 0;
  let version = "";
  for (let run = 0; run < runs; run++) {
    // Base is checked out anew, so that no folder is the one of the run before.
    const chosen = await chooseBase({ kind: "revision", revision: "HEAD^" }, world);
    await using base = await openBase(chosen, head, config, world);
    const discovery = await discover(head, base, config.timeLimitSeconds, world);
    version = `${discovery.head.python.implementation} ${discovery.head.python.version}`;
    const counted = await countInstructions(measuringOf(head, base, discovery, config), world, {
      looks: [1],
      decided: () => new Set(),
    });
    const [failure] = counted.failures;
    if (failure !== undefined) throw new Error(JSON.stringify(failure));
    seconds += counted.seconds;
    for (const { id, blocks } of counted.series) {
      pairs.set(id, [...(pairs.get(id) ?? []), ...blocks.flatMap((block) => block.pairs)]);
    }
    process.stderr.write(`run ${run + 1} of ${runs}\n`);
  }
  const spread = (values: readonly number[]) => (Math.max(...values) - Math.min(...values)) / median(values);
  return {
    percent,
    runs,
    seed,
    at: new Date().toISOString(),
    machine: machineName(),
    python: version,
    secondsARun: seconds / runs,
    benchmarks: [...pairs].map(([id, counts]) => {
      const changes = counts.map((pair) => pair.head / pair.base - 1);
      return {
        id,
        median: median(counts.map((pair) => pair.base)),
        baseSpread: spread(counts.map((pair) => pair.base)),
        headSpread: spread(counts.map((pair) => pair.head)),
        changes: [Math.min(...changes), Math.max(...changes)],
      };
    }),
  };
}
