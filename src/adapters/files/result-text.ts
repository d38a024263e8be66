/** The text of a file that a benchmark tool wrote: plain or gzipped, with a limit on its size. */
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { GateError } from "../../errors.ts";
import { readBounded } from "./bounded-files.ts";

/** Largest file that is read, in bytes: enough for a hundred thousand benchmarks with their samples. */
const BYTES_LIMIT = 256 * 1024 * 1024;

export interface ResultText {
  readonly text: string;
  /** What asv stores about its benchmarks, next to its results; null for other files, or if it is missing. */
  readonly companion: string | null;
}

/**
 * The bytes of a result file.
 *
 * @param name what messages call the file
 * @param advice what to do if it can't be read
 * @throws GateError if it is missing, unreadable or too large
 */
export async function readResultBytes(
  path: string,
  name: string,
  advice = "Check that it exists and is readable.",
): Promise<Uint8Array> {
  const reading = await readBounded(path, BYTES_LIMIT);
  if (reading.kind === "read") return reading.bytes;
  if (reading.kind === "missing")
    throw new GateError(`The file ${name} can't be read: it does not exist`, advice);
  if (reading.isTooLarge) throw tooLarge(name);
  throw new GateError(`The file ${name} can't be read: it ${reading.why}`, advice);
}

/**
 * The text of a result file, and its companion.
 *
 * @param bytes of the file at that path
 * @param isAlone whether nothing next to it may be read
 * @throws GateError if it is not text, or too large once it is unpacked
 */
export async function resultText(
  bytes: Uint8Array,
  path: string,
  name: string,
  isAlone = false,
): Promise<ResultText> {
  return { text: await decoded(bytes, name), companion: isAlone ? null : await companionOf(path) };
}

/** The unpacked text. @throws GateError */
async function decoded(bytes: Uint8Array, name: string): Promise<string> {
  const isGzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const plain = isGzipped ? await unpacked(bytes, name) : bytes;
  if (plain.length > BYTES_LIMIT) throw tooLarge(name);
  return new TextDecoder().decode(plain);
}

async function unpacked(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: BYTES_LIMIT });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(name);
    throw new GateError(
      `The file ${name} starts like a gzip file but is not one: ${error instanceof Error ? error.message : String(error)}`,
      "Write it again.",
      { cause: error },
    );
  }
}

function tooLarge(name: string): GateError {
  return new GateError(
    `The file ${name} has more than ${BYTES_LIMIT / 1024 / 1024} MB`,
    "Let the tool write fewer samples.",
  );
}

/**
 * Path of asv's list of benchmarks: its results lie in one folder for each machine, and the list lies one level above.
 */
async function companionOf(path: string): Promise<string | null> {
  if (basename(path) === "benchmarks.json") return null;
  const companion = join(dirname(dirname(path)), "benchmarks.json");
  const reading = await readBounded(companion, BYTES_LIMIT);
  if (reading.kind === "read") return decoded(reading.bytes, companion);
  // A folder of that name is none of asv's.
  if (reading.kind === "missing" || !reading.isTooLarge) return null;
  throw tooLarge(companion);
}
