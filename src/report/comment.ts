/** The one comment of a pull request. */
import type { RunOfComment } from "../model/finished-run.ts";
import type { Result } from "../model.ts";
import { commentMarker, runMark } from "./comment-marker.ts";
import { renderMarkdown } from "./markdown.ts";

/**
 * Largest comment, in bytes. GitHub's limit is 65,536 characters, and bytes are never fewer; the rest is room for its
 * own encoding.
 */
export const COMMENT_BYTES_LIMIT = 60_000;

export interface CommentOptions {
  /** Distinguishes the comments of several gates in one pull request. */
  readonly key: string;
  readonly limitBytes?: number;
  /** Page of the job, with the whole table; null if unknown. */
  readonly summaryUrl: string | null;
  /** The run that measured; null if the platform does not say. */
  readonly run: RunOfComment | null;
  /** Whether that is the pull request's own run, which its author controls, while another one comments. Absent: false. */
  readonly isOfOwnRun?: boolean;
}

/**
 * The comment. It starts with the marker and is never longer than the limit, which must have room for the marker and a
 * headline.
 */
export function renderComment(
  result: Result,
  { key, limitBytes = COMMENT_BYTES_LIMIT, summaryUrl, run, isOfOwnRun = false }: CommentOptions,
): string {
  const marker = `${commentMarker(key)}\n${runMark(run)}`;
  return `${marker}${renderMarkdown(result, {
    limitBytes: limitBytes - new TextEncoder().encode(marker).length,
    withinBudget: "folded",
    elsewhere: linkTo("the job summary", summaryUrl),
    origin: isOfOwnRun
      ? `${linkTo("The pull request's own run", summaryUrl)} measured this, and its author controls that run.`
      : null,
  })}`;
}

function linkTo(words: string, url: string | null): string {
  if (url === null || !/^https?:\/\/[\w.~:/?#@!$&*+,;=%-]+$/.test(url)) return words;
  return `[${words}](${url})`;
}
