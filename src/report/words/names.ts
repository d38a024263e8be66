/** Some of many names in a sentence. Pure. */
import { listed, listedCode } from "../../errors/listed.ts";
import type { Names } from "../../model/names.ts";

/** A list of names: `a, b and 3 more`. */
export function named({ first, more }: Names, most?: number): string {
  return listed(first, most, more);
}

/** A list of names, each in backticks. */
export function namedCode({ first, more }: Names, most?: number): string {
  return listedCode(first, most, more);
}

export function countOf({ first, more }: Names): number {
  return first.length + more;
}
