/** What the file system notes of files, which tells whether they were written, also where that was undone. */
import { lstat } from "node:fs/promises";
import { join } from "node:path";

const AT_ONCE = 64;

/**
 * Of each file that is there, by its path. The time of an entry's last change is the system's: unlike that of the content,
 * nobody sets it back.
 *
 * @param paths relative to `root`
 */
export async function marksOfFiles(
  root: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const marks = new Map<string, string>();
  for (let first = 0; first < paths.length; first += AT_ONCE) {
    await Promise.all(
      paths.slice(first, first + AT_ONCE).map(async (path) => {
        const found = await lstat(join(root, path), { bigint: true }).catch(() => null);
        if (found !== null) marks.set(path, `${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}`);
      }),
    );
  }
  return marks;
}
