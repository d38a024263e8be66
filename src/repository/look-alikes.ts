/** What somebody may have meant who named paths that are not there. Pure. */
import { candidatesOf, closestTo, MOST_ASKED, wholeEffort } from "../errors/alike.ts";
import { foldersAbove, nameOf } from "./path.ts";
import { isFunctionTarget, namedBy, targetPath } from "./targets.ts";

/** Most paths that are compared, so that nobody waits long for the answer. */
const MOST_PATHS = 20_000;

/**
 * Python files, and folders that hold some, whose paths or names are like those of targets that are not there. Patterns
 * and functions are like nothing. What is named already is not meant by another name. All targets share one effort, and
 * once there are as many paths as a question names, no further target is looked at.
 *
 * @param files relative to the working directory, with forward slashes
 */
export function lookAlikes(targets: readonly string[], files: readonly string[]): readonly string[] {
  const mistyped = new Set(targets.filter(mayBeMistyped).map(targetPath));
  if (mistyped.size === 0) return [];
  const there = pathsAmong(files);
  const isNamed = namedBy(targets);
  const known = knownPaths([...there].filter((path) => !isNamed(path)).slice(0, MOST_PATHS));
  const found = new Set<string>();
  for (const path of mistyped) {
    if (there.has(path)) continue;
    for (const one of known.like(path)) found.add(one);
    if (found.size >= MOST_ASKED) break;
  }
  return [...found];
}

function mayBeMistyped(target: string): boolean {
  const path = targetPath(target);
  return path !== "" && !isFunctionTarget(target) && !/[*?[]/.test(path);
}

/** Paths, with what is computed once for all that is compared with them. */
function knownPaths(paths: readonly string[]) {
  const effort = wholeEffort();
  const byName = pathsBy(paths, nameOf);
  const byStem = pathsBy(paths, stemOf);
  const whole = candidatesOf(paths);
  const names = candidatesOf(byName.keys());
  const stems = candidatesOf(byStem.keys());
  const inOrder = (found: readonly string[], by: ReadonlyMap<string, readonly string[]>) =>
    found.flatMap((one) => by.get(one) ?? []);
  return {
    like(path: string): readonly string[] {
      // A bare name: the file or folder may lie deeper.
      const named = [...new Set([...(byName.get(path) ?? []), ...(byStem.get(path) ?? [])])];
      if (named.length > 0) return named;
      const asWhole = closestTo(path, whole, effort);
      if (asWhole.length > 0) return asWhole;
      const byItsName = inOrder(closestTo(nameOf(path), names, effort), byName);
      return byItsName.length > 0 ? byItsName : inOrder(closestTo(path, stems, effort), byStem);
    },
  };
}

function pathsBy(
  paths: readonly string[],
  partOf: (path: string) => string,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const path of paths) {
    const same = found.get(partOf(path));
    if (same === undefined) found.set(partOf(path), [path]);
    else same.push(path);
  }
  return found;
}

/** Python files and the folders above them, each folder before what is in it. */
function pathsAmong(files: readonly string[]): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const file of files) {
    if (!file.endsWith(".py")) continue;
    const above: string[] = [];
    for (const folder of foldersAbove(file)) {
      if (paths.has(folder)) break;
      above.push(folder);
    }
    for (const folder of above.reverse()) paths.add(folder);
    paths.add(file);
  }
  return paths;
}

function stemOf(path: string): string {
  return nameOf(path).replace(/\.py$/, "");
}
