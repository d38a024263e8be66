/**
 * Reads files that a repository, a tool or the measured code wrote: only regular files, and only up to a limit. A link
 * to `/dev/zero` has no end, and a FIFO that nobody writes to has no beginning.
 */
import { constants, readFileSync, type Stats } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";

export type BoundedReading =
  | { readonly kind: "read"; readonly bytes: Uint8Array }
  | { readonly kind: "missing" }
  /** `why` is part of a sentence: `is a folder`. */
  | { readonly kind: "unreadable"; readonly why: string; readonly isTooLarge: boolean };

const CHUNK_BYTES = 1024 * 1024;
const SMALL_BYTES = 16 * 1024;

/** Reads a file, following links. Never throws. */
export async function readBounded(path: string, limitBytes: number): Promise<BoundedReading> {
  return ofRegularFile(path, async (file, found) => {
    if (found.size > limitBytes) return tooLarge(limitBytes);
    const chunks: Uint8Array[] = [];
    for (let read = 0; ; ) {
      const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, Math.max(SMALL_BYTES, found.size + 1 - read)));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return { kind: "read", bytes: Buffer.concat(chunks) };
      read += bytesRead;
      // The file may grow while it is read, and files in `/proc` claim to be empty.
      if (read > limitBytes) return tooLarge(limitBytes);
      chunks.push(buffer.subarray(0, bytesRead));
    }
  });
}

/** The first bytes of a file, following links. Never throws. */
export async function readBeginning(path: string, bytes: number): Promise<BoundedReading> {
  return ofRegularFile(path, async (file) => {
    const buffer = Buffer.alloc(bytes);
    const { bytesRead } = await file.read(buffer, 0, bytes, null);
    return { kind: "read", bytes: buffer.subarray(0, bytesRead) };
  });
}

/** What is read of a regular file. Never throws. */
async function ofRegularFile(
  path: string,
  read: (file: FileHandle, found: Stats) => Promise<BoundedReading>,
): Promise<BoundedReading> {
  try {
    // Looked at before it is opened: opening alone does something to some devices.
    const before = kindOf(await stat(path));
    if (before !== null) return unreadable(`is ${before}`);
    await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = await file.stat();
    const kind = kindOf(found);
    return kind === null ? await read(file, found) : unreadable(`is ${kind}`);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "ENOENT" ? { kind: "missing" } : unreadable(`can't be opened: ${message}`);
  }
}

/** The content of a file as text; null if it is missing or can't be read. */
export async function textOf(path: string, limitBytes: number): Promise<string | null> {
  const reading = await readBounded(path, limitBytes);
  return reading.kind === "read" ? new TextDecoder().decode(reading.bytes) : null;
}

type UnreadableFile = Extract<BoundedReading, { kind: "unreadable" }>;

function unreadable(why: string): UnreadableFile {
  return { kind: "unreadable", why, isTooLarge: false };
}

function tooLarge(limitBytes: number): UnreadableFile {
  const limit = limitBytes >= 1024 * 1024 ? `${limitBytes / 1024 / 1024} MB` : `${limitBytes} bytes`;
  return { kind: "unreadable", why: `has more than ${limit}`, isTooLarge: true };
}

/** What a path is if it is not a regular file: `a folder`; null for a regular file. */
export function kindOf(found: Stats): string | null {
  if (found.isFile()) return null;
  if (found.isDirectory()) return "a folder";
  if (found.isFIFO()) return "a FIFO";
  return found.isSocket() ? "a socket" : "a device";
}

/** Content of a file in `/proc`; null if there is none. Signal handlers use it, so it does not wait. */
export function kernelText(path: `/proc/${string}`, encoding: "utf8" | "latin1" = "utf8"): string | null {
  try {
    return readFileSync(path, encoding);
  } catch {
    return null;
  }
}
