/** docs/suites.md: what came of other projects' benchmarks. */
import { markdownTable } from "markdown-table";
import type { SuiteOutcome } from "../real-suites.ts";
import { REAL_SUITES } from "./list.ts";

export function suitesPage(outcomes: readonly SuiteOutcome[]): string {
  const machines = [
    ...new Set(outcomes.map(({ machine, python, at }) => `${machine}, ${python}, ${at.slice(0, 10)}`)),
  ];
  const rows = outcomes.map(({ name, version, suite, unchanged, slowed }) => [
    name,
    version,
    suite,
    unchanged.verdict,
    countsText(unchanged.rows),
    `${unchanged.seconds.toFixed(0)} s`,
    slowed.verdict,
    `${slowed.hotRed} of ${slowed.hot}`,
    slowed.hotChange === null ? "" : `${(slowed.hotChange * 100).toFixed(0)} %`,
    countsText(slowed.rows),
  ]);
  return [
    "# Other projects' benchmarks",
    `Made by \`npm run bench -- suites\` (${machines.join("; ")}). Each project's own benchmarks, unchanged and at a pinned version, are gated twice: after an edit that changes nothing, and after one that makes a hot path in the project's code take a fifth longer (and what watching the clock takes: for calls of less than a microsecond, that is more). \`bench/real-suites/list.ts\` says which benchmarks are run and what is slowed.`,
    markdownTable([
      [
        "project",
        "version",
        "suite",
        "unchanged",
        "rows",
        "time",
        "slowed",
        "hot rows red",
        "median change",
        "rows",
      ],
      ...rows,
    ]),
    REAL_SUITES.filter(({ remark }) => remark !== undefined)
      .map(({ name, remark }) => `- ${name}: ${remark}`)
      .join("\n"),
    "",
  ].join("\n\n");
}

function countsText(counts: SuiteOutcome["unchanged"]["rows"]): string {
  return Object.entries(counts)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(", ");
}
