/** Names in a sentence: the first of them, and how many more there are. */

/** More names than that tell nobody more. */
const MOST_NAMED = 5;

/** `a, b and 3 more`. */
export function listed(names: readonly string[], most = MOST_NAMED): string {
  const rest = names.length - most;
  return names.slice(0, most).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** The same, each in backticks. */
export function listedCode(names: readonly string[], most = MOST_NAMED): string {
  return listed(
    names.map((name) => `\`${name}\``),
    most,
  );
}
