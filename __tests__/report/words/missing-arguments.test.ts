import { describe, expect, test } from "@jest/globals";
import { noteOf } from "../../../src/report/words/all-notes.ts";
import { argumentsRemedy } from "../../../src/report/words/missing-arguments.ts";
import { aRow, failing } from "../../support/results.ts";

const one = (name: string) => `TypeError: ${name}() missing 1 required positional argument: 'n' (call, head)`;

describe("a function that takes arguments says what to write:", () => {
  test.each<[string, string, string, RegExp]>([
    [
      "a benchmark in a file",
      "benchmarks/bench_a.py::bench_arg",
      one("bench_arg"),
      /^`bench_arg` takes arguments: give it values with `bench_arg\.params = \[10, 1000\]`$/,
    ],
    [
      "any function of the project",
      "app.scoring:score",
      one("score"),
      /^`score` takes arguments: name a function that calls it with some, or .*`score\.params = \[/,
    ],
    ["a method", "app.scoring:Table.find", one("Table.find"), /^`find` takes arguments/],
    ["a method before Python 3.10", "app.scoring:Table.find", one("find"), /^`find` takes arguments/],
    [
      "several arguments",
      "app.scoring:score",
      "TypeError: score() missing 2 required positional arguments: 'a' and 'b' (call, head)",
      /`score\.params = \{"a": \[10, 1000\], "b": \[1\]\}`, with a list for each argument$/,
    ],
    [
      "one that has too few parameters",
      "benchmarks/bench_a.py::bench_arg[10]",
      one("bench_arg"),
      /^`bench_arg` takes more arguments than its `params` give it/,
    ],
    [
      "an argument that has to be named",
      "app:f",
      "TypeError: f() missing 1 required keyword-only argument: 'n' (call, base)",
      /takes arguments/,
    ],
  ])("%s", (_, id, error, remedy) => {
    expect(argumentsRemedy(id, error)).toMatch(remedy);
  });
});

describe("no such help is given for", () => {
  test.each([
    ["a function that the benchmark calls", "app.scoring:score", one("inner")],
    [
      "too many arguments",
      "app:f",
      "TypeError: f() takes 0 positional arguments but 1 was given (call, head)",
    ],
    ["another error", "app:f", "ValueError: f() missing 1 required thing (call, head)"],
    ["a test of pytest", "tests/test_a.py::test_f", one("test_f")],
    ["a command", "python f", one("f")],
  ])("%s", (_, id, error) => {
    expect(argumentsRemedy(id, error)).toBeNull();
  });
});

test("a row has that help after its error", () => {
  const row = aRow({ id: "app.scoring:score", verdict: "errored", notes: failing(one("score")) });
  expect(noteOf(row)).toMatch(/^TypeError: score\(\) missing .*; `score` takes arguments: /);
});
