import { expect, test } from "@jest/globals";
import { GateError } from "../../src/errors.ts";
import { detectSuite } from "../../src/plan/detect-suite.ts";

const config = (benchmarks: string[] = [], suite: "pytest" | "functions" | null = null) => ({
  benchmarks,
  suite,
});

test.each([
  ["module:function targets are functions", config(["app.scoring:score"]), [], "functions"],
  ["bench_*.py files are functions", config(["perf"]), ["perf/bench_a.py"], "functions"],
  ["test_*.py files are pytest's", config(["perf/"]), ["perf/test_a.py"], "pytest"],
  ["a node id is pytest's", config(["perf/test_a.py::test_x"]), ["perf/test_a.py"], "pytest"],
  [
    "a glob is matched by where it starts",
    config(["perf/*_bench/test_*.py"]),
    ["perf/x_bench/test_a.py"],
    "pytest",
  ],
  [
    "what is configured is not questioned",
    config(["perf/speed.py"], "functions"),
    ["perf/speed.py"],
    "functions",
  ],
])("%s", (_title, settings, files, suite) => {
  expect(detectSuite(settings, files).suite).toBe(suite);
});

test("without targets, the usual folders are looked at", () => {
  const detected = detectSuite(config(), ["src/app.py", "tests/test_app.py", "benchmarks/test_parse.py"]);
  expect(detected).toMatchObject({ suite: "pytest", targets: ["benchmarks"] });
  expect(detected.why).toContain("benchmarks/test_parse.py");
});

test("where both lie, the suite that is named is the one", () => {
  const both = ["benchmarks/test_a.py", "benchmarks/bench_b.py"];
  expect(detectSuite(config([], "functions"), both)).toMatchObject({
    suite: "functions",
    targets: ["benchmarks"],
  });
  expect(detectSuite(config([], "pytest"), both)).toMatchObject({ suite: "pytest", targets: ["benchmarks"] });
});

test("two suites in one place are an error that says what to write", () => {
  const both = ["benchmarks/test_a.py", "benchmarks/bench_b.py"];
  expect(() => detectSuite(config(), both)).toThrow(GateError);
  expect(() => detectSuite(config(), both)).toThrow(/bench_b\.py.*test_a\.py/);
});

test.each([
  ["nowhere", config(), ["app.py"]],
  ["not where they should be", config(["perf"]), ["benchmarks/test_a.py"]],
])("benchmarks found %s are an error", (_title, settings, files) => {
  expect(() => detectSuite(settings, files)).toThrow(/No benchmarks were found/);
});
