import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { gitIn } from "../../../src/adapters/git/git-command.ts";
import { ignoredData } from "../../../src/adapters/git/ignored-data.ts";
import { newRepository, type TemporaryFolder, temporaryFolder } from "../../support/repositories.ts";

let folder: TemporaryFolder;

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

type Files = Record<string, string>;

interface Scene {
  readonly base?: Files;
  readonly head?: Files;
  /** Written into head's checkout alone. */
  readonly ignored?: Files;
  /** Written into base's worktree, as its own `setup` would. */
  readonly ofBase?: Files;
  /** Links in head's checkout, ignored as well. */
  readonly links?: Files;
  readonly project?: string;
  readonly outputs?: readonly string[];
}

/** What base lacks, where git ignores all that is written after the commits. */
async function lacking({ base, head, ignored = {}, ofBase = {}, links = {}, project, outputs }: Scene) {
  const repository = newRepository(join(folder.path, "shop"));
  const commit = repository.commit("base", { "src/app/__init__.py": "", ...base });
  if (head !== undefined) repository.commit("head", head);
  const worktree = join(folder.path, "base");
  repository.git("worktree", "add", "--quiet", "--detach", worktree, commit);
  const made = [...Object.keys(ignored), ...Object.keys(links)];
  repository.write(".git/info/exclude", `${made.map((path) => `/${path}`).join("\n")}\n`);
  for (const [path, text] of Object.entries(ignored)) repository.write(path, text);
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(repository.root, path));
  for (const [path, text] of Object.entries(ofBase)) {
    mkdirSync(dirname(join(worktree, path)), { recursive: true });
    writeFileSync(join(worktree, path), text);
  }
  return ignoredData(gitIn(repository.root), gitIn(worktree), project ?? "", outputs ?? []);
}

const written = (...paths: string[]): Files => Object.fromEntries(paths.map((path) => [path, "x"]));

describe("ignored files in folders with Python code are listed or left out:", () => {
  test.each<[string, string, boolean]>([
    ["beside a module", "src/app/tables.json", true],
    ["without a suffix", "src/app/VERSION", true],
    ["in a folder of data", "src/app/data/de/words.bin", true],
    ["in a folder that no package may be called", "src/app/model-v1/weights.npz", true],
    ["beside the package, where no code is", "src/tables.json", false],
    ["somewhere else in the checkout", "reports/tables.json", false],
    ["a module, which has a warning of its own", "src/app/_version.py", false],
    ["a compiled module", "src/app/_fast.so", false],
    ["what Cython makes of a module", "src/app/_fast.c", false],
    ["what Python compiled", "src/app/__pycache__/x.cpython-313.pyc", false],
    ["a cache", "src/app/.mypy_cache/x.json", false],
    ["a folder called a cache", "src/app/query_cache/x.json", false],
    ["a hidden file", "src/app/.env", false],
    ["a log", "src/app/debug.log", false],
    ["an output of a build", "src/app/build/tables.json", false],
    ["what an installation notes", "src/app/app.egg-info/PKG-INFO", false],
    ["a report of coverage", "src/app/coverage.xml", false],
    ["data for tests, in spite of its name", "src/app/test_data.json", true],
  ])("%s: %s", async (_title, path, isListed) => {
    expect(await lacking({ ignored: written(path) })).toEqual(isListed ? [path] : []);
  });

  test("a virtual environment is left out by what is in it", async () => {
    const ignored = written("src/app/py/pyvenv.cfg", "src/app/py/lib3/x.json");
    expect(await lacking({ ignored })).toEqual([]);
  });

  test("a link to data elsewhere is listed", async () => {
    expect(await lacking({ links: { "src/app/data": "/nowhere" } })).toEqual(["src/app/data"]);
  });

  test("what base has as well is left out, whether it was committed there or made by `setup`", async () => {
    const base = written("src/app/old.json");
    const ignored = written("src/app/old.json", "src/app/tables.json", "src/app/data/x.bin");
    const ofBase = written("src/app/tables.json");
    expect(await lacking({ base, ignored, ofBase })).toEqual(["src/app/data/x.bin"]);
  });

  test("a package that only head has is left out", async () => {
    const head = written("src/shop/__init__.py");
    expect(await lacking({ head, ignored: written("src/shop/tables.json") })).toEqual([]);
  });

  test("what the run itself writes is left out", async () => {
    const ignored = written("src/app/gate.json", "src/app/tables.json");
    expect(await lacking({ ignored, outputs: ["src/app/gate.json"] })).toEqual(["src/app/tables.json"]);
  });
});

describe("ignored files in a root are listed where code names them:", () => {
  const reads = (...texts: string[]): Files => ({
    "app.py": texts.map((text) => `open(${text})\n`).join(""),
  });

  test.each<[string, Scene, string[]]>([
    [
      "a file that code names",
      { base: reads('"tables.json"'), ignored: written("tables.json") },
      ["tables.json"],
    ],
    [
      "a file that only base's code names",
      { base: reads('"a.json"'), head: reads("1"), ignored: written("a.json") },
      ["a.json"],
    ],
    [
      "a file that only head's code names",
      { base: reads("1"), head: reads('"a.json"'), ignored: written("a.json") },
      ["a.json"],
    ],
    [
      "a file that a longer name ends with",
      { base: reads('"mytables.json"'), ignored: written("tables.json") },
      [],
    ],
    ["a file that no code names", { base: reads("1"), ignored: written("results.json") }, []],
    [
      "a file that only a text names",
      { base: { "notes.md": "tables.json" }, ignored: written("tables.json") },
      [],
    ],
    [
      "a file that is named within another's name",
      { base: reads('"a.json.gz"', '"b"'), ignored: written("a.json", "a.json.gz") },
      ["a.json.gz"],
    ],
    [
      "a file without a suffix that is named as a path",
      { base: reads('"lookup"', '"./index"'), ignored: written("lookup", "index") },
      ["index", "lookup"],
    ],
    [
      "a file that is called like a word of the code",
      { base: reads("output, 'no output'"), ignored: written("output") },
      [],
    ],
    [
      "files that git would take for options or patterns",
      { base: reads('"-e.json"', '"a*b.json"'), ignored: written("-e.json", "a*b.json") },
      ["-e.json", "a*b.json"],
    ],
    [
      "files in the project's folder",
      {
        base: { "api/app.py": 'open("a.json")' },
        ignored: written("api/a.json", "api/b.json", "api/out/c.json"),
        project: "api",
      },
      ["api/a.json"],
    ],
    [
      "files in the folder of another project",
      { base: written("libs/x/setup.py", "libs/x/x.py"), ignored: written("libs/x/results.json") },
      [],
    ],
  ])("%s", async (_title, scene, expected) => {
    expect(await lacking(scene)).toEqual(expected);
  });

  test("only so many names are looked for", async () => {
    const names = Array.from({ length: 60 }, (_, index) => `t${String(index).padStart(2, "0")}.json`);
    const base = reads(...names.map((name) => `"${name}"`));
    expect(await lacking({ base, ignored: written(...names) })).toEqual(names.slice(0, 50));
  });
});
