/** Annotations: what a reviewer sees next to the code. */

import type { Location, Result, Row } from "../model.ts";
import type { Annotation } from "../ports/publishing.ts";
import { MESSAGE_LIMIT, terminalText } from "./escape.ts";
import { inTellingOrder } from "./rows.ts";
import { type ShownId, shownIdsOf } from "./shown-ids.ts";
import { noteOf } from "./words/all-notes.ts";
import { countOfBenchmarks } from "./words/counted.ts";
import { functionPlace, whatChanged } from "./words/function-change.ts";
import { percent, percentInterval, quantityPair, signedPercent } from "./words/numbers.ts";
import { metricWords, verdictWords } from "./words/verdict.ts";
import { worseWord } from "./words/worse.ts";

/** Most annotations of a level for a step. GitHub silently drops the others. */
const LEVEL_LIMIT = 10;

/** Most notices for rows. One is left for the comment, whose missing permission is a notice, too. */
const NOTICES_LIMIT = LEVEL_LIMIT - 1;

/** Longest message, in characters. GitHub cuts what is longer. */
const MESSAGE_CHARACTERS_LIMIT = 4_096;

/**
 * At most 10 errors, 1 warning and 9 notices; the last one says how many more there would be. Rows that slowed down
 * point at the function that changed most if it is the project's own, others at the benchmark.
 */
export function annotationsFor(result: Result): Annotation[] {
  const rows = inTellingOrder(result.benchmarks);
  const shown = shownIdsOf(result.benchmarks);
  const failing = rows.filter((row) => row.verdict === "regressed" || row.verdict === "errored");
  const unclear = rows.filter((row) => row.verdict === "inconclusive");
  const accepted = rows.filter((row) => row.verdict === "accepted");
  return [
    ...firstOf(failing, LEVEL_LIMIT, (row) => errorFor(row, shown), "with an error"),
    ...(unclear.length === 0 ? [] : [warningFor(unclear, shown)]),
    ...firstOf(accepted, NOTICES_LIMIT, (row) => slowerFor(row, shown, "notice"), "accepted"),
  ];
}

/** The first annotations. The last one says how many more there are, and of what kind. */
function firstOf(
  rows: readonly Row[],
  limit: number,
  annotationFor: (row: Row) => Annotation,
  kind: string,
): Annotation[] {
  const shown = rows.slice(0, limit).map(annotationFor);
  const last = shown.at(-1);
  const hidden = rows.length - shown.length;
  if (last === undefined || hidden === 0) return shown;
  const rest = `\nAnd ${hidden} more ${kind}: see the job summary.`;
  return [...shown.slice(0, -1), { ...last, message: `${last.message}${rest}` }];
}

function errorFor(row: Row, shown: ShownId): Annotation {
  if (row.verdict !== "errored") return slowerFor(row, shown, "error");
  return {
    level: "error",
    title: `${shown(row.id)} could not be measured`,
    message: terminalText(noteOf(row) ?? "It raised an error.", MESSAGE_LIMIT),
    location: shownLocation(row.location),
  };
}

function slowerFor(row: Row, shown: ShownId, level: Annotation["level"]): Annotation {
  const [reason] = row.reasons;
  const inProject = reason === undefined ? null : shownLocation(reason);
  const change = row.change === null ? worseWord([row.metric]) : signedPercent(row.change);
  const words = metricWords(row.metric);
  const remark = noteOf(row);
  const note = remark === null ? [] : [terminalText(remark, MESSAGE_LIMIT)];
  return {
    level,
    title: `${shown(row.id)}${words === null ? "" : ` (${words})`}: ${change}, budget ${percent(row.budget)}`,
    message: [numbersOf(row), ...note, ...row.reasons.slice(0, 5).map(reasonLine)].join("\n"),
    location: inProject ?? shownLocation(row.location),
  };
}

function numbersOf(row: Row): string {
  const { base, head } = quantityPair(row.base, row.head, row.unit);
  const interval = row.interval === null ? "" : `, 95 % interval ${percentInterval(row.interval)}`;
  const { detail } = verdictWords(row);
  const of = row.metric === "time" || row.metric === "cpu-time" ? " a call" : "";
  return `${terminalText(base ?? "?")} → ${terminalText(head ?? "?")}${of}${interval}${detail === null ? "" : `, ${detail}`}.`;
}

function reasonLine(change: Row["reasons"][number]): string {
  return `${terminalText(change.name)} ${terminalText(functionPlace(change))}: ${whatChanged(change)}`;
}

function warningFor(rows: readonly Row[], shown: ShownId): Annotation {
  const lines = [`There is not enough evidence for:`];
  let size = lines.join("\n").length;
  for (const [listed, row] of rows.entries()) {
    const { detail } = verdictWords(row);
    const line = `${shown(row.id)}${detail === null ? "" : `: ${detail}`}`;
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
    title: `can't tell for ${countOfBenchmarks(rows.length)}`,
    message: lines.join("\n"),
    location: null,
  };
}

/** A place that GitHub can show: inside the checkout, with a line; otherwise null. */
function shownLocation(location: Location | null): Location | null {
  if (location === null) return null;
  const { file, line } = location;
  const inside = /^[^/\\<~]/.test(file) && !/^[A-Za-z]:/.test(file) && !file.split(/[\\/]/).includes("..");
  if (!inside || terminalText(file, 1_000) !== file) return null;
  return { file, line: Math.max(1, line) };
}
