/** Whether base has anything that head's benchmarks could be compared with, or is older than the project. Pure. */
import type { LoadedModule } from "../findings/loaded-module.ts";

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
export function hasProject(facts: ProjectFacts): boolean {
  const { root, modules, onBase } = facts;
  const { ran, code } = codeOfHead(facts);
  if (code.length === 0) return true;
  const there = new Set(onBase);
  if (code.some((path) => there.has(path))) return true;
  const packages = new Set(
    modules
      .filter(({ file }) => ran.has(file.slice(root.length + 1)))
      .map(({ name }) => name.split(".")[0] ?? name),
  );
  return goneFromBase(facts).some((path) => namesIn(path).some((name) => packages.has(name)));
}

/** What base may have under another name: code of head, and Python of base, each where the other side has nothing. */
export function maybeRenamed(facts: ProjectFacts): {
  readonly onHead: readonly string[];
  readonly onBase: readonly string[];
} {
  const there = new Set(facts.onBase);
  return {
    onHead: codeOfHead(facts).code.filter((path) => path.endsWith(".py") && !there.has(path)),
    onBase: goneFromBase(facts),
  };
}

function codeOfHead({ root, modules, onHead, isShared }: ProjectFacts) {
  const inside = `${root}/`;
  const loaded = modules
    .filter(({ file }) => file.startsWith(inside))
    .map(({ file }) => file.slice(inside.length));
  const known = new Set(onHead);
  const own = (paths: readonly string[]) => paths.filter((path) => known.has(path) && !isShared(path));
  const ran = own(loaded);
  return {
    ran: new Set(ran),
    code: ran.length > 0 ? ran : own(onHead.filter((path) => path.endsWith(".py"))),
  };
}

function goneFromBase({ onHead, onBase, isShared }: ProjectFacts): string[] {
  const known = new Set(onHead);
  return onBase.filter((path) => path.endsWith(".py") && !known.has(path) && !isShared(path));
}

/** What the module of a file, or a package that it lies in, could be called. */
function namesIn(path: string): string[] {
  return path.replace(/\.py$/, "").split("/");
}
