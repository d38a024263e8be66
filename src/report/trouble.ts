/** What a pull request shows if nothing could be measured. */
import { commentMarker } from "./comment-marker.ts";
import { markdownMessage } from "./escape.ts";

const MESSAGE_CHARACTERS = 4096;

/** Markdown for the job summary. @param message for a person; may quote what measured code printed */
export function renderTrouble(message: string): string {
  return `### ✗ hotpath-gate could not measure\n\n${markdownMessage(message, MESSAGE_CHARACTERS)}\n`;
}

/** The comment, which replaces an older one that no longer applies. */
export function renderTroubleComment(message: string, key: string): string {
  return `${commentMarker(key)}\n${renderTrouble(message)}\n<sub>The result of an earlier run on this pull request no longer applies.</sub>\n`;
}
