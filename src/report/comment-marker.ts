/** How our comments are told from everybody else's, and from those of other gates. */

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
