/** What a pull request shows if nothing could be measured. */
import type { RunOfComment } from "../model/finished-run.ts";
import { runMark } from "./comment-marker.ts";
import { markdownMessage } from "./escape.ts";

const MESSAGE_CHARACTERS = 4096;

/** Markdown for the job summary. @param message for a person; may quote what measured code printed */
export function renderTrouble(message: string): string {
  return `### ✗ hotpath-gate could not measure\n\n${markdownMessage(message, MESSAGE_CHARACTERS)}\n`;
}

/** The comment, which replaces an older one that no longer applies. @param marker that it starts with */
export function renderTroubleComment(message: string, marker: string, run: RunOfComment | null): string {
  return `${marker}\n${runMark(run)}${renderTrouble(message)}\n<sub>The result of an earlier run on this pull request no longer applies.</sub>\n`;
}
