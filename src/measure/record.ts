/** Measures head alone and stores it as the baseline of its branch. */
import { withHistory } from "../baseline/history.ts";
import type { Config } from "../inputs/config.ts";
import type { BaselineSave, Conditions, Series } from "../model.ts";
import type { World } from "../ports.ts";
import { CANARY_ID } from "../protocol.ts";
import type { Discovery } from "./discover.ts";
import type { Failure } from "./lock-step.ts";
import { measuringOf } from "./measure.ts";
import type { OpenHead } from "./open-sides.ts";
import { measureAlone } from "./schedule.ts";

export interface Recorded {
  readonly series: readonly Series[];
  readonly failures: readonly Failure[];
  readonly conditions: Conditions;
  readonly save: BaselineSave;
}

/** @throws GateError when head can't be measured */
export async function recordBaseline(
  { branch, commit }: { readonly branch: string; readonly commit: string | null },
  head: OpenHead,
  discovery: Discovery,
  config: Config,
  world: World,
): Promise<Recorded> {
  const measuring = measuringOf(head, null, discovery, config);
  const { series, failures, conditions } = await world.progress.group(
    `Measure ${measuring.ids.length} benchmarks for the baseline`,
    () => measureAlone(measuring, world),
  );
  const own = series.filter((one) => one.id !== CANARY_ID);
  const fingerprint = await world.environments.fingerprint(head.side);
  const baseline = withHistory(
    {
      commit: head.side.checkout.commit ?? commit ?? head.side.checkout.label,
      branch,
      recordedAt: world.clock.now(),
      fingerprint,
      series: own.map((one) => ({ ...one, code: null })),
    },
    null,
    measuring.ids,
  );
  if (own.length === 0) {
    // The newest entry is the one that is found: an empty one would hide the good one before it.
    const why = `no benchmark ran: ${failures[0]?.message ?? "none was reached before the time limit"}`;
    return {
      series: own,
      failures,
      conditions: { ...conditions, canary: null },
      save: { kind: "not-saved", target: "the baseline", why },
    };
  }
  const save = await world.saveBaseline({ branches: [branch], ...head.suite, fingerprint }, baseline);
  return { series: own, failures, conditions: { ...conditions, canary: null }, save };
}
