/** Real git and real files: what is written into base's worktree, or head's checkout, between the two looks. */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { gitCheckouts } from "../../src/adapters/git/checkouts.ts";
import { bytecodeBy } from "../../src/adapters/python/bytecode.ts";
import { GateError } from "../../src/errors.ts";
import type { Side } from "../../src/ports/environments.ts";
import { openBase } from "../../src/sides/open-base.ts";
import { openHead } from "../../src/sides/open-head.ts";
import { watchTrees } from "../../src/sides/watched-trees.ts";
import { aConfig } from "../support/configs.ts";
import { fakeWorld } from "../support/fake-world.ts";
import { recordedLog } from "../support/logs.ts";
import { newRepository, temporaryFolder } from "../support/repositories.ts";

const HARNESS = join(import.meta.dirname, "../../harness");
const PYTHON = execFileSync("python3", ["-c", "import sys; print(sys.executable)"]).toString().trim();

interface Case {
  /** Files of both commits, besides the usual ones; a text `-> x` is a link to x. */
  readonly files?: Readonly<Record<string, string>>;
  readonly benchmarks?: readonly string[];
  /** The project's folder in the checkout. */
  readonly below?: string;
  /** Files that base's `setup` made. */
  readonly madeBefore?: Readonly<Record<string, string>>;
  /** Whether it is the look after both sides have been collected. */
  readonly isFirst?: boolean;
}

/** What is found once `write` has written into the trees, whose roots it is given. */
async function found(
  write: (base: string, head: string) => void,
  { files = {}, benchmarks = ["benchmarks"], below = "", isFirst = false, madeBefore = {} }: Case = {},
): Promise<readonly string[]> {
  using folder = temporaryFolder();
  const repository = newRepository(join(folder.path, "shop"));
  for (const [path, text] of Object.entries({
    ".gitignore": "_version.py\nbuild/\n*.so\n*.pyc\nparsetab.py\n",
    "src/shop/app.py": "x = 1\n",
    "benchmarks/bench_app.py": "import shop\n",
    ...files,
  })) {
    const link = /^-> (.*)/.exec(text)?.[1];
    if (link === undefined) put(repository.root, path, text);
    else {
      mkdirSync(dirname(join(repository.root, path)), { recursive: true });
      symlinkSync(link, join(repository.root, path));
    }
  }
  const commit = repository.commit("base");
  repository.commit("head", {
    "src/shop/app.py": "x = 2\n",
    "benchmarks/bench_app.py": "import shop  # head\n",
    "benchmarks/bench_new.py": "import shop\n",
  });
  repository.write("src/shop/_version.py", "version = 1\n");
  const world = {
    ...fakeWorld({ head: "head", base: "base", commits: {} }),
    bytecode: {
      foreign: (side: Side, sources: readonly string[]) =>
        bytecodeBy(HARNESS).foreign({ ...side, python: PYTHON }, sources),
    },
    checkouts: gitCheckouts({
      workingDirectory: join(repository.root, below),
      temporaryFolder: join(folder.path, "tmp"),
      outputs: [],
      benchmarks: [],
      log: recordedLog(),
    }),
  };
  const config = aConfig({ suite: "pytest", benchmarks });
  await using head = await openHead(config, world);
  await using base = await openBase(
    head,
    { kind: "commit", commit, label: "base", warning: null },
    config,
    world,
  );
  for (const [path, text] of Object.entries(madeBefore)) put(base.side.checkout.root, path, text);
  const trees = await watchTrees(head, base, world);
  await base.takeOverBenchmarks();
  write(base.side.checkout.root, head.side.checkout.root);
  if (!isFirst) return await trees.changedOnHead();
  await trees.assertBaseUnchanged();
  return [];
}

function put(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

test.each<[string, string]>([
  ["a module that shadows one of the standard library", "src/colorsys.py"],
  ["a package that git ignores", "build/shop/__init__.py"],
  ["a module in a folder that git takes for another repository", "src/other/mod.py"],
  ["a compiled module of one ABI", "src/shop/fast.cpython-313-x86_64-linux-gnu.so"],
  ["bytecode in the place of a source", "src/colorsys.pyc"],
  ["a file that adds to the module path", "src/more.pth"],
  ["a benchmark that neither commit has", "benchmarks/sitecustomize.py"],
])("%s that comes to base while it is measured ends the run without a verdict", async (_, path) => {
  const write = (base: string) => {
    if (path.startsWith("src/other/")) put(base, "src/other/.git/HEAD", "ref: refs/heads/main\n");
    put(base, path, "y = 1\n");
  };
  await expect(found(write)).rejects.toThrow(`Code of base changed while it was measured: ${path}.`);
});

test("a link on base to a package elsewhere ends the run without a verdict", async () => {
  await expect(found((base) => symlinkSync("/usr/lib", join(base, "src/colorsys")))).rejects.toThrow(
    "Code of base changed while it was measured: src/colorsys.",
  );
});

test.each([
  ["a file of the commit", "src/shop/app.py"],
  ["a generated file that was laid over base, where git ignores it", "src/shop/_version.py"],
  ["a benchmark that was laid over base", "benchmarks/bench_app.py"],
])("%s that is written on base, or removed, ends the run without a verdict", async (_, path) => {
  const says = `Code of base changed while it was measured: ${path}.`;
  await expect(found((base) => put(base, path, "x = 3\n"))).rejects.toThrow(says);
  if (path.startsWith("benchmarks/")) return;
  await expect(found((base) => rmSync(join(base, path)))).rejects.toThrow(says);
});

test.each(["src/shop/app.py", "src/shop/_version.py", "benchmarks/bench_app.py"])(
  "bytecode on base that is not what %s says ends the run without a verdict",
  async (source) => {
    const write = (base: string) => {
      const named = "import py_compile, sys; p = sys.argv[1];";
      const feign =
        "f = py_compile.compile(p, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH); d = open(f, 'rb').read();" +
        "import marshal; open(f, 'wb').write(d[:16] + marshal.dumps(compile('import time', p, 'exec')))";
      execFileSync(PYTHON, ["-c", `${named}${feign}`, join(base, source)]);
    };
    const cache = source.replace(/(\w+)\.py$/, "__pycache__/$1.cpython-");
    await expect(found(write)).rejects.toThrow(`Code of base changed while it was measured: ${cache}`);
  },
);

const SO = "cpython-313-x86_64-linux-gnu.so";

test.each<[string, readonly string[]]>([
  ["compiled modules that git ignores", [`src/shop/fast.${SO}`, "build/lib/shop/__init__.py"]],
  ["a generated module that git ignores", ["src/shop/parsetab.py"]],
  ["a virtual environment that git does not ignore", ["env/pyvenv.cfg", "env/lib/site-packages/mod.py"]],
  ["a folder that leaves itself out of git", [".nox/.gitignore", ".nox/bench/lib/__init__.py"]],
  ["a snapshot among the benchmarks", ["benchmarks/snapshots/first.py"]],
])("%s that each side makes is no change of the code", async (_, paths) => {
  const write = (...roots: string[]) => {
    for (const root of roots) for (const path of paths) put(root, path, "*\n");
  };
  expect((await found(write)).filter((path) => !paths.includes(path))).toEqual([]);
});

test("what lies in the environments that the sides make may differ", async () => {
  const write = (base: string, head: string) => {
    for (const root of [base, head]) put(root, ".venv/pyvenv.cfg", "");
    put(base, ".venv/lib/site-packages/formerly.py", "");
  };
  expect(await found(write)).toEqual([]);
});

test.each<[string, Readonly<Record<string, string>>, string, RegExp]>([
  [
    "a module that git does not ignore",
    { "src/colorsys.py": "" },
    "src/colorsys.py",
    /git does not ignore it: add it to `\.gitignore`/,
  ],
  [
    "a module that git ignores by a rule written meanwhile",
    { "src/colorsys.py": "", ".git/info/exclude": "*.py\n", "src/.gitignore": "colorsys.py\n" },
    "src/colorsys.py",
    /git does not ignore it/,
  ],
  [
    "a compiled module beside base's source",
    { [`src/shop/app.${SO}`]: "" },
    `src/shop/app.${SO}`,
    /in place of base's own source, or without a source: let `setup` make it/,
  ],
  ["bytecode that needs no source", { "src/colorsys.pyc": "" }, "src/colorsys.pyc", /without a source/],
  [
    "a package that says that it is an environment",
    { "src/colorsys/pyvenv.cfg": "", "src/colorsys/__init__.py": "" },
    "src/colorsys/__init__.py",
    /git does not ignore it/,
  ],
  [
    "a module in a folder of base's that says that it is an environment",
    { "src/pyvenv.cfg": "", "src/colorsys.py": "" },
    "src/colorsys.py",
    /git does not ignore it/,
  ],
  [
    "a module in an environment that base's setup made",
    { "env/pyvenv.cfg": "", "env/lib/sitecustomize.py": "" },
    "env/lib/sitecustomize.py",
    /git does not ignore it/,
  ],
])("%s that comes to both sides ends the run, at the first look", async (_, texts, path, advice) => {
  const write = (...roots: string[]) => {
    for (const root of roots) {
      for (const [file, text] of Object.entries(texts)) {
        if (!file.startsWith(".git/") || root === roots[1]) put(root, file, text);
      }
    }
  };
  for (const isFirst of [true, false]) {
    const madeBefore = { "env/lib/site.py": "" };
    const error = await found(write, { isFirst, madeBefore }).catch((thrown: unknown) => thrown);
    if (!(error instanceof GateError)) throw error;
    expect(error.message).toContain(`Code of base changed while it was measured: ${path}.`);
    expect(error.advice).toMatch(advice);
  }
});

test.each<[string, (base: string, head: string) => void, RegExp]>([
  [
    "an ignored module that came to base alone",
    (base) => put(base, "src/shop/parsetab.py", ""),
    /on base alone: let `setup` make it on both sides/,
  ],
  [
    "a benchmark that came with another text to each side",
    (base, head) => {
      put(base, "benchmarks/made.py", "x = 1\n");
      put(head, "benchmarks/made.py", "x = 2\n");
    },
    /git does not ignore it/,
  ],
])("%s ends the run, but not before head has been measured", async (_, write, advice) => {
  expect(await found(write, { isFirst: true })).toEqual([]);
  const error = await found(write).catch((thrown: unknown) => thrown);
  if (!(error instanceof GateError)) throw error;
  expect(error.advice).toMatch(advice);
});

test("data and bytecode that benchmarks write on both sides are no change of the code", async () => {
  const write = (...roots: string[]) => {
    for (const root of roots) {
      put(root, "benchmarks/out.json", "{}");
      put(root, "src/shop/__pycache__/app.cpython-313.pyc", "");
      put(root, ".benchmarks/cache/data.bin", "");
    }
  };
  expect(await found(write)).toEqual([]);
});

test.each(["src/shop/app.py", "src/shop/new.py"])(
  "%s of head that is written while it is measured is reported, and no error",
  async (path) => {
    expect(await found((_base, head) => put(head, path, "x = 3\n"))).toEqual([path]);
  },
);

test.each<[string, Case]>([
  [
    "lie behind a link to their folder",
    { files: { "perf/hot/bench_app.py": "1\n", hot: "-> perf/hot" }, benchmarks: ["hot"] },
  ],
  [
    "are links to files",
    {
      files: { "perf/bench_app.py": "1\n", "hot/bench_app.py": "-> ../perf/bench_app.py" },
      benchmarks: ["hot/bench_app.py"],
    },
  ],
  [
    "lie in a folder behind a link",
    { files: { "perf/bench_app.py": "1\n", hot: "-> perf" }, benchmarks: ["hot/bench_app.py"] },
  ],
  ["lie beside the project's folder", { below: "src", benchmarks: ["../benchmarks"] }],
])("head's benchmarks that %s are no change of base's code", async (_, one) => {
  expect(await found(() => {}, one)).toEqual([]);
});
