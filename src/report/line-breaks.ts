/** Sentences in lines that fit a terminal. Pure. */

/** Columns that sentences are wrapped to where there is no terminal. */
const USUAL_WIDTH = 80;
/** Longest line of a sentence. Longer ones are hard to read, however wide the terminal is. */
const LARGEST_WIDTH = 100;

/** Columns that sentences are wrapped to. */
export function textWidth(columns: number | undefined): number {
  return Math.min(columns ?? USUAL_WIDTH, LARGEST_WIDTH);
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
  for (const word of typeof text === "string" ? text.split(" ") : text) {
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

/** As `wrapped`, with the first line at the margin. */
export function hanging(text: string | readonly string[], width: number, indent = "  "): string {
  return wrapped(text, width, indent).slice(indent.length);
}

/** Lines that are too long, broken between words. */
export function wrappedLines(text: string, width: number): string {
  return text
    .split("\n")
    .map((one) => (one.length <= width ? one : hanging(one, width)))
    .join("\n");
}
