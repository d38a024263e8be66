/** What a change can't have slowed down, as a user meets it: the bundle, real git, real Python. */

import { describe, expect, test } from "@jest/globals";
import { checked, verdictsOf } from "../support/check.ts";

const SLOW = 120_000;
const TRUST = ["--same-code", "trust"];
const work = (count: number) => `def work():\n    return sum(range(${count}))\n`;
const base = {
  "README.md": "# Shop\n",
  "shop/__init__.py": "",
  "shop/one.py": work(2000),
  "shop/two.py": work(2000),
  "shop/unused.py": work(2000),
  "data/table.csv": "1,2\n",
  "shop/table.py":
    "import csv\nfrom pathlib import Path\n\n\ndef work():\n    with open(Path(__file__).parent.parent / 'data/table.csv') as file:\n        return list(csv.reader(file))\n",
};
const pytestFile = (name: string) =>
  `from shop.${name} import work\n\n\ndef test_${name}(benchmark):\n    benchmark(work)\n`;
const functionsFile = (name: string) =>
  `from shop.${name} import work\n\n\ndef bench_${name}():\n    work()\n`;
const NAMES = ["one", "two", "table"];
const suites = [
  [
    "pytest",
    Object.fromEntries(NAMES.map((name) => [`benchmarks/test_${name}.py`, pytestFile(name)])),
    (name: string) => `benchmarks/test_${name}.py::test_${name}`,
  ],
  [
    "functions",
    Object.fromEntries(NAMES.map((name) => [`benchmarks/bench_${name}.py`, functionsFile(name)])),
    (name: string) => `benchmarks/bench_${name}.py::bench_${name}`,
  ],
] as const;

describe.each(suites)("of the suite %s, with `same-code: trust`,", (_suite, benchmarks, idOf) => {
  const check = (head: Record<string, string>) => checked({ base: { ...base, ...benchmarks }, head }, TRUST);
  const evidenceOf = async (head: Record<string, string>) => {
    const { result } = await check(head);
    return Object.fromEntries((result?.benchmarks ?? []).map(({ id, evidence }) => [id, evidence]));
  };
  const evidence = (measured: readonly string[]) =>
    Object.fromEntries(NAMES.map((name) => [idOf(name), measured.includes(name) ? "paired" : "same-code"]));

  test(
    "a change of documents alone is green in no block, and says why",
    async () => {
      const outcome = await check({ "README.md": "# The shop\n" });
      expect([outcome.status, outcome.result?.verdict]).toEqual([0, "passed"]);
      expect(outcome.result?.reason).toMatchObject({ kind: "same-code", rows: 3 });
      expect(outcome.result?.benchmarks.every(({ blocks }) => blocks.length === 0)).toBe(true);
      expect(outcome.stdout).toMatch(/3 benchmarks read \d+ files; this change touches none of them\./);
    },
    SLOW,
  );

  test(
    "a slowdown is measured and found where it is read, and nothing else is measured",
    async () => {
      const outcome = await check({ "shop/two.py": work(4000) });
      expect([outcome.status, verdictsOf(outcome)]).toEqual([
        1,
        { [idOf("one")]: "within-budget", [idOf("two")]: "regressed", [idOf("table")]: "within-budget" },
      ]);
      expect(
        Object.fromEntries((outcome.result?.benchmarks ?? []).map((row) => [row.id, row.evidence])),
      ).toEqual(evidence(["two"]));
    },
    SLOW,
  );

  test.each<[string, Record<string, string>, readonly string[]]>([
    ["what no benchmark leads to is measured nowhere", { "shop/unused.py": work(4000) }, []],
    ["data is measured where it is opened", { "data/table.csv": "1,2\n3,4\n" }, ["table"]],
    ["data that nobody is seen to read is measured everywhere", { "data/other.bin": "1" }, NAMES],
    ["dependencies is measured everywhere", { "requirements.txt": "" }, NAMES],
    ["a package that all import is measured everywhere", { "shop/__init__.py": "X = 1\n" }, NAMES],
  ])(
    "a change of %s",
    async (_title, head, measured) => {
      expect(await evidenceOf(head)).toEqual(evidence(measured));
    },
    SLOW,
  );
});

test(
  "nothing is taken to be the same where nobody asked for that",
  async () => {
    const [, benchmarks] = suites[1];
    const { result } = await checked({ base: { ...base, ...benchmarks }, head: { "README.md": "" } });
    expect(result?.benchmarks.map(({ evidence }) => evidence)).toEqual(["paired", "paired", "paired"]);
  },
  SLOW,
);

test(
  "a module that `setup` installs a copy of is measured where it changes, though nobody reads it in the checkout",
  async () => {
    const [, benchmarks, idOf] = suites[1];
    const copy = `python -c "import shutil, site; shutil.copytree('shop', site.getsitepackages()[0] + '/shop')"`;
    const outcome = await checked({ base: { ...base, ...benchmarks }, head: { "shop/two.py": work(4000) } }, [
      ...TRUST,
      "--setup",
      copy,
      "--python-path",
      "benchmarks",
    ]);
    expect([outcome.status, verdictsOf(outcome)[idOf("two")]]).toEqual([1, "regressed"]);
  },
  SLOW,
);
