/**
 * The whole of doctor: the gate's own measuring, of the working tree against itself, and what it shows about this
 * machine.
 */

import { budgetLookup } from "../compare/budgets.ts";
import { describePython } from "../compare/sides.ts";
import { diagnose } from "../diagnose/diagnose.ts";
import { DIAGNOSIS_VERSION, type Diagnosis, type Machine } from "../diagnose/diagnosis.ts";
import { discover } from "../discover/discover.ts";
import { causeWords } from "../errors/causes.ts";
import { adviceOnLoss, neverStarted, quotesOfLost } from "../errors/lost.ts";
import { GateError, NoBenchmarks } from "../errors.ts";
import type { Discovery } from "../findings/discovery.ts";
import type { Measurement } from "../findings/measurement.ts";
import type { Config } from "../inputs/config.ts";
import { measuringOf } from "../measure/measure.ts";
import { measurePaired } from "../measure/schedule.ts";
import { stopwatch } from "../measure/stopwatch.ts";
import type { PairedSeries } from "../model.ts";
import { targetNames } from "../plan/detect-suite.ts";
import type { World } from "../ports/world.ts";
import { CANARY_ID } from "../protocol.ts";
import { openBase } from "../sides/open-base.ts";
import { openHead } from "../sides/open-head.ts";
import { type OpenHead, openRun } from "../sides/sides.ts";
import { version } from "../version.ts";

/** Number of blocks: enough to know the noise of a block to a quarter of itself (χ² on 7 degrees of freedom). */
const BLOCKS = 8;

/** Measures this machine. @throws GateError if nothing could be measured */
export async function examine(given: Config, world: World): Promise<Diagnosis> {
  const config: Config = { ...given, base: null, basePython: null, baseEnv: null };
  const started = world.clock.seconds();
  await using head = await openHeadOrCanary(config, world);
  if (head.suite.suite === "results") {
    throw new GateError(
      "`doctor` measures in lock step, which the suite `results` can't do: it runs a tool as a whole",
      "Name the benchmarks themselves in `benchmarks`, and set their `suite`.",
    );
  }
  const run = openRun(head, config, world);
  await using base = await openBase(head, { kind: "same-tree" }, config, world);
  const discovery = await discover(run, base);
  const fingerprint = await world.environments.fingerprint(head.side);
  const preparationSeconds = world.clock.seconds() - started;

  const watch = stopwatch(world.processes, world.clock);
  const measuring = measuringOf(run, base, discovery);
  const measurement = await world.progress.stage(
    { kind: "measure-same-code", benchmarks: ownIds(discovery).length },
    () =>
      measurePaired(
        measuring,
        { ...world, processes: watch.processes },
        { looks: [BLOCKS], decided: () => new Set() },
      ),
  );
  for (const warning of measurement.warnings) world.progress.warn(warning);
  assertMeasured(measurement, discovery, config);

  const machine: Machine = {
    cpu: fingerprint.cpu,
    os: fingerprint.os,
    python: describePython(discovery.head.python),
    cpus: discovery.cpus?.length ?? null,
    layout: measurement.conditions.layout,
  };
  return {
    schemaVersion: DIAGNOSIS_VERSION,
    tool: { name: "hotpath-gate", version },
    config: diagnosedConfig(head, config),
    ...diagnose(
      {
        ...measurement,
        machine,
        preparationSeconds,
        timings: watch.blocks(),
        unmeasured: whatWasNotMeasured(measurement, discovery),
      },
      { ...config, budgetOf: budgetLookup(config.budget, config.budgets) },
    ),
  };
}

/** Opens head, or the canary if nothing looks like a benchmark. To a suite, the canary is a function like any other. */
async function openHeadOrCanary(config: Config, world: World): Promise<OpenHead> {
  try {
    return await openHead(config, world);
  } catch (error) {
    if (!(error instanceof NoBenchmarks)) throw error;
    world.progress.step({ kind: "canary-alone" });
    return await openHead({ ...config, suite: "functions", benchmarks: [CANARY_ID] }, world);
  }
}

function ownIds({ common }: Discovery): readonly string[] {
  return common.filter((id) => id !== CANARY_ID);
}

/** Checks that there is something to see differences in. @throws GateError */
function assertMeasured(
  { series, failures, conditions, loss }: Measurement<PairedSeries>,
  discovery: Discovery,
  { timeLimitSeconds }: Config,
): void {
  const wanted = new Set(ownIds(discovery).length === 0 ? [CANARY_ID] : ownIds(discovery));
  if (series.some(({ id, blocks }) => wanted.has(id) && blocks.length >= 2)) return;
  const [first] = failures;
  if (first !== undefined) {
    throw new GateError(
      `No benchmark could be measured; the first is ${first.id}: ${causeWords(first.message)}`,
      "Fix it, or name other targets in `benchmarks`.",
      { quotes: [causeWords(first.message)] },
    );
  }
  if (loss !== null) {
    throw new GateError(
      "Measuring ended early, but two blocks are needed to see how they differ",
      `${neverStarted(loss.lost.what)}. ${adviceOnLoss(loss.lost)}`,
      { quotes: quotesOfLost(loss.lost.what) },
    );
  }
  throw new GateError(
    `The time limit of ${timeLimitSeconds} s ended measuring after ${conditions.blocks} block${conditions.blocks === 1 ? "" : "s"}, but two are needed to see how they differ`,
    "Raise `time-limit`, or name fewer benchmarks.",
  );
}

function whatWasNotMeasured({ failures }: Measurement<PairedSeries>, { head }: Discovery) {
  return [...head.problems.map(({ where, message }) => ({ id: where, message })), ...failures].map(
    ({ id, message }) => ({ id, message: causeWords(message) }),
  );
}

function diagnosedConfig({ suite }: OpenHead, config: Config): Diagnosis["config"] {
  const { budget, timeLimitSeconds, seed } = config;
  const benchmarks = targetNames(suite);
  return { suite: suite.suite, benchmarks, budget, timeLimitSeconds, seed };
}
