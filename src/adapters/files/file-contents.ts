/** Whether files in different places have the same content. */
import { createHash } from "node:crypto";
import { readBounded } from "./bounded-files.ts";

/** Largest file that is read, in bytes. Compiled modules have a tenth of it. */
const FILE_BYTES = 256 * 1024 * 1024;
/** Files that are open at the same time. A process may have about a thousand. */
const FILES_AT_ONCE = 32;

/**
 * SHA-256 (hexadecimal) of each file, by its path. Left out are files that can't be read, and files that hold only
 * comments, such as many an `__init__.py`, because these are the same everywhere. Never throws.
 *
 * @param files absolute
 */
export async function contentsOf(files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const contents = new Map<string, string>();
  for (let first = 0; first < files.length; first += FILES_AT_ONCE) {
    await Promise.all(
      files.slice(first, first + FILES_AT_ONCE).map(async (file) => {
        const reading = await readBounded(file, FILE_BYTES);
        if (reading.kind !== "read" || !saysSomething(reading.bytes)) return;
        contents.set(file, createHash("sha256").update(reading.bytes).digest("hex"));
      }),
    );
  }
  return contents;
}

/** Longest text that is checked for holding only comments, in bytes. */
const COMMENT_BYTES = 64 * 1024;

function saysSomething(bytes: Uint8Array): boolean {
  if (bytes.length > COMMENT_BYTES) return true;
  return new TextDecoder("latin1")
    .decode(bytes)
    .split(/[\r\n]+/)
    .some((line) => /^\s*[^\s#]/.test(line));
}
