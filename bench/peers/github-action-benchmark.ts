/**
 * The rule of github-action-benchmark for `tool: pytest`, on the numbers of pytest-benchmark that it would be
 * given. The action itself needs a repository and a token, so this is its rule only: a benchmark's value is
 * `stats.ops`, bigger is better, and the alert is for previous ÷ current above the threshold. As `ops` is 1 ÷
 * mean, 110 % says the same as pytest-benchmark's `mean:10%`.
 */
import type { RowVerdict } from "./peer.ts";

export function alertOf(previousOps: number, currentOps: number, thresholdPercent: number): RowVerdict {
  return previousOps / currentOps > thresholdPercent / 100 ? "red" : "green";
}
