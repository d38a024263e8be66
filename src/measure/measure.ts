/** Measures what the plan asks for: base and head in lock step, or head alone. */

import { seriesKey } from "../baseline/history.ts";
import { explainError, GateError, Interrupted } from "../errors.ts";
import type { Collection, Discovery } from "../findings/discovery.ts";
import type { Decider, MeasuredSides, Measurement } from "../findings/measurement.ts";
import { comparable, type ToolResult } from "../formats/tool-results.ts";
import { guardSides } from "../guard/guard-sides.ts";
import type { Metric, PairedSeries, Series } from "../model.ts";
import type { World } from "../ports/world.ts";
import { besideBase } from "../sides/open-base.ts";
import type { OpenBase, OpenRun, OpenSide } from "../sides/sides.ts";
import { type Measuring, measureAlone, measurePaired, RECORD_BLOCKS } from "./schedule.ts";
import { type RunsMeasuring, runsAlone, runsPaired } from "./whole-runs.ts";

/** Part of the time limit that one block of head alone may take in any case. */
const LEAST_FOR_HEAD_ALONE = 1 / 5;

/**
 * @param decider which benchmarks need no further block
 * @param base null measures head alone, for stored evidence
 * @throws GateError when a side can't be started, or both turn out to run the same code
 */
export async function measure(
  run: OpenRun,
  base: OpenBase | null,
  discovery: Discovery,
  decider: Decider,
): Promise<MeasuredSides> {
  const { head, world } = run;
  const measuring = measuringOf(run, base, discovery);
  const stage = {
    kind: "measure",
    benchmarks: measuring.ids.length,
    sides: base === null ? "head" : "both",
  } as const;
  const runs = runsMeasuring(run, base, discovery);
  if (runs !== null) {
    return await world.progress.stage(stage, () => measureRuns(runs, discovery, decider, world));
  }
  if (base === null) {
    const measurement = await world.progress.stage(stage, () => measureAlone(measuring, world));
    return { kind: "alone", measurement };
  }
  const measurement = await world.progress.stage(stage, () => measurePaired(measuring, world, decider));
  // Code that is only imported once it runs shows up here, and not on collection.
  const modules = { head: measurement.modules.head, base: measurement.modules.base ?? [] };
  // Where head has lost all that it had, nothing was measured.
  if (discovery.head.benchmarks.length === 0) return { kind: "paired", measurement, headOnly: null };
  const { namesakes } = await guardSides(
    head,
    { ...discovery.head, modules: [...discovery.head.modules, ...modules.head] },
    base,
    {
      ...(discovery.base ?? discovery.head),
      modules: [...(discovery.base?.modules ?? []), ...modules.base],
    },
    // A side that never got to the end of a block has not said what it loaded.
    { complete: discovery.common.length > 0 && modules.head.length > 0 && modules.base.length > 0 },
    world,
  );
  return {
    kind: "paired",
    measurement,
    namesakes,
    headOnly: await measureHeadOnly(measuring, discovery, measurement, world),
  };
}

/**
 * One block of head for what has nothing on base to be paired with: whether a benchmark is new, or does not run
 * at all, is only known once head was tried.
 */
async function measureHeadOnly(
  measuring: Measuring,
  discovery: Discovery,
  { failures, conditions }: Measurement<PairedSeries>,
  world: World,
): Promise<Measurement<Series> | null> {
  const failedOnHead = new Set(failures.filter(({ side }) => side === "head").map(({ id }) => id));
  const failedOnBase = new Set(
    failures.filter(({ side, kind }) => side === "base" && kind !== "incomparable").map(({ id }) => id),
  );
  const common = new Set(discovery.common);
  const ids = discovery.head.benchmarks
    .map(({ id }) => id)
    .filter((id) => !common.has(id) || (failedOnBase.has(id) && !failedOnHead.has(id)));
  if (ids.length === 0) return null;
  // Whether head broke a benchmark is worth a little more than the limit, where the others have used it up.
  const secondsLeft = measuring.timeLimitSeconds - conditions.seconds;
  const timeLimitSeconds = Math.max(secondsLeft, measuring.timeLimitSeconds * LEAST_FOR_HEAD_ALONE);
  const sides = { head: measuring.sides.head, base: null };
  try {
    return await world.progress.stage({ kind: "measure-head-only", benchmarks: ids.length }, () =>
      measureAlone({ ...measuring, sides, ids, timeLimitSeconds }, world, 1),
    );
  } catch (error) {
    if (!(error instanceof GateError) || error instanceof Interrupted) throw error;
    // The verdicts of everything else stand.
    world.progress.warn({ kind: "head-alone-not-measured", why: explainError(error) });
    return null;
  }
}

type MeasuredRun = Pick<OpenRun, "head" | "timeLimitSeconds" | "seed">;

/** Whole runs of the suite `results`; null for every other suite. */
export function runsMeasuring(
  run: MeasuredRun,
  base: OpenSide | null,
  discovery: Discovery,
): RunsMeasuring | null {
  const { head } = run;
  const [command] = head.suite.targets;
  if (head.suite.suite !== "results" || command === undefined) return null;
  return { ...measuringOf(run, base, discovery), command, settings: head.settings };
}

async function measureRuns(
  runs: RunsMeasuring,
  { head, base }: Discovery,
  decider: Decider,
  world: World,
): Promise<MeasuredSides> {
  if (runs.sides.base === null) {
    return { kind: "alone", measurement: await runsAlone(runs, world, RECORD_BLOCKS) };
  }
  const measurement = await runsPaired(runs, world, decider);
  // What head has alone was measured when it was found.
  const onBase = new Set(valuesOf(base, runs.settings.metrics).map(seriesKey));
  const series = valuesOf(head, runs.settings.metrics)
    .filter((one) => !onBase.has(seriesKey(one)))
    .map(({ id, metric, unit, better, value }) => ({ id, metric, unit, better, medians: [value] }));
  const headOnly = { ...measurement, series, failures: [] };
  return { kind: "paired", measurement, headOnly: series.length === 0 ? null : headOnly };
}

function valuesOf(side: Collection | null, metrics: readonly Metric[]): readonly ToolResult[] {
  return side === null || side.run === null ? [] : comparable(side.run, metrics);
}

/** What to measure, from what was opened and found. */
export function measuringOf(
  { head, timeLimitSeconds, seed }: MeasuredRun,
  base: OpenSide | null,
  discovery: Discovery,
): Measuring {
  return {
    sides: { head: base === null ? head.side : besideBase(head.side, base.side), base: base?.side ?? null },
    suite: head.suite.suite,
    targets: head.suite.targets,
    ids: discovery.common,
    cpus: discovery.cpus,
    timeLimitSeconds,
    seed,
  };
}
