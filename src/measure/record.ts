/** Measures head alone, for a baseline. */

import type { Recording } from "../baseline/history.ts";
import { benchmarkCodes } from "../discover/benchmark-code.ts";
import type { Discovery } from "../findings/discovery.ts";
import type { Loss, Recorded, Unstored } from "../findings/measurement.ts";
import type { Series } from "../model.ts";
import { CANARY_ID } from "../protocol.ts";
import type { OpenRun } from "../sides/sides.ts";
import { median } from "../statistics/student.ts";
import { measuringOf, runsMeasuring } from "./measure.ts";
import { FEWEST_RECORDED_BLOCKS, measureAlone, RECORD_BLOCKS } from "./schedule.ts";
import { runsAlone } from "./whole-runs.ts";

/** What a recording is known by; `commit` is the job's, where the checkout has none. */
type RecordedAs = Pick<Recording, "branch" | "setting" | "fingerprint"> & { readonly commit: string | null };

/** Measures head for a baseline. @throws GateError when it can't be measured */
export async function recordHead(
  run: OpenRun,
  discovery: Discovery,
  { branch, commit, setting, fingerprint }: RecordedAs,
): Promise<Recorded> {
  const { head, world } = run;
  const measuring = measuringOf(run, null, discovery);
  const runs = runsMeasuring(run, null, discovery);
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

/** Why a series is not stored; null where it is. */
function whyNotStored(
  { id, medians }: Series,
  failed: ReadonlySet<string>,
  loss: Loss | null,
): Unstored["why"] | null {
  if (failed.has(id)) return "failed";
  if (!medians.every((value) => value > 0)) return "not-above-zero";
  return loss !== null && medians.length < FEWEST_RECORDED_BLOCKS ? "too-few-blocks" : null;
}
