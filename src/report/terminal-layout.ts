/** Tables on a terminal. */
import Table from "cli-table3";
import { knownWidth } from "./line-breaks.ts";
import { shownWidth } from "./shown-width.ts";

export interface TextOptions {
  readonly colour: boolean;
  /**
   * Columns of the terminal; 0 if it does not know them. Absent: what is printed goes to a file or a log, where tables take
   * what they need.
   */
  readonly width?: number;
  /** Name by which git finds base's commit where this is read. Absent: nobody looked, and its whole hash is shown. */
  readonly baseName?: string;
}

/** Columns that tables should fit. */
export function tableWidth(columns: number | undefined): number {
  return columns === undefined ? Number.POSITIVE_INFINITY : knownWidth(columns);
}

export interface TextColumn {
  readonly name: string;
  readonly align: "left" | "right";
}

/** A row of a table whose first column has names, such as ids, that people copy. */
export interface NamedRow {
  /** Not coloured. */
  readonly name: string;
  /** Cells after the name; they may be coloured. */
  readonly cells: readonly string[];
  /** What follows the last cell if there is room, and has its own line otherwise. */
  readonly detail?: string | null;
}

/**
 * A table that fits the width if it can be made to, heading first. If names are too long, what all of them begin with
 * is printed once, and if that is not enough, each name has its own line. A name is never cut.
 */
export function namedTable(
  columns: readonly TextColumn[],
  rows: readonly NamedRow[],
  width: number,
): readonly string[] {
  const prefix = sharedBeginning(rows.map(({ name }) => name));
  const whole = inOneLine(columns, rows);
  const shortened = prefix === "" ? whole : belowBeginning(columns, rows, prefix);
  for (const layout of [whole, shortened]) {
    const lines = layout.map(({ line, detail }) => (detail === null ? line : `${line}, ${detail}`));
    if (fits(lines, width)) return lines;
  }
  const fitting = [whole, shortened, nameAboveCells(columns, rows)].find((layout) =>
    fitsButNames(layout, width),
  );
  return fitting === undefined
    ? withDetails(nameAboveCells(...withLastCellInDetail(columns, rows)), 0)
    : withDetails(fitting, width);
}

/** A table without its last column, whose cells begin the details. */
function withLastCellInDetail(
  columns: readonly TextColumn[],
  rows: readonly NamedRow[],
): [readonly TextColumn[], readonly NamedRow[]] {
  const shorter = rows.map(({ name, cells, detail = null }) => ({
    name,
    cells: cells.slice(0, -1),
    detail: [cells.at(-1), detail].filter((one) => one != null).join(", "),
  }));
  return [columns.slice(0, -1), shorter];
}

interface Line {
  readonly line: string;
  /** Whether it is a name that has the line to itself, and may be too long for it. */
  readonly isName?: true;
  readonly detail: string | null;
}

function inOneLine(columns: readonly TextColumn[], rows: readonly NamedRow[]): readonly Line[] {
  const lines = tableLines(
    columns,
    rows.map(({ name, cells }) => [name, ...cells]),
  );
  return lines.map((line, index) => ({ line, detail: rows[index - 1]?.detail ?? null }));
}

function belowBeginning(
  columns: readonly TextColumn[],
  rows: readonly NamedRow[],
  beginning: string,
): readonly Line[] {
  const ends = rows.map(({ name, ...row }) => ({ ...row, name: `${INDENT}${name.slice(beginning.length)}` }));
  const [heading, ...lines] = inOneLine(columns, ends);
  return [...(heading === undefined ? [] : [heading]), { line: beginning, detail: null }, ...lines];
}

function nameAboveCells(columns: readonly TextColumn[], rows: readonly NamedRow[]): readonly Line[] {
  const [first, ...others] = columns;
  const [heading = "", ...lines] = tableLines(
    others,
    rows.map(({ cells }) => cells),
  ).map((line) => (line === "" ? "" : `${INDENT}${line}`));
  return [
    { line: first?.name ?? "", detail: null },
    { line: heading, detail: null },
    ...rows.flatMap(({ name, detail = null }, index) => [
      { line: name, detail: null, isName: true } as const,
      { line: lines[index] ?? "", detail },
    ]),
  ];
}

const INDENT = "  ";

/** Lines with their details, each where there is room for it. @param width 0 puts all details into lines of their own */
function withDetails(lines: readonly Line[], width: number): readonly string[] {
  return lines.flatMap(({ line, detail }) => {
    if (detail === null) return [line];
    const both = `${line}, ${detail}`;
    if (fits([both], width)) return [both];
    const below = `${INDENT}${INDENT}${detail}`;
    return line === "" ? [below] : [line, below];
  });
}

function fitsButNames(layout: readonly Line[], width: number): boolean {
  return fits(
    layout.filter(({ isName }) => isName !== true).map(({ line }) => line),
    width,
  );
}

function fits(lines: readonly string[], width: number): boolean {
  return lines.every((line) => shownWidth(line) <= width);
}

/** What all names begin with, up to the end of a folder or a file; empty if that is nothing, or all of one. */
function sharedBeginning(names: readonly string[]): string {
  const [first = "", ...others] = names;
  let length = first.length;
  for (const name of others) {
    let same = 0;
    while (same < length && name[same] === first[same]) same++;
    length = same;
  }
  // Parameters, which come in brackets, may have anything in them.
  const ofPath = first.slice(0, length).replace(/[[( ].*$/s, "");
  const end = Math.max(ofPath.lastIndexOf("/"), ofPath.lastIndexOf(":")) + 1;
  return names.every((name) => name.length > end) ? first.slice(0, end) : "";
}

/** A table without borders, heading first; cells may be coloured. */
export function tableLines(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string[] {
  const grid = new Table({
    chars: NO_BORDERS,
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 2 },
    head: columns.map(({ name }) => name),
    colAligns: columns.map(({ align }) => align),
  });
  for (const row of rows) grid.push([...row]);
  return grid
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}

const NO_BORDERS = Object.fromEntries(
  [
    "top",
    "top-mid",
    "top-left",
    "top-right",
    "bottom",
    "bottom-mid",
    "bottom-left",
    "bottom-right",
    "left",
    "left-mid",
    "mid",
    "mid-mid",
    "right",
    "right-mid",
    "middle",
  ].map((place) => [place, ""]),
);
