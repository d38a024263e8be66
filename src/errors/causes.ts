/** Why something did not run, in words: the rest of a sentence, for errors and reports. */
import type { Cause } from "../model/cause.ts";
import type { Quantity } from "../model.ts";

export function causeWords(cause: Cause): string {
  if (typeof cause === "string") return cause;
  switch (cause.kind) {
    case "process-ended": {
      const last = cause.output.trim().split("\n").at(-1) ?? "";
      const remedy = cause.wasSlow ? "; if it needs that long, raise `time-limit`" : "";
      return `${cause.detail} (${cause.side})${remedy}${last === "" ? "" : `; last output: ${last}`}`;
    }
    case "ended-by-head":
      return `base's process was lost while head ran (${causeWords(cause.how)}), but alone it runs: head's code ended it, or the machine is short of memory`;
    case "other-quantities":
      return `it measures ${quantities(cause.base)} on base and ${quantities(cause.head)} on head`;
    case "too-long-to-count":
      return "one call takes too long to be counted: counting is a hundred times slower";
    case "no-quantity":
      return `The harness of ${cause.side} reported no ${cause.metric}`;
    case "too-many-loops":
      return `The harness of ${cause.side} was asked for ${cause.asked} loops, and says that it ran ${cause.ran}`;
    case "clock-stood-still":
      return `The clock of ${cause.side} did not advance during a batch`;
    case "out-of-turn":
      return `The harness of ${cause.side} sent ${cause.sent} out of turn`;
    case "command-fails":
      return cause.on === null
        ? `the command fails: ${causeWords(cause.why)}`
        : `the command fails on ${cause.on}, and not on ${cause.on === "head" ? "base" : "head"}: ${causeWords(cause.why)}`;
    case "no-value":
      return `${cause.tool} gave no value for it (${cause.side})`;
    case "took-too-long":
      return `it did not end within ${cause.seconds.toFixed(1)} s, but its longest earlier run took only ${cause.longestSeconds.toFixed(1)} s`;
    case "not-found":
      return "it is not found there";
    default:
      return cause satisfies never;
  }
}

function quantities(all: readonly Quantity[]): string {
  return all
    .map(
      ({ metric, unit, better }) => `${metric}${unit === "" ? "" : ` in \`${unit}\``} (${better} is better)`,
    )
    .join(" and ");
}
