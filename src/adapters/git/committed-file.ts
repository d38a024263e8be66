/**
 * A file as a commit has it, if git tracks it. What the change under test wrote over it, put in its place or linked
 * there does not count.
 */
import { realpath } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { gitBytes } from "./git-command.ts";

export type CommittedFile =
  | { readonly kind: "read"; readonly bytes: Uint8Array; readonly commit: string }
  /** Head has the file, and the commit does not. */
  | { readonly kind: "not-at-commit"; readonly commit: string }
  /** `why` is part of a sentence: `it is …`. */
  | { readonly kind: "unreadable"; readonly why: string }
  /** Neither has the file, or it lies outside the repository: somebody else put it there. */
  | { readonly kind: "untracked" };

/** Limit for the listing of a few paths, in bytes. */
const LISTING_BYTES = 1024 * 1024;

/**
 * A file as its commit has it.
 *
 * @param folder in the repository, absolute
 * @param file absolute; need not exist
 * @param commitOf is called only if the commit matters; null if there is only a working tree, and nothing is committed
 * @param limit of the file, in bytes
 * @throws GateError if head has the file and the commit can't be had
 */
export async function committedFile(
  folder: string,
  file: string,
  commitOf: () => Promise<string | null>,
  limit: number,
): Promise<CommittedFile> {
  const top = await gitBytes(folder, ["rev-parse", "--show-toplevel"], LISTING_BYTES);
  if (top === null) {
    // If there is a commit, there is a repository, and only git does not say so here.
    return (await commitOf()) === null
      ? { kind: "untracked" }
      : { kind: "unreadable", why: "git could not say whether it is committed" };
  }
  const root = await realpath(top.toString("utf8").replace(/\r?\n$/, "")).catch(() => null);
  if (root === null) return { kind: "unreadable", why: "git could not say where its repository is" };
  const [path, behindLinks] = await placesOf(file, root);
  if (path === null && behindLinks === null) return { kind: "untracked" };
  const commit = await commitOf();
  if (commit === null) return { kind: "untracked" };
  const places = [...new Set([path, behindLinks].filter((place) => place !== null))];
  const ways = places.flatMap(wayTo);
  const [atCommit, atHead, staged] = await Promise.all([
    entriesAt(root, commit, ways),
    entriesAt(root, "HEAD", ways),
    gitBytes(root, ["--literal-pathspecs", "ls-files", "-z", "--", ...places], LISTING_BYTES),
  ]);
  if (atCommit === null || atHead === null || staged === null) {
    return { kind: "unreadable", why: "git could not say whether it is committed" };
  }
  const there = path === null ? undefined : atCommit.get(path);
  if (there !== undefined) return readEntry(root, there, commit, limit);
  const isHeads =
    staged.length > 0 ||
    places.some((place) => atHead.has(place)) ||
    // A link or a submodule on the way decides what is found at its end.
    ways.some(
      (way) => leadsElsewhere(atHead.get(way)) && atHead.get(way)?.object !== atCommit.get(way)?.object,
    );
  return isHeads ? { kind: "not-at-commit", commit } : { kind: "untracked" };
}

interface Entry {
  readonly mode: string;
  readonly type: string;
  readonly object: string;
  /** Size in bytes; null for what is not a file. */
  readonly size: number | null;
}

async function readEntry(root: string, entry: Entry, commit: string, limit: number): Promise<CommittedFile> {
  const at = `at base, ${commit.slice(0, 12)},`;
  if (entry.mode === LINK) return { kind: "unreadable", why: `${at} it is a symbolic link` };
  if (entry.type !== "blob") return { kind: "unreadable", why: `${at} it is not a file` };
  if ((entry.size ?? 0) > limit) return { kind: "unreadable", why: `${at} it is too large` };
  // A byte more, so that one of just that size is whole.
  const bytes = await gitBytes(root, ["cat-file", "blob", entry.object], limit + 1);
  return bytes === null
    ? { kind: "unreadable", why: `${at} git could not read it` }
    : { kind: "read", bytes, commit };
}

const LINK = "120000";

function leadsElsewhere(entry: Entry | undefined): boolean {
  return entry !== undefined && (entry.mode === LINK || entry.type === "commit");
}

/**
 * Entries by path; null if git can't tell. Asking for the size makes git look at the object, so an object that is
 * missing is found out.
 */
async function entriesAt(
  root: string,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Entry> | null> {
  const listing = await gitBytes(
    root,
    ["--literal-pathspecs", "ls-tree", "-l", "-z", "--full-tree", commit, "--", ...paths],
    LISTING_BYTES,
  );
  if (listing === null) return null;
  const entries = new Map<string, Entry>();
  for (const line of listing.toString("utf8").split("\0")) {
    const [, mode = "", type = "", object = "", size = "", path] =
      /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t(.*)$/s.exec(line) ?? [];
    if (path !== undefined)
      entries.set(path, { mode, type, object, size: size === "-" ? null : Number(size) });
  }
  return entries;
}

/**
 * Paths of a file relative to the repository, with `/`: as it is written, and where links on the disk lead. Null if it
 * lies outside.
 */
async function placesOf(file: string, root: string): Promise<[string | null, string | null]> {
  const folder = await realpath(dirname(file)).catch(() => null);
  const real = await realpath(file).catch(() => null);
  return [
    pathInside(root, await withoutLinksAbove(file, root)),
    pathInside(root, real ?? (folder && join(folder, name(file)))),
  ];
}

/**
 * A path with the links above the repository resolved (`/tmp` on macOS). Links inside it are somebody's commit, and
 * stay.
 */
async function withoutLinksAbove(file: string, root: string): Promise<string> {
  for (
    let above = dirname(file), below = name(file);
    ;
    below = join(name(above), below), above = dirname(above)
  ) {
    if ((await realpath(above).catch(() => null)) === root) return resolve(root, below);
    if (dirname(above) === above) return file;
  }
}

function name(path: string): string {
  return relative(dirname(path), path);
}

function pathInside(root: string, path: string | null): string | null {
  if (path === null) return null;
  const way = relative(root, path);
  const isOutside = way === "" || way === ".." || way.startsWith(`..${sep}`) || resolve(way) === way;
  return isOutside ? null : way.split(sep).join("/");
}

/** All paths on the way to a path: `a`, `a/b` and `a/b/c` for `a/b/c`. */
function wayTo(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
