/** Whether files at different places hold the same. */
import { createHash } from "node:crypto";
import { readBounded } from "./bounded-files.ts";

/** Of one file. Compiled modules have a tenth of it. */
const FILE_BYTES = 256 * 1024 * 1024;
/** Open at the same time, of which a process may have a thousand. */
const FILES_AT_ONCE = 32;

/**
 * SHA-256 (hexadecimal) of each file by its path. Nothing of what can't be read, and of what says nothing: files that hold
 * comments alone, as many an `__init__.py` does, are the same everywhere. Never throws.
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

/** Of a text this long, nobody needs to know. */
const COMMENT_BYTES = 64 * 1024;

function saysSomething(bytes: Uint8Array): boolean {
  if (bytes.length > COMMENT_BYTES) return true;
  return new TextDecoder("latin1")
    .decode(bytes)
    .split(/[\r\n]+/)
    .some((line) => /^\s*[^\s#]/.test(line));
}
