import { describe, expect, test } from "@jest/globals";
import { type BlameFacts, withBlame } from "../../src/compare/blame.ts";
import { type TableFacts, tableRows } from "../../src/compare/table.ts";
import { benchmark, both, facts, failure, lostId, oneSided } from "../support/table-facts.ts";

describe("head is to blame or not:", () => {
  const broken = { problems: [{ where: "f.py", message: "x" }] };
  const newOnHead = { ...broken, problemsOnBase: broken.problems };
  test.each<[string, Partial<TableFacts & BlameFacts>, string[]]>([
    ["for what runs on base and not on head", { ...both, failures: [failure("head")] }, ["a"]],
    ["for what hangs on head", { ...both, failures: [failure("head", "timed-out")] }, ["a"]],
    ["for what the stored baseline has", { ...both, baseIsStored: true, failures: [failure("head")] }, ["a"]],
    ["not for what fails on both", { ...both, failures: [failure("head"), failure("base")] }, []],
    ["not for a new benchmark that never ran", { head: [benchmark("a")], failures: [failure("head")] }, []],
    ["for what skips itself on head alone", { ...both, failures: [failure("head", "skipped")] }, ["a"]],
    [
      "for what skips its whole file on head alone",
      { base: [benchmark("f.py::x")], skips: [{ where: "f.py", message: "x" }] },
      ["f.py::x"],
    ],
    ["for what its code lost", oneSided, [lostId]],
    [
      "not for what its own text skips",
      { ...both, failures: [failure("head", "skipped")], ownText: new Set(["a"]) },
      [],
    ],
    ["for a file that only head can't collect", { ...broken, formerProblems: [] }, ["f.py"]],
    [
      "for a file of which base's own version could be collected",
      { ...broken, formerly: [benchmark("f.py::x")], formerProblems: [] },
      ["f.py::x"],
    ],
    ["not for a file that neither side can collect", { ...broken, formerProblems: broken.problems }, []],
    ["not for a file of which nobody knows whether base can", { ...broken, formerProblems: null }, []],
    ["not for a new file that base can't collect either", { ...newOnHead, formerProblems: [] }, []],
    [
      "for a new file that base can't collect either, where a benchmark of base may have moved into it",
      { ...newOnHead, base: [benchmark("other.py::x")], formerProblems: [] },
      ["f.py"],
    ],
    [
      "for a new file where a benchmark of base may have moved into it, though nobody knows whether base can collect it",
      { ...newOnHead, base: [benchmark("other.py::x")], formerProblems: null },
      ["f.py"],
    ],
    [
      "not for a new file where the benchmark that is gone runs elsewhere",
      {
        ...newOnHead,
        base: [benchmark("other.py::x")],
        head: [benchmark("third.py::x")],
        formerProblems: [],
      },
      [],
    ],
    [
      "for a benchmark that fails on both sides under another name than the one of base that is gone",
      {
        base: [benchmark("b.py::a")],
        head: [benchmark("new.py::a")],
        failures: [
          { ...failure("head"), id: "new.py::a" },
          { ...failure("base"), id: "new.py::a" },
        ],
      },
      ["new.py::a"],
    ],
    [
      "not for a new benchmark that fails on both sides, where another one is gone",
      {
        base: [benchmark("b.py::b")],
        head: [benchmark("new.py::a")],
        failures: [
          { ...failure("head"), id: "new.py::a" },
          { ...failure("base"), id: "new.py::a" },
        ],
      },
      [],
    ],
    [
      "for a file that works on base, though head's version does not work there",
      { ...newOnHead, formerly: [benchmark("f.py::x")], formerProblems: [] },
      ["f.py::x"],
    ],
  ])("%s", (_title, given, ids) => {
    const all = { ...facts(given), formerProblems: given.formerProblems ?? null };
    expect([...withBlame(tableRows(all), all).brokenByHead]).toEqual(ids);
  });
});

test("a row that did not run has a note where head is not to blame for that", () => {
  const { after } = blameOf([failure("head"), failure("base")]);
  expect(after.map((row) => row.notes.at(-1))).toEqual([{ kind: "not-blamed-on-head" }]);
});

test("a row that head broke has no note about blame", () => {
  const { before, after } = blameOf([failure("head")]);
  expect(after).toEqual(before);
});

function blameOf(failures: TableFacts["failures"]) {
  const all = { ...facts({ ...both, failures }), formerProblems: null };
  const before = tableRows(all);
  return { before, after: withBlame(before, all).rows };
}
