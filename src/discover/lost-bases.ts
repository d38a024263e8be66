/**
 * A base that is lost while head runs beside it: whether base can't run the benchmark, or was ended by what ran there.
 * Code that is slower would otherwise pass as new by ending the process that it is compared with.
 */

import type { Failure } from "../findings/failure.ts";
import type { MeasuredSides } from "../findings/measurement.ts";
import { CANARY_ID } from "../protocol.ts";
import type { OpenBase, OpenRun } from "../sides/sides.ts";
import { type Rehearsal, rehearsalOf, rehearse } from "./rehearsal.ts";

/** Part of the time limit for trying them: a benchmark is only called once. */
const PART = 1 / 4;

/** Tries on base alone what base was lost in. What runs there is no failure of base's. */
export async function withLostBasesTried(
  run: OpenRun,
  base: OpenBase | null,
  measured: MeasuredSides,
): Promise<MeasuredSides> {
  const { head, world } = run;
  if (measured.kind !== "paired" || base === null || head.suite.suite === "results") return measured;
  const { failures } = measured.measurement;
  const failsOnHead = new Set(failures.filter(({ side }) => side === "head").map(({ id }) => id));
  const isLost = ({ id, side, kind }: Failure) =>
    side === "base" &&
    (kind === "exited" || kind === "timed-out") &&
    id !== CANARY_ID &&
    !failsOnHead.has(id);
  const ids = [...new Set(failures.filter(isLost).map(({ id }) => id))];
  if (ids.length === 0) return measured;
  const alone = await world.progress.stage({ kind: "try-base-alone" }, () =>
    rehearse({ ...rehearsalOf(run, base, PART), ids }, world),
  );
  const judged = failures.map((failure) => (isLost(failure) ? asHeadsDoing(failure, alone) : failure));
  return { ...measured, measurement: { ...measured.measurement, failures: judged } };
}

function asHeadsDoing(failure: Failure, { ran }: Rehearsal): Failure {
  if (!ran.has(failure.id)) return failure;
  const { message } = failure;
  // What ends a process in the course of a benchmark is told as such.
  const how = typeof message === "string" || message.kind === "process-ended" ? message : message.kind;
  return { ...failure, side: "head", message: { kind: "ended-by-head", how } };
}
