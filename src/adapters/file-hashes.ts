/** What files hold, as one hash. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * SHA-256 (hexadecimal) over names and contents, in the order of the names; null when none of the files is there.
 *
 * @param paths relative to `root`
 */
export async function hashOfFiles(root: string, paths: Iterable<string>): Promise<string | null> {
  const hash = createHash("sha256");
  let files = 0;
  for (const path of [...paths].sort()) {
    const content = await readFile(join(root, path)).catch(() => null);
    if (content === null) continue;
    files++;
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return files === 0 ? null : hash.digest("hex");
}
