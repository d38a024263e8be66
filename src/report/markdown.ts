/**
 * A result as GitHub's Markdown. Rendered as a whole first, then with less and less until it fits: the
 * verdict and the rows behind it are what is never left out.
 */
import type { Result, Row } from "../model.ts";
import { bytes, cutToBytes, longestThatFits } from "./byte-limit.ts";
import { markdownCode, markdownCodeBlock, markdownSentence, markdownText } from "./escape.ts";
import { type Cells, cellsOf, tableOf } from "./markdown-table.ts";
import { reproduceCommand } from "./reproduce.ts";
import { inTellingOrder } from "./rows.ts";
import { type ShownId, shownIdsOf } from "./shown-ids.ts";
import { noteOf } from "./words/all-notes.ts";
import { functionPlace, whatChanged } from "./words/function-change.ts";
import { reasonBesideHeadline } from "./words/gate-reason.ts";
import { groundsOf } from "./words/grounds.ts";
import { headline } from "./words/headline.ts";
import { amount } from "./words/numbers.ts";
import { settingsWords } from "./words/settings.ts";
import { stepSentence, stepsHeading } from "./words/trends.ts";
import { isSlowerWithinBudget } from "./words/verdict.ts";
import { warningsBesideReason } from "./words/warning.ts";

export interface MarkdownOptions {
  /** The most bytes (UTF-8) the text may have. */
  readonly limitBytes: number;
  /** Where rows within budget go: among the others, or folded away. */
  readonly withinBudget: "shown" | "folded";
  /** Where what was left out can be read, as Markdown of our own: `the job summary`. */
  readonly elsewhere: string;
  /** Who measured, as Markdown of our own; null if that needs no words. */
  readonly origin: string | null;
}

/** How much of a result is told. */
interface Extent {
  readonly withinBudget: "shown" | "folded" | "counted";
  readonly intervals: boolean;
  readonly rows: number;
  /** Rows whose reasons are listed. */
  readonly reasons: number;
  /** Errors, notes and warnings listed, of each. */
  readonly remarks: number;
  readonly commands: number;
}

/** The text, at most `limitBytes` long in UTF-8. */
export function renderMarkdown(result: Result, options: MarkdownOptions): string {
  const rows = inTellingOrder(result.benchmarks);
  const { limitBytes, withinBudget } = options;
  const lists = withinBudget === "shown" ? 200 : 20;
  const whole: Extent = {
    withinBudget,
    intervals: true,
    rows: rows.length,
    reasons: lists,
    remarks: lists,
    commands: 3,
  };
  const counted: Extent = withinBudget === "shown" ? whole : { ...whole, withinBudget: "counted" };
  const plain: Extent = { ...counted, intervals: false };
  const cells = cellsOf(result);
  for (const extent of new Set([whole, counted, plain])) {
    if (tabled(rows, extent).length > mostRows(limitBytes)) continue;
    const text = rendered(result, rows, extent, options, cells);
    if (bytes(text) <= limitBytes) return text;
  }
  const cut = (count: number) =>
    rendered(result, rows, { ...plain, reasons: 3, remarks: 3, commands: 1, rows: count }, options, cells);
  const most = Math.min(rows.length, mostRows(limitBytes));
  return longestThatFits(most, cut, limitBytes) ?? cutToBytes(`${title(result)}\n`, limitBytes);
}

/** A row of a table has as many at least: a mark, an id, the shortest verdict, and what is between them. */
const LEAST_ROW_BYTES = bytes("| +\u00a0`x` | new |\n");

/** More rows fit in no table, so that none is made to see that. */
function mostRows(limitBytes: number): number {
  return Math.floor(limitBytes / LEAST_ROW_BYTES);
}

/** The rows that are in tables, in their order. */
function tabled(rows: readonly Row[], { withinBudget }: Extent): readonly Row[] {
  return withinBudget === "counted" ? rows.filter((row) => row.verdict !== "within-budget") : rows;
}

function rendered(
  result: Result,
  rows: readonly Row[],
  extent: Extent,
  options: MarkdownOptions,
  cells: Cells,
): string {
  const telling = rows.filter((row) => row.verdict !== "within-budget");
  const unchanged = rows.filter((row) => row.verdict === "within-budget");
  const open = extent.withinBudget === "shown" ? rows : telling;
  const shown = shownIdsOf(result.benchmarks);
  const listed = open.slice(0, extent.rows);
  const cut = open.length - listed.length;
  return `${[
    title(result),
    reasonOf(result),
    options.origin,
    listed.length === 0 ? null : tableOf(listed, extent, cells),
    cut === 0 ? null : `… and ${amount(cut)} more: see ${options.elsewhere}.`,
    unchangedRows(unchanged, extent, options, cells),
    settings(result, extent, options),
    reasonsOf(telling, shown, extent, options),
    commands(result, telling, extent),
    remarks("errors", rows, shown, extent, options),
    remarks("notes", rows, shown, extent, options),
    warnings(result, extent, options),
    steps(result, extent, options),
    footer(result),
  ]
    .filter((part) => part !== null)
    .join("\n\n")}\n`;
}

function title(result: Result): string {
  const { mark, text } = headline(result);
  return `### ${mark} hotpath-gate: ${markdownText(text)}`;
}

function reasonOf(result: Result): string | null {
  const words = reasonBesideHeadline(result);
  if (words === null) return null;
  const reason = markdownSentence(words);
  return result.verdict === "failed" || result.verdict === "unmeasured"
    ? `> [!CAUTION]\n> ${reason}`
    : reason;
}

function unchangedRows(
  rows: readonly Row[],
  extent: Extent,
  options: MarkdownOptions,
  cells: Cells,
): string | null {
  if (rows.length === 0 || extent.withinBudget === "shown") return null;
  const slower = rows.filter(isSlowerWithinBudget).length;
  const words = `${amount(rows.length)} within budget${slower === 0 ? "" : `, ${amount(slower)} of them slower`}`;
  if (extent.withinBudget === "counted") return `✓ ${words}: see ${options.elsewhere}.`;
  return folded(words, tableOf(rows, extent, cells));
}

function reasonsOf(
  rows: readonly Row[],
  shown: ShownId,
  extent: Extent,
  options: MarkdownOptions,
): string | null {
  const explained = rows.filter((row) => row.reasons.length > 0);
  const listed = explained.slice(0, extent.reasons);
  if (listed.length === 0) return null;
  const items = listed.flatMap((row) => [
    `- ${markdownCode(shown(row.id))}`,
    ...row.reasons
      .slice(0, 5)
      .map(
        (change) =>
          `  - ${markdownCode(change.name)} ${markdownText(functionPlace(change), 120)}: ${whatChanged(change)}`,
      ),
  ]);
  return [
    "**What changed inside**, for one call of the benchmark with the profiler on:",
    "",
    ...items,
    ...more(explained.length - listed.length, options),
  ].join("\n");
}

function commands(result: Result, rows: readonly Row[], extent: Extent): string | null {
  const found = rows
    .filter((row) => row.verdict === "regressed" || row.verdict === "inconclusive")
    .map((row) => reproduceCommand(result, row))
    .filter((line) => line !== null);
  // A benchmark may have several rows, one for each metric.
  const all = [...new Set(found)];
  const lines = all.slice(0, extent.commands);
  if (lines.length === 0) return null;
  const hidden = all.length - lines.length;
  if (hidden > 0) lines.push(`# and ${amount(hidden)} more`);
  return ["Measure it again on your machine:", "", markdownCodeBlock("sh", lines)].join("\n");
}

/** Errors are why a job fails: they are open, and notes of other rows are folded. */
function remarks(
  kind: "errors" | "notes",
  rows: readonly Row[],
  shown: ShownId,
  extent: Extent,
  options: MarkdownOptions,
): string | null {
  const noted = rows.filter(
    (row) => noteOf(row) !== null && (row.verdict === "errored") === (kind === "errors"),
  );
  if (noted.length === 0) return null;
  const listed = noted.slice(0, extent.remarks);
  const items = [
    ...listed.map((row) => `- ${markdownCode(shown(row.id))}: ${markdownSentence(noteOf(row) ?? "")}`),
    ...more(noted.length - listed.length, options),
  ].join("\n");
  return kind === "errors"
    ? folded(`${amount(noted.length)} could not be measured`, items, "open")
    : folded(noted.length === 1 ? "1 note" : `${amount(noted.length)} notes`, items);
}

function warnings(result: Result, extent: Extent, options: MarkdownOptions): string | null {
  const besideReason = warningsBesideReason(result);
  if (besideReason.length === 0) return null;
  const listed = besideReason.slice(0, extent.remarks);
  return [
    ...listed.map((words) => `- ⚠ ${markdownSentence(words)}`),
    ...more(besideReason.length - listed.length, options),
  ].join("\n");
}

function settings(result: Result, extent: Extent, options: MarkdownOptions): string | null {
  const told = settingsWords(result.settings, { text: markdownSentence, code: markdownCode });
  if (told === null) return null;
  const listed = told.items.slice(0, extent.remarks);
  return [
    `**${told.heading}:**`,
    "",
    ...listed.map((item) => `- ${item}`),
    ...more(told.items.length - listed.length, options),
  ].join("\n");
}

function steps({ evidence }: Result, extent: Extent, options: MarkdownOptions): string | null {
  const heading = stepsHeading(evidence.trends);
  if (heading === null) return null;
  const all = evidence.trends?.changePoints ?? [];
  const listed = all.slice(0, extent.remarks);
  const writing = { text: markdownSentence, code: markdownCode };
  const items = listed.map((step) => `- ${stepSentence(step, writing)}`);
  return folded(heading, [...items, ...more(all.length - listed.length, options)].join("\n"));
}

function footer(result: Result): string {
  return `<sub>${groundsOf(result, { text: markdownSentence, code: markdownCode }).join(" ")}</sub>`;
}

function folded(summary: string, content: string, state: "open" | "closed" = "closed"): string {
  return `<details${state === "open" ? " open" : ""}><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

function more(count: number, { elsewhere }: MarkdownOptions): string[] {
  return count > 0 ? [`- … and ${amount(count)} more: see ${elsewhere}.`] : [];
}
