/** The one comment of a pull request. */
import type { Result } from "../model.ts";
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

/** What our comments start with: invisible, and the same for the same key. */
export function commentMarker(key: string): string {
  // Two hyphens may end an HTML comment.
  const safe = encodeURIComponent(key.replace(/\p{Cs}/gu, "\ufffd")).replace(
    /[!'()*]|-(?=-)|-$/g,
    (character) => {
      return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
    },
  );
  return `<!-- hotpath-gate:${safe} -->`;
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
