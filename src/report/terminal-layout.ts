/** Tables and paragraphs on a terminal. */
import Table from "cli-table3";

export interface TextOptions {
  readonly colour: boolean;
  /** Columns that sentences are wrapped to; the table takes what it needs. */
  readonly width?: number;
}

export interface TextColumn {
  readonly name: string;
  readonly align: "left" | "right";
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

/** Words in lines of at most `width` columns, each after `indent`. */
export function wrapped(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent.length + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.map((each) => `${indent}${each}`).join("\n");
}
