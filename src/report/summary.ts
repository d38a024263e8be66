/** The job summary: the whole table. */
import type { Result } from "../model.ts";
import { renderMarkdown } from "./markdown.ts";

/**
 * Largest summary, in bytes. GitHub drops a summary over 1 MiB, and other steps of the job may write to the same file.
 */
export const SUMMARY_BYTES_LIMIT = 1_000_000;

/** Markdown of all rows, at most `limitBytes` long in UTF-8. */
export function renderSummary(result: Result, limitBytes = SUMMARY_BYTES_LIMIT): string {
  return renderMarkdown(result, {
    limitBytes,
    withinBudget: "shown",
    elsewhere: "the JSON report",
    origin: null,
  });
}
