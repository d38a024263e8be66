/**
 * Lays head's version of chosen files and folders over a worktree of base, so that both sides run the same benchmarks.
 * Nothing outside the worktree is written or removed, and nothing in it leads back into head.
 */
import {
  copyFile,
  lstat,
  mkdir,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
  utimes,
} from "node:fs/promises";
import { basename, dirname, isAbsolute, join, normalize, relative, resolve, sep } from "node:path";
import { GateError } from "../../errors.ts";
import { isBelow } from "../files/is-below.ts";
import { complaint, gitIn } from "./git-command.ts";

/** How much younger the files that are laid over are than all that were there, in milliseconds. */
const LATER_MS = 2_000;

/** Names that are never copied: what running the benchmarks makes, and git's own. */
const NEVER_COPIED = new Set([".git", "__pycache__", ".pytest_cache", ".hotpath-gate"]);
/** Names of caches that tools keep for themselves, skipped if git ignores them. The first holds environments of asv. */
const CACHES = new Set([
  ...[".asv", ".benchmarks", ".cache", ".hypothesis", ".ipynb_checkpoints", ".mypy_cache"],
  ...[".nox", ".ruff_cache", ".tox", "node_modules"],
]);
/** Names that show that a folder is an environment. Base has its own, or shares the job's. */
const ENVIRONMENT = ["pyvenv.cfg", "conda-meta"];

/** What of head lies over a worktree of base, and what is below it. */
export interface HeadOverlay {
  /**
   * Lays head's version of each path over base's, which is kept.
   *
   * @param paths relative to the checkout; base keeps its own if head does not have them
   * @param linked real places, likewise: a link among them is laid over by itself, without what it leads to
   * @throws GateError if a path, or a symbolic link in it, leads out of the checkout
   */
  lay(paths: readonly string[], linked?: readonly string[]): Promise<void>;
  /**
   * Puts back what base had at each path, or below it; removes what base did not have.
   *
   * @param paths relative to the checkout; null for all that was laid over
   */
  takeBack(paths: readonly string[] | null): Promise<void>;
}

/** A path that head's version was laid over, and where base's is now; null if base had nothing there. */
interface Kept {
  readonly place: string;
  readonly at: string | null;
}

/**
 * @param head root of head's checkout: absolute, no symbolic links in it
 * @param worktree root of base's, likewise
 * @param keepIn folder for what is laid over, on the worktree's file system; made when it is needed
 */
export function headOverlay(head: string, worktree: string, keepIn: string): HeadOverlay {
  const kept: Kept[] = [];
  let lastMs = 0;
  /**
   * A new time for all files that are written together. Another file may have been imported from the same path before,
   * and Python would use its compiled code for this one if seconds and length are the same.
   */
  const younger = (): Date => {
    lastMs = Math.max(Date.now(), lastMs) + LATER_MS;
    return new Date(lastMs);
  };

  const keep = async (place: string) => {
    const target = join(worktree, place);
    const isThere = (await lstat(target).catch(() => null)) !== null;
    const isKept = kept.some((one) => one.place === place || isBelow(join("/", place), join("/", one.place)));
    if (isKept) {
      await rm(target, { recursive: true, force: true });
      return;
    }
    const at = isThere ? join(keepIn, String(kept.length)) : null;
    if (at !== null) {
      await mkdir(keepIn, { recursive: true });
      await rename(target, at);
    }
    kept.push({ place, at });
  };

  const layPlace = async (place: string, time: Date): Promise<void> => {
    const ignored = await ignoredIn(head, place);
    await makeRealFolders(worktree, dirname(place), keep);
    await keep(place);
    await copy({ head, worktree, time, ignored }, place, false);
  };

  /**
   * Where a named path lies in the worktree. If it was named through a link that was laid over base, it lies where the
   * link leads.
   */
  const placeInWorktree = async (path: string): Promise<string> => {
    const folder = await realpath(dirname(join(worktree, path))).catch(() => null);
    if (folder === null || (folder !== worktree && !isBelow(folder, worktree))) return path;
    return relative(worktree, join(folder, basename(path)));
  };

  const takePathBack = async (named: string, time: Date): Promise<void> => {
    const path = await placeInWorktree(named);
    const owner = kept.find((one) => one.place === path || isBelow(join("/", path), join("/", one.place)));
    if (owner === undefined) return;
    await rm(join(worktree, path), { recursive: true, force: true });
    if (owner.at === null) return;
    await copyBack(join(owner.at, relative(owner.place, path)), join(worktree, path), time);
  };

  return {
    async lay(paths, linked = []) {
      const time = younger();
      for (const path of paths) for (const place of await realPlaces(head, path)) await layPlace(place, time);
      for (const place of linked) await layPlace(normalize(place), time);
    },

    async takeBack(paths) {
      // The first version that was kept was base's own; a folder that was kept after a file in it contains head's file.
      const all = kept.map(({ place }) => place).reverse();
      const time = younger();
      for (const path of paths?.map((one) => normalize(one)) ?? all) await takePathBack(path, time);
    },
  };
}

/**
 * Where head has a path, relative to its checkout. Links on the way are followed, so that only real folders have to be
 * made in the worktree. A link that is named itself is one place, and what it leads to another one. Empty if head has
 * nothing.
 *
 * @param head root of its checkout: absolute, no symbolic links in it
 * @throws GateError if the path is outside the checkout, or all of it
 */
export async function realPlaces(head: string, path: string): Promise<string[]> {
  const written = resolve(head, path);
  if (!isBelow(written, head)) throw leadsOut(path);
  const folder = await realpath(dirname(written)).catch(() => null);
  const source = folder === null ? null : join(folder, basename(written));
  const found = source === null ? null : await lstat(source).catch(() => null);
  if (source === null || found === null) return [];
  if (!isBelow(source, head)) throw leadsOut(path);
  const target = found.isSymbolicLink() ? await realpath(source).catch(() => null) : null;
  if (target === head) throw leadsOut(path);
  const places = [source, ...(target === null || !isBelow(target, head) ? [] : [target])];
  return places.map((place) => relative(head, place));
}

async function copyBack(source: string, target: string, time: Date): Promise<void> {
  const found = await lstat(source).catch(() => null);
  if (found === null || NEVER_COPIED.has(basename(target))) return;
  await mkdir(dirname(target), { recursive: true });
  if (found.isSymbolicLink()) {
    await symlink(await readlink(source), target);
  } else if (found.isDirectory()) {
    await mkdir(target, { recursive: true });
    for (const name of await readdir(source)) await copyBack(join(source, name), join(target, name), time);
  } else if (found.isFile()) {
    await copyFile(source, target);
    await utimes(target, time, time);
  }
}

function leadsOut(path: string): GateError {
  return new GateError(
    `\`${path}\` is not a file or folder inside the checkout, so head's version of it can't be put next to base's code`,
    "Name files or folders below the root of the repository in `benchmarks`.",
  );
}

/** Makes folders in the worktree. Base may have a file or a link where head has a folder: `keep` puts it aside. */
async function makeRealFolders(
  worktree: string,
  folder: string,
  keep: (place: string) => Promise<void>,
): Promise<void> {
  let at = "";
  for (const name of folder.split(sep).filter((part) => part !== "" && part !== ".")) {
    at = join(at, name);
    const found = await lstat(join(worktree, at)).catch(() => null);
    if (found?.isDirectory()) continue;
    if (found !== null) await keep(at);
    await mkdir(join(worktree, at));
  }
}

/** Files and folders below the place that git ignores. @throws GateError if git can't tell */
async function ignoredIn(head: string, place: string): Promise<ReadonlySet<string>> {
  const literal = `:(literal)${place.split(sep).join("/")}`;
  const ignored = ["--others", "--ignored", "--exclude-standard", "--directory"];
  const answer = await gitIn(head)("ls-files", "-z", ...ignored, "--", literal);
  if (answer.exitCode !== 0) {
    throw new GateError(
      `git could not tell which files of ${place} it ignores (${complaint(answer)})`,
      "See what `git status --ignored` says there.",
    );
  }
  return new Set(answer.stdout.split("\0").map((path) => normalize(path.replace(/\/$/, ""))));
}

interface Copying {
  readonly head: string;
  readonly worktree: string;
  /** Time that each file gets. */
  readonly time: Date;
  readonly ignored: ReadonlySet<string>;
}

/** Copies a place, ignored files included: data that was downloaded for the benchmarks is one of their inputs. */
async function copy(copying: Copying, place: string, isInIgnored: boolean): Promise<void> {
  const { head, worktree, time, ignored } = copying;
  const source = join(head, place);
  const target = join(worktree, place);
  if (await isNeverCopied(source)) return;
  const isIgnored = isInIgnored || ignored.has(place);
  if (isIgnored && CACHES.has(basename(place))) return;
  const found = await lstat(source).catch((error: unknown) => {
    // The replacement of bytes that are not text leads to no file.
    if (!place.includes("\ufffd")) throw error;
    throw new GateError(
      `The name of ${place} is not UTF-8, so head's version of it can't be put next to base's code`,
      "Rename the file, or move it out of the folders named in `benchmarks`.",
      { cause: error },
    );
  });
  if (found.isSymbolicLink()) {
    const outside = isIgnored ? await placeOutside(head, source) : null;
    await symlink(outside ?? (await linkInside(head, place)), target);
  } else if (found.isDirectory()) {
    await mkdir(target);
    for (const name of await readdir(source)) await copy(copying, join(place, name), isIgnored);
  } else if (found.isFile()) {
    await copyFile(source, target);
    await utimes(target, time, time);
  }
}

/** Whether a path is never copied, because of its name or because it is a virtual environment. */
export async function isNeverCopied(path: string): Promise<boolean> {
  if (NEVER_COPIED.has(basename(path))) return true;
  const signs = ENVIRONMENT.map((name) => lstat(join(path, name)).catch(() => null));
  return (await Promise.all(signs)).some((sign) => sign !== null);
}

/** Where a link that is not part of the commit leads outside the checkout: somebody put data there for both sides. */
async function placeOutside(head: string, link: string): Promise<string | null> {
  const named = resolve(dirname(link), await readlink(link));
  const real = await realpath(link).catch(() => named);
  return real === head || isBelow(real, head) ? null : real;
}

/** The link's text, made relative: an absolute one would lead from the worktree back into head. */
async function linkInside(head: string, place: string): Promise<string> {
  const source = join(head, place);
  const text = await readlink(source);
  const folder = dirname(source);
  const named = resolve(folder, text);
  const real = await realpath(source).catch(() => named);
  if ((named !== head && !isBelow(named, head)) || (real !== head && !isBelow(real, head))) {
    throw new GateError(
      `The symbolic link ${place} leads out of the checkout (to ${text})`,
      "Replace it with a copy, or move it out of the folders named in `benchmarks`.",
    );
  }
  return isAbsolute(text) ? relative(folder, named) || "." : text;
}
