/** What base runs and head does not, as a user meets it: the bundle, real git, real Python. */
import { describe, expect, test } from "@jest/globals";
import { checked, type TwoCommits, verdictsOf } from "./support/check.ts";

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

  test.each<[string, string]>([
    [
      "skips itself for what head returns",
      "if core.look() is None:\n    pytest.skip('no')\nbenchmark(core.f)",
    ],
    ["returns early for what head returns", "if core.look() is None:\n    return\nbenchmark(core.f)"],
    ["fails as its xfail expects, on head alone", "benchmark(core.f)\nassert core.look() == 1"],
  ])(
    "and that %s is errored and fails the gate",
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
    "and whose whole file skips itself on head is errored and fails the gate",
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
    "and that head's text skips is skipped, and counted in the headline",
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

describe("a head that has lost all benchmarks of base", () => {
  test.each<[string, Record<string, string>]>([
    ["the only file imports what is broken", { "shop/core.py": broken }],
    ["the only file has a syntax error", { "benchmarks/test_core.py": "def test_f(:\n" }],
    ["the conftest of the project is broken", { "conftest.py": "import gone\n" }],
    ["the conftest of the benchmarks is broken", { "benchmarks/conftest.py": "import gone\n" }],
  ])(
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

  test.each<[string, string[], number]>([
    ["compares nothing, and says what base has", [], 2],
    ["fails where `fail-on` lists removed", ["--fail-on", "removed"], 1],
    ["does so with `benchmarks` named", ["--benchmarks", "benchmarks/"], 2],
    ["does so with the suite named as well", ["--benchmarks", "benchmarks/", "--suite", "pytest"], 2],
  ])(
    "by removing them %s",
    async (_title, args, status) => {
      const outcome = await checked(
        { base: project, head: { "notes.txt": "" }, ...removed("benchmarks/test_core.py") },
        args,
      );
      expect([outcome.status, verdictsOf(outcome)]).toEqual([status, { [F]: "removed" }]);
      if (status === 2)
        expect(outcome.result?.reason).toMatch(/base has 1 hot path, and head has none of them/);
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

  test.each<[string, string, string[], string[], RegExp]>([
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
  ])(
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
