/**
 * Exit status of the command line: 0 passed (or can't tell), 1 failed by a verdict, 2 nothing could be compared, or an
 * error.
 */
import type { GateVerdict } from "../model.ts";

export const EXIT = { fine: 0, failed: 1, unusable: 2 } as const;

export function exitStatus(verdict: GateVerdict): number {
  switch (verdict) {
    case "failed":
      return EXIT.failed;
    case "unmeasured":
      return EXIT.unusable;
    case "passed":
    case "inconclusive":
    case "recorded":
    case "skipped":
      return EXIT.fine;
    default:
      return verdict satisfies never;
  }
}
