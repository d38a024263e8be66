/** A result for a terminal. */
import picocolors from "picocolors";
import type { Result, Row } from "../model.ts";
import { MESSAGE_LIMIT, terminalText, withoutCommands } from "./escape.ts";
import { byFlag, withFlagValues } from "./flags.ts";
import { hanging, lineWidth, textWidth, wrapped } from "./line-breaks.ts";
import { reproduceCommand } from "./reproduce.ts";
import { hasOwnBudgets, inTellingOrder } from "./rows.ts";
import { type ShownId, shownIdsOf } from "./shown-ids.ts";
import { namedTable, type TextColumn, type TextOptions, tableWidth } from "./terminal-layout.ts";
import { noteOf } from "./words/all-notes.ts";
import { comparedWords } from "./words/compared.ts";
import { counted } from "./words/counted.ts";
import { functionPlace, whatChanged } from "./words/function-change.ts";
import { reasonBesideHeadline } from "./words/gate-reason.ts";
import { groundsBelowCompared } from "./words/grounds.ts";
import { headline } from "./words/headline.ts";
import { amount, percent, percentInterval, quantityPair, signedPercent } from "./words/numbers.ts";
import { settingsWords } from "./words/settings.ts";
import { stepSentence, stepsHeading } from "./words/trends.ts";
import {
  metricWords,
  recordingWords,
  throughputWords,
  type VerdictWords,
  verdictWords,
} from "./words/verdict.ts";
import { warningsBesideReason } from "./words/warning.ts";

type Colours = ReturnType<typeof picocolors.createColors>;

/** Most rows of a table. A terminal is no place for more, and laying out thousands takes seconds. */
const ROWS_LIMIT = 500;

/** Most errors and notes, and most rows with reasons. */
const REMARKS_LIMIT = 50;

/** Lines for a terminal, with a newline at the end; with colours only if asked for. */
export function renderText(result: Result, { colour, width: columns, baseName }: TextOptions): string {
  const width = textWidth(columns);
  const colours = picocolors.createColors(colour);
  const rows = inTellingOrder(result.benchmarks);
  const shown = shownIdsOf(result.benchmarks);
  const { mark, text } = headline(result);
  const parts = [
    colours.bold(
      painted(colours, mark, hanging(`${mark} hotpath-gate: ${terminalText(text, MESSAGE_LIMIT)}`, width)),
    ),
    ...[reasonBesideHeadline(result, byFlag), comparedWords(result, WRITING)].map((words) =>
      words === null ? null : wrapped(sentence(words, quotable(result)), width, "  "),
    ),
    rows.length === 0 ? null : `\n${table(result, rows, colours, tableWidth(columns))}`,
    throughputOf(rows, shown),
    settings(result, colours, width),
    reasonsOf(rows, shown, colours, lineWidth(columns)),
    remarksOf(rows, shown, colours, lineWidth(columns)),
    commands(result, rows, colours, baseName),
    warnings(result, colours, width),
    steps(result, width),
    `\n${colours.dim(wrapped(footer(result), width, ""))}`,
  ];
  // A job may run the command line, and a runner reads what it prints.
  return `${withoutCommands(parts.filter((part) => part !== null).join("\n"))}\n`;
}

/** How a terminal shows texts that are not ours. */
const plain = (text: string) => terminalText(text, MESSAGE_LIMIT);
const WRITING = { text: plain, code: plain };

interface Column extends TextColumn {
  readonly cell: (row: Row) => string;
}

/**
 * Columns of the table after the benchmark. Those that no row needs are left out; so is the budget if every row has the
 * one that the footer names.
 */
function columnsFor(result: Result, rows: readonly Row[], colours: Colours): Column[] {
  const compared = rows.some((row) => row.change !== null);
  const wordsFor = (row: Row) => verdictWords(row, recordingWords(result));
  const column = (name: string, align: Column["align"], cell: Column["cell"]): Column[] => [
    { name, align, cell },
  ];
  const side = (name: "base" | "head") =>
    column(name, "right", (row) => terminalText(quantityPair(row.base, row.head, row.unit)[name] ?? ""));
  return [
    ...(rows.some((row) => row.base !== null) ? side("base") : []),
    ...(rows.some((row) => row.head !== null) ? side("head") : []),
    ...(compared ? column("change", "right", (row) => changeCell(row, colours)) : []),
    ...(compared
      ? column("95 % interval", "right", ({ interval }) =>
          interval === null ? "" : percentInterval(interval),
        )
      : []),
    ...(compared && hasOwnBudgets(result) ? column("budget", "right", (row) => percent(row.budget)) : []),
    ...column("verdict", "left", (row) => verdictCell(wordsFor(row), colours)),
  ];
}

/** A benchmark with its metric: `serve (peak memory)`. */
function namedWith({ metric }: Row, id: string): string {
  const words = metricWords(metric);
  return words === null ? id : `${id} (${words})`;
}

function table(result: Result, rows: readonly Row[], colours: Colours, width: number): string {
  const shown = shownIdsOf(result.benchmarks);
  const columns = columnsFor(result, rows, colours);
  const headings: TextColumn[] = [{ name: "benchmark", align: "left" }, ...columns];
  const lines = [
    ...namedTable(
      headings.map(({ name, align }) => ({ name: colours.dim(name), align })),
      rows.slice(0, ROWS_LIMIT).map((row) => ({
        name: namedWith(row, shown(row.id)),
        cells: columns.map(({ cell }) => cell(row)),
        detail: verdictWords(row, recordingWords(result)).detail,
      })),
      width,
    ),
  ];
  const hidden = rows.length - ROWS_LIMIT;
  if (hidden > 0) lines.push(`and ${amount(hidden)} more: write them to a file with --json or --html`);
  return lines.join("\n");
}

function changeCell(row: Row, colours: Colours): string {
  const change = row.change === null ? "" : signedPercent(row.change);
  return row.verdict === "within-budget" ? change : painted(colours, verdictWords(row).mark, change);
}

function verdictCell({ mark, words }: VerdictWords, colours: Colours): string {
  return painted(colours, mark, `${mark} ${words}`);
}

function painted(colours: Colours, mark: VerdictWords["mark"] | "–", text: string): string {
  switch (mark) {
    case "✗":
      return colours.red(text);
    case "✓":
      return colours.green(text);
    case "?":
    case "!":
      return colours.yellow(text);
    case "+":
    case "−":
    case "–":
      return text;
    default:
      return mark satisfies never;
  }
}

function throughputOf(rows: readonly Row[], shown: ShownId): string | null {
  const told = rows.flatMap((row) => {
    const words = throughputWords(row);
    return words === null ? [] : [`${shown(row.id)}: ${words}`];
  });
  if (told.length === 0) return null;
  const hidden = told.length - REMARKS_LIMIT;
  return ["", ...told.slice(0, REMARKS_LIMIT), ...(hidden > 0 ? [`and ${amount(hidden)} more`] : [])].join(
    "\n",
  );
}

function reasonsOf(rows: readonly Row[], shown: ShownId, colours: Colours, width: number): string | null {
  const explained = rows.filter((row) => row.reasons.length > 0);
  if (explained.length === 0) return null;
  return explained
    .slice(0, REMARKS_LIMIT)
    .flatMap((row) => [
      "",
      wrapped(["What changed inside", `${shown(row.id)},`, ...REST_OF_HEADING], width, ""),
      ...row.reasons.map((change) => {
        const name = terminalText(change.name);
        const words = `${terminalText(functionPlace(change))}: ${whatChanged(change)}`.split(" ");
        return `  ${hangingAfter(name, colours.bold(name), words, width - 2, "    ")}`;
      }),
    ])
    .join("\n");
}

const REST_OF_HEADING = "for one call of it, with the profiler on:".split(" ");

function remarksOf(rows: readonly Row[], shown: ShownId, colours: Colours, width: number): string | null {
  const noted = rows.filter((row) => noteOf(row) !== null);
  if (noted.length === 0) return null;
  const nameOf = (row: Row) => (row.verdict === "errored" ? colours.red(shown(row.id)) : shown(row.id));
  const lines = sameNotes(noted.slice(0, REMARKS_LIMIT)).flatMap(({ note, of }) => {
    const told = sentence(
      note,
      of.map(({ notes }) => notes),
    );
    const words = told.split(" ");
    if (of.length === 1) {
      return of.map((row) => hangingAfter(`${shown(row.id)}:`, `${nameOf(row)}:`, words, width));
    }
    const heading = hanging(`${told} (${counted(of.length, "benchmark")}):`, width);
    return [heading, ...of.map((row) => `  ${nameOf(row)}`)];
  });
  const hidden = noted.length - REMARKS_LIMIT;
  if (hidden > 0) lines.push(`and ${amount(hidden)} more notes`);
  return ["", ...lines].join("\n");
}

/** Words after a name. The name is painted once lines are broken, because colours would count as columns. */
function hangingAfter(
  name: string,
  paintedName: string,
  words: readonly string[],
  width: number,
  indent?: string,
): string {
  return `${paintedName}${hanging([name, ...words], width, indent).slice(name.length)}`;
}

/** Rows by their notes, in the order of the first of each: what holds for several is said once. */
function sameNotes(rows: readonly Row[]): readonly { readonly note: string; readonly of: readonly Row[] }[] {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const note = noteOf(row) ?? "";
    found.set(note, [...(found.get(note) ?? []), row]);
  }
  return [...found].map(([note, of]) => ({ note, of }));
}

function commands(
  result: Result,
  rows: readonly Row[],
  colours: Colours,
  baseName: string | undefined,
): string | null {
  const regressed = rows.filter((row) => row.verdict === "regressed" || row.verdict === "inconclusive");
  const found = regressed
    .map((row) => reproduceCommand(result, row, baseName))
    .filter((line) => line !== null);
  // A benchmark may have several rows, one for each metric.
  const all = [...new Set(found)];
  if (all.length === 0) return null;
  const lines = all.slice(0, 3).map((line) => `  ${colours.cyan(line)}`);
  if (all.length > lines.length) lines.push(`  and ${amount(all.length - lines.length)} more`);
  return ["", "Measure it again (add the other flags of this run):", ...lines].join("\n");
}

function warnings(result: Result, colours: Colours, width: number): string | null {
  const besideReason = warningsBesideReason(result, byFlag);
  if (besideReason.length === 0) return null;
  const listed = besideReason.slice(0, 20).map((words) => sentence(words, result.warnings));
  const hidden = besideReason.length - listed.length;
  if (hidden > 0) listed.push(`and ${amount(hidden)} more warnings: see the JSON report.`);
  return ["", ...listed.map((message) => colours.yellow(hanging(`! ${message}`, width)))].join("\n");
}

function settings(result: Result, colours: Colours, width: number): string | null {
  const told = settingsWords(result.settings, WRITING);
  if (told === null) return null;
  const lines = told.items.slice(0, REMARKS_LIMIT);
  const hidden = told.items.length - lines.length;
  if (hidden > 0) lines.push(`and ${amount(hidden)} more: see the JSON report`);
  return [
    "",
    colours.yellow(hanging(`! ${told.heading}:`, width)),
    ...lines.map((line) => `  - ${hanging(line, width, "    ")}`),
  ].join("\n");
}

function steps({ evidence }: Result, width: number): string | null {
  const heading = stepsHeading(evidence.trends);
  if (heading === null) return null;
  const all = evidence.trends?.changePoints ?? [];
  const lines = all.slice(0, REMARKS_LIMIT).map((step) => stepSentence(step, WRITING));
  const hidden = all.length - lines.length;
  if (hidden > 0) lines.push(`and ${amount(hidden)} more: see the JSON report`);
  return ["", `${heading}:`, ...lines.map((line) => wrapped(line, width, "  "))].join("\n");
}

/** What sentences about the whole result quote from. */
function quotable({ reason, warnings, sides, evidence, config }: Result): unknown {
  return [reason, warnings, sides, evidence, config];
}

function footer(result: Result): string {
  return withFlagValues(groundsBelowCompared(result, WRITING).join(" "), quotable(result));
}

/** Sentences on one line, with the flags of the settings that they name. @param facts what they are about, and may quote */
function sentence(words: string, facts: unknown): string {
  return terminalText(withFlagValues(words, facts), MESSAGE_LIMIT);
}
