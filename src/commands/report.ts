/** `report` renders a result document again. */
import { readBounded } from "../adapters/files/bounded-files.ts";
import { ownFile } from "../baseline/document.ts";
import { seriesKey } from "../baseline/history.ts";
import { replayVerdicts } from "../compare/replay.ts";
import { GateError } from "../errors.ts";
import { OWN_DOCUMENT_WORDS } from "../formats/own-documents.ts";
import type { Result } from "../model.ts";
import { readResult } from "../report/document.ts";
import { withoutCommands } from "../report/escape.ts";
import { renderHtml } from "../report/html.ts";
import { renderSummary } from "../report/summary.ts";
import type { TextOptions } from "../report/terminal-layout.ts";
import { renderText } from "../report/text.ts";
import { resultOptions } from "../worlds/terminal.ts";

/** Largest document, in bytes: a hundred thousand benchmarks with their blocks. */
const BYTES_LIMIT = 512 * 1024 * 1024;

export type ReportFormat = "text" | "markdown" | "html";

/** Renders a document. @throws GateError if the file is not a result */
export async function renderReport(
  path: string,
  format: ReportFormat,
  options: TextOptions,
): Promise<string> {
  const file = await readBounded(path, BYTES_LIMIT);
  if (file.kind !== "read") {
    throw new GateError(
      `The result ${path} can't be read: it ${file.kind === "missing" ? "does not exist" : file.why}`,
      "Name a file that `check --json` wrote.",
    );
  }
  const reading = readResult(new TextDecoder().decode(file.bytes));
  if (reading.kind === "refused") {
    const own = ownFile(file.bytes);
    const why = own === null || own === "result" ? reading.why : `it is ${OWN_DOCUMENT_WORDS[own]}`;
    throw new GateError(
      `${path} is not a result of hotpath-gate: ${why}`,
      "Name a file that `check --json` wrote.",
    );
  }
  const disagreeing = disagreements(reading.result);
  if (disagreeing.length > 0) {
    throw new GateError(
      `The verdict for ${disagreeing.join(", ")} in ${path} does not match its recorded data`,
      "The file was changed by hand, or written by another version: measure again.",
    );
  }
  switch (format) {
    case "text":
      return renderText(reading.result, await resultOptions(options, reading.result, process.cwd()));
    case "markdown":
      return withoutCommands(renderSummary(reading.result));
    case "html":
      return withoutCommands(renderHtml(reading.result));
    default:
      return format satisfies never;
  }
}

function disagreements(result: Result): string[] {
  const replayed = replayVerdicts(result);
  return result.benchmarks
    .filter((row) => (replayed.get(seriesKey(row)) ?? row.verdict) !== row.verdict)
    .map((row) => row.id);
}
