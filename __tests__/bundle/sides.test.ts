/** What each side runs, as a user meets it: the bundle, real git, real Python. */
import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { checked, type TwoCommits, verdictsOf, warningsOf } from "../support/check.ts";
import { type Repository, temporaryFolder } from "../support/repositories.ts";
import { shareOf } from "../support/share.ts";

const SLOW = 120_000;
const app = (work: number, more = "") => `def f():\n    return sum(i for i in range(${work}))\n${more}`;

describe("a benchmark file that head changed", () => {
  const test_f = "from app import f\n\n\ndef test_f(benchmark):\n    benchmark(f)\n";
  const g = "\n\ndef g(more=False):\n    return 1\n";

  test.each<[string, TwoCommits, Record<string, string>, RegExp]>(
    shareOf(
      [
        [
          "because it imports what only head has",
          {
            base: { "app/__init__.py": app(2000), "benchmarks/test_app.py": test_f },
            head: {
              "app/__init__.py": app(4000, g),
              "benchmarks/test_app.py": `${test_f.replace("f\n", "f, g\n")}\n\ndef test_g(benchmark):\n    benchmark(g)\n`,
            },
          },
          { "benchmarks/test_app.py::test_f": "regressed", "benchmarks/test_app.py::test_g": "new" },
          /cannot import name 'g'.*its own version of benchmarks\/test_app\.py, and 1 benchmark/,
        ],
        [
          "because it calls what only head has",
          {
            base: {
              "app.py": app(2000),
              "benchmarks/bench_app.py": "import app\n\n\ndef bench_f():\n    app.f()\n",
            },
            head: {
              "app.py": app(4000).replace("f()", "f(fast=True)"),
              "benchmarks/bench_app.py": "import app\n\n\ndef bench_f():\n    app.f(fast=True)\n",
            },
          },
          { "benchmarks/bench_app.py::bench_f": "regressed" },
          /unexpected keyword argument 'fast'/,
        ],
        [
          "because of a helper beside it",
          {
            base: {
              "app.py": app(2000),
              "benchmarks/conftest.py": "import app\n",
              "benchmarks/test_app.py": `${test_f}\n`,
            },
            head: {
              "app.py": app(4000, g),
              "benchmarks/conftest.py": "from app import g\n",
              "benchmarks/test_new.py": "import app\n\n\ndef test_new(benchmark):\n    benchmark(app.f)\n",
            },
          },
          { "benchmarks/test_app.py::test_f": "regressed", "benchmarks/test_new.py::test_new": "new" },
          /its own version of all benchmark files/,
        ],
      ],
      2,
    ),
  )(
    "is measured in base's own version on base, which the row says, where it does not work there %s",
    async (_title, commits, rows, why) => {
      const outcome = await checked(commits);
      expect([outcome.status, verdictsOf(outcome)]).toEqual([1, rows]);
      expect(warningsOf(outcome, "benchmark-text")).toEqual([expect.stringMatching(why)]);
      const regressed = outcome.result?.benchmarks.find(({ verdict }) => verdict === "regressed");
      expect(regressed?.notes).toEqual([{ kind: "own-text-on-base" }]);
    },
    SLOW,
  );

  test(
    "is head's on both sides where neither version works on base",
    async () => {
      const bench = (body: string) =>
        `import app\n\n\ndef bench_f():\n    app.f()\n\n\ndef bench_g():\n    ${body}\n`;
      const outcome = await checked({
        base: { "app.py": app(2000), "benchmarks/bench_app.py": bench("raise ValueError(1)") },
        head: { "app.py": app(4000), "benchmarks/bench_app.py": bench("raise ValueError(2)") },
      });
      expect(verdictsOf(outcome)).toEqual({
        "benchmarks/bench_app.py::bench_f": "regressed",
        "benchmarks/bench_app.py::bench_g": "errored",
      });
      expect(warningsOf(outcome, "benchmark-text")).toEqual([]);
    },
    SLOW,
  );

  test(
    "is head's on both sides where it works on base",
    async () => {
      const outcome = await checked({
        base: {
          "app.py": app(2000),
          "benchmarks/test_app.py":
            "from app import f\n\n\ndef test_f(benchmark):\n    benchmark(sum, [1])\n",
        },
        head: { "app.py": app(4000), "benchmarks/test_app.py": test_f },
      });
      expect([outcome.status, verdictsOf(outcome)]).toEqual([
        1,
        { "benchmarks/test_app.py::test_f": "regressed" },
      ]);
      expect(warningsOf(outcome, "benchmark-text")).toEqual([]);
    },
    SLOW,
  );
});

describe("modules that a build writes and git ignores", () => {
  const bench = "from app import f\n\n\ndef bench_f():\n    f()\n";
  const needs = (work: number, name: string) => `from app.${name} import version\n\n\n${app(work)}`;

  test.each([
    ["a single file", "_version", "_version.py\n", { "src/app/_version.py": "version = '1'\n" }],
    ["a whole folder", "proto", "proto/\n", { "src/app/proto/__init__.py": "version = '1'\n" }],
  ])(
    "%s is laid over base, which the report says",
    async (_title, name, ignored, after) => {
      const outcome = await checked({
        base: {
          "src/app/__init__.py": needs(2000, name),
          "benchmarks/bench_app.py": bench,
          ".gitignore": ignored,
        },
        head: { "src/app/__init__.py": needs(4000, name) },
        after,
      });
      expect([outcome.status, verdictsOf(outcome)]).toEqual([
        1,
        { "benchmarks/bench_app.py::bench_f": "regressed" },
      ]);
      expect(warningsOf(outcome, "generated-files")).toEqual([
        expect.stringMatching(
          new RegExp(`1 generated file .*${Object.keys(after)[0]}.*setup: pip install \\.`),
        ),
      ]);
    },
    SLOW,
  );

  test(
    "stay out where they are compiled, and the report says which line to write",
    async () => {
      const outcome = await checked({
        base: {
          "src/app/__init__.py": `try:\n    from app import _fast\nexcept ImportError:\n    raise\n\n\n${app(2000)}`,
          "benchmarks/bench_app.py": bench,
          ".gitignore": "*.so\n",
        },
        head: { "src/app/__init__.py": app(2000) },
        after: { "src/app/_fast.so": "not really\n" },
      });
      expect(outcome.status).not.toBe(1);
      expect(warningsOf(outcome, "compiled-files")).toEqual([
        expect.stringMatching(/compiled modules .*src\/app\/_fast\.so.*`setup: pip install \.`/),
      ]);
    },
    SLOW,
  );
});

describe("what a pull request brings does not take the place of", () => {
  const bench = "import app\n\n\ndef bench_f():\n    app.f()\n";

  test(
    "the harness: a folder of its name",
    async () => {
      const fake = {
        "hotpath_gate_harness/__init__.py": "",
        "hotpath_gate_harness/__main__.py": "raise SystemExit(3)\n",
      };
      const outcome = await checked({
        base: { "app.py": app(2000), "benchmarks/bench_app.py": bench },
        head: { "app.py": app(4000), ...fake },
      });
      expect([outcome.status, verdictsOf(outcome)]).toEqual([
        1,
        { "benchmarks/bench_app.py::bench_f": "regressed" },
      ]);
    },
    SLOW,
  );

  test(
    "base: `git replace`",
    async () => {
      const outcome = await checked({
        base: { "app.py": app(2000), "benchmarks/bench_app.py": bench },
        head: { "app.py": app(4000) },
        prepare: ({ git }) => git("replace", "HEAD^", git("commit-tree", "-m", "fake", "HEAD^{tree}")),
      });
      expect([outcome.status, verdictsOf(outcome)]).toEqual([
        1,
        { "benchmarks/bench_app.py::bench_f": "regressed" },
      ]);
    },
    SLOW,
  );
});

describe("a cache outside the checkout that the side which comes first fills", () => {
  const caching = (entries: number) => `
import os

PATH = os.path.join(os.path.expanduser("~"), ".cache", "app", "table")


def f():
    if not os.path.exists(PATH):
        os.makedirs(os.path.dirname(PATH), exist_ok=True)
        with open(PATH, "w") as file:
            file.write(str(${entries}))
    with open(PATH) as file:
        return sum(i for i in range(int(file.read())))
`;
  const commits = (prepare?: TwoCommits["prepare"]): TwoCommits => ({
    base: {
      "app.py": caching(2000),
      "benchmarks/bench_app.py": "import app\n\n\ndef bench_f():\n    app.f()\n",
    },
    head: { "app.py": caching(6000) },
    ...(prepare === undefined ? {} : { prepare }),
  });
  const row = { "benchmarks/bench_app.py::bench_f": "regressed" };

  test(
    "is each side's own",
    async () => {
      using home = temporaryFolder();
      const outcome = await checked(commits(), [], { HOME: home.path });
      expect([outcome.status, verdictsOf(outcome)]).toEqual([1, row]);
      expect(readdirSync(home.path)).toEqual([]);
    },
    SLOW,
  );

  test(
    "is shared where the person says so",
    async () => {
      using home = temporaryFolder();
      const outcome = await checked(commits(), ["--caches", "shared"], { HOME: home.path });
      expect([outcome.status, Object.values(verdictsOf(outcome))]).not.toEqual([1, ["regressed"]]);
      expect(readdirSync(home.path)).toEqual([".cache"]);
    },
    SLOW,
  );
});

describe("the code that child processes run", () => {
  const SHORTLY = ["--time-limit", "20s"];
  /** Installs the package in `lib/` into a folder that every Python of this test sees, as `pip install .` did once. */
  const installed = (place: string, { root }: Repository) => {
    cpSync(join(root, "lib"), join(place, "site"), { recursive: true });
  };
  const main = "import app\n\nif __name__ == '__main__':\n    app.f()\n";
  const lib = (work: number) => ({
    "lib/app/__init__.py": `def f():\n    return sum(i for i in range(${work}))\n`,
    "lib/app/__main__.py": main,
  });
  const toml = (command: string) => ({
    "hotpath-gate.toml": `[[commands]]\nname = "run"\ncommand = "${command}"\n`,
  });

  test.each<[string, string, RegExp]>(
    shareOf(
      [
        ["a module", "python -m app", /base loaded `app` from neither tree/],
        ["a script", "python run.py", /base loaded `app` from neither tree/],
        [
          "one that hides its imports",
          "python -I -c 'pass'",
          /Nothing shows that .* runs base's code: it starts a Python/,
        ],
      ],
      2,
    ),
  )(
    "of a command is refused where it is an installed copy, before anything is measured: %s",
    async (_title, command, why) => {
      using place = temporaryFolder();
      const outcome = await checked(
        {
          base: { ...lib(2000), "run.py": main, ...toml(command) },
          head: lib(4000),
          prepare: (repository) => installed(place.path, repository),
        },
        [],
        { PYTHONPATH: join(place.path, "site") },
      );
      expect(outcome.stderr).toMatch(why);
      expect(outcome.stderr).toMatch(/set `?(--)?setup/i);
      expect([outcome.status, outcome.result]).toEqual([2, null]);
    },
    SLOW,
  );

  test(
    "of a tool that writes results is refused as well",
    async () => {
      using place = temporaryFolder();
      const tool = `${main}    import json, sys\n    json.dump([{"name": "a", "unit": "s", "value": 1}], open(sys.argv[1], "w"))\n`;
      const outcome = await checked(
        {
          base: { ...lib(2000), "tool.py": tool },
          head: lib(4000),
          prepare: (repository) => installed(place.path, repository),
        },
        ["--suite", "results", "--benchmarks", "python tool.py {results}"],
        { PYTHONPATH: join(place.path, "site") },
      );
      expect(outcome.stderr).toMatch(/base loaded `app` from neither tree/);
      expect(outcome.status).toBe(2);
    },
    SLOW,
  );

  test.each<[string, string]>(
    shareOf(
      [
        ["a module", "python -m app"],
        ["a script", "python run.py"],
        ["no Python at all", "sh run.sh"],
      ],
      2,
    ),
  )(
    "of a command that runs its side's own is measured: %s",
    async (_title, command) => {
      const sleep = (seconds: number) => ({ "run.sh": `sleep ${seconds}\n` });
      const own = (work: number) => ({
        "app/__init__.py": app(work),
        "app/__main__.py": main,
        "run.py": main,
      });
      const outcome = await checked(
        {
          base: { ...(command === "sh run.sh" ? {} : own(100_000)), ...sleep(0.05), ...toml(command) },
          head: { ...(command === "sh run.sh" ? {} : own(2_000_000)), ...sleep(0.2) },
        },
        SHORTLY,
      );
      // How soon it is decided is the machine's.
      expect(outcome.result?.benchmarks[0]?.change).toBeGreaterThan(0.5);
    },
    SLOW,
  );

  test(
    "of a suite that starts them is proof enough that base ran its own",
    async () => {
      const bench = [
        "import subprocess, sys",
        "",
        "",
        "def test_run(benchmark):",
        "    benchmark(subprocess.check_call, [sys.executable, '-m', 'app'])",
        "",
      ].join("\n");
      const own = (work: number) => ({ "app/__init__.py": app(work), "app/__main__.py": main });
      const outcome = await checked(
        {
          base: { ...own(100_000), "benchmarks/test_run.py": bench },
          head: own(2_000_000),
        },
        SHORTLY,
      );
      expect(outcome.result?.benchmarks[0]?.change).toBeGreaterThan(0.5);
    },
    SLOW,
  );
});

test(
  "a package of a namespace that is called like a module of the standard library is measured",
  async () => {
    const work = (n: number) => ({ "src/acme/json/__init__.py": `import json\n\n\n${app(n)}` });
    const outcome = await checked({
      base: {
        ...work(2000),
        "benchmarks/bench_app.py": "from acme.json import f\n\n\ndef bench_f():\n    f()\n",
      },
      head: work(4000),
    });
    expect([outcome.status, verdictsOf(outcome)]).toEqual([
      1,
      { "benchmarks/bench_app.py::bench_f": "regressed" },
    ]);
  },
  SLOW,
);

test(
  "a package that has its benchmarks beside its code is refused where both sides would run head's, and measured where its benchmarks alone are named",
  async () => {
    const commits = {
      base: {
        "shop/__init__.py": "",
        "shop/core.py": `from config import ONE\n\n\n${app(2000, "ONE = ONE\n")}`,
        "shop/test_bench.py": "from shop.core import f\n\n\ndef test_f(benchmark):\n    benchmark(f)\n",
        "tests/test_core.py": "from shop.core import f\n",
        "config.py": "ONE = 1\n",
      },
      head: { "shop/core.py": `from config import ONE\n\n\n${app(4000, "ONE = ONE\n")}` },
    };
    const [refused, measured] = [
      await checked(commits, ["--benchmarks", "shop"]),
      await checked(commits, ["--benchmarks", "shop/test_bench.py"]),
    ];
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/base takes over shop\/core\.py from head, which is code under test/);
    expect(verdictsOf(measured)).toEqual({ "shop/test_bench.py::test_f": "regressed" });
  },
  SLOW,
);

describe("what benchmarks among the tests share with these:", () => {
  const sized = (n: number, more = "") =>
    `import pytest\n${more}\n\n@pytest.fixture\ndef n():\n    return ${n}\n`;
  const base = {
    "app.py": "def f(n):\n    return sum(i for i in range(1000 * n))\n",
    "tests/conftest.py": sized(1),
    "tests/bench/test_app.py": "from app import f\n\n\ndef test_f(benchmark, n):\n    benchmark(f, n)\n",
  };
  const id = "tests/bench/test_app.py::test_f";

  test.each<[string, Record<string, string>, string, RegExp[]]>(
    shareOf(
      [
        ["is head's on both sides", { "tests/conftest.py": sized(4) }, "within-budget", []],
        [
          "is each side's own where head's does not work on base, which the report says",
          {
            "tests/conftest.py": sized(1, "from app import g\n"),
            "app.py": "def f(n):\n    return sum(i for i in range(2000 * n))\n\n\ng = f\n",
          },
          "regressed",
          [/^Head's version of tests\/conftest\.py does not work on base .*'g'/],
        ],
      ],
      2,
    ),
  )(
    "a conftest above them %s",
    async (_title, head, verdict, warnings) => {
      const outcome = await checked({ base, head });
      expect(verdictsOf(outcome)).toEqual({ [id]: verdict });
      expect(warningsOf(outcome, "benchmark-text")).toEqual(
        warnings.map((warning) => expect.stringMatching(warning)),
      );
    },
    SLOW,
  );

  test(
    "a helper that a conftest imports is each side's own, which the report says",
    async () => {
      const conftest = sized(1, "from data import N\n").replace("return 1", "return N");
      const outcome = await checked({
        base: { ...base, "tests/conftest.py": conftest, "tests/data.py": "N = 1\n" },
        head: { "tests/data.py": "N = 2\n" },
      });
      expect(warningsOf(outcome, "changed-test-files")).toEqual([
        expect.stringContaining("its own version: tests/data.py."),
      ]);
    },
    SLOW,
  );
});

describe("a link in the benchmarks' folder", () => {
  const benchmark = (size: number) => `import app\n\n\ndef bench_f():\n    app.f(${size})\n`;
  const sized = (work: number) => `def f(n):\n    return sum(i for i in range(${work} * n))\n`;
  const link = ({ root, git }: Repository) => {
    symlinkSync("../perf/bench_app.py", join(root, "benchmarks/bench_app.py"));
    git("add", "--all");
    git("commit", "--quiet", "--amend", "--no-edit");
  };

  test.each([
    ["that asks for more passes, where head's code is base's", 2000, 1, 2000, 2, "within-budget"],
    ["that asks for less does not hide slower code", 2000, 2, 4000, 1, "regressed"],
  ])(
    "to a benchmark %s",
    async (_title, ofBase, before, ofHead, after, verdict) => {
      const base = {
        "benchmarks/.keep": "",
        "app.py": sized(ofBase),
        "perf/bench_app.py": benchmark(before),
      };
      const outcome = await checked({
        base,
        head: { "app.py": `${sized(ofHead)}\n# head\n`, "perf/bench_app.py": benchmark(after) },
        prepare: link,
      });
      expect(verdictsOf(outcome)).toEqual({ "benchmarks/bench_app.py::bench_f": verdict });
      expect(warningsOf(outcome, "linked-benchmarks")).toEqual([
        expect.stringContaining("perf/bench_app.py"),
      ]);
    },
    SLOW,
  );

  test(
    "that leads through another link leads both sides to what head's leads to",
    async () => {
      const turn = ({ root }: Repository, version: string) => {
        rmSync(join(root, "data/now"), { force: true });
        symlinkSync(version, join(root, "data/now"));
      };
      const outcome = await checked({
        base: {
          "app.py": sized(2000),
          "data/v1/n.txt": "1",
          "data/v2/n.txt": "3",
          "benchmarks/bench_app.py":
            'import os\n\nimport app\n\nwith open(os.path.join(os.path.dirname(__file__), "n.txt")) as file:\n    N = int(file.read())\n\n\ndef bench_f():\n    app.f(N)\n',
        },
        head: {},
        prepare: (repository) => {
          symlinkSync("../data/now/n.txt", join(repository.root, "benchmarks/n.txt"));
          turn(repository, "v1");
          repository.commit("base, linked");
          turn(repository, "v2");
          repository.commit("head, linked");
        },
      });
      expect(verdictsOf(outcome)).toEqual({ "benchmarks/bench_app.py::bench_f": "within-budget" });
      expect(warningsOf(outcome, "linked-benchmarks")).toEqual([expect.stringContaining("data/now")]);
    },
    SLOW,
  );

  test(
    "to the package under test leads each side to its own",
    async () => {
      const outcome = await checked({
        base: {
          "src/app/__init__.py": app(2000),
          "benchmarks/bench_app.py": "import app\n\n\ndef bench_f():\n    app.f()\n",
        },
        head: { "src/app/__init__.py": app(4000) },
        prepare: ({ root, git }) => {
          symlinkSync("../src/app", join(root, "benchmarks/app"));
          git("add", "--all");
          git("commit", "--quiet", "--amend", "--no-edit");
        },
      });
      expect([outcome.status, verdictsOf(outcome)]).toEqual([
        1,
        { "benchmarks/bench_app.py::bench_f": "regressed" },
      ]);
      expect(warningsOf(outcome, "linked-benchmarks")).toEqual([]);
    },
    SLOW,
  );
});

describe("another project of the repository that is installed editably", () => {
  const web = "from core import f\n\n\ndef g():\n    return f()\n";
  const bench = "from web import g\n\n\ndef bench_g():\n    g()\n";
  const commits = {
    base: {
      "libs/core/core/__init__.py": app(2000),
      "apps/web/web/__init__.py": web,
      "apps/web/benchmarks/bench_web.py": bench,
      ".gitignore": "__pycache__/\n",
    },
    head: { "libs/core/core/__init__.py": app(4000) },
  };

  test.each<[string, (site: string, libs: string) => void]>([
    ["by a line of a `.pth`", (site, libs) => writeFileSync(join(site, "core.pth"), `${libs}\n`)],
    [
      "by an import hook of setuptools",
      (site, libs) => {
        writeFileSync(join(site, "__editable___core_finder.py"), finderOf({ core: join(libs, "core") }));
        writeFileSync(join(site, "__editable__.core.pth"), "import __editable___core_finder\n");
      },
    ],
  ])(
    "%s is base's own on base",
    async (_title, write) => {
      using outside = temporaryFolder();
      const venv = join(outside.path, "venv");
      execFileSync("python3", ["-m", "venv", "--without-pip", venv]);
      const [version = ""] = readdirSync(join(venv, "lib"));
      const prepare = ({ root }: Repository) =>
        write(join(venv, "lib", version, "site-packages"), join(root, "libs/core"));
      const environment = { PATH: `${join(venv, "bin")}:${process.env.PATH}` };
      const outcome = await checked(
        { ...commits, prepare },
        ["--working-directory", "apps/web"],
        environment,
      );
      expect([outcome.status, verdictsOf(outcome)]).toEqual([
        1,
        { "benchmarks/bench_web.py::bench_g": "regressed" },
      ]);
      const [change = 0] = outcome.result?.benchmarks.map((row) => row.change ?? 0) ?? [];
      expect(change).toBeGreaterThan(0.6);
    },
    SLOW,
  );
});

/** What the import hook does that setuptools makes for an editable install, with the names that it has there. */
function finderOf(mapping: Readonly<Record<string, string>>): string {
  return [
    "import importlib.util, os, sys",
    `MAPPING = ${JSON.stringify(mapping)}`,
    "NAMESPACES = {}",
    "class _EditableFinder:",
    "    @classmethod",
    "    def find_spec(cls, name, path=None, target=None):",
    "        if name in MAPPING:",
    "            file = os.path.join(MAPPING[name], '__init__.py')",
    "            return importlib.util.spec_from_file_location(name, file)",
    "sys.meta_path.append(_EditableFinder)",
    "",
  ].join("\n");
}
