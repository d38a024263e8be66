/** Sentences in lines that fit a terminal. Pure. */
import { shownWidth } from "./shown-width.ts";

/** Columns that sentences are wrapped to where there is no terminal, or one that does not know its size. */
const USUAL_WIDTH = 80;
/** Longest line of a sentence. Longer ones are hard to read, however wide the terminal is. */
const LARGEST_WIDTH = 100;
/** Fewest columns that anything is laid out for. A narrower terminal breaks the lines itself. */
const SMALLEST_WIDTH = 20;

/** Columns of a terminal. One that does not know its size, such as a pseudo terminal to which nobody gave one, says 0. */
export function terminalColumns(columns: number | undefined): number {
  return columns === undefined || columns === 0 ? USUAL_WIDTH : columns;
}

/** Columns that lines are laid out for. */
export function knownWidth(columns: number | undefined): number {
  return Math.max(SMALLEST_WIDTH, terminalColumns(columns));
}

/** Columns that sentences are wrapped to. */
export function textWidth(columns: number | undefined): number {
  return Math.min(knownWidth(columns), LARGEST_WIDTH);
}

/** Columns for lines that begin with an id. In a log, where people search for these, each stays one line. */
export function lineWidth(columns: number | undefined): number {
  return columns === undefined ? Number.POSITIVE_INFINITY : textWidth(columns);
}

/**
 * Words in lines of at most `width` columns, each after `indent`.
 *
 * @param text what is in a list stays in one line, so that it can be copied
 */
export function wrapped(text: string | readonly string[], width: number, indent: string): string {
  const lines: string[] = [];
  let line = "";
  let columns = 0;
  for (const word of typeof text === "string" ? text.split(" ") : text) {
    const more = shownWidth(word);
    if (line !== "" && indent.length + columns + 1 + more > width) {
      lines.push(line);
      line = word;
      columns = more;
    } else {
      columns = line === "" ? more : columns + 1 + more;
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.map((each) => `${indent}${each}`).join("\n");
}

/** As `wrapped`, with the first line at the margin. */
export function hanging(text: string | readonly string[], width: number, indent = "  "): string {
  return wrapped(text, width, indent).slice(indent.length);
}

/** Lines that are too long for a terminal, broken between words. @param columns 0 or none if it does not know them */
export function wrappedLines(text: string, columns: number | undefined): string {
  const width = knownWidth(columns);
  return text
    .split("\n")
    .map((one) => (shownWidth(one) <= width ? one : hanging(one, width)))
    .join("\n");
}
