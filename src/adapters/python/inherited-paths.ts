/**
 * Variables of the job that hold paths into head's checkout, such as `GITHUB_WORKSPACE`. To base they would name head's
 * code and data, so base gets them with the same places in its own checkout.
 */
import { lstat } from "node:fs/promises";
import { delimiter, isAbsolute, join, normalize, relative, sep } from "node:path";
import { isBelow } from "../files/is-below.ts";
import { ask, type Git, gitIn } from "../git/git-command.ts";
import { type PathInText, pathsInText } from "../git/paths-into-checkout.ts";

/** Variables for folders where programs keep what is not code. `side-folders.ts` gives each side its own. */
const FOLDERS_OF_PROGRAMS = /^(HOME|USERPROFILE|TMPDIR|TEMP|TMP|XDG_\w+)$/i;

export interface InheritedPaths {
  readonly environment: Readonly<Record<string, string>>;
  /** Names of variables whose value was changed. */
  readonly changed: readonly string[];
}

/**
 * Variables for base, with paths into head's checkout led into base's. A path to what only head has and git does not
 * know stays as it is: virtual environments, caches, what an earlier step built.
 *
 * @param head root of head's checkout, absolute and without links
 * @param base root of base's
 */
export async function pathsOfBase(
  environment: Readonly<Record<string, string>>,
  head: string,
  base: string,
): Promise<InheritedPaths> {
  const git = gitIn(head);
  const places = new Map<string, Promise<boolean>>();
  const hasBase = (path: string) => {
    const known = places.get(path) ?? isOfBase(path, base, git);
    places.set(path, known);
    return known;
  };
  const values = await Promise.all(
    Object.entries(environment).map(async ([name, value]): Promise<[string, string]> => {
      if (FOLDERS_OF_PROGRAMS.test(name)) return [name, value];
      return [name, await ofBase(value, head, base, hasBase)];
    }),
  );
  return {
    environment: Object.fromEntries(values),
    changed: values.filter(([name, value]) => environment[name] !== value).map(([name]) => name),
  };
}

async function ofBase(
  text: string,
  head: string,
  base: string,
  hasBase: (path: string) => Promise<boolean>,
): Promise<string> {
  let changed = "";
  let last = 0;
  for (const { start, end, path } of await pathsOf(text, head)) {
    const inside = relative(head, path);
    if (start < last || !(await hasBase(inside))) continue;
    const named = text.slice(start, end);
    // In an address, `file:///`, only the last slash belongs to the path.
    const lead = /^\/*(?=\/)/.exec(named)?.[0] ?? "";
    const slash = /[/\\]$/.test(named) ? sep : "";
    changed += text.slice(last, start) + lead + join(base, inside) + slash;
    last = end;
  }
  return changed + text.slice(last);
}

/** Paths in a text. A part of a list that is a path as a whole is one path, even if it contains spaces. */
async function pathsOf(text: string, head: string): Promise<readonly PathInText[]> {
  const whole: PathInText[] = [];
  let start = 0;
  for (const part of text.split(delimiter)) {
    const end = start + part.length;
    if (isAbsolute(part) && isBelow(part, head) && (await exists(part))) {
      whole.push({ start, end, path: normalize(part).replace(/[/\\]$/, "") });
    }
    start = end + delimiter.length;
  }
  const isInWhole = (one: PathInText) => whole.some((part) => part.start <= one.start && one.end <= part.end);
  const others = (await pathsInText(head, text)).filter((one) => !isInWhole(one));
  return [...whole, ...others].sort((a, b) => a.start - b.start);
}

/**
 * Whether base has the path, or would have it if the change did not add it to the commit.
 *
 * @param path relative to the checkout
 */
async function isOfBase(path: string, base: string, git: Git): Promise<boolean> {
  if (path === "" || (await exists(join(base, path)))) return true;
  const tracked = await ask(git, "ls-files", "-z", "--", `:(literal)${path.split(sep).join("/")}`);
  return tracked !== null && tracked !== "";
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}
