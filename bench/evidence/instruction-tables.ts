/** How far counts of instructions lie apart that should be the same. */
import { markdownTable } from "markdown-table";
import { median } from "../../src/statistics/student.ts";
import type { InstructionRun } from "../instructions.ts";

export interface CountSpread {
  readonly name: string;
  readonly runs: number;
  /** Of a call. */
  readonly instructions: number;
  /** (largest − smallest) / median over the runs: fractions. */
  readonly base: number;
  readonly head: number;
  /** head / base − 1 over the runs: smallest, middle and largest. */
  readonly changes: readonly [low: number, middle: number, high: number];
}

/** Of unchanged code, or of code that is slower by so many percent. */
export function countSpreads(runs: readonly InstructionRun[], percent: number): CountSpread[] {
  const chosen = runs.filter((run) => run.percent === percent);
  const names = [...new Set(chosen.flatMap(({ counts }) => Object.keys(counts)))].sort();
  return names.map((name) => {
    const pairs = chosen.flatMap(({ counts }) => counts[name] ?? []);
    const changes = pairs.map(({ base, head }) => head / base - 1);
    return {
      name,
      runs: pairs.length,
      instructions: median(pairs.map(({ base }) => base)),
      base: spread(pairs.map(({ base }) => base)),
      head: spread(pairs.map(({ head }) => head)),
      changes: [Math.min(...changes), median(changes), Math.max(...changes)],
    };
  });
}

export function instructionsTable(runs: readonly InstructionRun[]): string {
  if (runs.length === 0) return "Not measured yet.";
  const rows = [...new Set(runs.map(({ percent }) => percent))]
    .sort((one, other) => one - other)
    .flatMap((percent) => countSpreads(runs, percent).map((one) => ({ percent, ...one })));
  return markdownTable(
    [
      [
        "slowdown",
        "benchmark",
        "runs",
        "instructions a call",
        "spread of base",
        "spread of head",
        "head against base",
      ],
      ...rows.map(
        ({ percent, name, runs: count, instructions, base, head, changes: [low, middle, high] }) => [
          `+${percent} %`,
          name,
          String(count),
          Math.round(instructions).toLocaleString("en"),
          fine(base),
          fine(head),
          `${fine(middle)} (${fine(low)} to ${fine(high)})`,
        ],
      ),
    ],
    { align: ["r", "l", "r", "r", "r", "r", "r"] },
  );
}

/** A fraction in percent, where thousandths of a percent tell. */
export function fine(fraction: number): string {
  return `${(100 * fraction).toFixed(4)} %`;
}

function spread(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / median(values);
}
