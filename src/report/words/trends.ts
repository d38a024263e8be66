/** What the history of a branch shows, in sentences: the steps in it. (Drift is a warning.) */

import type { ChangePoint, Trends } from "../../model.ts";
import { counted, shortCommit } from "./counted.ts";
import { percent } from "./numbers.ts";
import { betterWord, worseWord } from "./worse.ts";
import type { Writing } from "./writing.ts";

/** How many steps there are; null if there is no history, or no step in it. */
export function stepsHeading(trends: Trends | null): string | null {
  if (trends === null || trends.changePoints.length === 0) return null;
  return `${counted(trends.changePoints.length, "step")} in the last ${trends.runs} recordings`;
}

/** A step in a sentence: `parse` got 12 % slower between `4f2d9c1ab8e0` and `b71e03d5aa92` (2026-11-02). */
export function stepSentence(
  { id, metric, change, from, to, at }: ChangePoint,
  { text, code }: Writing,
): string {
  const words =
    change > 0 ? `${percent(change)} ${worseWord([metric])}` : `${percent(-change)} ${betterWord([metric])}`;
  const range = `${code(shortCommit(from))} and ${code(shortCommit(to))}`;
  return `${code(id)} got ${words} between ${range} (${text(at.slice(0, 10))})`;
}
