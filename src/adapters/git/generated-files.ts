/**
 * Modules that a build writes next to the code and that git ignores: `_version.py` from setuptools-scm or hatch-vcs, or
 * what protoc makes. Head's checkout has them because somebody installed it. A fresh worktree of base does not have
 * them, and could not be imported.
 */
import { copyFile, lstat, mkdir, readdir, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { LaidOver } from "../../ports/checkouts.ts";
import { nameOf, parentOf } from "../../repository/path.ts";
import { ask, type Git } from "./git-command.ts";

/**
 * Most files that are copied. More or larger ones are data or an environment, and not what a build of this project
 * writes.
 */
const MOST_FILES = 2_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** Most entries of ignored folders that are looked at, in total. */
const MOST_ENTRIES = 50_000;

/**
 * Names of folders that most projects ignore and that are not packages: outputs, environments, copies of other
 * projects' code.
 */
const NOT_CODE = new Set(
  [
    ...["__pycache__", "__pypackages__", "build", "cover", "cython_debug", "develop", "dist", "docs"],
    ...[
      "downloads",
      "eggs",
      "htmlcov",
      "instance",
      "lib",
      "lib64",
      "parts",
      "sdist",
      "share",
      "site",
      "target",
    ],
    ...["tmp", "temp", "var", "wheels"],
    ...["env", "venv", "virtualenv", "node_modules", "bower_components"],
  ].map((name) => name.toLowerCase()),
);
/** Names that show that a folder is an environment, or another project's checkout. */
const FOREIGN = new Set(["pyvenv.cfg", "conda-meta", ".git"]);

interface Found {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Copies generated modules from head into base's worktree, if the package that they belong to is there.
 *
 * @param git in the root of head's checkout
 * @param worktree root of base's
 * @param codeFolders where modules are imported from, relative to the checkout; `""` for the checkout itself
 */
export async function layGeneratedOver(
  git: Git,
  worktree: string,
  codeFolders: readonly string[],
): Promise<LaidOver> {
  const head = git.folder;
  const found = (await ignoredModules(git)).filter(({ path }) => isImportable(path, codeFolders));
  const tracked = foldersOf((await ask(git, "ls-files", "-z"))?.split("\0") ?? []);
  const missing: Found[] = [];
  for (const one of found) if (await belongsToBase(one.path, tracked, worktree)) missing.push(one);
  const python = missing.filter(({ path }) => path.endsWith(".py"));
  const compiled = missing.filter(({ path }) => !path.endsWith(".py")).map(({ path }) => path);
  const bytes = python.reduce((sum, one) => sum + one.bytes, 0);
  if (python.length > MOST_FILES || bytes > MOST_BYTES)
    return { python: [], compiled, tooMany: python.length };
  for (const { path } of python) {
    await mkdir(dirname(join(worktree, path)), { recursive: true });
    await copyFile(join(head, path), join(worktree, path));
  }
  return { python: python.map(({ path }) => path), compiled, tooMany: 0 };
}

/** Python files and compiled modules that git ignores, including those in ignored folders. */
async function ignoredModules(git: Git): Promise<Found[]> {
  const isModule = (path: string) => /\.(py|so|pyd)$/.test(path);
  const files = await ignoredFiles(git, {
    mayHold: (folder) => mayBePackage(nameOf(folder)),
    isWanted: isModule,
  });
  return files.filter(({ isLink }) => !isLink);
}

export interface IgnoredFile extends Found {
  /** Whether it is a link. What it leads to is not looked at. */
  readonly isLink: boolean;
}

/**
 * Files that git ignores, including those in ignored folders, but not in environments and other checkouts.
 *
 * @param which selects by paths relative to the checkout
 */
export async function ignoredFiles(
  git: Git,
  which: {
    readonly mayHold: (folder: string) => boolean;
    readonly isWanted: (file: string) => boolean;
  },
): Promise<IgnoredFile[]> {
  const listing = await ask(
    git,
    "ls-files",
    "-z",
    "--others",
    "--ignored",
    "--exclude-standard",
    "--directory",
  );
  const found: IgnoredFile[] = [];
  let entries = 0;
  const look = async (path: string): Promise<void> => {
    const isWanted = which.isWanted(path);
    const mayHold = which.mayHold(path);
    if (!isWanted && !mayHold) return;
    const at = await lstat(join(git.folder, path)).catch(() => null);
    const isLink = at?.isSymbolicLink() === true;
    if ((at?.isFile() || isLink) && isWanted) found.push({ path, bytes: at?.size ?? 0, isLink });
    if (!at?.isDirectory() || !mayHold) return;
    const names = (await readdir(join(git.folder, path)).catch(() => [])).sort();
    entries += names.length;
    if (entries > MOST_ENTRIES || names.some((one) => FOREIGN.has(one))) return;
    for (const one of names) await look(`${path}/${one}`);
  };
  // Git lists a folder that is ignored, and what is in it as well.
  let folder = "\0";
  for (const path of (listing ?? "").split("\0").sort()) {
    if (path === "" || path.startsWith(folder)) continue;
    if (path.endsWith("/")) folder = path;
    await look(path.replace(/\/$/, ""));
  }
  return found;
}

/** Whether most projects use a folder of that name for outputs, environments or other projects' code. */
export function isForOthers(name: string): boolean {
  return NOT_CODE.has(name.toLowerCase());
}

/** Whether a folder of that name may be a package. */
export function mayBePackage(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && !isForOthers(name);
}

/** Whether a module at that path can be imported from one of the folders. */
function isImportable(path: string, codeFolders: readonly string[]): boolean {
  return codeFolders.some((folder) => {
    if (folder !== "" && !path.startsWith(`${folder}/`)) return false;
    const parts = path.slice(folder === "" ? 0 : folder.length + 1).split("/");
    return parts.slice(0, -1).every(mayBePackage) && /^[A-Za-z_]\w*\./.test(parts.at(-1) ?? "");
  });
}

/** Every folder that holds a tracked file, directly or deeper. */
function foldersOf(files: readonly string[]): ReadonlySet<string> {
  const folders = new Set([""]);
  for (const file of files) {
    for (let at = parentOf(file); !folders.has(at); at = parentOf(at)) folders.add(at);
  }
  return folders;
}

/**
 * Whether base lacks the file, and has the folder of head's sources that the file, or the folder it was generated in,
 * lies in.
 */
async function belongsToBase(path: string, tracked: ReadonlySet<string>, worktree: string): Promise<boolean> {
  if ((await lstat(join(worktree, path)).catch(() => null)) !== null) return false;
  let package_ = parentOf(path);
  while (!tracked.has(package_)) package_ = parentOf(package_);
  for (let at = parentOf(path); at !== package_; at = parentOf(at)) {
    const between = await lstat(join(worktree, at)).catch(() => null);
    if (between !== null && !between.isDirectory()) return false;
  }
  // A link in base's tree may lead out of it.
  const folder = join(worktree, package_);
  return (await realpath(folder).catch(() => null)) === folder && (await lstat(folder)).isDirectory();
}
