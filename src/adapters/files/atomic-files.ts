/**
 * Writes files whole or not at all, even if the run is interrupted while writing. What is not a regular file (a device,
 * a FIFO, a terminal) is written to and not replaced.
 */
import { constants } from "node:fs";
import { mkdir, open, stat, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { GateError } from "../../errors.ts";
import type { Content, Files } from "../../ports/files.ts";
import { ownStream } from "./own-streams.ts";
import { assertStaysInside } from "./stays-inside.ts";

/** How long the reader of a FIFO may take nothing before it is given up. */
const READER_SECONDS = 30;
const RETRY_MS = 20;

/** Files that a run writes. @param folder what relative paths are relative to: absolute */
export function atomicFiles(folder: string): Files {
  return {
    async write(path, content) {
      try {
        await writeInside(folder, resolve(folder, path), content);
      } catch (error) {
        throw new GateError(
          `${path} could not be written: ${error instanceof Error ? error.message : String(error)}`,
          "Name a file in a folder that is writable and has free space.",
          { cause: error },
        );
      }
    },
  };
}

/**
 * Writes a file where a user named it. A path in the checkout may not lead out of it, because a link in it may come
 * from somebody's commit.
 *
 * @param folder in the checkout: absolute
 * @throws Error whose message says why not
 */
export async function writeInside(
  folder: string,
  target: string,
  content: Content | Uint8Array,
): Promise<void> {
  await assertStaysInside(folder, target);
  await writeWhole(target, content);
}

/** Writes a file whole, and makes the folders it needs. @throws the file system's own error */
export async function writeWhole(path: string, content: Content | Uint8Array): Promise<void> {
  const stream = ownStream(path);
  if (stream !== null) return writeToStream(stream, content);
  const found = await stat(path).catch(() => null);
  if (found !== null && !found.isFile() && !found.isDirectory()) return writeInto(path, content);
  await mkdir(dirname(path), { recursive: true });
  // The library writes once, and takes what a full disk leaves of that for the whole. Node writes until all is there.
  const nothing = null as unknown as string;
  await writeFileAtomic(path, nothing, { tmpfileCreated: (temporary) => writeFile(temporary, content) });
}

async function writeToStream(stream: NodeJS.WriteStream, content: Content | Uint8Array): Promise<void> {
  for (const piece of piecesOf(content)) {
    await new Promise<void>((done, fail) => {
      stream.write(piece, (error) => (error ? fail(error) : done()));
    });
  }
}

/** Writes without waiting in the kernel: a FIFO that nobody reads would block for ever. */
async function writeInto(path: string, content: Content | Uint8Array): Promise<void> {
  let patience = Date.now() + READER_SECONDS * 1000;
  const retry = async <T>(code: string, what: string, attempt: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== code) throw error;
        if (Date.now() > patience) throw new Error(what, { cause: error });
        await new Promise((done) => setTimeout(done, RETRY_MS));
      }
    }
  };
  const flags = constants.O_WRONLY | (constants.O_NONBLOCK ?? 0);
  await using file = await retry("ENXIO", `nothing read it within ${READER_SECONDS} s`, () =>
    open(path, flags),
  );
  for (const piece of piecesOf(content)) {
    for (let rest = Buffer.from(piece); rest.length > 0; ) {
      const { bytesWritten } = await retry("EAGAIN", `nothing read the rest within ${READER_SECONDS} s`, () =>
        file.write(rest),
      );
      rest = rest.subarray(bytesWritten);
      patience = Date.now() + READER_SECONDS * 1000;
    }
  }
}

function piecesOf(content: Content | Uint8Array): Iterable<string | Uint8Array> {
  return typeof content === "string" || content instanceof Uint8Array ? [content] : content;
}
