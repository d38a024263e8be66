/**
 * Names that somebody may have meant. Distance: edits, in which two neighbours that changed places are one (the optimal
 * string alignment distance; commander has the same for its commands and flags, and keeps it to itself). Pure.
 */

/** Most edits. With more, it is another name. */
const MOST_EDITS = 3;
/** Smallest part of the longer name that has to be the same. */
const LEAST_ALIKE = 0.6;
/** Longest name that is compared. Nobody mistypes a longer one by hand. */
const LONGEST = 200;

/** The candidates that are closest to a name; none if nothing is close. */
export function alike(name: string, candidates: Iterable<string>): readonly string[] {
  let closest: string[] = [];
  let fewest = MOST_EDITS;
  for (const candidate of new Set(candidates)) {
    const edits = editsBetween(name, candidate);
    const longer = Math.max(name.length, candidate.length);
    if (edits > fewest || (longer - edits) / longer < LEAST_ALIKE) continue;
    if (edits < fewest) closest = [];
    fewest = edits;
    closest.push(candidate);
  }
  return closest.sort();
}

/** Most names in a question. */
const MOST_ASKED = 3;

/** ` (did you mean x or y?)`, with the names in backticks, as the harness asks it; empty if there are none. */
export function didYouMean(names: readonly string[]): string {
  const told = names.slice(0, MOST_ASKED).map((name) => `\`${name}\``);
  return told.length === 0 ? "" : ` (did you mean ${told.join(" or ")}?)`;
}

function editsBetween(one: string, other: string): number {
  if (Math.max(one.length, other.length) > LONGEST) return Number.POSITIVE_INFINITY;
  if (Math.abs(one.length - other.length) > MOST_EDITS) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[at - 1] === other[column - 1];
      const isSwapped = at > 1 && one[at - 1] === other[column - 2] && one[at - 2] === other[column - 1];
      next[column] = Math.min(
        (row[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (row[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped && column > 1 ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = row;
    row = next;
  }
  return row[other.length] ?? 0;
}
