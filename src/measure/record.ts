/** Measures head alone, for a baseline. */
import type { Recording } from "../baseline/history.ts";
import type { Config } from "../inputs/config.ts";
import type { Conditions, Fingerprint, Series } from "../model.ts";
import type { World } from "../ports.ts";
import { CANARY_ID, type Doubt } from "../protocol.ts";
import { median } from "../statistics/student.ts";
import { benchmarkCodes } from "./benchmark-code.ts";
import type { Discovery } from "./discover.ts";
import { measuringOf, runsMeasuring } from "./measure.ts";
import type { OpenHead } from "./open-sides.ts";
import type { Failure } from "./run-batch.ts";
import { measureAlone, RECORD_BLOCKS } from "./schedule.ts";
import { runsAlone } from "./whole-runs.ts";

export interface Recorded {
  readonly recording: Recording;
  /** What has no place in a history of logarithms: of values that are not above zero. */
  readonly unstorable: readonly Series[];
  readonly failures: readonly Failure[];
  readonly doubts: readonly Doubt[];
  readonly conditions: Conditions;
}

/** @throws GateError when head can't be measured */
export async function recordHead(
  { branch, commit }: { readonly branch: string; readonly commit: string | null },
  head: OpenHead,
  fingerprint: Fingerprint,
  discovery: Discovery,
  config: Config,
  world: World,
): Promise<Recorded> {
  const measuring = measuringOf(head, null, discovery, config);
  const runs = runsMeasuring(head, null, discovery, config);
  const { series, failures, doubts, conditions } = await world.progress.group(
    `Measure ${measuring.ids.length} benchmark${measuring.ids.length === 1 ? "" : "s"} for the baseline`,
    () => (runs === null ? measureAlone(measuring, world) : runsAlone(runs, world, RECORD_BLOCKS)),
  );
  const own = series.filter(({ id }) => id !== CANARY_ID);
  const canary = series.find(({ id, metric }) => id === CANARY_ID && metric === "time")?.medians ?? [];
  const codes = await benchmarkCodes(head, discovery.head.benchmarks, world.checkouts);
  return {
    recording: {
      commit: head.side.checkout.commit ?? commit ?? head.side.checkout.label,
      branch,
      recordedAt: world.clock.now(),
      fingerprint,
      canary: canary.length === 0 ? null : median(canary),
      series: own.filter(isStorable).map((one) => ({ ...one, code: codes.get(one.id) ?? null })),
    },
    unstorable: own.filter((one) => !isStorable(one)),
    failures,
    doubts: [...discovery.head.doubts, ...doubts],
    conditions: { ...conditions, canary: null },
  };
}

function isStorable({ medians }: Series): boolean {
  return medians.every((value) => value > 0);
}
