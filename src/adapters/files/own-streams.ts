/** Our own output streams, which have names of files as well. */
import { readlinkSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";

/** A name of our own standard output, on every platform. */
export const STANDARD_OUTPUT = "/dev/stdout";

/** How many links are followed: as many as Linux follows. */
const MOST_LINKS = 40;

/** Whether what is written there comes out where the result is printed. */
export function isStandardOutput(path: string): boolean {
  return ownStream(path) === process.stdout;
}

/**
 * Our own output stream, if the path is one of its names or leads to one: a pipe can't be opened a second time, and a
 * file must not be replaced while the shell writes to it.
 */
export function ownStream(path: string): NodeJS.WriteStream | null {
  let name: string | null = resolve(path);
  for (let links = 0; name !== null && links < MOST_LINKS; links += 1) {
    const stream = streamOfName(name);
    if (stream !== null) return stream;
    name = oneLinkOn(name);
  }
  return null;
}

function streamOfName(absolute: string): NodeJS.WriteStream | null {
  const name = absolute
    .replace(/^[A-Za-z]:/, "")
    .split(sep)
    .join("/");
  const folders = `/dev/fd|/proc/(?:self|thread-self|${process.pid})(?:/task/\\d+)?/fd`;
  const [, number] = new RegExp(`^(?:${folders})/([12])$`).exec(name) ?? [];
  if (name === STANDARD_OUTPUT || number === "1") return process.stdout;
  return name === "/dev/stderr" || number === "2" ? process.stderr : null;
}

/** Where a path leads by one link: of its folders, or its own; null if it has none. */
function oneLinkOn(path: string): string | null {
  try {
    const inRealFolder = join(realpathSync(dirname(path)), basename(path));
    return inRealFolder === path ? resolve(dirname(path), readlinkSync(path)) : inRealFolder;
  } catch {
    return null;
  }
}
