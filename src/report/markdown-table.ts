/** The rows of a result as tables of GitHub's Markdown. Pure. */
import { markdownTable } from "markdown-table";
import type { Result, Row, RowVerdict } from "../model.ts";
import { markdownCodeInCell, markdownText } from "./escape.ts";
import { hasOwnBudgets } from "./rows.ts";
import { shownIdsOf } from "./shown-ids.ts";
import { percent, percentInterval, quantityPair, signedPercent } from "./words/numbers.ts";
import {
  metricWords,
  recordingWords,
  throughputWords,
  type VerdictWords,
  verdictWords,
} from "./words/verdict.ts";

interface Column {
  readonly name: string;
  readonly align: "l" | "r";
  readonly cell: (row: Row) => string;
}

export type Cells = ReturnType<typeof cellsOf>;

/** What a row says in each column, made once: until a large table fits, it is put together several times. */
export function cellsOf(result: Result) {
  const wordsOf = (row: Row) => verdictWords(row, recordingWords(result));
  const sides = remembered((row) => quantityPair(row.base, row.head, row.unit));
  const shown = shownIdsOf(result.benchmarks);
  const side = (name: "base" | "head") => remembered((row) => unbroken(markdownText(sides(row)[name] ?? "")));
  return {
    benchmark: remembered(
      (row) => `${wordsOf(row).mark}\u00a0${markdownCodeInCell(shown(row.id))}${metricLabel(row)}`,
    ),
    base: side("base"),
    head: side("head"),
    change: remembered(changeCell),
    interval: remembered(intervalCell),
    budget: hasOwnBudgets(result) ? remembered((row) => unbroken(percent(row.budget))) : null,
    verdict: remembered((row) => verdictCell(wordsOf(row))),
  };
}

function remembered<T>(make: (row: Row) => T): (row: Row) => T {
  const made = new Map<Row, T>();
  return (row) => {
    let one = made.get(row);
    if (one === undefined) {
      one = make(row);
      made.set(row, one);
    }
    return one;
  };
}

/**
 * Columns that no row needs are left out, and so is the budget where every row has the one that the footer names. The
 * mark comes first: a narrow page hides the last column.
 */
export function tableOf(
  rows: readonly Row[],
  { intervals }: { readonly intervals: boolean },
  cells: Cells,
): string {
  const compared = rows.some((row) => row.change !== null);
  const sides = (["base", "head"] as const).filter((side) => rows.some((row) => row[side] !== null));
  const columns: Column[] = [
    { name: "benchmark", align: "l", cell: cells.benchmark },
    ...sides.map((side) => ({ name: side, align: "r" as const, cell: cells[side] })),
    ...(compared ? [{ name: "change", align: "r" as const, cell: cells.change }] : []),
    ...(compared && intervals ? [{ name: "95 % interval", align: "r" as const, cell: cells.interval }] : []),
    ...(compared && cells.budget !== null
      ? [{ name: "budget", align: "r" as const, cell: cells.budget }]
      : []),
    { name: "verdict", align: "l", cell: cells.verdict },
  ];
  return markdownTable(
    [columns.map(({ name }) => unbroken(name)), ...rows.map((row) => columns.map(({ cell }) => cell(row)))],
    { align: columns.map(({ align }) => align), alignDelimiters: false },
  );
}

function metricLabel(row: Row): string {
  const words = metricWords(row.metric) ?? throughputWords(row);
  return words === null ? "" : ` <sub>${unbroken(words)}</sub>`;
}

/** Verdicts of a change that is there, and larger than the budget. */
const BEYOND_DOUBT: ReadonlySet<RowVerdict> = new Set(["regressed", "accepted", "improved"]);

function changeCell({ change, verdict }: Row): string {
  if (change === null) return "";
  const words = unbroken(signedPercent(change));
  return BEYOND_DOUBT.has(verdict) ? `**${words}**` : words;
}

function intervalCell({ interval }: Row): string {
  return interval === null ? "" : unbroken(percentInterval(interval));
}

function verdictCell({ words, detail }: VerdictWords): string {
  return `${unbroken(words)}${detail === null ? "" : ` <sub>${detail.replace(/(?<=\d) (?=%)/g, "\u00a0")}</sub>`}`;
}

/** Keeps a number and its unit on one line of a narrow column. */
function unbroken(text: string): string {
  return text.replaceAll(" ", "\u00a0");
}
