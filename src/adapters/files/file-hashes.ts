/** One hash for the content of several files. */
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { readBounded } from "./bounded-files.ts";

/** Largest total size of the files, in bytes. Lock files and benchmarks have a hundredth of it. */
const BYTES_LIMIT = 256 * 1024 * 1024;

/** Files that are open at the same time. A process may have about a thousand. */
const FILES_AT_ONCE = 32;

/**
 * SHA-256 (hexadecimal) over names and contents, in the order of the names; null if none of the files exists. What is
 * not a regular file, or can't be read, enters the hash by its kind.
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
    } else hash.update(`${path}\0${reading.why}\0${await sizeAndTime(join(root, path))}\0`);
  }
  return files === 0 ? null : hash.digest("hex");
}

/** Hash of each existing file, by its path. What is too large, or not a regular file, is hashed by its kind. */
export async function hashesOfFiles(
  root: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  for (let first = 0; first < paths.length; first += FILES_AT_ONCE) {
    await Promise.all(
      paths.slice(first, first + FILES_AT_ONCE).map(async (path) => {
        const hash = await hashOfFiles(root, [path]);
        if (hash !== null) hashes.set(path, hash);
      }),
    );
  }
  return hashes;
}

/** Size and time of the last change of a file that is not read; empty for what is not a file. */
async function sizeAndTime(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true ? `${found.size} ${found.mtimeMs}` : "";
}
