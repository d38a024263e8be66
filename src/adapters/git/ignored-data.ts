/**
 * Data that a step of the job makes or downloads next to the code, and that git ignores. Head's checkout has it, and a
 * worktree of base does not. Code that can do without it (`os.path.exists`, a fallback) then does different work on one
 * side, unnoticed.
 */
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { nameOf, parentOf } from "../../repository/path.ts";
import { ignoredFiles, isForOthers } from "./generated-files.ts";
import { ask, type Git, gitIn } from "./git-command.ts";

/** Most names that the code is searched for. A root folder with more is a place for outputs. */
const MOST_NAMES = 50;
/** Deadline for a search of one side, in seconds. A large repository takes some. */
const SEARCH_SECONDS = 30;

/**
 * Patterns of files that are not data: modules and their sources have a warning of their own, and nobody's code reads
 * the others.
 */
const NOT_DATA = [
  /\.(py|pyi|pyc|pyo|pyx|pxd|pxi|so|pyd|dylib|dll|o|obj|a|lib|exe|pdb)$/i,
  /\.(c|cc|cpp|cxx|h|hh|hpp|hxx)$/i,
  /\.(egg|egg-link|whl)$/i,
  /\.(log(\.\d+)?|pid|lock|tmp|bak|orig|rej|swp)$|~$/i,
  // Reports of tests, coverage, profilers and Cython.
  /\.(html?|prof|lprof|cprof|cover|gcda|gcno|gcov|lcov|profraw)$|,cover$/i,
  /^((coverage|junit|nosetests|xunit)([-_.].*)?|tests?[-_.]?(results?|reports?))\.xml$/i,
  /^coverage([-_.].*)?\.json$/i,
];

/** Files of a folder that modules are installed from; outputs of all kinds lie next to them. */
const PACKAGING = new Set(["pyproject.toml", "setup.py", "setup.cfg"]);

/**
 * Files other than modules that head's checkout has, git ignores, base lacks and the code may read, sorted.
 *
 * In a folder with Python code, or below one, that is every file. In the roots of the checkout and of projects, it is
 * what Python code of either side mentions by name, because outputs of all kinds lie there.
 *
 * @param head in the root of head's checkout
 * @param base in the root of base's worktree, whose tracked files are base's
 * @param project folder of the project that is measured, relative to the checkout
 * @param outputs files that the run writes, relative to the checkout
 */
export async function ignoredData(
  head: Git,
  base: Git,
  project: string,
  outputs: readonly string[],
): Promise<string[]> {
  const tracked = ((await ask(base, "ls-files", "-z")) ?? "").split("\0");
  const roots = new Set([
    "",
    project,
    ...tracked.filter((path) => PACKAGING.has(nameOf(path))).map(parentOf),
  ]);
  const ofPython = new Set(tracked.filter((path) => path.endsWith(".py")).map(parentOf));
  const isCode = (folder: string) => ofPython.has(folder) && !roots.has(folder);
  const isInCode = (folder: string): boolean => {
    if (isCode(folder)) return true;
    return !roots.has(folder) && mayHoldData(nameOf(folder)) && isInCode(parentOf(folder));
  };
  const written = new Set(outputs);
  const files = await ignoredFiles(head, {
    mayHold: (folder) => mayHoldData(nameOf(folder)) && isInCode(parentOf(folder)),
    isWanted: (path) =>
      isData(path) && !written.has(path) && (roots.has(parentOf(path)) || isInCode(parentOf(path))),
  });
  const lacking: string[] = [];
  for (const { path } of files) {
    if ((await lstat(join(base.folder, path)).catch(() => null)) === null) lacking.push(path);
  }
  const inRoots = lacking.filter((path) => roots.has(parentOf(path)));
  const mentioned = await mentionedNames([head, base], [...new Set(inRoots.map(nameOf))]);
  return lacking.filter((path) => !roots.has(parentOf(path)) || mentioned.has(nameOf(path))).sort();
}

/** Whether code may read files in a folder of that name. */
function mayHoldData(name: string): boolean {
  return !name.startsWith(".") && !isForOthers(name) && !/cache|\.(egg|dist)-info$/i.test(name);
}

function isData(path: string): boolean {
  const name = nameOf(path);
  const isHidden = path.split("/").some((part) => part.startsWith("."));
  // A link to a folder is listed as a file.
  return !isHidden && mayHoldData(name) && !NOT_DATA.some((pattern) => pattern.test(name));
}

/** The names that tracked Python files mention; all of them if these can't be searched. */
async function mentionedNames(sides: readonly Git[], names: readonly string[]): Promise<ReadonlySet<string>> {
  // A pattern of git's is one line.
  const searched = names.filter((name) => !/[\r\n]/.test(name)).slice(0, MOST_NAMES);
  const mentioned = new Set<string>();
  if (searched.length === 0) return mentioned;
  const format = ["--no-color", "--no-line-number", "--no-column", "--only-matching", "-h", "-I"];
  const patterns = searched.flatMap(mentionsOf).flatMap((mention) => ["-e", mention]);
  for (const { folder } of sides) {
    const git = gitIn(folder, { deadlineSeconds: SEARCH_SECONDS });
    const { exitCode, stdout } = await git(
      "grep",
      ...format,
      "--word-regexp",
      "--fixed-strings",
      ...patterns,
      "--",
      "*.py",
    );
    // Status 1 says that nothing was found.
    if (exitCode !== 0 && exitCode !== 1) return new Set(searched);
    const found = new Set(stdout.split(/\r?\n/));
    for (const name of searched)
      if (mentionsOf(name).some((mention) => found.has(mention))) mentioned.add(name);
  }
  return mentioned;
}

/** How code mentions a file. A name without a suffix may be any word, so it has to be the end of a path in quotes. */
function mentionsOf(name: string): string[] {
  return name.includes(".")
    ? [name]
    : ['"', "'"].flatMap((quote) => [`${quote}${name}${quote}`, `/${name}${quote}`]);
}
