import { describe, expect, jest, test } from "@jest/globals";
import { GateError } from "../../src/errors.ts";
import type { CommandRule } from "../../src/inputs/config.ts";
import type { Metric, SuiteKind } from "../../src/model.ts";
import { detectSuite } from "../../src/plan/detect-suite.ts";

const config = (benchmarks: string[] = [], suite: SuiteKind | null = null) => ({
  benchmarks,
  suite,
  commands: [] as CommandRule[],
  metrics: ["time"] as Metric[],
});
/** Files by path; those without a text can't be read. */
type Tree = Readonly<Record<string, string>>;
const detect = (settings: ReturnType<typeof config>, tree: Tree) =>
  detectSuite(settings, Object.keys(tree), async (file) => tree[file] ?? null);

test.each<[string, string[], SuiteKind]>([
  ["commands of the config file are the suite where nothing else is named", [], "command"],
  ["one command of the config file may be named", ["start"], "command"],
  ["commands of the config file are not the suite where anything else is named", ["perf"], "pytest"],
])("%s", async (_, benchmarks, suite) => {
  const commands = [{ name: "start", command: "app", prepare: null, parameters: {} }];
  const found = await detect({ ...config(benchmarks), commands }, { "perf/test_a.py": "" });
  expect(found.suite).toBe(suite);
});

test.each<[Metric, string[], RegExp]>([
  [
    "peak-memory",
    ["perf"],
    /`metrics` includes peak-memory, which the suite pytest does not measure.*time, instructions/,
  ],
])("%s is refused for %p", async (metric, benchmarks, message) => {
  const asked = { ...config(benchmarks), metrics: ["time", metric] as Metric[] };
  const error = await detect(asked, { "perf/test_a.py": "" }).catch((caught: unknown) => caught);
  expect(`${(error as GateError).message} ${(error as GateError).advice}`).toMatch(message);
});

const PYPERF = "import pyperf\n\nrunner = pyperf.Runner()\n";
const FIXTURE =
  "import app\n\n\nclass TestAll:\n    def test_a(\n        self, benchmark\n    ):\n        benchmark(app.f)\n";
const CONF = `{
  // The version of this file's format.
  "version": 1,
  "benchmark_dir": "speed",
}`;

test.each<[string, ReturnType<typeof config>, Tree, SuiteKind]>([
  ["module:function targets are functions", config(["app.scoring:score"]), {}, "functions"],
  [
    "bench_*.py files whose functions take pytest's fixture are pytest's",
    config(["perf"]),
    { "perf/bench_a.py": "def bench_a(benchmark):\n    benchmark(int)\n", "perf/bench_b.py": FIXTURE },
    "pytest",
  ],
  [
    "a file of any name with the fixture is pytest's",
    config(["testing/benchmark.py"]),
    { "testing/benchmark.py": FIXTURE },
    "pytest",
  ],
  [
    "a file of any name with the marker is pytest's",
    config(["speed.py"]),
    { "speed.py": "import pytest\n\n\n@pytest.mark.benchmark\ndef test_a():\n    pass\n" },
    "pytest",
  ],
  [
    "a helper with a parameter of that name makes no suite pytest's",
    config(["perf"]),
    { "perf/helpers.py": "def run(benchmark):\n    pass\n", "perf/bench_a.py": "def bench_a():\n    pass\n" },
    "functions",
  ],
  ["bench_*.py files are functions", config(["perf"]), { "perf/bench_a.py": "" }, "functions"],
  [
    "bench_*.py files with a pyperf.Runner are pyperf's",
    config(["perf"]),
    { "perf/bench_a.py": PYPERF },
    "pyperf",
  ],
  ["any file with a pyperf.Runner is pyperf's", config(["perf/run.py"]), { "perf/run.py": PYPERF }, "pyperf"],
  ["test_*.py files are pytest's", config(["perf/"]), { "perf/test_a.py": "" }, "pytest"],
  ["a node id is pytest's", config(["perf/test_a.py::test_x"]), { "perf/test_a.py": "" }, "pytest"],
  [
    "the folder that asv.conf.json names is asv's, whatever the names in it",
    config(["./speed/"]),
    { "asv.conf.json": CONF, "speed/bench_core.py": "", "speed/test_x.py": "" },
    "asv",
  ],
  [
    "a file in the folder that asv.conf.json names is asv's",
    config(["speed/bench_core.py"]),
    { "asv.conf.json": CONF, "speed/bench_core.py": "" },
    "asv",
  ],
  [
    "a glob is matched by where it starts",
    config(["perf/*_bench/test_*.py"]),
    { "perf/x_bench/test_a.py": "" },
    "pytest",
  ],
  [
    "what is configured is not questioned",
    config(["perf/speed.py"], "functions"),
    { "perf/speed.py": PYPERF },
    "functions",
  ],
])("%s", async (_title, settings, tree, suite) => {
  expect((await detect(settings, tree)).suite).toBe(suite);
});

describe("without targets", () => {
  test.each<[string, Tree, object]>([
    [
      "the usual folders are looked at",
      { "src/app.py": "", "tests/test_app.py": "", "benchmarks/test_parse.py": "" },
      { suite: "pytest", targets: ["benchmarks"], why: "benchmarks/test_parse.py is a pytest file" },
    ],
    [
      "asv.conf.json says where its benchmarks are",
      { "asv.conf.json": CONF, "speed/sorting.py": "" },
      { suite: "asv", targets: ["speed"], why: "asv.conf.json names speed" },
    ],
    [
      "an asv.conf.json in a folder is relative to that, and means benchmarks where it says nothing",
      { "benchmarks/asv.conf.json": "{}", "benchmarks/benchmarks/bench_a.py": "" },
      { suite: "asv", targets: ["benchmarks/benchmarks"] },
    ],
    [
      "the nearest of several asv.conf.json counts",
      { "old/asv.conf.json": "{}", "asv.conf.json": '{"benchmark_dir": "./x/../speed/"}' },
      { suite: "asv", targets: ["speed"] },
    ],
    [
      "scripts with a pyperf.Runner are found by what is in them",
      { "bench/helper.py": "", "bench/run_it.py": PYPERF },
      { suite: "pyperf", targets: ["bench"], why: "bench/run_it.py makes a pyperf.Runner" },
    ],
  ])("%s", async (_title, tree, expected) => {
    expect(await detect(config(), tree)).toMatchObject(expected);
  });
});

test("where two suites lie, the one that is named is measured", async () => {
  const both = { "benchmarks/test_a.py": "", "benchmarks/bench_b.py": "", "asv.conf.json": CONF };
  for (const suite of ["functions", "pytest"] as const) {
    expect(await detect(config([], suite), both)).toMatchObject({ suite, targets: ["benchmarks"] });
  }
  expect(await detect(config([], "asv"), both)).toMatchObject({ suite: "asv", targets: ["speed"] });
});

test.each<[string, Tree, RegExp]>([
  [
    "in one place",
    { "benchmarks/test_a.py": "", "benchmarks/bench_b.py": "" },
    /functions \(benchmarks\/bench_b\.py .*pytest \(benchmarks\/test_a\.py/,
  ],
  [
    "in two",
    { "asv.conf.json": CONF, "speed/a.py": "", "tests/bench/test_a.py": "" },
    /asv \(asv\.conf\.json .*pytest \(tests\/bench\/test_a\.py/,
  ],
])("two suites %s are an error that says what to write", async (_title, tree, words) => {
  const error = await detect(config(), tree).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(GateError);
  const { message, advice } = error as GateError;
  expect(message).toMatch(words);
  expect(advice).toMatch(
    /in a run of its own: the one with `suite: \w+` with `benchmarks: [\w/]+`; the other with `suite: pytest` with `benchmarks: [\w/]+`\.$/,
  );
});

test("two suites in what is named are an error that tells which benchmarks go with which", async () => {
  const named = config(["shop.core:f", "benchmarks/test_a.py"]);
  const error = await detect(named, { "shop/core.py": "", "benchmarks/test_a.py": "" }).catch(
    (one: unknown) => one,
  );
  expect((error as GateError).advice).toMatch(
    /`suite: functions` with `benchmarks: shop\.core:f`; the other with `suite: pytest` with `benchmarks: benchmarks\/test_a\.py`\.$/,
  );
});

test("a suite that finds nothing where another one does is an error that names the other", async () => {
  const error = await detect(config([], "functions"), { "benchmarks/test_a.py": "" }).catch(
    (one: unknown) => one,
  );
  expect(error).toBeInstanceOf(GateError);
  expect((error as GateError).message).toMatch(
    /^`suite: functions` finds no benchmarks, and benchmarks\/test_a\.py is a pytest file/,
  );
  expect((error as GateError).advice).toMatch(/^Set `suite: pytest`, or name/);
});

test("a name that is none of the commands is an error that lists these", async () => {
  const commands = ["import", "export"].map((name) => ({
    name,
    command: "true",
    prepare: null,
    parameters: {},
  }));
  const error = await detect({ ...config(["imprt"]), commands }, {}).catch((one: unknown) => one);
  expect((error as GateError).advice).toMatch(/^The commands in the config file are `import`, `export`\./);
});

test.each<[string, ReturnType<typeof config>, Tree, RegExp]>([
  ["nowhere", config(), { "app.py": "" }, /No benchmarks were found/],
  [
    "not where they should be",
    config(["perf"]),
    { "benchmarks/test_a.py": "" },
    /No benchmarks were found in perf/,
  ],
  ["by no asv.conf.json", config([], "asv"), { "benchmarks/a.py": "" }, /there is no asv\.conf\.json/],
  [
    "by an asv.conf.json that is none",
    config(),
    { "asv.conf.json": "{" },
    /asv\.conf\.json can't be read: Unexpected token/,
  ],
])("benchmarks found %s are an error", async (_title, settings, tree, message) => {
  await expect(detect(settings, tree)).rejects.toThrow(message);
});

test("asv.conf.json is read in silence, whatever characters it holds", async () => {
  const warn = jest.spyOn(console, "warn").mockImplementation(() => {});
  const suite = await detect(config(), {
    "asv.conf.json": '{"benchmark_dir": "speed", "x": "\u2028"}',
    "speed/a.py": "",
  });
  expect(suite.targets).toEqual(["speed"]);
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});

test.each<[string, Tree, RegExp]>([
  [
    "folders of that name inside the package",
    {
      "pint/testsuite/benchmarks/test_a.py": "def test_a(benchmark): ...",
      "core/benchmarks/bench_b.py": "",
      "core/benchmarks/bench_c.py": "",
    },
    /These look like benchmarks: pint\/testsuite\/benchmarks, core\/benchmarks\. .*`benchmarks: pint\/testsuite\/benchmarks`/,
  ],
  [
    "files among tests, of which only the first are named",
    Object.fromEntries(
      ["a", "b", "c", "d"].map((name) => [
        `tests/test_benchmarks_${name}.py`,
        "def test_it(loop, benchmark): ...",
      ]),
    ),
    /look like benchmarks: tests\/test_benchmarks_a\.py, .*_b\.py, .*_c\.py and 1 more\. .*`benchmarks: tests\/test_benchmarks_a\.py`/,
  ],
  ["a script of pyperf", { "tools/perf.py": PYPERF }, /These look like benchmarks: tools\/perf\.py\./],
  [
    "nothing that only has such a name",
    { "app/benchmarks/table.py": "", "tests/test_performance.py": "def test_it(): ..." },
    /^Set `benchmarks` to the paths or module:function targets/,
  ],
])("where no benchmarks are found, the error names %s", async (_title, tree, words) => {
  const error = await detect(config(), tree).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(GateError);
  expect((error as GateError).advice).toMatch(words);
});
