/**
 * Finds absolute paths in a text, such as a command line, that lead into a checkout: the other side would read the same
 * files.
 */
import { lstat, realpath } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { isBelow } from "../files/is-below.ts";
import { ask, gitIn } from "./git-command.ts";

const IS_WINDOWS = sep === "\\";
/**
 * Where a path begins: not within a word, behind a variable, a home or a pattern (`${HOME}/x`, `~/x`), nor at the host
 * of an address, but right after an option's letter, as in `-I/usr/include`. Only on Windows does a backslash begin a
 * path; elsewhere it escapes what follows, a newline or a quote.
 */
const START = IS_WINDOWS
  ? /(?:(?<![\w.\-/\\~})\]*])|(?<=(?:^|\s)-[A-Za-z]))(?:[A-Za-z]:[/\\]|(?<!\b(?!file:)[a-z]\w+:)[/\\])/g
  : /(?:(?<![\w.\-/~})\]*])|(?<=(?:^|\s)-[A-Za-z]))(?<!\b(?!file:)[a-z]\w*:(?=\/\/))\//g;
/** What ends a path without quotes, and what separates the paths of a list. */
const END = IS_WINDOWS ? /[\s'"`:;,|&<>()]/ : /[\s'"`:;,|&<>()\\]/;

/**
 * Real paths that lead into the checkout, each once, without those that belong to no commit: what git ignores, and
 * virtual environments. Both sides may share these.
 *
 * @param root of the checkout: absolute, no symbolic links in it
 */
export async function pathsIntoCheckout(root: string, text: string): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const { path } of await pathsInText(root, text)) {
    if (await isOfCommit(root, relative(root, path))) found.add(path);
  }
  return [...found];
}

/** Where in a text an absolute path is written, and its real path. */
export interface PathInText {
  readonly start: number;
  readonly end: number;
  readonly path: string;
}

/** All paths in a text that lead into a folder, in their order. @param root absolute, no symbolic links in it */
export async function pathsInText(root: string, text: string): Promise<readonly PathInText[]> {
  const found: PathInText[] = [];
  for (const { index } of text.matchAll(START)) {
    const named = written(text.slice(index), root);
    const path = await realPathOf(named, root);
    if (path !== root && !isBelow(path, root)) continue;
    found.push({ start: index, end: index + named.length, path });
  }
  return found;
}

/** The path that a text begins with. The root's own name may contain a space. */
function written(text: string, root: string): string {
  const start = text.startsWith(root) ? root.length : /^([A-Za-z]:)?[/\\]+/.exec(text)?.[0].length;
  const rest = text.slice(start);
  const end = rest.search(END);
  return text.slice(0, text.length - rest.length) + (end === -1 ? rest : rest.slice(0, end));
}

/** The real path of a file that need not exist yet: a command may be about to make it. */
async function realPathOf(path: string, root: string): Promise<string> {
  const named = resolve(path);
  if (named !== root && (await realpath(named).catch(() => null)) === root) return root;
  for (let at = named; ; at = dirname(at)) {
    const real = await realpath(dirname(at)).catch(() => null);
    // The last name stays as it is: `.venv/bin/python` is a link to somewhere else.
    if (real !== null) return join(real, relative(dirname(at), named));
    if (at === dirname(at)) return named;
  }
}

async function isOfCommit(root: string, path: string): Promise<boolean> {
  const git = gitIn(root);
  // A file that was added in spite of the rules is one of the commit's.
  const tracked = await ask(git, "ls-files", "-z", "--", `:(literal)${path.split(sep).join("/")}`);
  if (tracked !== null && tracked !== "") return true;
  let at = "";
  for (const name of path.split(sep).filter((part) => part !== "")) {
    at = join(at, name);
    if ((await lstat(join(root, at, "pyvenv.cfg")).catch(() => null)) !== null) return false;
    if ((await git("check-ignore", "--quiet", "--", at)).exitCode === 0) return false;
  }
  return true;
}
