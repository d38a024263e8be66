/** How our comments are told from everybody else's, from those of other gates, and from those of later runs. */
import type { RunOfComment } from "../model/finished-run.ts";

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

/** The line after the marker, which says which run a comment tells of; empty if nobody knows. */
export function runMark(run: RunOfComment | null): string {
  return run === null ? "" : `<!-- run ${run.id}.${run.attempt} -->\n`;
}

/** The run that a comment of ours tells of; null for one without that line. */
export function runOf(body: string): RunOfComment | null {
  const [, id, attempt] = /^<!-- [^\n]* -->\r?\n<!-- run (\d{1,15})\.(\d{1,6}) -->/.exec(body) ?? [];
  return id === undefined || attempt === undefined ? null : { id: Number(id), attempt: Number(attempt) };
}
