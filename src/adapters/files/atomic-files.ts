/**
 * Writes files whole or not at all, even if the run is interrupted while writing. What is not a regular file (a device,
 * a FIFO, a terminal) is written to and not replaced.
 */
import { constants, existsSync } from "node:fs";
import { access, lstat, mkdir, open, readlink, realpath, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { GateError } from "../../errors.ts";
import type { Content, Files } from "../../ports/files.ts";
import { isBelow } from "./is-below.ts";

/** How long the reader of a FIFO may take nothing before it is given up. */
const READER_SECONDS = 30;
const RETRY_MS = 20;

/** @param folder what relative paths are relative to: absolute */
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

/** A name of our own standard output, on every platform. */
export const STANDARD_OUTPUT = "/dev/stdout";

/**
 * Refuses a place that can't be written to, before anything is measured, and without writing. Below the working
 * directory, missing folders are made; anywhere else, a missing folder is most likely a typing error.
 *
 * @param folder what relative paths are relative to: absolute
 * @throws GateError
 */
export async function requireWritable(path: string, folder: string): Promise<void> {
  const file = resolve(folder, path);
  if (ownStream(path) !== null) return;
  const refuse = (why: string, advice: string): never => {
    throw new GateError(`${path} can't be written: ${why}`, advice);
  };
  const found = await stat(file).catch(() => null);
  if (found?.isDirectory()) refuse("it is a folder", `Name a file in it, such as ${join(path, "FILE")}.`);
  const above = nearestAbove(file);
  if (above !== dirname(file) && !isBelow(file, folder)) {
    refuse(
      `the folder ${dirname(file)} does not exist`,
      "Create the folder, or name a file in one that exists.",
    );
  }
  if (!(await stat(above)).isDirectory()) refuse(`${above} is not a folder`, "Name a file in a folder.");
  // A file is replaced, for which its folder has to be writable; a device or a FIFO is written to.
  const isReplaced = found === null || found.isFile();
  await access(isReplaced ? above : file, constants.W_OK).catch((error: unknown) =>
    refuse(
      error instanceof Error ? error.message : String(error),
      "Name a file in a folder that is writable.",
    ),
  );
  await assertStaysInside(folder, file).catch((error: Error) =>
    refuse(error.message, "Name a file that no link leads away from."),
  );
}

/** What exists of the folders above a path, the nearest of them. */
function nearestAbove(path: string): string {
  const above = dirname(path);
  return existsSync(above) || above === path ? above : nearestAbove(above);
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

/** Checks that no link in a path of the checkout leads out of it. @throws Error whose message says where it leads */
async function assertStaysInside(folder: string, target: string): Promise<void> {
  const checkout = checkoutOf(folder);
  if (checkout === null || !isBelow(target, checkout)) return;
  const place = await whereLinksLead(target);
  const root = await realpath(checkout);
  if (!isBelow(place, root) || isBelow(place, join(root, ".git"))) {
    throw new Error(`a symbolic link in its path leads out of the checkout, to ${place}`);
  }
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

/** The root of the repository that a folder is in; null outside of one. */
function checkoutOf(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return null;
  }
}

/** The path that links lead to. The file itself need not exist yet. */
async function whereLinksLead(target: string, depth = 0): Promise<string> {
  if (depth > 40) throw new Error("symbolic links in its path form a loop");
  const real = await realpath(target).catch(() => null);
  if (real !== null) return real;
  const found = await lstat(target).catch(() => null);
  const above = dirname(target) === target ? target : await whereLinksLead(dirname(target), depth + 1);
  if (found?.isSymbolicLink() !== true) return join(above, basename(target));
  // A link to what is not there yet: it would be made at its end.
  return whereLinksLead(resolve(above, await readlink(target)), depth + 1);
}

/** Whether what is written there comes out where the result is printed. */
export function isStandardOutput(path: string | null): boolean {
  return path !== null && ownStream(path) === process.stdout;
}

/**
 * Our own output stream, if the path is one of its names: a pipe can't be opened a second time, and a file must not be
 * replaced while the shell writes to it.
 */
function ownStream(path: string): NodeJS.WriteStream | null {
  const name = path.split(sep).join("/");
  if (/^(\/dev\/stdout|\/dev\/fd\/1|\/proc\/self\/fd\/1)$/.test(name)) return process.stdout;
  if (/^(\/dev\/stderr|\/dev\/fd\/2|\/proc\/self\/fd\/2)$/.test(name)) return process.stderr;
  return null;
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
