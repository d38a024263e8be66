/** Instructions counted again and again with one seed: how far the counts lie apart. */

import { describePython } from "../src/compare/sides.ts";
import { discover } from "../src/discover/discover.ts";
import { parseConfig } from "../src/inputs/parse-config.ts";
import { countInstructions } from "../src/measure/instructions.ts";
import { measuringOf } from "../src/measure/measure.ts";
import { locateBase } from "../src/sides/base-or-stored.ts";
import { openBase } from "../src/sides/open-base.ts";
import { openHead } from "../src/sides/open-head.ts";
import { openRun } from "../src/sides/sides.ts";
import { jsonLines } from "./json-lines.ts";
import { makeProject, worldOf } from "./project.ts";
import { machineName } from "./recording.ts";

export interface InstructionsRequest {
  readonly percent: number;
  readonly runs: number;
  readonly seed: number;
  readonly python: string;
  /** Names of the benchmarks. */
  readonly only: readonly string[];
}

/** One run: a process a side, in a layout that the seed decides. */
export interface InstructionRun {
  readonly percent: number;
  readonly seed: number;
  readonly at: string;
  readonly machine: string;
  readonly python: string;
  readonly seconds: number;
  /** By name of the benchmark: instructions a call. */
  readonly counts: Readonly<
    Record<string, { readonly base: number; readonly head: number; readonly loops: number }>
  >;
}

/** One line a run, so that a series can be broken off and gone on with. */
export const instructionRuns = jsonLines<InstructionRun>("instruction-runs.jsonl");

export async function countAgain(request: InstructionsRequest): Promise<void> {
  const { percent, runs, seed, python, only } = request;
  await using project = await makeProject({ percent, nullEdit: 0 });
  const written = {
    benchmarks: only.map((name) => `benchmarks/bench_hot.py::bench_${name}`).join(","),
    python,
    base: "HEAD^",
    baseline: "none",
    metrics: "time,instructions",
    "time-limit": "120m",
  };
  const config = parseConfig(written, "flag", null, seed);
  await using world = worldOf(config, project);
  await using head = await openHead(config, world);
  const done = (await instructionRuns.all()).filter(
    (run) => run.percent === percent && run.seed === seed && only.every((name) => name in run.counts),
  ).length;
  for (let run = done; run < runs; run++) {
    // Base is checked out anew, so that no folder is the one of the run before.
    const chosen = await locateBase({ kind: "revision", revision: "HEAD^" }, world);
    const opened = openRun(head, config, world);
    await using base = await openBase(head, chosen, config, world);
    const discovery = await discover(opened, base);
    const counted = await countInstructions(measuringOf(opened, base, discovery), world, {
      looks: [1],
      decided: () => new Set(),
    });
    const [failure] = counted.failures;
    if (failure !== undefined) throw new Error(JSON.stringify(failure));
    await instructionRuns.add({
      percent,
      seed,
      at: new Date().toISOString(),
      machine: machineName(),
      python: describePython(discovery.head.python),
      seconds: counted.seconds,
      counts: Object.fromEntries(
        counted.series.flatMap(({ id, blocks }) => {
          const [block] = blocks;
          const [base] = block?.pairs.base ?? [];
          const [head] = block?.pairs.head ?? [];
          if (block === undefined || base === undefined || head === undefined) return [];
          return [[id.split("::bench_")[1] ?? id, { base, head, loops: block.loops }]];
        }),
      ),
    });
    process.stdout.write(`run ${run + 1} of ${runs}: ${counted.seconds.toFixed(1)} s\n`);
  }
}
