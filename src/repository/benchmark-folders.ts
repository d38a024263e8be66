/** What belongs to a benchmark beside the file that it is written in. Pure. */

/** Folders that hold nothing but benchmarks, by custom. */
const OF_BENCHMARKS = new Set(["benchmarks", "benchmark", "bench"]);
/** Packages that a project has for its tests, and does not consist of. */
const OF_TESTS = new Set(["test", "tests", "testing"]);

const CONFTEST = "conftest.py";

/** Folders whose code tests, or measures, that of others. */
const TESTING_FOLDER =
  /^(tests?|testing|bench|benchmarks?|benchmarking|perf|performance|asv_bench|fixtures)$/i;
const TESTING_FILE = /^((bench|test)_.*|conftest|.*_(bench|test))\.py$/i;

/** By its name alone; a project may be called so. */
export function isTestingFolder(name: string): boolean {
  return TESTING_FOLDER.test(name);
}

/** Whether a Python file is one of tests or benchmarks by its name, without folders. */
export function isTestingFile(name: string): boolean {
  return TESTING_FILE.test(name);
}

/**
 * The outermost folder of benchmarks that a path lies in: its helpers, conftest files and data are benchmark text as well,
 * also where one of its files alone is named. Null where there is none; inside a package, `shop/bench/` may be the code
 * under test.
 *
 * @param path relative, forward slashes
 * @param files of the project's folder, relative as the path is
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
 * What pytest loads for benchmarks from the folders above them: fixtures that they use may be defined there.
 *
 * @param paths of the benchmarks, relative to the checkout, forward slashes
 * @param files of the checkout, relative as the paths are
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

/** Whether a file, relative to the checkout, is one that tests share, as benchmarks that lie among them may. */
export function isOfTests(path: string): boolean {
  const folders = path.split("/");
  return folders.pop() === CONFTEST || folders.some((name) => name === "test" || name === "tests");
}

/**
 * Whether a file is of benchmarks or tests, and no code that these run: in a folder of such, or named in `benchmarks`.
 *
 * @param path relative to the checkout, forward slashes
 * @param files of the checkout, relative as the path is
 * @param named files and folders of benchmarks, relative as the path is
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
