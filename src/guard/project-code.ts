/**
 * Under which names the project's own code is imported, to tell a copy of it that is installed somewhere from modules of
 * others that happen to be called alike. Pure.
 */
import type { LoadedModule } from "../findings/loaded-module.ts";
import { normalizedName } from "../plan/declared-distributions.ts";
import type { Installed } from "../ports/environments.ts";
import { nameOf, parentOf } from "../repository/path.ts";

export interface ProjectCode {
  /** Dotted names of the topmost packages, and of modules beside them. */
  readonly names: ReadonlySet<string>;
  /**
   * Folders of packages by their last name alone, where nothing says that it is the whole one: `calendar` for
   * `apps/calendar`, and for all of other projects of the repository. A copy is one whose files are all among those of
   * one of the folders.
   */
  readonly perhaps: ReadonlyMap<string, readonly string[]>;
  /** Files of the repository, relative to the checkout. */
  readonly files: ReadonlySet<string>;
}

/** Folders that hold packages, by custom, and are none themselves. */
const HOLDS_PACKAGES = new Set(["src", "lib", "python", "source", "sources"]);
const PACKAGING = new Set(["pyproject.toml", "setup.py", "setup.cfg"]);

/**
 * The topmost packages (folders with `__init__.py`), with the namespace packages around them, and the modules in the code
 * folders. Vendored copies, tests and the like are nobody's proof either way.
 *
 * @param files of the repository: paths relative to the checkout, forward slashes
 * @param codeFolders the side's python path relative to the checkout, `""` for the checkout itself
 * @param project folder of the project that is measured, relative to the checkout
 */
export function projectCode(
  files: readonly string[],
  codeFolders: readonly string[],
  project = "",
): ProjectCode {
  const packages = new Set(
    files
      .filter((file) => file.endsWith("/__init__.py"))
      .map((file) => file.slice(0, -"/__init__.py".length)),
  );
  const projects = files.filter((file) => PACKAGING.has(nameOf(file))).map(parentOf);
  const installable = projects.filter((folder) => !isSample(folder, project));
  const roots = new Set([...codeFolders, ...installable]);
  const names = new Set<string>();
  const perhaps = new Map<string, string[]>();
  for (const folder of packages) {
    if (packages.has(parentOf(folder)) || !isCode(folder)) continue;
    const isOfProject = project === "" || folder === project || folder.startsWith(`${project}/`);
    const isRoot = (at: string) =>
      roots.has(at) || (HOLDS_PACKAGES.has(nameOf(at)) && !isSample(at, project));
    for (let at = parentOf(folder); isOfProject; at = parentOf(at)) {
      const rest = folder.slice(at === "" ? 0 : at.length + 1);
      if (isRoot(at) && isDottable(rest)) names.add(rest.replaceAll("/", "."));
      if (at === "") break;
    }
    const name = nameOf(folder);
    if (!names.has(name)) perhaps.set(name, [...(perhaps.get(name) ?? []), folder]);
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
  for (const [name, folders] of perhaps) {
    const alike = others.filter((module) => topLevel(module) === name);
    const [first] = alike;
    const isCopyOf = (folder: string) => alike.every((module) => isFileOf(folder, module, files));
    if (first !== undefined && folders.some(isCopyOf)) return first;
  }
  return null;
}

/** A module of the repository that was installed, with what installed it. */
export interface InstalledModule {
  readonly module: LoadedModule;
  readonly distribution: string;
  /** Folder of the repository that it was installed from, relative to the checkout; null where nothing says it. */
  readonly source: string | null;
}

/**
 * Whether one of the modules belongs to a distribution that was made of this repository, whatever its name: the first of
 * them. Its folder says so, or what was found out of those that are called like a project of the repository.
 *
 * @param roots of both checkouts
 * @param made normalized names of distributions that were made of projects of the repository
 */
export function installedFromRepository(
  modules: readonly LoadedModule[],
  installed: ReadonlyMap<string, Installed>,
  {
    roots,
    made,
    files,
  }: {
    readonly roots: readonly string[];
    readonly made: ReadonlySet<string>;
    readonly files: ReadonlySet<string>;
  },
): InstalledModule | null {
  const folders = new Map<string | null, string | null>();
  for (const module of modules) {
    const of = installed.get(module.file);
    // The Python files that an editable install makes only lead to the code, and that is where it says.
    if (of === undefined || (of.isEditable && /\.py$/.test(module.file))) continue;
    const { distribution, source: from } = of;
    if (!folders.has(from)) folders.set(from, from === null ? null : folderOfRepository(from, roots, files));
    const source = folders.get(from) ?? null;
    if (source !== null || made.has(normalizedName(distribution))) return { module, distribution, source };
  }
  return null;
}

/** A folder, relative to the checkout; null where it lies in no checkout, or has no file of the repository. */
export function folderOfRepository(
  path: string,
  roots: readonly string[],
  files: ReadonlySet<string>,
): string | null {
  const from = path.replaceAll("\\", "/");
  for (const root of roots.map((one) => one.replaceAll("\\", "/"))) {
    if (from === root) return "";
    const folder = from.startsWith(`${root}/`) ? from.slice(root.length + 1) : null;
    if (folder !== null && [...files].some((file) => isRepositorys(folder, file))) return folder;
  }
  return null;
}

/**
 * Whether a listed file shows that a folder is the repository's. Git lists another repository that lies in the checkout
 * with a slash at its end, and a submodule like a file.
 */
function isRepositorys(folder: string, file: string): boolean {
  if (file.endsWith("/")) return false;
  return file === folder || file.startsWith(`${folder}/`) || folder.startsWith(`${file}/`);
}

/** Whether a folder holds the project's own code by its path, and not tests, tools, or copies of other projects. */
export function isCode(folder: string): boolean {
  return !folder.split("/").some((part) => NOT_PROJECT.has(part));
}

/**
 * Whether projects in a folder are there to be shown or tried out, and are not what is installed under their name: unless it
 * is the one that is measured.
 */
export function isSample(folder: string, project: string): boolean {
  const isOfProject = project !== "" && `${folder}/`.startsWith(`${project}/`);
  const parts = (isOfProject ? folder.slice(project.length) : folder).split("/");
  return parts.some((part) => SAMPLES.test(part));
}

/** Whether a file lies among copies of other projects. */
export function isVendored(path: string): boolean {
  return path.split("/").some((part) => VENDORED.has(part));
}

/** Test folders and conftest files are loaded from everywhere and say nothing about the code under test. */
export function isNobodysProof(module: LoadedModule): boolean {
  // A script is what a child process was started with.
  if (module.name === "__main__") return false;
  return NOT_PROJECT.has(topLevel(module)) || /(^|[/\\])conftest\.py$/.test(module.file);
}

/** The standard library is nobody's project. */
export function isOfPython(file: string): boolean {
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

/** Folders of projects that are nobody's product, by custom. */
const SAMPLES = /^(_*fixtures?_*|samples?|examples?|demos?|test[-_]?(data|cases|projects)|templates?)$/i;

/** Folders of copies of other projects, by custom. */
const VENDORED = new Set([
  "vendor",
  "vendored",
  "_vendor",
  "third_party",
  "extern",
  "externals",
  "site-packages",
  "dist-packages",
]);

/** Names of packages that many distributions install or vendor a copy of, so that a copy proves nothing. */
const NOT_PROJECT = new Set([
  ...VENDORED,
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
