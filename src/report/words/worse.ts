/** Words for benchmarks that got worse, or better. Pure. */
import { isOfTime } from "../../compare/worse.ts";
import type { Metric } from "../../model.ts";

/** `slower` for times alone, `worse` if there are other metrics. */
export function worseWord(metrics: readonly Metric[]): "slower" | "worse" {
  return metrics.every(isOfTime) ? "slower" : "worse";
}

export function betterWord(metrics: readonly Metric[]): "faster" | "better" {
  return metrics.every(isOfTime) ? "faster" : "better";
}
