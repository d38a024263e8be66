/** What belongs to a benchmark besides the file that it is written in. Pure. */

/** Names of folders that, by custom, hold nothing but benchmarks. */
const OF_BENCHMARKS = new Set(["benchmarks", "benchmark", "bench"]);
/** Names of packages for tests, which a project has but does not consist of. */
const OF_TESTS = new Set(["test", "tests", "testing"]);

const CONFTEST = "conftest.py";

/** Names of folders whose code tests or measures other code. */
const TESTING_FOLDER =
  /^(tests?|testing|bench|benchmarks?|benchmarking|perf|performance|asv_bench|fixtures)$/i;
const TESTING_FILE = /^((bench|test)_.*|conftest|.*_(bench|test))\.py$/i;

/** Whether a folder holds tests or benchmarks, judging by its name. A project may have such a name, too. */
export function isTestingFolder(name: string): boolean {
  return TESTING_FOLDER.test(name);
}

/** Whether a Python file is one of tests or benchmarks by its name, without folders. */
export function isTestingFile(name: string): boolean {
  return TESTING_FILE.test(name);
}

/**
 * The outermost folder of benchmarks that a path lies in. Its helpers, conftest files and data are benchmark text as
 * well, even if only one of its files is named. Null if there is none; inside a package, `shop/bench/` may be the code
 * under test.
 *
 * @param path relative, forward slashes
 * @param files of the project's folder, relative like the path
 */
export function benchmarkFolderOf(path: string, files: ReadonlySet<string>): string | null {
  const folders = path.split("/").slice(0, -1);
  for (const [depth, name] of folders.entries()) {
    const folder = folders.slice(0, depth + 1).join("/");
    if (OF_BENCHMARKS.has(name)) return folder;
    if (files.has(`${folder}/__init__.py`) && !OF_TESTS.has(name)) return null;
  }
  return null;
}

/**
 * Files that pytest loads for benchmarks from the folders above them: these may define fixtures that they use.
 *
 * @param paths of the benchmarks, relative to the checkout, forward slashes
 * @param files of the checkout, relative like the paths
 */
export function conftestsAbove(paths: readonly string[], files: ReadonlySet<string>): string[] {
  const found = new Set<string>();
  for (const path of paths) {
    const folders = path.split("/").slice(0, -1);
    for (let depth = 0; depth <= folders.length; depth++) {
      const conftest = [...folders.slice(0, depth), CONFTEST].join("/");
      if (files.has(conftest)) found.add(conftest);
    }
  }
  return [...found].sort();
}

/** Whether a file, relative to the checkout, is shared by tests, and so by benchmarks among them. */
export function isOfTests(path: string): boolean {
  const folders = path.split("/");
  return folders.pop() === CONFTEST || folders.some((name) => name === "test" || name === "tests");
}

/**
 * Whether a file belongs to benchmarks or tests, and not to the code that they run: it lies in a folder of such, or is
 * named in `benchmarks`.
 *
 * @param path relative to the checkout, forward slashes
 * @param files of the checkout, relative like the path
 * @param named files and folders of benchmarks, relative like the path
 */
export function isBesideCode(path: string, files: ReadonlySet<string>, named: readonly string[]): boolean {
  if (named.some((one) => path === one || path.startsWith(`${one}/`))) return true;
  const folders = path.split("/").slice(0, -1);
  if (path === [...folders, CONFTEST].join("/")) return true;
  for (const [depth, name] of folders.entries()) {
    if (OF_BENCHMARKS.has(name) || OF_TESTS.has(name)) return true;
    if (files.has(`${folders.slice(0, depth + 1).join("/")}/__init__.py`)) return false;
  }
  return false;
}
