/**
 * Lays head's version of chosen files and folders over a worktree of base, so that both sides run the same
 * benchmarks. Nothing outside the worktree is written or removed, and nothing in it leads back into head.
 */
import { copyFile, lstat, mkdir, readdir, readlink, realpath, rm, symlink, utimes } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { GateError } from "../errors.ts";

/** By how much what is laid over is younger than all that was there. */
const LATER_MS = 2_000;

/** Made by running the benchmarks, or git's own. */
const NEVER_COPIED = new Set([".git", "__pycache__", ".pytest_cache", ".hotpath-gate"]);

/**
 * @param head root of head's checkout: absolute, no symbolic links in it
 * @param worktree root of base's, likewise
 * @param paths relative to the checkout; those that head does not have are left as base has them
 * @throws GateError when a path, or a symbolic link in it, leads out of the checkout
 */
export async function layHeadOver(head: string, worktree: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) await layPath(head, worktree, path);
}

async function layPath(head: string, worktree: string, path: string): Promise<void> {
  const written = resolve(head, path);
  if (!isBelow(written, head)) throw leadsOut(path);
  let source: string;
  try {
    // Links on the way to it are followed, so that only real folders have to be made in the worktree.
    source = join(await realpath(dirname(written)), basename(written));
    await lstat(source);
  } catch {
    return;
  }
  if (!isBelow(source, head)) throw leadsOut(path);
  const place = relative(head, source);
  await makeRealFolders(worktree, dirname(place));
  await rm(join(worktree, place), { recursive: true, force: true });
  await copy({ head, worktree, place });
  if ((await lstat(source)).isSymbolicLink()) {
    const target = await realpath(source).catch(() => null);
    if (target !== null) await layPath(head, worktree, relative(head, target));
  }
}

function leadsOut(path: string): GateError {
  return new GateError(
    `\`${path}\` is not a file or folder inside the checkout, so its version of head can't be put beside base's code`,
    "Name files or folders below the root of the repository in `benchmarks`.",
  );
}

/** Base may have a file or a link where head has a folder. */
async function makeRealFolders(worktree: string, folder: string): Promise<void> {
  let at = worktree;
  for (const name of folder.split(sep).filter((part) => part !== "" && part !== ".")) {
    at = join(at, name);
    const found = await lstat(at).catch(() => null);
    if (found?.isDirectory()) continue;
    if (found !== null) await rm(at);
    await mkdir(at);
  }
}

interface Copied {
  readonly head: string;
  readonly worktree: string;
  readonly place: string;
}

async function copy({ head, worktree, place }: Copied): Promise<void> {
  if (NEVER_COPIED.has(basename(place))) return;
  const source = join(head, place);
  const target = join(worktree, place);
  const found = await lstat(source);
  if (found.isSymbolicLink()) {
    await symlink(await linkInside(head, place), target);
  } else if (found.isDirectory()) {
    await mkdir(target);
    for (const name of await readdir(source)) await copy({ head, worktree, place: join(place, name) });
  } else if (found.isFile()) {
    await copyFile(source, target);
    // Base's own file may have been imported before, and Python takes what it compiled then for this one's if length and
    // second are the same.
    const later = new Date(Date.now() + LATER_MS);
    await utimes(target, later, later);
  }
}

/** The link's text, relative: an absolute one would lead from the worktree back into head. */
async function linkInside(head: string, place: string): Promise<string> {
  const source = join(head, place);
  const text = await readlink(source);
  const folder = dirname(source);
  const named = resolve(folder, text);
  const real = await realpath(source).catch(() => named);
  if ((named !== head && !isBelow(named, head)) || (real !== head && !isBelow(real, head))) {
    throw new GateError(
      `The symbolic link ${place} leads out of the checkout (to ${text})`,
      "Put a copy in its place, or take it out of the folders named in `benchmarks`.",
    );
  }
  return isAbsolute(text) ? relative(folder, named) || "." : text;
}

/** Both absolute. */
export function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
