/** Annotations: what a reviewer sees beside the code. */
import type { Location, Result, Row } from "../model.ts";
import type { Annotation } from "../ports.ts";
import { MESSAGE_LIMIT, terminalText } from "./escape.ts";
import { durationPair, percent, percentInterval, signedPercent } from "./numbers.ts";
import { placeOf, whatChanged } from "./reasons.ts";
import { hotPaths, inTellingOrder, verdictWords } from "./rows.ts";

/** GitHub shows this many of a level for a step, and silently drops the others. */
const LEVEL_LIMIT = 10;

/** In characters; GitHub cuts what is longer. */
const MESSAGE_CHARACTERS_LIMIT = 4_096;

/**
 * At most 10 errors and 1 warning; the tenth error says how many there would be more. Regressed rows point at
 * the function that changed most where it is the project's own, others at the benchmark.
 */
export function annotationsFor(result: Result): Annotation[] {
  const rows = inTellingOrder(result.benchmarks);
  const failing = rows.filter((row) => row.verdict === "regressed" || row.verdict === "errored");
  const errors = failing.slice(0, LEVEL_LIMIT).map(errorFor);
  const last = errors.at(-1);
  if (last !== undefined && failing.length > LEVEL_LIMIT) {
    const hidden = failing.length - LEVEL_LIMIT;
    const rest = `\nAnd ${hotPaths(hidden)} more with an error: see the job summary.`;
    errors[errors.length - 1] = { ...last, message: `${last.message}${rest}` };
  }
  const unclear = rows.filter((row) => row.verdict === "inconclusive");
  return [...errors, ...(unclear.length === 0 ? [] : [warningFor(unclear)])];
}

function errorFor(row: Row): Annotation {
  const id = terminalText(row.id);
  if (row.verdict === "errored") {
    return {
      level: "error",
      title: `${id} could not be measured`,
      message: terminalText(row.note ?? "It raised an error.", MESSAGE_LIMIT),
      location: usable(row.location),
    };
  }
  const [reason] = row.reasons;
  const inProject = reason === undefined ? null : usable(reason);
  return {
    level: "error",
    title: `${id}: ${row.change === null ? "slower" : signedPercent(row.change)}, budget ${percent(row.budget)}`,
    message: [numbersOf(row), ...row.reasons.slice(0, 5).map(reasonLine)].join("\n"),
    location: inProject ?? usable(row.location),
  };
}

function numbersOf(row: Row): string {
  const { base, head } = durationPair(row.base, row.head);
  const interval = row.interval === null ? "" : `, 95 % interval ${percentInterval(row.interval)}`;
  const { detail } = verdictWords(row);
  return `${base ?? "?"} → ${head ?? "?"} a call${interval}${detail === null ? "" : `, ${detail}`}.`;
}

function reasonLine(change: Row["reasons"][number]): string {
  return `${terminalText(change.name)} ${terminalText(placeOf(change))}: ${whatChanged(change)}`;
}

function warningFor(rows: readonly Row[]): Annotation {
  const lines = [`The evidence does not decide:`];
  let size = lines.join("\n").length;
  for (const [listed, row] of rows.entries()) {
    const { detail } = verdictWords(row);
    const line = `${terminalText(row.id)}${detail === null ? "" : `: ${detail}`}`;
    const rest = `and ${rows.length - listed} more: see the job summary.`;
    // Room for the sentence about the rest has to be kept until the last line.
    if (size + 2 + line.length + rest.length > MESSAGE_CHARACTERS_LIMIT) {
      lines.push(rest);
      break;
    }
    lines.push(line);
    size += 1 + line.length;
  }
  return {
    level: "warning",
    title: `can't tell for ${hotPaths(rows.length)}`,
    message: lines.join("\n"),
    location: null,
  };
}

/** A place GitHub can show: inside the checkout, with a line; null otherwise. */
function usable(location: Location | null): Location | null {
  if (location === null) return null;
  const { file, line } = location;
  const inside = /^[^/\\<~]/.test(file) && !/^[A-Za-z]:/.test(file) && !file.split(/[\\/]/).includes("..");
  if (!inside || terminalText(file, 1_000) !== file) return null;
  return { file, line: Math.max(1, line) };
}
