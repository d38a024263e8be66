/**
 * What of a checkout is in no commit. Installing, measuring and reporting leave files behind that git does not know. If
 * each of them counted as a change, the next run would compare HEAD with itself, and a committed slowdown would pass.
 */
import { GateError } from "../../errors.ts";
import { isBesideCode } from "../../repository/benchmark-folders.ts";
import { nameOf, parentOf } from "../../repository/path.ts";
import { mayBePackage } from "./generated-files.ts";
import { ask, complaint, type Git } from "./git-command.ts";
import { hiddenChanges } from "./hidden-changes.ts";

export interface Uncommitted {
  /** Files that git knows and that differ from HEAD, without those of benchmarks and tests. */
  readonly changed: readonly string[];
  /**
   * Files that git neither knows nor ignores and that benchmarks could run or read, without those of benchmarks and
   * tests.
   */
  readonly newCode: readonly string[];
  /**
   * Whether such files of benchmarks and tests are changed or new. They are not part of what is compared: base runs
   * head's benchmarks, and what a benchmark writes next to itself must not make the next run compare HEAD with itself.
   */
  readonly isChangedBesideCode: boolean;
}

const UNCHANGED: Uncommitted = { changed: [], newCode: [], isChangedBesideCode: false };
/** Untracked files that installing and measuring leave behind. */
const BY_PRODUCTS = [".hotpath-gate", "__pycache__", "*.pyc", ".pytest_cache", "*.egg-info", ".venv"];
/** Names of files that are made from sources; the sources count instead. */
const COMPILED = /\.(so|pyd|dylib|dll|o|obj|a|lib)$/i;

/**
 * The uncommitted changes of a checkout.
 *
 * @param git in the root of the checkout
 * @param outputs files below it that the run writes
 * @param benchmarks files and folders of benchmarks below it, as far as the settings name any
 * @throws GateError if git can't tell
 */
export async function uncommitted(
  git: Git,
  outputs: readonly string[],
  benchmarks: readonly string[],
): Promise<Uncommitted> {
  const changed = await trackedChanges(git, outputs);
  const others = ["ls-files", "-z", "--others", "--exclude-standard", "--", ".", ...without(outputs)];
  const untracked = pathsIn(await told(git, others));
  if (changed.length === 0 && untracked.length === 0) return UNCHANGED;
  const known = pathsIn((await ask(git, "ls-files", "-z")) ?? "");
  const files = new Set([...known, ...untracked]);
  const isCode = (path: string) => !isBesideCode(path, files, benchmarks);
  const found = codeAmong(untracked, known);
  const newCode = found.filter(isCode);
  return {
    changed: changed.filter(isCode),
    newCode,
    isChangedBesideCode: newCode.length < found.length || !changed.every(isCode),
  };
}

/**
 * Files that git knows and that differ from HEAD.
 *
 * @param outputs files below the root of the checkout that the run writes
 * @throws GateError if git can't tell
 */
export async function trackedChanges(git: Git, outputs: readonly string[]): Promise<string[]> {
  const where = [".", ...without(outputs)];
  const status = await told(git, [
    "status",
    "--porcelain",
    "--no-renames",
    "-z",
    "--untracked-files=no",
    // For a submodule, `.gitmodules` or the user's settings may tell git to ignore its changes.
    "--ignore-submodules=untracked",
    "--",
    ...where,
  ]);
  // Two letters and a space come before each path.
  const changed = status.split("\0").flatMap((line) => (line === "" ? [] : line.slice(3)));
  return [...changed, ...(await hiddenChanges(git, where))];
}

/** Pathspecs that leave out what runs leave behind. @param outputs files below the root that the run writes */
export function without(outputs: readonly string[]): string[] {
  return [
    ...BY_PRODUCTS.flatMap((name) => [`:(exclude,glob)**/${name}`, `:(exclude,glob)**/${name}/**`]),
    ...outputs.map((path) => `:(exclude,literal)${path}`),
  ];
}

/** Standard output. @throws GateError if git failed */
async function told(git: Git, args: readonly string[]): Promise<string> {
  const answer = await git(...args);
  if (answer.exitCode === 0) return answer.stdout;
  throw new GateError(
    `git could not tell the state of ${git.folder} (${complaint(answer)})`,
    "See what `git status` says there.",
  );
}

/**
 * Untracked code: Python files in places that modules are imported from, and all files below folders that hold such.
 * What lies in the root, or in a folder for outputs or environments, is not code: reports, notes, `build/`.
 */
function codeAmong(untracked: readonly string[], known: readonly string[]): string[] {
  const ofPython = new Set(known.filter((path) => path.endsWith(".py")).map(parentOf));
  const aroundPython = new Set([...ofPython].flatMap((folder) => [folder, ...foldersAbove(folder)]));
  return withoutEnvironments(untracked).filter((path) => {
    const folders = [parentOf(path), ...foldersAbove(parentOf(path))].filter((folder) => folder !== "");
    if (COMPILED.test(path)) return false;
    const mayBeCode = folders.every((folder) => aroundPython.has(folder) || mayBePackage(nameOf(folder)));
    if (!mayBeCode) return false;
    return path.endsWith(".py") || folders.some((folder) => ofPython.has(folder));
  });
}

/**
 * Untracked files without those of virtual environments. These were installed, and count as nobody's code, whether or
 * not git ignores them: before Python 3.13, no environment ignored itself. An environment that fills the whole checkout
 * can't be told from the project.
 */
export function withoutEnvironments(untracked: readonly string[]): string[] {
  const marks = untracked.flatMap((path) => /^(.+?)\/(?:pyvenv\.cfg$|conda-meta\/)/.exec(path)?.[1] ?? []);
  const environments = new Set(marks);
  if (environments.size === 0) return [...untracked];
  return untracked.filter((path) => !foldersAbove(path).some((folder) => environments.has(folder)));
}

function pathsIn(listing: string): string[] {
  // A checkout of its own that lies in this one is listed as a folder.
  return listing.split("\0").filter((path) => path !== "" && !path.endsWith("/"));
}

function foldersAbove(folder: string): string[] {
  return folder === "" ? [] : [parentOf(folder), ...foldersAbove(parentOf(folder))];
}
