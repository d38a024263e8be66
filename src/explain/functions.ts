/** From two profiles of a benchmark to the functions that made it slower. Pure. */
import type { FunctionChange } from "../model.ts";
import type { Message } from "../protocol.ts";

type Profile = Extract<Message, { type: "profiled" }>;
type Profiled = Profile["functions"][number];

export interface ChangedFunctionsOptions {
  /** Number of loops in each of the two profiles. */
  readonly loops: number;
  /** Absolute folders that files may lie in on either side. They are cut off, so that both sides name files alike. */
  readonly rootPrefixes?: readonly string[];
}

/** Most functions in a list; a longer one explains nothing. */
const MOST_CHANGES = 5;

/** Smallest part of the whole change, or of the whole time, that a function needs. Less is noise. */
const LEAST_OF_CHANGE = 0.05;
const LEAST_OF_TOTAL = 0.02;

/**
 * Smallest growth of call counts that is new work. The same work has equal counts, except for what ran in the warm-up.
 */
const LEAST_MORE_CALLS = 0.01;

/**
 * The functions whose own time changed most, at most 5, for one loop. Those of the project come before libraries and
 * built-ins. Among them, those called more often come before those that only slowed down, and last come those that head
 * no longer calls.
 */
export function changedFunctions(
  base: Profile,
  head: Profile,
  { loops, rootPrefixes = [] }: ChangedFunctionsOptions,
): FunctionChange[] {
  const change = Math.abs(ownSeconds(head.functions, loops) - ownSeconds(base.functions, loops));
  const total = Math.max(ownSeconds(base.functions, loops), ownSeconds(head.functions, loops));
  const least = Math.max(LEAST_OF_CHANGE * change, LEAST_OF_TOTAL * total);
  return matched(located(base, rootPrefixes), located(head, rootPrefixes))
    .map(({ base: before, head: after }) => functionChange(before, after, loops))
    .filter((one) => Math.abs(grownSeconds(one)) >= least && grownSeconds(one) !== 0)
    .filter((one) => grownSeconds(one) > 0 || one.headCalls === 0)
    .sort(
      (one, other) =>
        Number(isProject(other.file)) - Number(isProject(one.file)) ||
        kindOfChange(one) - kindOfChange(other) ||
        Math.abs(grownSeconds(other)) - Math.abs(grownSeconds(one)) ||
        other.headCalls - one.headCalls,
    )
    .slice(0, MOST_CHANGES);
}

/** Kind of a change: new work, the same work taking longer, or work that is gone. */
function kindOfChange(change: FunctionChange): 0 | 1 | 2 {
  if (change.headCalls === 0) return 2;
  return change.headCalls > (1 + LEAST_MORE_CALLS) * change.baseCalls ? 0 : 1;
}

function grownSeconds({ baseOwnSeconds, headOwnSeconds }: FunctionChange): number {
  return headOwnSeconds - baseOwnSeconds;
}

/**
 * Whether a file is the project's. Its files are relative to its folder; built-ins have `~` or `<…>`, libraries a whole
 * path.
 */
function isProject(file: string): boolean {
  return /^[^/\\~<]/.test(file) && !/^[A-Za-z]:[\\/]/.test(file) && !file.startsWith("..");
}

function ownSeconds(functions: readonly Profiled[], loops: number): number {
  return functions.reduce((sum, { ownNs }) => sum + ownNs, 0) / (1e9 * loops);
}

function functionChange(base: Profiled | null, head: Profiled | null, loops: number): FunctionChange {
  const { name, file, line } = (head ?? base) as Profiled;
  return {
    name,
    file,
    line,
    baseCalls: (base?.calls ?? 0) / loops,
    headCalls: (head?.calls ?? 0) / loops,
    baseOwnSeconds: (base?.ownNs ?? 0) / (1e9 * loops),
    headOwnSeconds: (head?.ownNs ?? 0) / (1e9 * loops),
  };
}

function located({ functions }: Profile, rootPrefixes: readonly string[]): Profiled[] {
  return functions.map((one) => {
    const prefix = rootPrefixes.find((root) => one.file.startsWith(`${root.replace(/[\\/]$/, "")}/`));
    if (prefix === undefined) return one;
    return { ...one, file: one.file.slice(prefix.replace(/[\\/]$/, "").length + 1) };
  });
}

interface Match {
  readonly base: Profiled | null;
  readonly head: Profiled | null;
}

/**
 * Pairs functions by file and name, with the nearest lines if several share both. What is left is paired by name alone
 * if there is one on each side: a function that moved to another file.
 */
function matched(base: readonly Profiled[], head: readonly Profiled[]): Match[] {
  const inPlace = matchedBy(
    base,
    head,
    (one) => `${samePlaceOnBothSides(one.file)}\0${one.name}`,
    nearestLines,
  );
  const lost = inPlace.filter((match) => match.head === null).map((match) => match.base as Profiled);
  const found = inPlace.filter((match) => match.base === null).map((match) => match.head as Profiled);
  // Lambdas and comprehensions are all named alike: their name tells nothing.
  const key = ({ name, file, line }: Profiled) => (name.includes("<") ? `${name}\0${file}\0${line}` : name);
  const moved = matchedBy(lost, found, key, onlyOnes);
  return [...inPlace.filter((match) => match.base !== null && match.head !== null), ...moved];
}

function matchedBy(
  base: readonly Profiled[],
  head: readonly Profiled[],
  key: (one: Profiled) => string,
  match: (base: readonly Profiled[], head: readonly Profiled[]) => Match[],
): Match[] {
  const baseGroups = groupedBy(base, key);
  const headGroups = groupedBy(head, key);
  const keys = new Set([...baseGroups.keys(), ...headGroups.keys()]);
  return [...keys].flatMap((each) => match(baseGroups.get(each) ?? [], headGroups.get(each) ?? []));
}

/** A path that is the same on both sides: with separate environments, each side has its libraries in another folder. */
function samePlaceOnBothSides(file: string): string {
  const parts = file.split(/[\\/](?:site|dist)-packages[\\/]/);
  return parts.length > 1 ? `packages/${parts.at(-1)}` : file;
}

/**
 * Pairs functions in the order of their lines, because an edit above moves them all. Each one of the shorter list goes
 * with the nearest of those that leave enough for the others.
 */
function nearestLines(base: readonly Profiled[], head: readonly Profiled[]): Match[] {
  const byLine = (one: Profiled, other: Profiled) => one.line - other.line;
  const before = [...base].sort(byLine);
  const after = [...head].sort(byLine);
  const fewer = before.length <= after.length ? before : after;
  const more = fewer === before ? after : before;
  const partners = new Map<Profiled, Profiled>();
  let next = 0;
  for (const [index, one] of fewer.entries()) {
    const spare = more.length - (fewer.length - index);
    while (next < spare && distance(one, more[next + 1]) < distance(one, more[next])) next += 1;
    const partner = more[next];
    if (partner !== undefined) partners.set(one, partner).set(partner, one);
    next += 1;
  }
  return [
    ...before.map((one) => pair(one, partners.get(one) ?? null)),
    ...after.filter((one) => !partners.has(one)).map((one) => pair(null, one)),
  ];
}

function distance(one: Profiled, other: Profiled | undefined): number {
  return other === undefined ? Number.POSITIVE_INFINITY : Math.abs(one.line - other.line);
}

function onlyOnes(base: readonly Profiled[], head: readonly Profiled[]): Match[] {
  const [before] = base;
  const [after] = head;
  if (before !== undefined && after !== undefined && base.length === 1 && head.length === 1) {
    return [pair(before, after)];
  }
  return [...base.map((one) => pair(one, null)), ...head.map((one) => pair(null, one))];
}

function groupedBy(functions: readonly Profiled[], key: (one: Profiled) => string): Map<string, Profiled[]> {
  const groups = new Map<string, Profiled[]>();
  for (const one of functions) {
    const group = groups.get(key(one));
    if (group === undefined) groups.set(key(one), [one]);
    else group.push(one);
  }
  return groups;
}

function pair(base: Profiled | null, head: Profiled | null): Match {
  return { base, head };
}
