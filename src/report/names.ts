/** Some of many names in a sentence. Pure. */
import type { Names } from "../model/names.ts";

/** More names than that tell nobody more. */
const MOST_SHOWN = 5;

/** `a, b and 3 more`. */
export function named({ first, more }: Names, most = MOST_SHOWN): string {
  const rest = first.length - Math.min(most, first.length) + more;
  return first.slice(0, most).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** The same, each in backticks. */
export function namedCode({ first, more }: Names, most = MOST_SHOWN): string {
  return named({ first: first.map((name) => `\`${name}\``), more }, most);
}

export function countOf({ first, more }: Names): number {
  return first.length + more;
}
