/** Whether base has anything that head's benchmarks could be compared with, or is older than the project. Pure. */
import type { LoadedModule } from "./lock-step.ts";

export interface ProjectFacts {
  /** Root of head's checkout. */
  readonly root: string;
  /** What head's process had loaded once its benchmarks were collected. */
  readonly modules: readonly LoadedModule[];
  /** Files of either side, relative to the checkout. */
  readonly onHead: readonly string[];
  readonly onBase: readonly string[];
  /** Whether base takes the file over from head, as it does with benchmarks. */
  readonly isShared: (path: string) => boolean;
}

/**
 * One file of the code that the benchmarks run is enough: where base has that and runs none of them, something is wrong
 * with base, and a change may hide behind it. What head has not said that it loads is all of its Python; where it has
 * none, nobody knows, and base counts as having it. Code may have moved: a package of the same name, in a place where head
 * has it no more, is base's version of it.
 */
export function hasProject({ root, modules, onHead, onBase, isShared }: ProjectFacts): boolean {
  const inside = `${root}/`;
  const loaded = modules
    .filter(({ file }) => file.startsWith(inside))
    .map(({ file }) => file.slice(inside.length));
  const known = new Set(onHead);
  const own = (paths: readonly string[]) => paths.filter((path) => known.has(path) && !isShared(path));
  const ran = own(loaded);
  const code = ran.length > 0 ? ran : own(onHead.filter((path) => path.endsWith(".py")));
  if (code.length === 0) return true;
  const there = new Set(onBase);
  if (code.some((path) => there.has(path))) return true;
  const moved = onBase.filter((path) => path.endsWith(".py") && !known.has(path) && !isShared(path));
  const packages = new Set(
    modules
      .filter(({ file }) => file.startsWith(inside) && ran.includes(file.slice(inside.length)))
      .map(({ name }) => name.split(".")[0] ?? name),
  );
  return moved.some((path) => namesIn(path).some((name) => packages.has(name)));
}

/** What the module of a file, or a package that it lies in, could be called. */
function namesIn(path: string): string[] {
  return path.replace(/\.py$/, "").split("/");
}
