/** The pass in which instructions are counted, if metrics lists them: after the time, and decided together with it. */

import { type BudgetOf, pairedDecider, ruleOfPass } from "../compare/paired.ts";
import { GateError } from "../errors.ts";
import type { Discovery } from "../findings/discovery.ts";
import type { MeasuredSides } from "../findings/measurement.ts";
import { countInstructions } from "../measure/instructions.ts";
import { measuringOf } from "../measure/measure.ts";
import type { Metric, Warning } from "../model.ts";
import type { CountingProcesses } from "../ports/processes.ts";
import type { OpenBase, OpenRun } from "../sides/sides.ts";

/**
 * Adds the instructions of what both sides have, if metrics lists them and there is a base. What can't be counted has a
 * warning instead of a row; its time has one.
 *
 * @throws GateError if nothing can be counted here
 */
export async function withInstructions(
  run: OpenRun,
  base: OpenBase | null,
  discovery: Discovery,
  measured: MeasuredSides,
  budgetOf: BudgetOf,
): Promise<MeasuredSides> {
  const { metrics } = run.head.settings;
  const { world } = run;
  if (measured.kind !== "paired" || base === null || !metrics.includes("instructions")) return measured;
  const failed = new Set(measured.measurement.failures.map(({ id }) => id));
  const ids = discovery.common.filter((id) => !failed.has(id));
  const measuring = { ...measuringOf(run, base, discovery), ids };
  const counted = await world.progress.stage({ kind: "count-instructions", benchmarks: ids.length }, () =>
    countInstructions(measuring, world, pairedDecider(budgetOf, false, ruleOfPass(metrics))),
  );
  const { series, conditions, warnings } = measured.measurement;
  const [first] = counted.failures;
  const { length: count } = counted.failures;
  const uncounted: Warning[] =
    first === undefined
      ? []
      : [{ kind: "not-counted", count, of: ids.length, id: first.id, why: first.message }];
  return {
    ...measured,
    measurement: {
      ...measured.measurement,
      series: [...series, ...counted.series],
      warnings: [...warnings, ...uncounted],
      conditions: {
        ...conditions,
        seconds: conditions.seconds + counted.seconds,
        timeLimitReached: conditions.timeLimitReached || counted.timeLimitReached,
      },
    },
  };
}

/** Checks that instructions can be counted. @throws GateError if metrics lists them, and they can't be counted here */
export async function assertCountable(
  metrics: readonly Metric[],
  counting: CountingProcesses,
): Promise<void> {
  if (!metrics.includes("instructions")) return;
  const why = await counting.whyNotCounting();
  if (why !== null)
    throw new GateError(
      `\`metrics\` includes \`instructions\`, which can't be counted: ${why}`,
      "Install it first, or remove `instructions` from `metrics`.",
    );
}
