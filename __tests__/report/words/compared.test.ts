import { expect, test } from "@jest/globals";
import type { BaseChosenAs } from "../../../src/model/base-choice.ts";
import { comparedWords, comparingWords, pythonWords } from "../../../src/report/words/compared.ts";
import { aFoundBaseline, aResult, aRow, aSideReport, type GivenResult } from "../../support/results.ts";

const PLAIN = { text: (text: string) => text, code: (text: string) => text };
const BASE = "4f2d9c1ab8e07355d1c600000000000000000000";
const HEAD = "b71e03d5aa92000000000000000000000000000a";

function compared(given: GivenResult): string | null {
  return comparedWords(aResult(given), PLAIN);
}

test.each<[string, BaseChosenAs | undefined, string]>([
  ["main", { kind: "merge-base", branch: "main", isTip: true }, "main (4f2d9c1ab8e0), which it is based on"],
  [
    "merge base with main",
    { kind: "merge-base", branch: "main", isTip: false },
    "4f2d9c1ab8e0, its merge base with main",
  ],
  [
    "merge base with origin/slow",
    { kind: "merge-base", branch: "origin/slow", isTip: false, declaredBy: "origin/HEAD" },
    "4f2d9c1ab8e0, its merge base with origin/slow (the remote's default branch by origin/HEAD)",
  ],
  ["HEAD^", { kind: "before-head" }, "HEAD^ (4f2d9c1ab8e0), the commit before it"],
  [
    "HEAD^",
    { kind: "before-head", noneSince: "main" },
    "HEAD^ (4f2d9c1ab8e0), the commit before it: the branch has no commit of its own since main",
  ],
  [
    "4f2d9c1",
    { kind: "merged-into", branch: "main" },
    "4f2d9c1ab8e0, the commit of main that it is merged into",
  ],
  ["v1.2", undefined, "v1.2 (4f2d9c1ab8e0)"],
  ["4f2d9c1", undefined, "4f2d9c1ab8e0"],
])("base that is called %j and chosen as %j reads %j", (label, chosenAs, expected) => {
  const how = chosenAs === undefined ? {} : { chosenAs };
  const head = { commit: HEAD, label: "b71e03d" };
  const base = { commit: BASE, label, ...how };
  expect(comparingWords(head, base)).toBe(`Comparing HEAD (b71e03d5aa92) with ${expected}`);
  const sides = {
    head: aSideReport({ name: "head", ...head }),
    base: aSideReport({ name: "base", ...base }),
  };
  expect(compared({ sides })).toBe(`HEAD (b71e03d5aa92) was compared with ${expected}.`);
});

test("uncommitted changes are called the working tree", () => {
  const head = aSideReport({ name: "head", commit: null, label: "working tree" });
  const base = aSideReport({ name: "base", commit: BASE, label: "HEAD" });
  expect(compared({ sides: { head, base } })).toBe("The working tree was compared with HEAD (4f2d9c1ab8e0).");
});

test("a comparison of two interpreters names them", () => {
  const same = { commit: HEAD, label: "b71e03d" };
  const head = aSideReport({ name: "head", ...same, python: "CPython 3.14.0" });
  const base = aSideReport({ name: "base", ...same, python: "CPython 3.13.0" });
  expect(compared({ sides: { head, base } })).toBe(
    "HEAD (b71e03d5aa92) was run in CPython 3.14.0, and compared with CPython 3.13.0.",
  );
});

test("a stored baseline that head was compared with is named by its commit", () => {
  const head = aSideReport({ name: "head", commit: HEAD, label: "b71e03d" });
  const baseline = { ...aFoundBaseline(), use: { kind: "compared-with", differences: [] } } as const;
  expect(compared({ sides: { head, base: null }, evidence: { baseline } })).toBe(
    "HEAD (b71e03d5aa92) was compared with the stored baseline of 4f2d9c1ab8e0.",
  );
});

test("two files are called what they are called", () => {
  const head = aSideReport({ name: "head", commit: null, label: "head.json", python: "" });
  const base = aSideReport({ name: "base", commit: null, label: "base.json", python: "" });
  const result = aResult({ sides: { head, base } });
  expect(comparedWords(result, PLAIN)).toBe("head.json was compared with base.json.");
  expect(pythonWords(result.sides, PLAIN)).toBeNull();
});

test("what could not be compared was only to be compared", () => {
  const sides = { head: aSideReport(), base: aSideReport({ name: "base" }) };
  const ofRows = (...benchmarks: Parameters<typeof compared>[0]["benchmarks"] & {}) =>
    compared({ sides, benchmarks });
  const lone = aRow({ verdict: "new", change: null });
  expect(ofRows(lone)).toBe("HEAD (b71e03d5aa92) was to be compared with main (4f2d9c1ab8e0).");
  expect(ofRows(lone, aRow())).toBe("HEAD (b71e03d5aa92) was compared with main (4f2d9c1ab8e0).");
});

test("nothing is said where nothing was compared", () => {
  expect(compared({ benchmarks: [], reason: { kind: "not-wanted", why: "x" } })).toBeNull();
  expect(compared({ benchmarks: [aRow()], sides: { head: aSideReport(), base: null } })).toBeNull();
});
