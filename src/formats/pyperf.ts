/** pyperf's JSON, version 1.0. What benchmarks have in common is written once, at the highest level that has it. */
import * as z from "zod";
import type { Metric } from "../model.ts";
import { machineText, pythonText, toolText } from "./origin.ts";
import { measured, missing, type Outcome, separated } from "./outcomes.ts";
import {
  checkShape,
  type FormatReading,
  fault,
  firstRepeat,
  idText,
  MOST_BENCHMARKS,
  samples,
  shown,
  word,
} from "./shape.ts";

const said = word.nullish();

const metadata = z
  .object({
    name: idText.nullish(),
    unit: said,
    hostname: said,
    cpu_model_name: said,
    perf_version: said,
    python_implementation: said,
    python_version: said,
  })
  .nullish();

const schema = z.object({
  version: z.literal("1.0"),
  metadata,
  benchmarks: z
    .array(
      z.object({
        metadata,
        runs: z.array(z.object({ metadata, values: samples.nullish() })).max(1_000_000),
      }),
    )
    .max(MOST_BENCHMARKS),
});
type PyperfBenchmark = z.output<typeof schema>["benchmarks"][number];

/**
 * Name of a benchmark without one. pyperf itself asks for a name, but files that other programs made with its library
 * may have none.
 */
const WITHOUT_NAME = "benchmark";

/** Quantities by pyperf's words. A count has no unit: `integer` only says how to print it. */
const QUANTITIES = new Map<string, { readonly metric: Metric; readonly unit: string }>([
  ["second", { metric: "time", unit: "s" }],
  ["byte", { metric: "peak-memory", unit: "B" }],
  ["integer", { metric: "value", unit: "" }],
]);

/**
 * Reads a file of pyperf. A run is a process; one without values only calibrated. Smaller is better whatever the unit,
 * as in pyperf's own comparisons.
 */
export function readPyperf(value: unknown): FormatReading {
  const fitted = checkShape(schema, value);
  if (fitted.kind === "fault") return fitted;
  const { metadata: common, benchmarks } = fitted.value;
  const own = (benchmark: PyperfBenchmark, key: "name" | "unit") =>
    benchmark.metadata?.[key] ?? common?.[key] ?? benchmark.runs[0]?.metadata?.[key];
  const names = benchmarks.map((benchmark) => own(benchmark, "name") ?? WITHOUT_NAME);
  const repeat = firstRepeat(names);
  if (repeat !== null) {
    const what = `has the name ${shown(names[repeat.second])}, as benchmarks[${repeat.first}] has: names must differ`;
    return fault(["benchmarks", repeat.second], what);
  }
  const outcomes = benchmarks.map((benchmark, index): Outcome => {
    const id = names[index] ?? WITHOUT_NAME;
    const processes = benchmark.runs.flatMap(({ values }) => (values?.length ? [values] : []));
    if (processes.length === 0)
      return missing(id, "failed", "it has no values: none of its runs did more than calibrate");
    const unit = own(benchmark, "unit") ?? "second";
    const quantity = QUANTITIES.get(unit) ?? { metric: "value", unit };
    return measured({ id, ...quantity, better: "smaller", processes, isBeside: false }, null);
  });
  return {
    kind: "read",
    results: {
      format: "pyperf",
      tool: toolText("pyperf", common?.perf_version),
      // Only what all have in common: a file may be put together from several machines.
      machine: machineText(common?.hostname, common?.cpu_model_name),
      python: pythonText(common?.python_implementation, common?.python_version),
      commit: null,
      ...separated(outcomes),
    },
  };
}
