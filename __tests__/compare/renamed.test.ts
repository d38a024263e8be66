import { expect, test } from "@jest/globals";
import { renamedWarnings } from "../../src/compare/renamed.ts";
import type { Row } from "../../src/model.ts";
import { warningWords } from "../../src/report/words/warning.ts";
import { aRow } from "../support/results.ts";

const rows = (...told: readonly [string, Row["verdict"]][]) =>
  told.map(([id, verdict]) => aRow({ id, verdict }));
const messages = (...told: readonly [string, Row["verdict"]][]) =>
  renamedWarnings(rows(...told)).map((one) => warningWords(one));

test.each<[string, string, string, RegExp]>([
  [
    "has another parameter",
    "b/test_a.py::test_x[1.0]",
    "b/test_a.py::test_x[1.1]",
    /only in their parameters/,
  ],
  ["has got parameters", "b/test_a.py::test_x", "b/test_a.py::test_x[1]", /only in their parameters/],
  ["of asv has another parameter", "hot.Suite.time_x(1)", "hot.Suite.time_x(2)", /only in their parameters/],
  [
    "is in a file of another name",
    "b/test_a.py::test_x",
    "b/test_b.py::test_x",
    /same name in different files/,
  ],
  [
    "is in another folder",
    "b/test_a.py::test_x[1]",
    "c/test_a.py::test_x[1]",
    /same name in different files/,
  ],
  ["is in another module", "app.score:score", "app.scoring:score", /same name in different files/],
  ["of asv is in another file", "hot.Suite.time_x", "paths.Suite.time_x", /same name in different files/],
])("a benchmark that %s is named with the one that is gone", (_, gone, fresh, why) => {
  const told = messages([gone, "removed"], [fresh, "new"], ["b/test_a.py::test_y", "within-budget"]);
  expect(told).toEqual([expect.stringMatching(why)]);
  expect(told[0]).toContain(`\`${gone}\` was removed, and \`${fresh}\` is new.`);
  expect(told[0]).toContain("they were not compared");
});

test.each<[string, readonly [string, Row["verdict"]][]]>([
  [
    "of different names",
    [
      ["b/test_a.py::test_x", "removed"],
      ["b/test_a.py::test_y", "new"],
    ],
  ],
  [
    "that are commands, of which ids are any text",
    [
      ["sort -k 1 (fast)", "removed"],
      ["sort -k 1 (slow)", "new"],
    ],
  ],
  [
    "of which only one metric is new",
    [
      ["b/test_a.py::test_x[1]", "removed"],
      ["b/test_a.py::test_x[2]", "new"],
      ["b/test_a.py::test_x[2]", "within-budget"],
    ],
  ],
  ["of which none is gone", [["b/test_a.py::test_x[2]", "new"]]],
])("benchmarks %s are not taken for each other", (_, told) => {
  expect(messages(...told)).toEqual([]);
});

test("a file that was renamed is one warning, which counts its benchmarks", () => {
  const names = ["test_x", "test_y[1]", "test_y[2]"];
  const told = messages(
    ...names.map((name): [string, Row["verdict"]] => [`b/old.py::${name}`, "removed"]),
    ...names.map((name): [string, Row["verdict"]] => [`b/new.py::${name}`, "new"]),
  );
  expect(told).toEqual([
    expect.stringMatching(
      /^`b\/old.py::test_x` and 2 more were removed, and `b\/new.py::test_x` and 2 more are new/,
    ),
  ]);
});

test("of many, the first are told one by one, and the others counted", () => {
  const told = messages(
    ...Array.from({ length: 40 }, (_, number): [string, Row["verdict"]] => [
      `b.py::test_${number}[1]`,
      "removed",
    ]),
    ...Array.from({ length: 40 }, (_, number): [string, Row["verdict"]] => [
      `b.py::test_${number}[2]`,
      "new",
    ]),
  );
  expect(told).toHaveLength(10);
  expect(told.at(-1)).toBe("31 more benchmarks seem to have been renamed, and were not compared either.");
});
