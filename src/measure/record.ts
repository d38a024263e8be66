/** Measures head alone, for a baseline. */
import type { Recording } from "../baseline/history.ts";
import type { Config } from "../inputs/config.ts";
import type { Conditions, Fingerprint, Series, Warning } from "../model.ts";
import type { World } from "../ports.ts";
import { CANARY_ID, type Doubt } from "../protocol.ts";
import { median } from "../statistics/student.ts";
import { benchmarkCodes } from "./benchmark-code.ts";
import type { Discovery } from "./discover.ts";
import type { Loss } from "./loss.ts";
import { measuringOf, runsMeasuring } from "./measure.ts";
import type { OpenHead } from "./open-sides.ts";
import type { Failure } from "./run-batch.ts";
import { FEWEST_RECORDED_BLOCKS, measureAlone, RECORD_BLOCKS } from "./schedule.ts";
import { runsAlone } from "./whole-runs.ts";

export interface Unstored {
  readonly series: Series;
  /** A history is of logarithms, and of runs that are told apart by their noise. */
  readonly why: "not-above-zero" | "too-few-blocks" | "failed";
}

export interface Recorded {
  readonly recording: Recording;
  /** What has no place in it, and why. */
  readonly unstored: readonly Unstored[];
  readonly failures: readonly Failure[];
  /** What ended it early; null where nothing did but the time limit. */
  readonly loss: Loss | null;
  readonly warnings: readonly Warning[];
  readonly doubts: readonly Doubt[];
  readonly conditions: Conditions;
}

/** @throws GateError when head can't be measured */
export async function recordHead(
  {
    branch,
    commit,
    setting,
  }: { readonly branch: string; readonly commit: string | null } & Pick<Recording, "setting">,
  head: OpenHead,
  fingerprint: Fingerprint,
  discovery: Discovery,
  config: Config,
  world: World,
): Promise<Recorded> {
  const measuring = measuringOf(head, null, discovery, config);
  const runs = runsMeasuring(head, null, discovery, config);
  const { series, failures, doubts, conditions, loss, warnings } = await world.progress.stage(
    { kind: "measure-for-baseline", benchmarks: measuring.ids.length },
    () => (runs === null ? measureAlone(measuring, world) : runsAlone(runs, world, RECORD_BLOCKS)),
  );
  const own = series.filter(({ id }) => id !== CANARY_ID);
  const canary = series.find(({ id, metric }) => id === CANARY_ID && metric === "time")?.medians ?? [];
  const failed = new Set(failures.map(({ id }) => id));
  const whyNot = (one: Series) => whyNotStored(one, failed, loss);
  const codes = await benchmarkCodes(head, discovery.head.benchmarks, world.checkouts);
  return {
    recording: {
      commit: head.side.checkout.commit ?? commit ?? head.side.checkout.label,
      branch,
      recordedAt: world.clock.now(),
      fingerprint,
      setting,
      canary: canary.length === 0 ? null : median(canary),
      series: own
        .filter((one) => whyNot(one) === null)
        .map((one) => ({ ...one, code: codes.get(one.id) ?? null })),
    },
    unstored: own.flatMap((one) => {
      const why = whyNot(one);
      return why === null ? [] : [{ series: one, why }];
    }),
    failures,
    loss,
    warnings,
    doubts: [...discovery.head.doubts, ...doubts],
    conditions: { ...conditions, canary: null },
  };
}

/** Null where it is stored. */
function whyNotStored(
  { id, medians }: Series,
  failed: ReadonlySet<string>,
  loss: Loss | null,
): Unstored["why"] | null {
  if (failed.has(id)) return "failed";
  if (!medians.every((value) => value > 0)) return "not-above-zero";
  return loss !== null && medians.length < FEWEST_RECORDED_BLOCKS ? "too-few-blocks" : null;
}
