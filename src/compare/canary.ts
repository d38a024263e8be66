/** When the canary, which is the same code on both sides and in every run, says something about the machine. Pure. */
import type { Discovery } from "../findings/discovery.ts";
import type { Series } from "../model.ts";
import { CANARY_ID } from "../protocol.ts";
import { describePython } from "./sides.ts";

/**
 * Whether the canary checks the machine. It does not if the sides are meant to run the same code at different speeds:
 * between two interpreters it differs as the benchmarks do.
 */
export function isSelfChecked({
  head,
  base,
  sameSetting,
}: Pick<Discovery, "head" | "base" | "sameSetting">): boolean {
  return base !== null && sameSetting && describePython(base.python) === describePython(head.python);
}

/** What the canary took when head was measured alone; undefined if it was not measured, as with `results`. */
export function canaryAlone(series: readonly Series[]): Series | undefined {
  return series.find(
    ({ id, metric, medians }) => id === CANARY_ID && metric === "time" && medians.length > 0,
  );
}
