/**
 * Benchmarks that seem to have a new id: one is gone, another one is new, and both belong to one function. To the gate
 * they are two benchmarks, so a slowdown between them passes, and somebody should know. Pure.
 */

import { someOf } from "../model/names.ts";
import type { Row, Warning } from "../model.ts";

/** More names than that tell nobody more. */
const MOST_RENAMINGS = 10;

/**
 * Warnings: first benchmarks whose ids differ only in their parameters, then those whose function is in another file
 * now.
 */
export function renamedWarnings(rows: readonly Row[]): Warning[] {
  const gone = idsOf(rows, "removed");
  const fresh = idsOf(rows, "new");
  const parameters = groups(gone, fresh, FUNCTION);
  const paired = new Set(parameters.flatMap((group) => [...group.gone, ...group.fresh].map(({ id }) => id)));
  const isLeft = ({ id }: Id) => !paired.has(id);
  const places = groups(
    gone.filter(isLeft),
    fresh.filter(isLeft),
    ({ name, parameters }) => `${name}\0${parameters}`,
  );
  const found = [
    ...parameters.map((group) => warningOf(group, "parameters")),
    ...byFiles(places).map((group) => warningOf(group, "file")),
  ];
  if (found.length <= MOST_RENAMINGS) return found;
  const shown = found.slice(0, MOST_RENAMINGS - 1);
  return [...shown, { kind: "more-renamed-benchmarks", count: found.length - shown.length }];
}

/**
 * Gone ids of functions that have at least as many new ids: their parameters were renamed. If fewer are new, some are
 * gone for good, and nobody can tell which.
 */
export function lookRenamed(gone: readonly string[], fresh: readonly string[]): ReadonlySet<string> {
  const ids = (all: readonly string[]) => all.flatMap((id) => parsed(id) ?? []);
  const renamed = groups(ids(gone), ids(fresh), FUNCTION).filter(
    (group) => group.gone.length <= group.fresh.length,
  );
  return new Set(renamed.flatMap((group) => group.gone.map(({ id }) => id)));
}

/** Whether two ids are of functions that have the same name, wherever they are and whatever their parameters. */
export function sharesName(one: string, other: string): boolean {
  const [first, second] = [parsed(one), parsed(other)];
  return first !== null && second !== null && first.name === second.name;
}

/** The one of these that has the function's name and the parameters of a benchmark, in another file; null if none or several. */
export function sameElsewhere(id: string, others: readonly string[]): string | null {
  const one = parsed(id);
  if (one === null) return null;
  const alike = others.filter((other) => {
    const found = parsed(other);
    return found?.name === one.name && found.parameters === one.parameters && found.owner !== one.owner;
  });
  return alike.length === 1 ? (alike[0] ?? null) : null;
}

interface Id {
  readonly id: string;
  /** The file or module that holds the function. */
  readonly owner: string;
  readonly name: string;
  /** Parameters with their brackets; empty if there are none. */
  readonly parameters: string;
}

interface Group {
  readonly gone: readonly Id[];
  readonly fresh: readonly Id[];
}

/** Ids of benchmarks of which every row has that verdict. */
function idsOf(rows: readonly Row[], verdict: Row["verdict"]): Id[] {
  const others = new Set(rows.filter((row) => row.verdict !== verdict).map(({ id }) => id));
  const ids = new Set(rows.map(({ id }) => id).filter((id) => !others.has(id)));
  return [...ids].flatMap((id) => parsed(id) ?? []);
}

/** Parts of an id; null if it is not a function's, but any text. */
function parsed(id: string): Id | null {
  const file = id.indexOf("::");
  if (file > 0) return inParts(id, file, file + 2, "[");
  const bracket = firstPlaceOf(id, ["[", "("]);
  const whole = id.slice(0, bracket);
  if (!/^[\w.]+(:[\w.]+)?$/.test(whole)) return null;
  const at = whole.includes(":") ? whole.indexOf(":") : whole.lastIndexOf(".");
  return at <= 0 ? null : inParts(id, at, at + 1, id[bracket] ?? "[");
}

function inParts(id: string, end: number, start: number, opening: string): Id {
  const bracket = id.indexOf(opening, start);
  const nameEnd = bracket === -1 ? id.length : bracket;
  return { id, owner: id.slice(0, end), name: id.slice(start, nameEnd), parameters: id.slice(nameEnd) };
}

function firstPlaceOf(text: string, characters: readonly string[]): number {
  const found = characters.map((one) => text.indexOf(one)).filter((at) => at !== -1);
  return Math.min(text.length, ...found);
}

/** What is gone and what is new, by the same key, if there is any of both. */
function groups(gone: readonly Id[], fresh: readonly Id[], keyOf: (id: Id) => string): Group[] {
  const found = new Map<string, { gone: Id[]; fresh: Id[] }>();
  const of = (id: Id) => {
    const group = found.get(keyOf(id)) ?? { gone: [], fresh: [] };
    found.set(keyOf(id), group);
    return group;
  };
  for (const id of gone) of(id).gone.push(id);
  for (const id of fresh) of(id).fresh.push(id);
  return [...found.values()].filter((group) => group.gone.length > 0 && group.fresh.length > 0);
}

/** Groups merged by file: a renamed file takes all of its benchmarks along, and one warning covers them. */
function byFiles(places: readonly Group[]): Group[] {
  const found = new Map<string, { gone: Id[]; fresh: Id[] }>();
  for (const { gone, fresh } of places) {
    const key = [gone, fresh].map((ids) => ids.map(({ owner }) => owner).join("\0")).join("\0\0");
    const group = found.get(key) ?? { gone: [], fresh: [] };
    group.gone.push(...gone);
    group.fresh.push(...fresh);
    found.set(key, group);
  }
  return [...found.values()];
}

const FUNCTION = ({ owner, name }: Id) => `${owner}\0${name}`;

function warningOf({ gone, fresh }: Group, differBy: "parameters" | "file"): Warning {
  const idsOf = (some: readonly Id[]) => someOf(some.map(({ id }) => id));
  return { kind: "renamed-benchmarks", differBy, removed: idsOf(gone), fresh: idsOf(fresh) };
}
