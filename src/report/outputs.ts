/** Outputs for later steps of a workflow. */
import type { Result } from "../model.ts";
import { countVerdicts } from "./rows.ts";

/**
 * Outputs by their names in `action.yml`. Counts are in digits; `baseline-source` is empty if no baseline was found.
 */
export function outputsFor(result: Result): Readonly<Record<string, string>> {
  const counts = countVerdicts(result.benchmarks);
  const { state, source } = result.evidence.baseline;
  return {
    verdict: result.verdict,
    regressions: String(counts.regressed),
    improvements: String(counts.improved),
    inconclusive: String(counts.inconclusive),
    "baseline-source": state === "found" ? source : "",
  };
}
