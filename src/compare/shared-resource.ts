/** Errors that a benchmark meets because base and head run on one machine at the same time. Pure. */
import type { Cause } from "../model/cause.ts";

export type SharedResource = "port" | "database";

const ERRORS: readonly { readonly resource: SharedResource; readonly error: RegExp }[] = [
  {
    resource: "port",
    error:
      /address already in use|only one usage of each socket address|\bEADDRINUSE\b|\[Errno (98|48)\]|\[WinError 10048\]/i,
  },
  {
    resource: "database",
    error:
      /database (table )?("[^"]*" )?is (locked|being accessed by other users)|could not obtain lock on database/i,
  },
];

/** What both sides wanted at once, inferred from what one of them raised; null for any other error. */
export function sharedResourceIn(cause: Cause): SharedResource | null {
  const error = saidIn(cause);
  return ERRORS.find((one) => one.error.test(error))?.resource ?? null;
}

/** What the benchmark, its tool or the system said in a cause; empty if nobody said anything. */
function saidIn(cause: Cause): string {
  if (typeof cause === "string") return cause;
  return cause.kind === "process-ended" ? `${cause.detail} ${cause.output}` : "";
}
