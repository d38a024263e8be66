/** From what a file says of a benchmark to a result, or to why it has none. */
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
 * @param given what stands for the benchmark where `processes` has no samples; null where the file says nothing
 */
export function measured(benchmark: Omit<ToolResult, "value">, given: number | null): Outcome {
  const { id, metric, processes } = benchmark;
  if (processes.some((samples) => samples.some((sample) => !Number.isFinite(sample)))) {
    return missing(id, "failed", "one of its samples is not a finite number");
  }
  // A process that kept no samples says nothing of how far they lie apart.
  const told = processes.filter((samples) => samples.length > 0);
  const medians = told.map(median);
  const value = medians.length > 0 ? median(medians) : given;
  if (value === null) return missing(id, "failed", "it has no values");
  if (!Number.isFinite(value)) return missing(id, "failed", `its value is ${value}`);
  if (value < 0 && metric !== "value") return missing(id, "failed", "its value is negative");
  return { kind: "result", result: { ...benchmark, processes: told, value } };
}

/** Both in the order given. */
export function separated(outcomes: readonly Outcome[]): Pick<ToolResults, "results" | "missing"> {
  return {
    results: outcomes.flatMap((one) => (one.kind === "result" ? [one.result] : [])),
    missing: outcomes.flatMap((one) => (one.kind === "missing" ? [one.missing] : [])),
  };
}
