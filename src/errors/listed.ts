/** Names in a sentence: the first of them, and how many more there are. */

/** Most names in a sentence; more would tell nobody more. */
const MOST_NAMED = 5;

/** A list of names: `a, b and 3 more`. @param more how many there are besides those given */
export function listed(names: readonly string[], most = MOST_NAMED, more = 0): string {
  const rest = Math.max(0, names.length - most) + more;
  return names.slice(0, most).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** A list of names, each in backticks. */
export function listedCode(names: readonly string[], most = MOST_NAMED, more = 0): string {
  return listed(
    names.map((name) => `\`${name}\``),
    most,
    more,
  );
}
