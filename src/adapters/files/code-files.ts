/** Which files below a folder Python can import, whether or not git knows them. */
import type { Dirent } from "node:fs";
import { lstat, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { GateError } from "../../errors.ts";

/** Names of files that hold code: modules, compiled ones too, and `.pth` files, which add to the module path. */
const CODE = /\.(py|pyw|pyc|pyx|pth|so|pyd)$/i;
/** Names that a link to a folder needs to be a package. */
const PACKAGE = /^[\p{L}_][\p{L}\p{N}_]*$/u;
/** Folders that are skipped: git's own, and compiled Python, which Python checks against the source. */
const NOT_LOOKED_INTO = new Set([".git", "__pycache__"]);
/**
 * Limit on entries, far above what a checkout has, so that a process that writes without end is not followed for ever.
 */
const MOST_ENTRIES = 2_000_000;

/**
 * Paths relative to the root, with forward slashes. Links are not followed; one that could be imported is listed
 * itself.
 *
 * @param places files and folders, relative to the root, to search instead of everything; missing ones are left out
 * @throws GateError if a folder can't be read, because its content could be imported all the same
 */
export async function codeFilesBelow(root: string, places: readonly string[] = [""]): Promise<string[]> {
  const found: string[] = [];
  let entries = 0;
  const add = async (path: string, entry: Pick<Dirent, "name" | "isSymbolicLink" | "isDirectory">) => {
    if (entry.isDirectory()) {
      if (!NOT_LOOKED_INTO.has(entry.name)) await look(path);
    } else if (CODE.test(entry.name)) found.push(path);
    else if (entry.isSymbolicLink() && PACKAGE.test(entry.name) && (await isFolder(join(root, path)))) {
      found.push(path);
    }
  };
  const look = async (folder: string): Promise<void> => {
    const inside = await entriesOf(join(root, folder));
    entries += inside.length;
    if (entries > MOST_ENTRIES) throw tooMany(root);
    for (const entry of inside) await add(folder === "" ? entry.name : `${folder}/${entry.name}`, entry);
  };
  for (const place of places) {
    const entry = await lstat(join(root, place)).catch(() => null);
    if (entry === null) continue;
    const name = place.slice(place.lastIndexOf("/") + 1);
    await add(place, {
      name,
      isDirectory: () => entry.isDirectory(),
      isSymbolicLink: () => entry.isSymbolicLink(),
    });
  }
  return [...new Set(found)];
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    // It may be removed while its parent is read; then nothing can be imported from it.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new GateError(
      `The folder ${folder} can't be read, so a change of its code during measuring would go unnoticed (${String(error)})`,
      "Find what removed the permission to read it: the measured code, or a benchmark.",
      { cause: error },
    );
  }
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() === true;
}

function tooMany(root: string): GateError {
  return new GateError(
    `${root} holds more than ${MOST_ENTRIES.toLocaleString("en")} files, so a change of its code during measuring would go unnoticed`,
    "Let benchmarks write into a temporary folder, and remove their files.",
  );
}
