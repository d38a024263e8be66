/** Why a drift rests on stored values alone, in words. Pure. */
import type { Unpaired } from "../../model/drift.ts";

export function driftDetail({ why, detail }: Unpaired): string {
  switch (why) {
    case "undecided":
      return "measured next to each other, there was not enough evidence";
    case "did-not-run":
      return "it does not run there";
    case "not-possible":
      return detail ?? "it could not be measured there";
    default:
      return why satisfies never;
  }
}
