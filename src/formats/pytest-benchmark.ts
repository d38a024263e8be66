/** pytest-benchmark's `--benchmark-json` and `--benchmark-save`: seconds for each call. */
import * as z from "zod";
import { commitHash, machineText, pythonText, toolText } from "./origin.ts";
import { measured, separated } from "./outcomes.ts";
import {
  checkShape,
  type FormatReading,
  fault,
  figure,
  firstRepeat,
  idText,
  MOST_BENCHMARKS,
  samples,
  shown,
  word,
} from "./shape.ts";

const said = word.nullish();

const schema = z.object({
  version: said,
  machine_info: z
    .object({
      node: said,
      // `brand` until py-cpuinfo 6.
      cpu: z.object({ brand_raw: said, brand: said }).nullish(),
      python_implementation: said,
      python_implementation_version: said,
      python_version: said,
    })
    .nullish(),
  commit_info: z.object({ id: said, dirty: z.boolean().nullish() }).nullish(),
  benchmarks: z
    .array(
      z.object({
        fullname: idText,
        // Saved files have no `data` unless that was asked for.
        stats: z.object({ median: figure, data: samples.nullish() }),
      }),
    )
    .max(MOST_BENCHMARKS),
});

/**
 * Reads a file of pytest-benchmark. Ids are those of pytest: `fullname`. A commit with uncommitted changes counts as
 * none.
 */
export function readPytestBenchmark(value: unknown): FormatReading {
  const fitted = checkShape(schema, value);
  if (fitted.kind === "fault") return fitted;
  const { version, machine_info: machine, commit_info: commit, benchmarks } = fitted.value;
  const repeat = firstRepeat(benchmarks.map(({ fullname }) => fullname));
  if (repeat !== null) {
    const what = `is ${shown(benchmarks[repeat.second]?.fullname)}, as in benchmarks[${repeat.first}]: each test may occur only once`;
    return fault(["benchmarks", repeat.second, "fullname"], what);
  }
  const outcomes = benchmarks.map(({ fullname, stats }) =>
    measured(
      {
        id: fullname,
        metric: "time",
        unit: "s",
        better: "smaller",
        processes: stats.data ? [stats.data] : [],
        isBeside: false,
      },
      stats.median,
    ),
  );
  const pythonVersion = machine?.python_implementation_version ?? machine?.python_version;
  return {
    kind: "read",
    results: {
      format: "pytest-benchmark",
      tool: toolText("pytest-benchmark", version),
      machine: machineText(machine?.node, machine?.cpu?.brand_raw ?? machine?.cpu?.brand),
      python: pythonText(machine?.python_implementation, pythonVersion),
      commit: commit?.dirty ? null : commitHash(commit?.id),
      ...separated(outcomes),
    },
  };
}
