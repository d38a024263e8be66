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
/** Steps of comparing names, each about a character, after which nobody waits any longer: a part of a second. */
const MOST_STEPS = 20_000_000;

/** What comparing names may still cost, for all names of one question together. */
export interface Effort {
  steps: number;
}

export function wholeEffort(): Effort {
  return { steps: MOST_STEPS };
}

interface Candidate {
  readonly name: string;
  /** Which letters it has, as bits. */
  readonly letters: number;
}

/** Names to compare others with, by their lengths: most of them are passed by for that alone. */
export type Candidates = ReadonlyMap<number, readonly Candidate[]>;

export function candidatesOf(names: Iterable<string>): Candidates {
  const byLength = new Map<number, Candidate[]>();
  for (const name of new Set(names)) {
    const same = byLength.get(name.length);
    const candidate = { name, letters: lettersOf(name) };
    if (same === undefined) byLength.set(name.length, [candidate]);
    else same.push(candidate);
  }
  return byLength;
}

/** The candidates that are closest to a name; none if nothing is close. */
export function alike(name: string, names: Iterable<string>): readonly string[] {
  return closestTo(name, candidatesOf(names), wholeEffort());
}

/** As `alike`, with what was computed before. Where the effort ends early, those that were closest until then. */
export function closestTo(name: string, candidates: Candidates, effort: Effort): readonly string[] {
  if (name.length > LONGEST) return [];
  const letters = lettersOf(name);
  let closest: string[] = [];
  let fewest = MOST_EDITS;
  for (const length of lengthsAbout(name.length)) {
    for (const candidate of candidates.get(length) ?? []) {
      if (Math.abs(length - name.length) > fewest) break;
      if (effort.steps <= 0) return closest.sort();
      effort.steps--;
      if (lettersBetween(letters, candidate.letters) > fewest) continue;
      const edits = editsBetween(name, candidate.name, fewest, effort);
      const longer = Math.max(name.length, length);
      if (edits > fewest || (longer - edits) / longer < LEAST_ALIKE) continue;
      if (edits < fewest) closest = [];
      fewest = edits;
      closest.push(candidate.name);
    }
  }
  return closest.sort();
}

/** Most names in a question. */
export const MOST_ASKED = 3;

/** ` (did you mean x or y?)`, with the names in backticks, as the harness asks it; empty if there are none. */
export function didYouMean(names: readonly string[]): string {
  const told = names.slice(0, MOST_ASKED).map((name) => `\`${name}\``);
  return told.length === 0 ? "" : ` (did you mean ${told.join(" or ")}?)`;
}

/** Lengths of names that may be close, the most likely first. */
function lengthsAbout(length: number): readonly number[] {
  const found = [length];
  for (let more = 1; more <= MOST_EDITS; more++) found.push(length - more, length + more);
  return found.filter((one) => one >= 0 && one <= LONGEST);
}

function lettersOf(name: string): number {
  let letters = 0;
  for (let at = 0; at < name.length; at++) letters |= 1 << (name.charCodeAt(at) & 31);
  return letters;
}

/** Fewest edits between names with these letters: an edit takes one letter away at most, and brings one at most. */
function lettersBetween(one: number, other: number): number {
  return Math.max(bitsOf(one & ~other), bitsOf(other & ~one));
}

function bitsOf(letters: number): number {
  let count = 0;
  for (let left = letters; left !== 0; left &= left - 1) count++;
  return count;
}

/** Edits between two names; infinite if there are more than `most`, of which nothing further is computed. */
function editsBetween(one: string, other: string, most: number, effort: Effort): number {
  // What both begin and end with needs no edit.
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one.charCodeAt(start) === other.charCodeAt(start)) start++;
  let end = 0;
  while (
    end < shorter - start &&
    one.charCodeAt(one.length - 1 - end) === other.charCodeAt(other.length - 1 - end)
  )
    end++;
  effort.steps -= start + end;
  return editsWithin(
    one.slice(start, one.length - end),
    other.slice(start, other.length - end),
    most,
    effort,
  );
}

/** Rows of the table of distances, used in turn. */
const ROWS = [0, 1, 2].map(() => new Int32Array(LONGEST + 2));

/** The table of distances, of which only the band about its diagonal is computed: everything else exceeds `most`. */
function editsWithin(one: string, other: string, most: number, effort: Effort): number {
  const tooMany = most + 1;
  let [before, row, next] = ROWS as [Int32Array, Int32Array, Int32Array];
  for (let column = 0; column <= other.length; column++) row[column] = column;
  for (let at = 1; at <= one.length; at++) {
    const first = Math.max(1, at - most);
    const last = Math.min(other.length, at + most);
    next[first - 1] = first === 1 ? at : tooMany;
    let least = next[first - 1] ?? tooMany;
    for (let column = first; column <= last; column++) {
      const letter = one.charCodeAt(at - 1);
      const isSame = letter === other.charCodeAt(column - 1);
      const isSwapped =
        at > 1 &&
        column > 1 &&
        letter === other.charCodeAt(column - 2) &&
        one.charCodeAt(at - 2) === other.charCodeAt(column - 1);
      const edits = Math.min(
        (row[column] ?? tooMany) + 1,
        (next[column - 1] ?? tooMany) + 1,
        (row[column - 1] ?? tooMany) + (isSame ? 0 : 1),
        isSwapped ? (before[column - 2] ?? tooMany) + 1 : tooMany,
      );
      next[column] = edits;
      least = Math.min(least, edits);
    }
    next[last + 1] = tooMany;
    effort.steps -= 2 * most + 1;
    if (least > most) return Number.POSITIVE_INFINITY;
    [before, row, next] = [row, next, before];
  }
  return row[other.length] ?? tooMany;
}
