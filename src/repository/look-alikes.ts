/** What somebody may have meant who named a path that is not there. Pure. */
import { alike } from "../errors/alike.ts";
import { nameOf } from "./path.ts";
import { isFunctionTarget, targetPath } from "./targets.ts";

/** Most paths that are compared, so that nobody waits long for the answer. */
const MOST_PATHS = 20_000;

/**
 * Python files, and folders that hold some, whose paths or names are like those of a target; empty if the target is
 * there, is a pattern, or names a function.
 *
 * @param files relative to the working directory, with forward slashes
 */
export function lookAlikes(target: string, files: readonly string[]): readonly string[] {
  const path = targetPath(target);
  if (path === "" || isFunctionTarget(target) || /[*?[]/.test(path)) return [];
  const paths = pathsAmong(files);
  if (paths.has(path)) return [];
  const all = [...paths].slice(0, MOST_PATHS);
  // A bare name: the file or folder may lie deeper.
  const named = all.filter((one) => nameOf(one) === path || stemOf(one) === path);
  if (named.length > 0) return named;
  const whole = alike(path, all);
  if (whole.length > 0) return whole;
  const names = new Set(alike(nameOf(path), all.map(nameOf)));
  const stems = new Set(names.size > 0 ? [] : alike(path, all.map(stemOf)));
  return all.filter((one) => names.has(nameOf(one)) || stems.has(stemOf(one)));
}

/** Python files and the folders above them. */
function pathsAmong(files: readonly string[]): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const file of files) {
    if (!file.endsWith(".py")) continue;
    for (let end = file.indexOf("/"); end !== -1; end = file.indexOf("/", end + 1)) {
      paths.add(file.slice(0, end));
    }
    paths.add(file);
  }
  return paths;
}

function stemOf(path: string): string {
  return nameOf(path).replace(/\.py$/, "");
}
