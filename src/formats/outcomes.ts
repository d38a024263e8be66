/** From what a file says about a benchmark to a result, or to the reason why it has none. */
import { isMeasurable } from "../model/measurable.ts";
import { median } from "../statistics/student.ts";
import type { ToolResult, ToolResults } from "./tool-results.ts";

type Missing = ToolResults["missing"][number];

export type Outcome =
  | { readonly kind: "result"; readonly result: ToolResult }
  | { readonly kind: "missing"; readonly missing: Missing };

export function missing(id: string, kind: Missing["kind"], why: string): Outcome {
  return { kind: "missing", missing: { id, kind, why } };
}

/**
 * The outcome of a benchmark.
 *
 * @param given what stands for the benchmark if `processes` has no samples; null if the file says nothing
 */
export function measured(benchmark: Omit<ToolResult, "value">, given: number | null): Outcome {
  const { id, metric, processes } = benchmark;
  const odd = processes.flat().find((sample) => !isMeasurable(sample));
  if (odd !== undefined) return missing(id, "failed", `one of its samples is ${whatIsOdd(odd)}`);
  // A process that kept no samples says nothing of how far they lie apart.
  const told = processes.filter((samples) => samples.length > 0);
  const medians = told.map(median);
  const value = medians.length > 0 ? median(medians) : given;
  if (value === null) return missing(id, "failed", "it has no values");
  if (!isMeasurable(value)) return missing(id, "failed", `its value is ${whatIsOdd(value)}`);
  if (value < 0 && metric !== "value") return missing(id, "failed", "its value is negative");
  return { kind: "result", result: { ...benchmark, processes: told, value } };
}

/** What is wrong with a value that can't be compared. */
function whatIsOdd(value: number): string {
  return Number.isFinite(value) ? "out of any range" : String(value);
}

/** Results and benchmarks without one, both in the order given. */
export function separated(outcomes: readonly Outcome[]): Pick<ToolResults, "results" | "missing"> {
  return {
    results: outcomes.flatMap((one) => (one.kind === "result" ? [one.result] : [])),
    missing: outcomes.flatMap((one) => (one.kind === "missing" ? [one.missing] : [])),
  };
}
