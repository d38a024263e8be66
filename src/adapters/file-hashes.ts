/** What files hold, as one hash. */
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { readBounded } from "./bounded-files.ts";

/** Of all files together. Lock files and benchmarks have a hundredth of it. */
const BYTES_LIMIT = 256 * 1024 * 1024;

/**
 * SHA-256 (hexadecimal) over names and contents, in the order of the names; null when none of the files is there. What is
 * not a regular file, or can't be read, counts as what it is.
 *
 * @param paths relative to `root`
 */
export async function hashOfFiles(root: string, paths: Iterable<string>): Promise<string | null> {
  const hash = createHash("sha256");
  let files = 0;
  let left = BYTES_LIMIT;
  for (const path of [...paths].sort()) {
    const reading = await readBounded(join(root, path), left);
    if (reading.kind === "missing") continue;
    files++;
    if (reading.kind === "read") {
      left -= reading.bytes.length;
      hash.update(`${path}\0${reading.bytes.length}\0`).update(reading.bytes);
    } else hash.update(`${path}\0${reading.why}\0${await changeOf(join(root, path))}\0`);
  }
  return files === 0 ? null : hash.digest("hex");
}

/** What is too large to be read is taken for another file once it was written again. */
async function changeOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true ? `${found.size} ${found.mtimeMs}` : "";
}
