/** Rows of what runs the same code on both sides, and was not measured. Pure. */
import { INSTRUCTIONS, type Metric, type Quantity, TIME } from "../model.ts";
import type { BudgetOf, DecidedRow } from "./paired.ts";

/** Files that benchmarks read, by id. */
export type SameFiles = ReadonlyMap<string, ReadonlySet<string>>;

/** A row for each of a benchmark's metrics. @param metrics that the run would have measured */
export function sameCodeRows(same: SameFiles, metrics: readonly Metric[], budgetOf: BudgetOf): DecidedRow[] {
  const quantities = metrics.flatMap((metric): Quantity[] =>
    metric === "time" ? [TIME] : metric === "instructions" ? [INSTRUCTIONS] : [],
  );
  return [...same].flatMap(([id, files]) =>
    quantities.map((quantity) => ({
      ...({ id, ...quantity, verdict: "within-budget", evidence: "same-code" } as const),
      ...{ base: null, head: null, change: null, interval: null, detectable: null, costs: null },
      budget: budgetOf(id, quantity.metric).budget,
      notes: [{ kind: "same-code", files: files.size }] as const,
      blocks: [],
    })),
  );
}

/** How many files all of them together read. */
export function filesOfAll(same: SameFiles): number {
  return new Set([...same.values()].flatMap((files) => [...files])).size;
}
