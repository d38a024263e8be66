/** Titles of tests stand alone: a reader of a failure sees no test before it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

const ROOT = join(import.meta.dirname, "..");
/** This file holds examples of what is wrong. */
const OWN = "titles.test.ts";
/** Words that go on from a sentence that stands elsewhere. */
const GOES_ON = /^(?:and|but|or|also|likewise|nor|which)\b/i;
/** What is given to `test`, `it` or `describe`, or to that which their `each(…)` returns, with its indentation. */
const TITLE = /^( *)(?:(?:test|it|describe|on[A-Z]\w+)\b.*?\(|.*\)\()\s*(["`])((?:\\.|(?!\2).)*)\2/gm;
/** The first cell of a row, which most often begins a title. What is indented further may be no row. */
const FIRST_CELL = /^ {2,4}\[\s*"((?:\\.|[^"\\])*)"/gm;
const PYTHON_TEST = /^(?:async )?def test_(\w+)/gm;

interface Title {
  readonly text: string;
  readonly isTopLevel: boolean;
}

const titlesIn = (source: string): Title[] => [
  ...[...source.matchAll(TITLE)].map(([, indentation, , text = ""]) => ({
    text,
    isTopLevel: indentation === "",
  })),
  ...[...source.matchAll(FIRST_CELL)].map(([, text = ""]) => ({ text, isTopLevel: false })),
];

const pythonTitlesIn = (source: string): Title[] =>
  [...source.matchAll(PYTHON_TEST)].map(([, name = ""]) => ({
    text: name.replaceAll("_", " "),
    isTopLevel: true,
  }));

/** A title that begins in mid-sentence, or at top level is a single word or begins with a word for another title. */
function isFragment({ text, isTopLevel }: Title): boolean {
  if (GOES_ON.test(text)) return true;
  if (!isTopLevel || text.includes("%")) return false;
  return /^(?:that|it|they)\b/i.test(text) || !/\S\s+\S/.test(text);
}

function fragmentsIn(folder: string, end: string, read: (source: string) => Title[]): string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return files
    .filter((path) => path.endsWith(end) && path !== OWN)
    .flatMap((path) => {
      const titles = read(readFileSync(join(ROOT, folder, path), "utf8"));
      return titles.filter(isFragment).map(({ text }) => `${path}: ${text}`);
    });
}

test("no title of a test goes on from another one, or is a single word", () => {
  expect(fragmentsIn("__tests__", ".test.ts", titlesIn)).toEqual([]);
});

test("no name of a test of the harness goes on from another one, or is a single word", () => {
  expect(fragmentsIn("harness/tests", ".py", pythonTitlesIn)).toEqual([]);
});

test.each<[string, string, string[]]>([
  [
    "a title in mid-sentence",
    'describe("a row", () => {\n  test("and fails", () => {});\n});',
    ["and fails"],
  ],
  [
    "a row in mid-sentence",
    'test.each([\n  [\n    "but passes",\n    1,\n  ],\n])("a row %s");',
    ["but passes"],
  ],
  ["a title behind a table", 'test.each(rows)(\n  "which fails: %s",\n);', ["which fails: %s"]],
  ["a single word", 'describe("rows", () => {', ["rows"]],
  ["no sentence that stands alone", 'test("a regressed row fails the gate", () => {', []],
])("the rule finds %s", (_title, source, found) => {
  expect(
    titlesIn(source)
      .filter(isFragment)
      .map(({ text }) => text),
  ).toEqual(found);
});
