/** What the file system records about files. It shows whether they were written, even if the content was put back. */
import { lstat } from "node:fs/promises";
import { join } from "node:path";

const AT_ONCE = 64;

/**
 * The mark of each existing file, by its path. It holds the time of the entry's last change, which only the system
 * sets: unlike that of the content, nobody can set it back.
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
