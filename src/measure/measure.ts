/** Measures what the plan asks for: base and head in lock step, or head alone. */
import type { Config } from "../inputs/config.ts";
import type { PairedSeries, Series } from "../model.ts";
import type { World } from "../ports.ts";
import { type Discovery, guardSides } from "./discover.ts";
import type { OpenHead, OpenSide } from "./open-sides.ts";
import { type Decider, type Measurement, type Measuring, measureAlone, measurePaired } from "./schedule.ts";

export type Measured =
  | { readonly kind: "paired"; readonly measurement: Measurement<PairedSeries> }
  | { readonly kind: "alone"; readonly measurement: Measurement<Series> };

/**
 * @param decider which benchmarks need no further block
 * @param base null measures head alone, for stored evidence
 * @throws GateError when a side can't be started, or both turn out to run the same code
 */
export function measure(
  head: OpenHead,
  base: OpenSide | null,
  discovery: Discovery,
  decider: Decider,
  config: Config,
  world: World,
): Promise<Measured> {
  const measuring = measuringOf(head, base, discovery, config);
  const what = `${measuring.ids.length} benchmark${measuring.ids.length === 1 ? "" : "s"}`;
  return world.progress.group(
    `Measure ${what}${base === null ? ", head alone" : ", base and head in lock step"}`,
    async () => {
      if (base === null) return { kind: "alone", measurement: await measureAlone(measuring, world) };
      const measurement = await measurePaired(measuring, world, decider);
      // Code that is only imported once it runs shows up here, and not on collection.
      guardSides(head, { modules: measurement.modules.head, python: discovery.head.python }, base, {
        modules: measurement.modules.base ?? [],
        python: discovery.base?.python ?? discovery.head.python,
      });
      return { kind: "paired", measurement };
    },
  );
}

/** What to measure, from what was opened and found. */
export function measuringOf(
  head: OpenHead,
  base: OpenSide | null,
  discovery: Discovery,
  config: Config,
): Measuring {
  return {
    sides: { head: head.side, base: base?.side ?? null },
    suite: head.suite.suite,
    targets: head.suite.targets,
    ids: discovery.common,
    cpus: discovery.cpus,
    timeLimitSeconds: config.timeLimitSeconds,
    seed: config.seed,
  };
}
