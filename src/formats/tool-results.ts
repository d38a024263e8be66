/** What the files of other tools hold, in our words: the same for every format. */
import { GateError } from "../errors.ts";
import type { Better, Metric } from "../model.ts";

export const RESULT_FORMATS = [
  "pytest-benchmark",
  "pyperf",
  "asv",
  "hyperfine",
  "pytest-codspeed",
  "custom-smaller-is-better",
  "custom-bigger-is-better",
] as const;
/** The last two are github-action-benchmark's, whose files don't say which of the two they are. */
export type ResultFormat = (typeof RESULT_FORMATS)[number];

export interface ToolResults {
  /** Ours where a baseline is looked at as such a file. */
  readonly format: ResultFormat | "hotpath-gate";
  /** As the file says it, e.g. `pytest-benchmark 5.2.1`; without a version where it has none. */
  readonly tool: string;
  /** What the file says of the machine, to be compared with another's; null where it says nothing. */
  readonly machine: string | null;
  /** `CPython 3.13.0`; null where the file does not say. */
  readonly python: string | null;
  /** Full hash; null where the file does not say. */
  readonly commit: string | null;
  /** At most one for an id and a metric; the order of the file. */
  readonly results: readonly ToolResult[];
  /** Benchmarks that the file names without a value. */
  readonly missing: readonly {
    readonly id: string;
    readonly kind: "failed" | "skipped";
    readonly why: string;
  }[];
}

export interface ToolResult {
  readonly id: string;
  readonly metric: Metric;
  /** `s` for times, `B` for sizes, whatever the file was written in; else the file's own words, which may be empty. */
  readonly unit: string;
  readonly better: Better;
  /** What stands for it, in the unit: the median of its processes' medians, or what the file gives where it has no samples. */
  readonly value: number;
  /** Samples in the unit, process by process as far as the file tells them apart; empty where it has none. */
  readonly processes: readonly (readonly number[])[];
  /** Whether the tool measured it on the side, and something else is what the benchmark is about. */
  readonly isBeside: boolean;
}

export type ToolResultsReading =
  | { readonly kind: "read"; readonly results: ToolResults }
  /**
   * `why` has place and field, and no name of the file: `line 12, column 9: benchmarks[3].stats.median must be a number,
   * and is "fast"`. One about what is better in a custom file has the lines to write below it.
   */
  | { readonly kind: "refused"; readonly why: string };

/** What is compared of a file: what its benchmarks are about, and of the rest what `metrics` lists. */
export function comparable(
  { results }: Pick<ToolResults, "results">,
  metrics: readonly Metric[],
): readonly ToolResult[] {
  return results.filter(({ isBeside, metric }) => !isBeside || metrics.includes(metric));
}

/** @throws GateError where a metric is asked for that none of the files has */
export function requireMetrics(
  metrics: readonly Metric[],
  files: readonly Pick<ToolResults, "tool" | "results">[],
): void {
  const absent = metrics.find(
    (wanted) =>
      wanted !== "time" && !files.some(({ results }) => results.some(({ metric }) => metric === wanted)),
  );
  if (absent === undefined) return;
  const tools = [...new Set(files.map(({ tool }) => tool))].join(" and ");
  throw new GateError(
    `\`metrics\` includes ${absent}, which the results of ${tools} do not have`,
    "Remove it.",
  );
}
