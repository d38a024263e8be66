/** The one comment of a pull request. */
import type { Result } from "../model.ts";
import { commentMarker } from "./comment-marker.ts";
import { renderMarkdown } from "./markdown.ts";

/** GitHub's limit is 65,536 characters; bytes are never fewer, and this leaves room for its own encoding. */
export const COMMENT_BYTES_LIMIT = 60_000;

export interface CommentOptions {
  /** Tells the comments of several gates in one pull request apart. */
  readonly key: string;
  readonly limitBytes?: number;
  /** Page of the job, where the whole table is. */
  readonly summaryUrl: string | null;
}

/** Starts with the marker; never longer than the limit, which the marker and a headline must fit into. */
export function renderComment(
  result: Result,
  { key, limitBytes = COMMENT_BYTES_LIMIT, summaryUrl }: CommentOptions,
): string {
  const marker = `${commentMarker(key)}\n`;
  return `${marker}${renderMarkdown(result, {
    limitBytes: limitBytes - new TextEncoder().encode(marker).length,
    withinBudget: "folded",
    elsewhere: linkTo("the job summary", summaryUrl),
  })}`;
}

function linkTo(words: string, url: string | null): string {
  if (url === null || !/^https?:\/\/[\w.~:/?#@!$&*+,;=%-]+$/.test(url)) return words;
  return `[${words}](${url})`;
}
