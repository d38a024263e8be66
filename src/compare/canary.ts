/** When the canary, which is the same code on both sides, says something of the machine. Pure. */
import type { Discovery } from "../measure/discover.ts";
import { describePython } from "./sides.ts";

/**
 * Not where the sides are meant to run the same code at different speeds: between two interpreters it differs as the
 * benchmarks do.
 */
export function isSelfChecked({
  head,
  base,
  sameSetting,
}: Pick<Discovery, "head" | "base" | "sameSetting">): boolean {
  return base !== null && sameSetting && describePython(base.python) === describePython(head.python);
}
