/** A benchmark that did not run on a side. */
import type { Cause } from "../model/cause.ts";
import type { SideName } from "../model.ts";

export interface Failure {
  readonly id: string;
  readonly side: SideName;
  readonly kind:
    | "failed"
    | "skipped"
    | "timed-out"
    | "exited"
    /** It runs on both sides, but they measure different things; reported for base. */
    | "incomparable";
  readonly message: Cause;
}
