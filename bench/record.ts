/** Makes recordings: the gate's own measuring, with a decider that never has enough. */

import { describePython } from "../src/compare/sides.ts";
import { discover } from "../src/discover/discover.ts";
import { parseConfig } from "../src/inputs/parse-config.ts";
import { measuringOf } from "../src/measure/measure.ts";
import { measurePaired } from "../src/measure/schedule.ts";
import { planRun } from "../src/plan/plan.ts";
import { locateBase } from "../src/sides/base-or-stored.ts";
import { openBase } from "../src/sides/open-base.ts";
import { openHead } from "../src/sides/open-head.ts";
import { openRun } from "../src/sides/sides.ts";
import { type Noise, neighbours } from "./noise.ts";
import { makeProject, worldOf } from "./project.ts";
import { machineName, type Recording } from "./recording.ts";

export interface RecordRequest {
  readonly percent: number;
  readonly nullEdit: number;
  readonly noise: Noise;
  readonly seed: number;
  readonly blocks: number;
  readonly python: string;
  /** Names of the benchmarks to record; all of them when empty. */
  readonly only: readonly string[];
}

function targetsOf(only: readonly string[]): string {
  const file = "benchmarks/bench_hot.py";
  return only.length === 0 ? file : only.map((name) => `${file}::bench_${name}`).join(",");
}

export async function record(request: RecordRequest): Promise<Recording> {
  const { percent, nullEdit, noise, seed, blocks, python } = request;
  await using project = await makeProject({ percent, nullEdit });
  const written = {
    benchmarks: targetsOf(request.only),
    python,
    base: "HEAD^",
    baseline: "none",
    "time-limit": "120m",
  };
  const config = parseConfig(written, "flag", null, seed);
  await using world = worldOf(config, project);
  const plan = planRun(config, { kind: "local", command: "check", branch: "local" });
  if (plan.kind !== "compare") throw new Error(`planned to ${plan.kind}`);
  await using head = await openHead(config, world);
  const run = openRun(head, config, world);
  await using base = await openBase(head, await locateBase(plan.base, world), config, world);
  const discovery = await discover(run, base);
  await using _noise = neighbours(noise, python);
  const measurement = await measurePaired(measuringOf(run, base, discovery), world, {
    looks: [blocks],
    decided: () => new Set(),
  });
  if (measurement.failures.length > 0) throw new Error(JSON.stringify(measurement.failures[0]));
  return {
    percent,
    nullEdit,
    noise,
    seed,
    recordedAt: world.clock.now(),
    machine: machineName(),
    python: describePython(discovery.head.python),
    conditions: measurement.conditions,
    series: measurement.series,
  };
}
