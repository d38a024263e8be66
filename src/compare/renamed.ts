/**
 * Benchmarks that look as if they had another id by now: one is gone, another one is new, and both are of one function. They
 * are two to the gate, so that a slowdown between them passes, and somebody should know. Pure.
 */

import { someOf } from "../model/names.ts";
import type { Row, Warning } from "../model.ts";

/** More names than that tell nobody more. */
const MOST_RENAMINGS = 10;

/** Those whose ids differ only in their parameters first, then those of a function that another file has by now. */
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
 * Of what is gone, ids of functions of which at least as many are new: their parameters have other names by now. Where fewer are
 * new, some are gone for good, and nobody can tell which.
 */
export function lookRenamed(gone: readonly string[], fresh: readonly string[]): ReadonlySet<string> {
  const ids = (all: readonly string[]) => all.flatMap((id) => parsed(id) ?? []);
  const renamed = groups(ids(gone), ids(fresh), FUNCTION).filter(
    (group) => group.gone.length <= group.fresh.length,
  );
  return new Set(renamed.flatMap((group) => group.gone.map(({ id }) => id)));
}

interface Id {
  readonly id: string;
  /** What the function is in: a file or a module. */
  readonly owner: string;
  readonly name: string;
  /** With their brackets; empty where there are none. */
  readonly parameters: string;
}

interface Group {
  readonly gone: readonly Id[];
  readonly fresh: readonly Id[];
}

/** Of benchmarks that have that verdict as a whole. */
function idsOf(rows: readonly Row[], verdict: Row["verdict"]): Id[] {
  const others = new Set(rows.filter((row) => row.verdict !== verdict).map(({ id }) => id));
  const ids = new Set(rows.map(({ id }) => id).filter((id) => !others.has(id)));
  return [...ids].flatMap((id) => parsed(id) ?? []);
}

/** Null of an id that is no function's, but any text. */
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

/** What is gone and what is new of the same key, where there is any of both. */
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

/** A file that was renamed takes all of its benchmarks along: one warning tells of them all. */
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
