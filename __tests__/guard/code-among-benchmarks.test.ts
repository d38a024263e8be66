import { expect, test } from "@jest/globals";
import { codeAmongBenchmarks } from "../../src/guard/code-among-benchmarks.ts";
import type { OpenHead } from "../../src/sides/sides.ts";
import { aSide } from "../support/sides.ts";

interface Case {
  /** Texts by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly shared: string;
  readonly changed: string;
  /** Files that are loaded, besides what changed. */
  readonly loaded?: readonly string[];
  /** Files with benchmarks. */
  readonly benchmarks?: readonly string[];
  readonly suite?: string;
}

async function examined({ files, shared, changed, loaded = [], benchmarks = [], suite = "pytest" }: Case) {
  const head = {
    side: aSide("head"),
    files: Object.keys(files),
    repositoryFiles: Object.keys(files),
    shared: [shared],
    linked: { text: [], modules: [] },
    suite: { suite, targets: [shared] },
  } as unknown as OpenHead;
  const { root } = head.side.checkout;
  const modules = [changed, ...loaded].map((path) => ({
    name: path.replace(/(\/__init__)?\.py$/, "").replaceAll("/", "."),
    file: `${root}/${path}`,
  }));
  const found = benchmarks.map((file) => ({ id: file, location: { file, line: 1 } }));
  return await codeAmongBenchmarks(
    head,
    { benchmarks: found, modules },
    { changedBenchmarks: [changed] },
    { text: async (_checkout, path) => files[path] ?? null },
  );
}

const PACKAGE = { "shop/__init__.py": "", "shop/core.py": "", "shop/test_core.py": "" };
const bench = { shared: "bench", changed: "bench/core.py" };

test.each<[string, Case, string]>([
  [
    "what code that runs imports",
    {
      files: { "other.py": "from bench import core\n", "bench/core.py": "" },
      loaded: ["other.py"],
      ...bench,
    },
    "other.py imports it",
  ],
  [
    "what tests import from a folder that is not one of benchmarks",
    { files: { ...PACKAGE, "tests/test_a.py": "import shop.core" }, shared: "shop", changed: "shop/core.py" },
    "tests/test_a.py imports it",
  ],
  [
    "what another package imports from there",
    {
      files: { ...PACKAGE, "web/__init__.py": "", "web/app.py": "from shop.core import x" },
      shared: "shop",
      changed: "shop/core.py",
    },
    "web/app.py imports it",
  ],
  [
    "the package of the project's name",
    {
      files: { ...PACKAGE, "pyproject.toml": '[project]\nname = "Shop"' },
      shared: "shop",
      changed: "shop/core.py",
    },
    "pyproject.toml declares `shop`",
  ],
  [
    "a package that the project lists, also with the name of benchmarks",
    {
      files: { "bench/core.py": "", "pyproject.toml": '[tool.setuptools]\npackages = ["bench"]' },
      ...bench,
    },
    "pyproject.toml declares `bench`",
  ],
  [
    "a package in a folder for code",
    {
      files: { "a/pyproject.toml": "", "a/src/shop/core.py": "" },
      shared: "a/src/shop",
      changed: "a/src/shop/core.py",
    },
    "it lies in a/src",
  ],
])("%s is code, and is not taken over with benchmarks", async (_title, facts, why) => {
  await expect(examined(facts)).rejects.toMatchObject({
    message: `Base and head would run the same code: with the benchmarks in \`${facts.shared}\`, base takes over ${facts.changed} from head, which is code under test (${why})`,
  });
});

test.each<[string, Case]>([
  [
    "that tests and scripts import",
    {
      files: {
        "benchmarks/data.py": "",
        "tests/test_data.py": "import benchmarks.data",
        "run.py": "import benchmarks.data",
      },
      shared: "benchmarks",
      changed: "benchmarks/data.py",
    },
  ],
  [
    "within a package",
    {
      files: { "pyproject.toml": '[project]\nname = "shop"', "src/shop/benchmarks/data.py": "" },
      shared: "src/shop/benchmarks",
      changed: "src/shop/benchmarks/data.py",
    },
  ],
  [
    "that are a project of their own",
    {
      files: { "benchmarks/pyproject.toml": '[project]\nname = "benchmarks"', "benchmarks/data.py": "" },
      shared: "benchmarks",
      changed: "benchmarks/data.py",
    },
  ],
  [
    "that are packed beside the code",
    {
      files: {
        "benchmarks/data.py": "",
        "pyproject.toml": '[tool.setuptools]\npackages = ["shop", "benchmarks"]',
      },
      shared: "benchmarks",
      changed: "benchmarks/data.py",
    },
  ],
  [
    "of the same name as a module of the code",
    {
      files: { "benchmarks/core.py": "", "shop/app.py": "from . import core", "shop/core.py": "" },
      shared: "benchmarks",
      changed: "benchmarks/core.py",
      loaded: ["shop/app.py", "shop/core.py"],
    },
  ],
  [
    "that asv names, whatever their folder is called",
    { files: { "speed/common.py": "" }, shared: "speed", changed: "speed/common.py", suite: "asv" },
  ],
  ["in a file of benchmarks itself", { files: { ...PACKAGE }, shared: "shop", changed: "shop/test_core.py" }],
])("helpers of benchmarks %s are taken over", async (_title, facts) => {
  expect((await examined(facts)).perhapsCode).toEqual([]);
});

test.each<[string, Case, string[]]>([
  [
    "in a folder of benchmarks are told, since both sides run head's",
    { files: { "benchmarks/work.py": "" }, shared: "benchmarks", changed: "benchmarks/work.py" },
    ["benchmarks/work.py"],
  ],
  [
    "in asv's folder are told, whatever it is called",
    { files: { "speed/common.py": "" }, shared: "speed", changed: "speed/common.py", suite: "asv" },
    ["speed/common.py"],
  ],
  [
    "that are a file of benchmarks are not told",
    { files: { ...PACKAGE }, shared: "shop", changed: "shop/test_core.py" },
    [],
  ],
  [
    "that have benchmarks are not told",
    {
      files: { "benchmarks/one.py": "" },
      shared: "benchmarks",
      changed: "benchmarks/one.py",
      benchmarks: ["benchmarks/one.py"],
    },
    [],
  ],
])("changed helpers %s", async (_title, facts, told) => {
  expect((await examined(facts)).helpers).toEqual(told);
});

test.each<[string, Case, string[]]>([
  [
    "is told where nothing says whether it is code",
    { files: { "hot/data.py": "" }, shared: "hot", changed: "hot/data.py" },
    ["hot/data.py"],
  ],
  [
    "that has benchmarks is not reported",
    { files: { "hot/one.py": "" }, shared: "hot", changed: "hot/one.py", benchmarks: ["hot/one.py"] },
    [],
  ],
])("a changed file of a folder of any name %s", async (_title, facts, told) => {
  expect((await examined(facts)).perhapsCode).toEqual(told);
});

test.each<[string, string[], RegExp]>([
  ["shop", ["shop/test_core.py"], /^Name only the files .*`benchmarks: shop\/test_core\.py`, or move them/],
  ["bench", ["bench/test_core.py"], /^Move them to a folder that holds no code/],
])("where code lies in `%s`, the error says what to write", async (shared, benchmarks, advice) => {
  const files = { [`${shared}/core.py`]: "", "pyproject.toml": `[project]\nname = "${shared}"` };
  const facts = { files, shared, changed: `${shared}/core.py`, benchmarks };
  await expect(examined(facts)).rejects.toMatchObject({ advice: expect.stringMatching(advice) });
});
