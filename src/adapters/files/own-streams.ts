/** Our own output streams, which have names of files as well. */
import { sep } from "node:path";

/** A name of our own standard output, on every platform. */
export const STANDARD_OUTPUT = "/dev/stdout";

/** Whether what is written there comes out where the result is printed. */
export function isStandardOutput(path: string | null): boolean {
  return path !== null && ownStream(path) === process.stdout;
}

/**
 * Our own output stream, if the path is one of its names: a pipe can't be opened a second time, and a file must not be
 * replaced while the shell writes to it.
 */
export function ownStream(path: string): NodeJS.WriteStream | null {
  const name = path.split(sep).join("/");
  if (/^(\/dev\/stdout|\/dev\/fd\/1|\/proc\/self\/fd\/1)$/.test(name)) return process.stdout;
  if (/^(\/dev\/stderr|\/dev\/fd\/2|\/proc\/self\/fd\/2)$/.test(name)) return process.stderr;
  return null;
}
