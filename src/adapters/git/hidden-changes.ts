/**
 * Changes that git was told not to look for. A file that is marked `assume-unchanged` or `skip-worktree` counts as
 * committed in everything git says, whatever it holds.
 */
import { lstat, readlink } from "node:fs/promises";
import { join } from "node:path";
import { GateError } from "../../errors.ts";
import { ask, complaint, type Git } from "./git-command.ts";

interface Entry {
  readonly path: string;
  readonly mode: string;
  readonly object: string;
  /** Whether the file may be missing: sparse checkouts leave such files out. */
  readonly mayBeAbsent: boolean;
}

/** Files for each command, so that its arguments stay below the system's limit. */
const AT_ONCE = 200;

/**
 * Marked files that differ from the index.
 *
 * @param git in the root of the checkout
 * @param places pathspecs
 * @throws GateError if git can't tell
 */
export async function hiddenChanges(git: Git, places: readonly string[]): Promise<string[]> {
  const listing = await git("ls-files", "-v", "--stage", "-z", "--", ...places);
  if (listing.exitCode !== 0) {
    throw new GateError(
      `git could not tell the state of ${git.folder} (${complaint(listing)})`,
      "See what `git status` says there.",
    );
  }
  const changed: string[] = [];
  const files: Entry[] = [];
  for (const entry of markedEntries(listing.stdout)) {
    const at = join(git.folder, entry.path);
    const found = await lstat(at).catch(() => null);
    if (found === null) {
      if (!entry.mayBeAbsent) changed.push(entry.path);
    } else if (entry.mode === LINK && found.isSymbolicLink()) {
      if ((await readlink(at)) !== (await ask(git, "cat-file", "blob", entry.object)))
        changed.push(entry.path);
    } else if (entry.mode.startsWith("100") && found.isFile()) {
      files.push(entry);
    } else {
      changed.push(entry.path);
    }
  }
  for (let from = 0; from < files.length; from += AT_ONCE) {
    changed.push(...(await changedAmong(git, files.slice(from, from + AT_ONCE))));
  }
  return changed;
}

const LINK = "120000";

function markedEntries(listing: string): Entry[] {
  return listing.split("\0").flatMap((line): Entry[] => {
    const [, mark = "H", mode = "", object = "", path = ""] =
      /^(\S) (\d+) ([0-9a-f]+) \d\t(.+)$/s.exec(line) ?? [];
    const isSkipped = mark.toUpperCase() === "S";
    const isMarked = isSkipped || mark !== mark.toUpperCase();
    return isMarked ? [{ path, mode, object, mayBeAbsent: isSkipped }] : [];
  });
}

/** Files that differ, by the hash that git would commit, so line ends and filters are taken into account. */
async function changedAmong(git: Git, files: readonly Entry[]): Promise<string[]> {
  const hashes = await ask(git, "hash-object", "--", ...files.map(({ path }) => path));
  // Files that can't be compared do not count as equal.
  if (hashes === null) return files.map(({ path }) => path);
  const objects = hashes.split(/\r?\n/);
  return files.filter(({ object }, index) => object !== objects[index]).map(({ path }) => path);
}
