/** What the files of other tools contain, in our words: the same for every format. */
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
/** Formats by name. Both `custom-` ones are github-action-benchmark's, whose files don't say which of the two they are. */
export type ResultFormat = (typeof RESULT_FORMATS)[number];

export interface ToolResults {
  /** Format of the file, or ours if a baseline is looked at as such a file. */
  readonly format: ResultFormat | "hotpath-gate";
  /** Tool as the file names it, e.g. `pytest-benchmark 5.2.1`; without a version if it has none. */
  readonly tool: string;
  /** What the file says about the machine, to be compared with another's; null if it says nothing. */
  readonly machine: string | null;
  /** Python in words, e.g. `CPython 3.13.0`; null if the file does not say. */
  readonly python: string | null;
  /** Full hash of the commit; null if the file does not say. */
  readonly commit: string | null;
  /** Results in the order of the file; at most one for an id and a metric. */
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
  /**
   * Unit of the values: `s` for times and `B` for sizes, whatever the file was written in; otherwise the file's own
   * words, which may be empty.
   */
  readonly unit: string;
  readonly better: Better;
  /**
   * Value of the benchmark, in the unit: the median of its processes' medians, or what the file gives if it has no
   * samples.
   */
  readonly value: number;
  /** Samples in the unit, process by process as far as the file tells them apart; empty if it has none. */
  readonly processes: readonly (readonly number[])[];
  /** Whether the tool measured it as an extra, while the benchmark is about something else. */
  readonly isBeside: boolean;
}

export type ToolResultsReading =
  | { readonly kind: "read"; readonly results: ToolResults }
  /**
   * `why` has place and field, but not the name of the file: `line 12, column 9: benchmarks[3].stats.median must be a
   * number, but is "fast"`. If it is about what is better in a custom file, it has the lines to write below it.
   */
  | { readonly kind: "refused"; readonly why: string };

/** The results to compare: what the benchmarks of a file are about, and of the rest what `metrics` lists. */
export function comparable(
  { results }: Pick<ToolResults, "results">,
  metrics: readonly Metric[],
): readonly ToolResult[] {
  return results.filter(({ isBeside, metric }) => !isBeside || metrics.includes(metric));
}

/** Checks that each requested metric is in one of the files. @throws GateError if one is in none of them */
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
