/**
 * Where a path in a checkout leads, and which symbolic links it leads through: each of them may be another one on base.
 */
import { readlink } from "node:fs/promises";
import { dirname, isAbsolute, join, parse, relative, sep } from "node:path";

export interface Way {
  /**
   * Real places of the links on the way that lie below the root, in the order in which they are met, relative to the
   * root.
   */
  readonly links: readonly string[];
  /** Absolute path without links, which need not exist; null if the links run in a circle. */
  readonly end: string | null;
}

/** Most links on one way, as in Linux. More of them count as a circle. */
const MOST_LINKS = 40;

/** The way of a path through links. @param root absolute, without links @param path absolute */
export async function wayOf(root: string, path: string): Promise<Way> {
  const links: string[] = [];
  let met = 0;
  const isInside = path === root || path.startsWith(root + sep);
  let at = isInside ? root : parse(path).root;
  const rest = path.slice(at.length).split(sep);
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === "" || name === ".") continue;
    if (name === "..") {
      at = dirname(at);
      continue;
    }
    const next = join(at, name);
    const text = await readlink(next).catch(() => null);
    if (text === null) {
      at = next;
      continue;
    }
    met += 1;
    if (met > MOST_LINKS) return { links, end: null };
    if (next.startsWith(root + sep)) links.push(relative(root, next).split(sep).join("/"));
    if (isAbsolute(text)) at = parse(text).root;
    rest.unshift(...text.slice(isAbsolute(text) ? at.length : 0).split(sep));
  }
  return { links, end: at };
}
