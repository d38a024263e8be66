/** Whether a path in a checkout stays in it, wherever its links lead. */
import { existsSync } from "node:fs";
import { lstat, readlink, realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { isBelow } from "./is-below.ts";

/** Checks that no link in a path of the checkout leads out of it. @throws Error whose message says where it leads */
export async function assertStaysInside(folder: string, target: string): Promise<void> {
  const checkout = checkoutOf(folder);
  if (checkout === null || !isBelow(target, checkout)) return;
  const place = await whereLinksLead(target);
  const root = await realpath(checkout);
  if (!isBelow(place, root) || isBelow(place, join(root, ".git"))) {
    throw new Error(`a symbolic link in its path leads out of the checkout, to ${place}`);
  }
}

/** The root of the repository that a folder is in; null outside of one. */
function checkoutOf(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return null;
  }
}

/** The path that links lead to. The file itself need not exist yet. */
export async function whereLinksLead(target: string, depth = 0): Promise<string> {
  if (depth > 40) throw new Error("symbolic links in its path form a loop");
  const real = await realpath(target).catch(() => null);
  if (real !== null) return real;
  const found = await lstat(target).catch(() => null);
  const above = dirname(target) === target ? target : await whereLinksLead(dirname(target), depth + 1);
  if (found?.isSymbolicLink() !== true) return join(above, basename(target));
  // A link to what is not there yet: it would be made at its end.
  return whereLinksLead(resolve(above, await readlink(target)), depth + 1);
}
