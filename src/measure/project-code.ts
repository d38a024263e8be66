/**
 * Under which names the project's own code is imported, to tell a copy of it that is installed somewhere from modules of
 * others that happen to be called alike. Pure.
 */
import type { LoadedModule } from "./lock-step.ts";

export interface ProjectCode {
  /** Dotted names of the topmost packages, and of modules beside them. */
  readonly names: ReadonlySet<string>;
  /**
   * Folders of packages by their last name alone, where nothing says that it is the whole one: `calendar` for
   * `apps/calendar`. A copy is one whose files are all among the folder's.
   */
  readonly perhaps: ReadonlyMap<string, string>;
  /** Relative to the checkout. */
  readonly files: ReadonlySet<string>;
}

/** Folders that hold packages, by custom, and are none themselves. */
const HOLDS_PACKAGES = new Set(["src", "lib", "python", "source", "sources"]);
const PACKAGING = new Set(["pyproject.toml", "setup.py", "setup.cfg"]);

/**
 * The topmost packages (folders with `__init__.py`), with the namespace packages around them, and the modules in the code
 * folders. Vendored copies, tests and the like are nobody's proof either way.
 *
 * @param files paths relative to the checkout, forward slashes
 * @param codeFolders the side's python path relative to the checkout, `""` for the checkout itself
 */
export function projectCode(files: readonly string[], codeFolders: readonly string[]): ProjectCode {
  const packages = new Set(
    files
      .filter((file) => file.endsWith("/__init__.py"))
      .map((file) => file.slice(0, -"/__init__.py".length)),
  );
  const installable = new Set(files.filter((file) => PACKAGING.has(nameOf(file))).map(parentOf));
  const roots = new Set([...codeFolders, ...installable]);
  const names = new Set<string>();
  const perhaps = new Map<string, string>();
  for (const folder of packages) {
    if (packages.has(parentOf(folder)) || folder.split("/").some((part) => NOT_PROJECT.has(part))) continue;
    const isRoot = (at: string) => roots.has(at) || HOLDS_PACKAGES.has(nameOf(at));
    for (let at = parentOf(folder); ; at = parentOf(at)) {
      const rest = folder.slice(at === "" ? 0 : at.length + 1);
      if (isRoot(at) && isDottable(rest)) names.add(rest.replaceAll("/", "."));
      if (at === "") break;
    }
    if (!names.has(nameOf(folder))) perhaps.set(nameOf(folder), folder);
  }
  for (const file of files) {
    const name = /^([A-Za-z_]\w*)\.py$/.exec(nameOf(file))?.[1];
    if (name !== undefined && codeFolders.includes(parentOf(file)) && !NOT_PROJECT.has(name)) names.add(name);
  }
  return { names, perhaps, files: new Set(files) };
}

/** Whether modules that were loaded from outside of both trees are a copy of the project's code: the first of them. */
export function copyOfProject(
  modules: readonly LoadedModule[],
  { names, perhaps, files }: ProjectCode,
): LoadedModule | null {
  const others = modules.filter(({ file }) => !isOfPython(file));
  const named = others.find(({ name }) => prefixesOf(name).some((prefix) => names.has(prefix)));
  if (named !== undefined) return named;
  for (const [name, folder] of perhaps) {
    const alike = others.filter((module) => topLevel(module) === name);
    const [first] = alike;
    if (first !== undefined && alike.every((module) => isFileOf(folder, module, files))) return first;
  }
  return null;
}

/** Test folders and conftest files are loaded from everywhere and say nothing about the code under test. */
export function isNobodysProof(module: LoadedModule): boolean {
  // A script is what a child process was started with.
  if (module.name === "__main__") return false;
  return NOT_PROJECT.has(topLevel(module)) || /(^|[/\\])conftest\.py$/.test(module.file);
}

/** The standard library is nobody's project. */
function isOfPython(file: string): boolean {
  const path = file.replaceAll("\\", "/");
  return /\/lib(64)?\/(python|pypy)3\.\d+t?\/(?!(site|dist)-packages\/)|\/Lib\/(?!site-packages\/)/.test(
    path,
  );
}

function isFileOf(folder: string, { name, file }: LoadedModule, files: ReadonlySet<string>): boolean {
  const [, ...rest] = name.split(".");
  const base = nameOf(file.replaceAll("\\", "/"));
  const below = base.startsWith("__init__.") ? [...rest, base] : [...rest.slice(0, -1), base];
  return files.has([folder, ...below].join("/"));
}

/** `a`, `a.b` and `a.b.c` of `a.b.c`. */
function prefixesOf(name: string): string[] {
  const parts = name.split(".");
  return parts.map((_, index) => parts.slice(0, index + 1).join("."));
}

function topLevel(module: LoadedModule): string {
  return module.name.split(".")[0] ?? module.name;
}

function isDottable(path: string): boolean {
  return path.split("/").every((part) => /^[A-Za-z_]\w*$/.test(part));
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
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
