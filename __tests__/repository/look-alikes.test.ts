import { describe, expect, test } from "@jest/globals";
import { lookAlikes } from "../../src/repository/look-alikes.ts";

const FILES = [
  "app/scoring.py",
  "benchmarks/bench_report.py",
  "benchmarks/large/bench_orders.py",
  "docs/guide.md",
  "tests/test_scoring.py",
];

describe("a target that is not there looks like", () => {
  test.each<[string, string, string[]]>([
    ["a folder that is misspelt", "benchmrks", ["benchmarks"]],
    ["a folder that is misspelt and ends in a slash", "./benchmrks/", ["benchmarks"]],
    ["a file that is misspelt", "benchmarks/bench_reprt.py", ["benchmarks/bench_report.py"]],
    ["a file in another folder", "bench/bench_orders.py", ["benchmarks/large/bench_orders.py"]],
    [
      "a misspelt file, of which the folder is left out",
      "bench_ordres.py",
      ["benchmarks/large/bench_orders.py"],
    ],
    ["the file of a bare name", "bench_report", ["benchmarks/bench_report.py"]],
    ["the file of a bare name that is misspelt", "bench_raport", ["benchmarks/bench_report.py"]],
    ["the folder of a bare name", "large", ["benchmarks/large"]],
    ["the file in which something is named", "tests/test_scorin.py::test_a", ["tests/test_scoring.py"]],
  ])("%s", (_, target, found) => {
    expect(lookAlikes([target], FILES)).toEqual(found);
  });

  test.each([
    ["it is there", "benchmarks"],
    ["it is a pattern", "benchmrks/*.py"],
    ["it is a function", "app.scoring:scroe"],
    ["nothing is like it", "performance"],
    ["only a file of another kind is like it", "docs/guide"],
  ])("nothing where %s", (_, target) => {
    expect(lookAlikes([target], FILES)).toEqual([]);
  });
});

test("several targets that are not there share one answer, which ends once there is enough to ask", () => {
  const files = [..."abcdef"].map((letter) => `perf/bench_${letter.repeat(6)}.py`);
  const mistyped = [..."abcdef"].map((letter) => `perf/bench_${letter.repeat(5)}.py`);
  expect(lookAlikes(mistyped, files)).toEqual(files.slice(0, 3));
});

test("what is named already is not what another name means", () => {
  const files = ["perf/bench_order.py", "perf/bench_orders.py"];
  expect(lookAlikes(["perf/bench_orders.py", "perf/bench_ordert.py"], files)).toEqual([
    "perf/bench_order.py",
  ]);
});
