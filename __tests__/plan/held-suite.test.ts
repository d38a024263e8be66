import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../src/inputs/config.ts";
import { commandId } from "../../src/plan/command-targets.ts";
import { detectSuite } from "../../src/plan/detect-suite.ts";
import { heldSuite, namedBy } from "../../src/plan/held-suite.ts";
import { aConfig } from "../support/configs.ts";

const FILES = [
  "app.py",
  "benchmarks/test_a.py",
  "benchmarks/test_b.py",
  "benchmarks/deep/test_c.py",
  "bench/bench_d.py",
];
const pytest = (...benchmarks: string[]) => aConfig({ suite: "pytest", benchmarks });

async function held(base: Config, head: Config, files = FILES) {
  const textOf = async () => "def test_x(benchmark): ...";
  return heldSuite(await detectSuite(head, files, textOf), base, files, textOf);
}

describe("until it is merged, what base names is measured:", () => {
  test.each<[string, Config, Config, string[]]>([
    [
      "a file that head leaves out",
      pytest("benchmarks/test_a.py", "benchmarks/test_b.py"),
      pytest("benchmarks/test_a.py"),
      ["benchmarks/test_a.py", "benchmarks/test_b.py"],
    ],
    [
      "beside what head adds",
      pytest("benchmarks/test_a.py"),
      pytest("benchmarks/test_b.py"),
      ["benchmarks/test_a.py", "benchmarks/test_b.py"],
    ],
    [
      "a folder of which head names a file",
      pytest("benchmarks"),
      pytest("benchmarks/test_a.py"),
      ["benchmarks"],
    ],
    ["a folder written otherwise", pytest("benchmarks/"), pytest("./benchmarks/deep"), ["benchmarks/"]],
    [
      "a file of which head names a test",
      pytest("benchmarks/test_a.py"),
      pytest("benchmarks/test_a.py::test_x"),
      ["benchmarks/test_a.py"],
    ],
    [
      "a pattern of which head names a file",
      pytest("benchmarks/test_*.py"),
      pytest("benchmarks/test_a.py"),
      ["benchmarks/test_*.py"],
    ],
    ["what is detected without a word", aConfig(), pytest("benchmarks/test_a.py"), ["benchmarks"]],
    [
      "another suite than head's",
      pytest("benchmarks"),
      aConfig({ suite: "functions", benchmarks: ["bench"] }),
      ["benchmarks"],
    ],
    [
      "a function that head leaves out",
      aConfig({ suite: "functions", benchmarks: ["app:f", "app:g"] }),
      aConfig({ suite: "functions", benchmarks: ["app:f"] }),
      ["app:f", "app:g"],
    ],
  ])("%s", async (_, base, head, targets) => {
    const files = base.suite === null ? FILES.filter((file) => !file.startsWith("bench/")) : FILES;
    const suite = await held(base, head, files);
    expect(suite.targets).toEqual(targets);
    expect(suite.held?.length).toBeGreaterThan(0);
  });
});

describe("head's own list is measured", () => {
  test.each<[string, Config, Config]>([
    ["where it names more", pytest("benchmarks/test_a.py"), pytest("benchmarks")],
    ["where what base names is gone", pytest("benchmarks/test_gone.py"), pytest("benchmarks/test_a.py")],
    ["where base names a folder that is gone", pytest("old"), pytest("benchmarks")],
    ["where base's configuration finds nothing here", aConfig({ suite: "asv" }), pytest("benchmarks")],
  ])("%s", async (_, base, head) => {
    const suite = await held(base, head);
    expect(suite.targets).toEqual(head.benchmarks);
    expect(suite.held).toBeUndefined();
  });
});

test("a command that head leaves out or rewrites is measured as base has it, beside head's new ones", async () => {
  const commands = (...lines: [string, string][]) =>
    aConfig({
      suite: "command",
      commands: lines.map(([name, command]) => ({ name, command, prepare: null, parameters: {} })),
    });
  const suite = await held(commands(["a", "a 100"], ["b", "b 100"]), commands(["b", "b 1"], ["c", "c 1"]));
  expect(suite.targets.map((target) => [commandId(target), JSON.parse(target).command])).toEqual([
    ["a", "a 100"],
    ["b", "b 100"],
    ["c", "c 1"],
  ]);
});

describe("a pattern that would take for ever to match", () => {
  const slow = `b${"*?".repeat(40)}z`;
  const long = `b${"a".repeat(80)}`;

  test.each<[string, Config, Config]>([
    ["in head's list", pytest("benchmarks"), pytest(long, slow)],
    ["in base's list", pytest(slow), pytest("benchmarks")],
  ])("is refused %s, though the other configuration is matched with it", async (_, base, head) => {
    const began = performance.now();
    await expect(held(base, head, [...FILES, long])).rejects.toThrow(/in `benchmarks` takes more than 2 s/);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

test("what a target names is told of all candidates at once", () => {
  const ids = ["benchmarks/test_a.py::test_x", "benchmarks/test_a.py::test_x[1]", "bench/b.py", "app:f"];
  expect([...namedBy(["benchmarks/*_a.py", "app:f"], ids)]).toEqual([ids[0], ids[1], ids[3]]);
  expect([...namedBy(["./benchmarks/test_a.py::test_x", "bench/"], ids)]).toEqual(ids.slice(0, 3));
  expect([...namedBy(["bench/*.py::test_x"], ids)]).toEqual([]);
});
