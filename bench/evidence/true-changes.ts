/** How large the slowdowns of the suite really are. */
import { markdownTable } from "markdown-table";
import { blockLogRatio } from "../../src/compare/paired.ts";
import { CANARY_ID } from "../../src/protocol.ts";
import { PAIRED_RULE } from "../../src/statistics/sequential-rule.ts";
import { estimateSuite } from "../../src/statistics/suite-estimates.ts";
import type { Recording } from "../recording.ts";

/** A table of nominal against measured, from recordings with a slowdown and no null edit. */
export function trueChanges(recordings: readonly Recording[]): string {
  const slowed = recordings
    .filter((one) => one.percent > 0 && one.nullEdit === 0)
    .sort((a, b) => a.percent - b.percent);
  if (slowed.length === 0) return "Not measured yet.";
  const cells = new Map<string, Map<string, string>>();
  for (const recording of slowed) {
    const series = recording.series.filter(({ id }) => id !== CANARY_ID);
    const estimates = estimateSuite(
      series.map(({ blocks }) => blocks.map(blockLogRatio)),
      { ...PAIRED_RULE, irreducibleDeviation: 0 },
    );
    for (const [index, { id, blocks }] of series.entries()) {
      const estimate = estimates[index];
      if (estimate === null || estimate === undefined) continue;
      const name = id.replace(/^.*::bench_/, "");
      const row = cells.get(name) ?? new Map<string, string>();
      const error = 200 * estimate.standardError;
      row.set(
        columnOf(recording),
        `+${(100 * Math.expm1(estimate.meanLog)).toFixed(1)} % ± ${error.toFixed(1)} (${blocks.length} blocks)`,
      );
      cells.set(name, row);
    }
  }
  const columns = [...new Set(slowed.map(columnOf))];
  return markdownTable([
    ["benchmark", ...columns],
    ...[...cells].map(([name, row]) => [`\`${name}\``, ...columns.map((column) => row.get(column) ?? "")]),
  ]);
}

/** What a mistake costs beside the work depends on the machine. */
function columnOf({ percent, noise, machine }: Recording): string {
  return `nominal +${percent} %, ${noise}, ${machine}`;
}
