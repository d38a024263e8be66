/**
 * The self-comparison guard: a gate that measures the same code twice passes everything. Each side says which
 * files it loaded, and a base that ran head's code, or neither side's, is an error and never a pass. Pure.
 */
import { GateError } from "../errors.ts";
import type { SideName } from "../model.ts";
import type { LoadedModule } from "./lock-step.ts";

export interface GuardedSide {
  readonly name: SideName;
  /** Root of the checkout. */
  readonly root: string;
  /** The side's own virtual environment, which counts as its tree; null when it has none. */
  readonly ownEnvironment: string | null;
  /** Interpreter and library folders: nobody's tree, even where they lie inside one. */
  readonly prefixes: readonly string[];
  readonly modules: readonly LoadedModule[];
  /** Whether git knows the file (relative to the checkout), or at least does not ignore it. */
  readonly isSource: (relativePath: string) => boolean;
}

export interface GuardFacts {
  readonly base: GuardedSide;
  readonly head: GuardedSide;
  /** Files laid over base from head, relative to the checkout: the same on both sides by intent. */
  readonly sharedFiles: (relativePath: string) => boolean;
  /** Import names of the project's own packages and modules. */
  readonly projectNames: ReadonlySet<string>;
  /** After measuring: all that would ever be imported has been, so that a side without code of its own is wrong. */
  readonly complete: boolean;
}

/** @throws GateError saying which module came from where, when the sides are not two trees */
export function assertSidesDiffer(facts: GuardFacts): void {
  assertOwnCode(facts.base, facts.head, facts);
  assertOwnCode(facts.head, facts.base, facts);
}

/** One side, where nothing is known of the other's tree. @throws GateError as above */
export function assertOwnTree(side: GuardedSide, facts: Omit<GuardFacts, "base" | "head">): void {
  const unknown: GuardedSide = { ...side, root: "\0", ownEnvironment: null, prefixes: [] };
  assertOwnCode(side, unknown, facts);
}

function assertOwnCode(
  side: GuardedSide,
  other: GuardedSide,
  facts: Omit<GuardFacts, "base" | "head">,
): void {
  let own = 0;
  const otherNames = new Set(other.modules.map((module) => module.name));
  for (const module of side.modules) {
    const place = placeOf(module.file, side);
    if (place === "own") {
      const path = relativeTo(side.root, module.file);
      const isShared = facts.sharedFiles(path);
      if (!isShared && !isNobodysProof(module)) own++;
      const isBuilt = /\.(so|pyd)$/.test(path) && isInside(module.file, side.root) && !side.isSource(path);
      if (isBuilt && !isShared && !otherNames.has(module.name)) throw builtOnOneSide(side, module);
      continue;
    }
    if (placeOf(module.file, other) === "own") {
      throw sameCode(`${side.name} loaded \`${module.name}\` from ${other.name}'s tree (${module.file})`);
    }
    if (facts.projectNames.has(topLevel(module))) {
      throw sameCode(`${side.name} loaded \`${module.name}\` from neither tree (${module.file})`);
    }
  }
  if (own === 0 && facts.complete) {
    throw sameCode(
      `${side.name} loaded no code from its own tree (${side.root}) besides what benchmarks names, which is head's on both sides`,
    );
  }
}

/** Test folders and conftest files are loaded from everywhere and say nothing about the code under test. */
function isNobodysProof(module: LoadedModule): boolean {
  return NOT_PROJECT.has(topLevel(module)) || /(^|[/\\])conftest\.py$/.test(module.file);
}

function topLevel(module: LoadedModule): string {
  return module.name.split(".")[0] ?? module.name;
}

function builtOnOneSide(side: GuardedSide, module: LoadedModule): GateError {
  return new GateError(
    `${side.name} runs \`${module.name}\` from a file that was built into its tree (${module.file}), and the other side has none, so that two different programs would be compared`,
    "Set setup to the command that builds and installs the project, so that each side gets its own.",
  );
}

function sameCode(what: string): GateError {
  return new GateError(
    `Base and head would run the same code: ${what}`,
    "Name only the benchmarks in benchmarks, set python-path to the folders that hold the code, or set setup to the command that installs it, so that each side gets its own virtual environment.",
  );
}

function placeOf(file: string, side: GuardedSide): "own" | "elsewhere" {
  if (side.ownEnvironment !== null && isInside(file, side.ownEnvironment)) return "own";
  if (!isInside(file, side.root)) return "elsewhere";
  // An environment inside the checkout is nobody's code; a checkout inside an environment (`/usr/src/app` below
  // `/usr`) is still the side's own.
  const nested = side.prefixes.filter((prefix) => isInside(prefix, side.root));
  return nested.some((prefix) => isInside(file, prefix)) ? "elsewhere" : "own";
}

function isInside(file: string, folder: string): boolean {
  return file.startsWith(
    folder.endsWith("/") || folder.endsWith("\\") ? folder : `${folder}${folder.includes("\\") ? "\\" : "/"}`,
  );
}

function relativeTo(root: string, file: string): string {
  return file.startsWith(root) ? file.slice(root.length + 1).replaceAll("\\", "/") : file;
}

/**
 * Import names of the project's own code: the topmost packages (folders with `__init__.py`) and the modules
 * in its code folders. Vendored copies, tests and the like are nobody's proof either way.
 *
 * @param files paths relative to the checkout, forward slashes
 * @param codeFolders the side's python path relative to the checkout, `""` for the checkout itself
 */
export function projectNames(files: readonly string[], codeFolders: readonly string[]): ReadonlySet<string> {
  const packages = new Set(
    files
      .filter((file) => file.endsWith("/__init__.py"))
      .map((file) => file.slice(0, -"/__init__.py".length)),
  );
  const names = new Set<string>();
  for (const folder of packages) {
    const parent = folder.includes("/") ? folder.slice(0, folder.lastIndexOf("/")) : "";
    if (packages.has(parent) || folder.split("/").some((part) => NOT_PROJECT.has(part))) continue;
    names.add(folder.slice(folder.lastIndexOf("/") + 1));
  }
  for (const file of files) {
    const parent = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "";
    const name = /^([A-Za-z_]\w*)\.py$/.exec(file.slice(parent === "" ? 0 : parent.length + 1))?.[1];
    if (name !== undefined && codeFolders.includes(parent) && !NOT_PROJECT.has(name)) names.add(name);
  }
  return names;
}

/** Names that many distributions install or vendor a copy of. */
const NOT_PROJECT = new Set([
  "vendor",
  "vendored",
  "_vendor",
  "third_party",
  "extern",
  "externals",
  "test",
  "tests",
  "testing",
  "docs",
  "doc",
  "examples",
  "scripts",
  "tools",
  "benchmarks",
  "benchmark",
  "bench",
  "conftest",
  "setup",
  "noxfile",
  "tasks",
  "__init__",
  "__main__",
]);
