/** What base runs and head does not, as a user meets it: the bundle, real git, real Python. */

import { describe, expect, test } from "@jest/globals";
import { warningWords } from "../../src/report/words/warning.ts";
import { checked, type TwoCommits, verdictsOf, warningsOf } from "../support/check.ts";
import { shareOf } from "../support/share.ts";

const SLOW = 120_000;
const core = "def f():\n    return sum(range(200))\n\n\ndef look():\n    return 1\n";
const test_f = "from shop.core import f\n\n\ndef test_f(benchmark):\n    benchmark(f)\n";
const project = { "shop/__init__.py": "", "shop/core.py": core, "benchmarks/test_core.py": test_f };
const F = "benchmarks/test_core.py::test_f";
const broken = core.replace("def f", "import gone\n\n\ndef f");
const removed = (...files: string[]): Pick<TwoCommits, "prepare"> => ({
  prepare: (repository) => {
    repository.git("rm", "--quiet", ...files);
    repository.git("commit", "--quiet", "--amend", "--no-edit");
  },
});

describe("a benchmark that both sides run by the same text", () => {
  const bench = (body: string) =>
    `import pytest\nfrom shop import core\n\n\ndef test_x(benchmark):\n${body.replaceAll(/^/gm, "    ")}\n`;
  const lookless = core.replace("return 1", "return None");

  test.each<[string, string]>(
    shareOf(
      [
        [
          "skips itself for what head returns",
          "if core.look() is None:\n    pytest.skip('no')\nbenchmark(core.f)",
        ],
        ["returns early for what head returns", "if core.look() is None:\n    return\nbenchmark(core.f)"],
        ["fails as its xfail expects, on head alone", "benchmark(core.f)\nassert core.look() == 1"],
      ],
      2,
    ),
  )(
    "is errored and fails the gate where it %s",
    async (_title, body) => {
      const text = bench(body);
      const x = body.startsWith("benchmark")
        ? text.replace("def test_x", "@pytest.mark.xfail\ndef test_x")
        : text;
      const outcome = await checked({
        base: { ...project, "benchmarks/test_x.py": x },
        head: { "shop/core.py": lookless },
      });
      expect([outcome.status, verdictsOf(outcome)]).toEqual([
        1,
        { [F]: "within-budget", "benchmarks/test_x.py::test_x": "errored" },
      ]);
    },
    SLOW,
  );

  test(
    "is errored and fails the gate where its whole file skips itself on head",
    async () => {
      const fast = `import pytest\n\nfast = pytest.importorskip("shop.fast")\n\n\ndef test_fast(benchmark):\n    benchmark(fast.f)\n`;
      const outcome = await checked({
        base: { ...project, "shop/fast.py": core, "benchmarks/test_fast.py": fast },
        head: { "shop/quick.py": core },
        ...removed("shop/fast.py"),
      });
      expect([outcome.status, verdictsOf(outcome)]).toEqual([
        1,
        { [F]: "within-budget", "benchmarks/test_fast.py::test_fast": "errored" },
      ]);
    },
    SLOW,
  );

  test(
    "is skipped, and counted in the headline, where head's text skips it",
    async () => {
      const skip = "import pytest\nfrom shop.core import f\n\n\ndef test_x(benchmark):\n    benchmark(f)\n";
      const outcome = await checked({
        base: { ...project, "benchmarks/test_x.py": skip },
        head: {
          "benchmarks/test_x.py": skip.replace("def test", "@pytest.mark.skip(reason='flaky')\ndef test"),
        },
      });
      expect([outcome.status, verdictsOf(outcome)]).toEqual([
        0,
        { [F]: "within-budget", "benchmarks/test_x.py::test_x": "skipped" },
      ]);
      expect(outcome.stdout).toContain("1 skipped");
    },
    SLOW,
  );
});

describe("a benchmark that head no longer collects", () => {
  const FAST = "benchmarks/test_fast.py::test_fast";
  const fast = `${core}\n\ndef fast():\n    return f()\n\n\nCASES = [1, 2]\n`;
  const slow = `${core}\n\nCASES = [1]\n`;
  const of = (body: string) => `import pytest\nfrom shop import core\n\n\n${body}`;
  const guarded = of("if hasattr(core, 'fast'):\n    def test_fast(benchmark):\n        benchmark(core.f)\n");
  const cases = of(
    "@pytest.mark.parametrize('x', core.CASES)\ndef test_fast(benchmark, x):\n    benchmark(core.f)\n",
  );

  test.each<[string, Record<string, string>, Record<string, string>, string]>(
    shareOf(
      [
        ["because of an `if` around it", { "benchmarks/test_fast.py": guarded }, {}, FAST],
        [
          "because its parameters are a list of the code",
          { "benchmarks/test_fast.py": cases },
          {},
          `${FAST}[2]`,
        ],
        [
          "because of `collect_ignore`",
          {
            "benchmarks/conftest.py": of(
              "collect_ignore = [] if hasattr(core, 'fast') else ['test_fast.py']\n",
            ),
            "benchmarks/test_fast.py": of("def test_fast(benchmark):\n    benchmark(core.f)\n"),
          },
          {},
          FAST,
        ],
        [
          "because of an `if`, where head changes its file as well,",
          { "benchmarks/test_fast.py": guarded },
          { "benchmarks/test_fast.py": `${guarded}# Faster than fast.\n` },
          FAST,
        ],
      ],
      2,
    ),
  )(
    "%s is errored and fails the gate",
    async (_title, files, changed, id) => {
      const outcome = await checked({
        base: { ...project, ...files, "shop/core.py": fast },
        head: { "shop/core.py": slow, ...changed },
      });
      expect([outcome.status, verdictsOf(outcome)]).toMatchObject([
        1,
        { [F]: "within-budget", [id]: "errored" },
      ]);
      expect(warningsOf(outcome, "lost-on-head")).toEqual([expect.stringContaining(`\`${id}\``)]);
    },
    SLOW,
  );

  test.each<[string, Record<string, string>, Record<string, string>, Record<string, string>]>(
    shareOf(
      [
        [
          "because its author deleted it is removed",
          { "benchmarks/test_fast.py": of("def test_fast(benchmark):\n    benchmark(core.fast)\n") },
          { "benchmarks/test_fast.py": "" },
          { [FAST]: "removed" },
        ],
        [
          "is removed where it does not run on base either",
          { "benchmarks/test_fast.py": guarded.replace("benchmark(core.f)", "benchmark(core.gone)") },
          {},
          { [FAST]: "removed" },
        ],
        [
          "by its old parameters, and has by new ones, is removed",
          { "benchmarks/test_fast.py": cases },
          { "shop/core.py": slow.replace("[1]", "[1, 3]") },
          { [`${FAST}[1]`]: "within-budget", [`${FAST}[3]`]: "new", [`${FAST}[2]`]: "removed" },
        ],
      ],
      2,
    ),
  )(
    "%s",
    async (_title, files, changed, rows) => {
      const outcome = await checked({
        base: { ...project, ...files, "shop/core.py": fast },
        head: { "shop/core.py": slow, ...changed },
      });
      expect([outcome.status, verdictsOf(outcome)]).toEqual([0, { [F]: "within-budget", ...rows }]);
      expect(warningsOf(outcome, "lost-on-head")).toEqual([]);
    },
    SLOW,
  );
});

describe("a benchmark of an unchanged file that base alone can't run", () => {
  const D = "benchmarks/test_d.py::test_d";
  const check = (test_d: string, head = "notes.txt") =>
    checked({
      base: { ...project, "benchmarks/test_d.py": test_d, ".gitignore": "/data/\n" },
      head: { [head]: core },
      after: { "data/n.txt": "7\n" },
    });
  const reading = "N = int(open('data/n.txt').read())";

  test.each<[string, string]>(
    shareOf(
      [
        [
          "because base can't collect it",
          `from shop.core import f\n\n${reading}\n\n\ndef test_d(benchmark):\n    benchmark(f)\n`,
        ],
        [
          "because it raises on base",
          `from shop.core import f\n\n\ndef test_d(benchmark):\n    ${reading}\n    benchmark(f)\n`,
        ],
      ],
      2,
    ),
  )(
    "is inconclusive %s, and says what to write",
    async (_title, test_d) => {
      const outcome = await check(test_d);
      expect([outcome.status, outcome.result?.verdict, verdictsOf(outcome)]).toEqual([
        0,
        "inconclusive",
        { [F]: "within-budget", [D]: "inconclusive" },
      ]);
      expect(outcome.result?.warnings.map((one) => warningWords(one))).toContainEqual(
        expect.stringContaining("make it in `setup`"),
      );
    },
    SLOW,
  );

  test.each<[string, string]>(
    shareOf(
      [
        ["a mark", "@pytest.mark.skipif(find_spec('shop.extra') is None, reason='no extra')"],
        [
          "its file",
          "if find_spec('shop.extra') is None:\n    pytest.skip('no extra', allow_module_level=True)",
        ],
      ],
      2,
    ),
  )(
    "because %s skips it there is new, and says so",
    async (_title, skip) => {
      const test_d = `import pytest\nfrom importlib.util import find_spec\nfrom shop.core import f\n\n\n${skip}\ndef test_d(benchmark):\n    benchmark(f)\n`;
      const outcome = await check(test_d, "shop/extra.py");
      expect([outcome.status, verdictsOf(outcome)]).toEqual([0, { [F]: "within-budget", [D]: "new" }]);
      expect(outcome.result?.benchmarks.find(({ id }) => id === D)?.notes).toEqual([
        { kind: "skipped-on", side: "base", why: "no extra" },
      ]);
      expect(warningsOf(outcome, "skipped-on-base")).toHaveLength(1);
    },
    SLOW,
  );
});

describe("a head that has lost all benchmarks of base", () => {
  test(
    "has removed them where a folder is left that holds no benchmark",
    async () => {
      const bench = "from shop.core import f\n\n\ndef bench_f():\n    f()\n";
      const outcome = await checked({
        base: { "shop/__init__.py": "", "shop/core.py": core, "benchmarks/bench_core.py": bench },
        head: { "notes.txt": "" },
        prepare: (repository) => {
          removed("benchmarks/bench_core.py").prepare?.(repository);
          repository.write("benchmarks/__pycache__/bench_core.cpython-313.pyc", "");
        },
      });
      expect([outcome.status, verdictsOf(outcome)]).toEqual([
        2,
        { "benchmarks/bench_core.py::bench_f": "removed" },
      ]);
      expect(outcome.stderr).toContain("head has no benchmarks; on base, ");
    },
    SLOW,
  );

  test.each<[string, Record<string, string>]>(
    shareOf(
      [
        ["the only file imports what is broken", { "shop/core.py": broken }],
        ["the only file has a syntax error", { "benchmarks/test_core.py": "def test_f(:\n" }],
        ["the conftest of the project is broken", { "conftest.py": "import gone\n" }],
        ["the conftest of the benchmarks is broken", { "benchmarks/conftest.py": "import gone\n" }],
      ],
      2,
    ),
  )(
    "fails where %s",
    async (_title, head) => {
      const outcome = await checked({ base: project, head });
      expect([outcome.status, outcome.result?.verdict, verdictsOf(outcome)]).toEqual([
        1,
        "failed",
        { [F]: "errored" },
      ]);
    },
    SLOW,
  );

  test.each<[string, string[], number]>(
    shareOf(
      [
        ["compares nothing, and says what base has", [], 2],
        ["fails where `fail-on` lists removed", ["--fail-on", "removed"], 1],
        ["does so with `benchmarks` named", ["--benchmarks", "benchmarks/"], 2],
        ["does so with the suite named as well", ["--benchmarks", "benchmarks/", "--suite", "pytest"], 2],
      ],
      2,
    ),
  )(
    "by removing them %s",
    async (_title, args, status) => {
      const outcome = await checked(
        { base: project, head: { "notes.txt": "" }, ...removed("benchmarks/test_core.py") },
        args,
      );
      expect([outcome.status, verdictsOf(outcome)]).toEqual([status, { [F]: "removed" }]);
      if (status === 2) expect(outcome.result?.reason).toEqual({ kind: "all-removed", rows: 1 });
    },
    SLOW,
  );

  test(
    "by moving them is told where they look to be",
    async () => {
      const head = { "perf/test_core.py": test_f };
      const outcome = await checked({ base: project, head, ...removed("benchmarks/test_core.py") }, [
        ...["--suite", "pytest", "--benchmarks", "benchmarks/"],
      ]);
      expect(outcome.status).toBe(2);
      expect(outcome.result?.reason).toEqual({
        kind: "all-removed",
        rows: 1,
        elsewhere: { first: ["perf"], more: 0 },
      });
    },
    SLOW,
  );
});

describe("a name in `benchmarks`", () => {
  const check = (names: string[], more: Partial<TwoCommits> = {}, args: string[] = []) =>
    checked({ base: project, head: { "notes.txt": "" }, ...more }, [
      ...names.flatMap((name) => ["--benchmarks", name]),
      ...args,
    ]);

  test.each<[string, string, string[], string[], RegExp]>(
    shareOf(
      [
        [
          "a test",
          "benchmarks/test_core.py::test_g",
          [F],
          [],
          /has no benchmark `test_g` \(did you mean `test_f`\?\)/,
        ],
        ["a pattern", "benchmarks/nope*", ["benchmarks/test_core.py"], [], /no file matches the pattern/],
        ["a file", "benchmarks/test_cor.py", ["benchmarks/test_core.py"], [], /did you mean `test_core\.py`/],
        [
          "a command",
          "nope-program --version",
          ["python -V"],
          ["--suite", "command"],
          /there is no program `nope-program`/,
        ],
        ["a script", "python nope.py", ["python -V"], ["--suite", "command"], /there is no file `nope\.py`/],
      ],
      2,
    ),
  )(
    "that matches nothing on either side is an error beside a valid one: %s",
    async (_title, wrong, valid, args, why) => {
      const outcome = await check([...valid, wrong], {}, args);
      expect([outcome.status, outcome.result]).toEqual([2, null]);
      expect(outcome.stderr.replaceAll(/\s+/g, " ")).toMatch(why);
      expect(outcome.stderr).toContain(wrong);
    },
    SLOW,
  );

  test(
    "that matches on base alone is a removed row",
    async () => {
      const g = test_f.replace("test_f", "test_g");
      const outcome = await check([F, "benchmarks/test_g.py::test_g"], {
        base: { ...project, "benchmarks/test_g.py": g },
        ...removed("benchmarks/test_g.py"),
      });
      expect([outcome.status, verdictsOf(outcome)]).toEqual([
        0,
        { [F]: "within-budget", "benchmarks/test_g.py::test_g": "removed" },
      ]);
    },
    SLOW,
  );

  test(
    "of a test whose file neither side can collect is a row of that file, and no wrong setting",
    async () => {
      const outcome = await check([F, "benchmarks/test_bad.py::test_g"], {
        base: { ...project, "benchmarks/test_bad.py": "import gone\n" },
      });
      expect([outcome.status, verdictsOf(outcome)]).toEqual([
        0,
        { [F]: "within-budget", "benchmarks/test_bad.py": "errored" },
      ]);
    },
    SLOW,
  );
});

describe("a new benchmark file that can't be imported", () => {
  const fresh = { "benchmarks/test_new.py": "import gone\n" };
  const NEW = "benchmarks/test_new.py";

  test(
    "is errored and fails nothing, because it was never a hot path",
    async () => {
      const outcome = await checked({ base: project, head: fresh });
      expect([outcome.status, verdictsOf(outcome)]).toEqual([0, { [F]: "within-budget", [NEW]: "errored" }]);
      expect(outcome.result?.benchmarks.find(({ id }) => id === NEW)?.notes).toMatchObject([
        { kind: "not-collected-on-head", isOnBaseToo: true },
        { kind: "not-blamed-on-head" },
      ]);
    },
    SLOW,
  );

  test(
    "fails where benchmarks of base are gone that may have moved into it",
    async () => {
      const old = { "benchmarks/test_old.py": test_f };
      const outcome = await checked({
        base: { ...project, ...old },
        head: fresh,
        ...removed("benchmarks/test_old.py"),
      });
      expect([outcome.status, verdictsOf(outcome)]).toEqual([
        1,
        { [F]: "within-budget", [NEW]: "errored", "benchmarks/test_old.py::test_f": "removed" },
      ]);
    },
    SLOW,
  );

  test(
    "fails where a benchmark of base has moved, and breaks where it is now",
    async () => {
      const moved = test_f.replace("import f", "import total").replace("benchmark(f)", "benchmark(total)");
      const outcome = await checked({
        base: { ...project, "benchmarks/test_g.py": test_f.replaceAll("test_f", "test_g") },
        head: {
          "benchmarks/test_moved.py": moved,
          "shop/core.py": `${core}\n\ndef total():\n    raise RuntimeError("broken")\n`,
        },
        ...removed("benchmarks/test_core.py"),
      });
      expect([
        outcome.status,
        outcome.result?.benchmarks.find(({ id }) => id.includes("moved"))?.notes.at(-1),
      ]).toEqual([1, { kind: "may-be-moved" }]);
    },
    SLOW,
  );
});
