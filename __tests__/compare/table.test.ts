import { describe, expect, test } from "@jest/globals";
import type { DecidedRow } from "../../src/compare/paired.ts";
import { type TableFacts, tableRows } from "../../src/compare/table.ts";
import type { Better, Metric, RowVerdict } from "../../src/model.ts";
import { aRow } from "../support/results.ts";
import { benchmark, both, facts, failure, lostId, oneSided } from "../support/table-facts.ts";
import { withNote } from "../support/words.ts";

const decided = (id: string): DecidedRow => aRow({ id });
const verdicts = (given: Partial<TableFacts>) => tableRows(facts(given)).map((row) => [row.id, row.verdict]);

test.each<[string, Partial<TableFacts>, [string, RowVerdict][]]>([
  ["a measured benchmark keeps its verdict", { ...both, decided: [decided("a")] }, [["a", "within-budget"]]],
  ["a benchmark that base lacks is new", { head: [benchmark("a")] }, [["a", "new"]]],
  [
    "a benchmark that head's benchmark files no longer have is removed",
    { formerly: [benchmark("a")] },
    [["a", "removed"]],
  ],
  [
    "a benchmark that only the stored baseline has is removed",
    { base: [benchmark("a")], baseIsStored: true },
    [["a", "removed"]],
  ],
  [
    "a benchmark that is stored and was not measured is inconclusive",
    { ...both, baseIsStored: true },
    [["a", "inconclusive"]],
  ],
  [
    "a benchmark that base ran before it failed is inconclusive, not new",
    { ...both, decided: [decided("a")], failures: [failure("base")] },
    [["a", "inconclusive"]],
  ],
  ["a benchmark that was never reached is inconclusive", both, [["a", "inconclusive"]]],
  ["a benchmark that fails on head is errored", { ...both, failures: [failure("head")] }, [["a", "errored"]]],
  ["a benchmark that fails on base alone is new", { ...both, failures: [failure("base")] }, [["a", "new"]]],
  [
    "a file that can't be collected on head is errored, though base has its benchmarks",
    { base: [benchmark("f.py::x")], problems: [{ where: "f.py", message: "ImportError" }] },
    [["f.py::x", "errored"]],
  ],
  [
    "a file that can't be collected on head is errored, though nobody knows what was in it",
    { problems: [{ where: "f.py", message: "SyntaxError" }] },
    [["f.py", "errored"]],
  ],
])("%s", (_title, given, expected) => {
  expect(verdicts(given)).toEqual(expected);
});

test.each<[string, readonly string[], readonly string[], string | undefined]>([
  ["the one of its name in another file", ["a.py::f", "b.py::g"], ["a.py::f", "a.py::g"], "b.py::g"],
  ["with its parameters", ["b.py::g[1]", "b.py::g[2]"], ["a.py::g[1]"], "b.py::g[1]"],
  ["none that base had before", ["b.py::g"], ["a.py::g", "b.py::g"], undefined],
  ["none of two that may be meant", ["b.py::g", "c.py::g"], ["a.py::g"], undefined],
  ["none of another name", ["b.py::h"], ["a.py::g"], undefined],
])("a removed benchmark names %s", (_title, onHead, formerly, movedTo) => {
  const both = onHead.map((id) => benchmark(id));
  const rows = tableRows(
    facts({
      ...{ head: both, base: both, formerly: formerly.map((id) => benchmark(id)) },
      decided: onHead.map(decided),
    }),
  );
  const removed = rows.filter(({ verdict }) => verdict === "removed");
  expect(removed.map(({ notes }) => notes)).toEqual([
    [{ kind: "benchmark-not-on", side: "head", ...(movedTo === undefined ? {} : { movedTo }) }],
  ]);
});

test.each<[string, Partial<TableFacts>, RowVerdict, RegExp]>([
  [
    "head's code lost is errored, and says why",
    oneSided,
    "errored",
    /^collected on base and not on head, from the same benchmark file: it is deselected$/,
  ],
  [
    "head can't collect keeps that reason, though its code lost it",
    { ...oneSided, problems: [{ where: "benchmarks/test_a.py", message: "ImportError: gone" }] },
    "errored",
    /^can't be collected on head: ImportError: gone$/,
  ],
  ["head has no text of is removed", { base: [benchmark(lostId)] }, "removed", /^not on head$/],
  [
    "base has the file of, and can't collect, is inconclusive",
    { head: [benchmark(lostId)], unreadOnBase: new Map([[lostId, "FileNotFoundError: n.txt"]]) },
    "inconclusive",
    /^base has its file too, but can't collect it: FileNotFoundError: n\.txt$/,
  ],
  [
    "base skips with its whole file is new, and says so",
    { head: [benchmark(lostId)], skipsOnBase: [{ where: "benchmarks/test_a.py", message: "needs x" }] },
    "new",
    /^skipped on base: needs x$/,
  ],
  [
    "base skips by itself is new, and says so",
    { ...both, failures: [failure("base", "skipped")], ofBaseItself: new Set(["a"]) },
    "new",
    /^skipped on base: boom$/,
  ],
  [
    "base has by its own files and can't run is inconclusive",
    { ...both, failures: [failure("base")], ofBaseItself: new Set(["a"]) },
    "inconclusive",
    /^does not run on base: boom$/,
  ],
])("a benchmark that %s", (_title, given, verdict, note) => {
  expect(tableRows(facts(given)).map(withNote)).toMatchObject([
    { verdict, note: expect.stringMatching(note) },
  ]);
});

describe("of a benchmark with several values", () => {
  const quantity = (metric: Metric, unit: string, better: Better = "smaller") => ({
    id: "a",
    metric,
    unit,
    better,
  });
  const [time, allocated] = [quantity("time", "s"), quantity("value", "B")];
  const told = (given: Partial<TableFacts>) =>
    tableRows(facts({ ...both, ...given }))
      .map(withNote)
      .map(({ metric, unit, verdict, note }) => [metric, unit, verdict, note]);

  test("one that head lost is removed", () => {
    const quantities = { base: [time, allocated], head: [time] };
    expect(told({ decided: [decided("a")], quantities })).toEqual([
      ["time", "s", "within-budget", null],
      ["value", "B", "removed", "its value in `B` is not on head"],
    ]);
  });

  test("one that head got is new, and shows its value", () => {
    const quantities = { base: [time], head: [time, allocated] };
    const headOnly = [{ ...allocated, medians: [12] }];
    const rows = tableRows(facts({ ...both, decided: [decided("a")], quantities, headOnly }));
    expect(rows.map(({ metric, verdict, head }) => [metric, verdict, head])).toEqual([
      ["time", "within-budget", expect.any(Number)],
      ["value", "new", 12],
    ]);
  });

  test.each([
    [quantity("value", "kB"), "its unit is `B` on base and `kB` on head"],
    [quantity("value", ""), "its unit is `B` on base and none on head"],
    [quantity("value", "B", "bigger"), "smaller values are better on base, and bigger ones on head"],
  ])("one of which the sides say different things can't be told, and says so", (onHead, note) => {
    const quantities = { base: [allocated], head: [onHead] };
    expect(told({ quantities })).toEqual([["value", onHead.unit, "inconclusive", note]]);
  });

  test("all of them gone are removed, and nothing was left to the time limit", () => {
    const quantities = { base: [time], head: [allocated] };
    expect(told({ quantities }).map(([metric, , verdict]) => [metric, verdict])).toEqual([
      ["value", "new"],
      ["time", "removed"],
    ]);
  });

  test("what the sides measure of it differently says so", () => {
    const message = "it measures value in `B` on base and value in `kB` on head";
    const failures = [{ id: "a", side: "base", kind: "incomparable", message }] as const;
    expect(told({ failures })).toEqual([["time", "s", "inconclusive", message]]);
  });
});

test("rows come in the order in which head defines them", () => {
  const ids = ["c", "a", "b"];
  const rows = verdicts({
    head: ids.map(benchmark),
    base: ids.map(benchmark),
    decided: ["a", "b", "c"].map(decided),
  });
  expect(rows.map(([id]) => id)).toEqual(ids);
});

test("a new benchmark shows what head takes", () => {
  const headOnly = [{ id: "a", metric: "time", unit: "s", better: "smaller", medians: [0.002] }] as const;
  expect(tableRows(facts({ head: [benchmark("a")], headOnly }))[0]).toMatchObject({
    verdict: "new",
    head: 0.002,
  });
});

test("a removed benchmark points at no line of head", () => {
  expect(tableRows(facts({ base: [benchmark("a")] }))[0]?.location).toBeNull();
});

test("a file that neither side can collect says so", () => {
  const problems = [{ where: "f.py", message: "ImportError" }];
  expect(tableRows(facts({ problems, problemsOnBase: problems })).map(withNote)).toMatchObject([
    { verdict: "errored", note: "can't be collected on head: ImportError; on base too" },
  ]);
});

test.each([
  ["ValueError: boom (call, base)", "ValueError: boom (call, head); on base too"],
  ["there is no c.py (call, base)", "ValueError: boom (call, head); on base: there is no c.py (call, base)"],
])("what fails on both sides, on base with `%s`, tells each side's reason", (onBase, note) => {
  const failures = [
    { ...failure("head"), message: "ValueError: boom (call, head)" },
    { ...failure("base"), message: onBase },
  ];
  expect(tableRows(facts({ ...both, failures })).map(withNote)).toMatchObject([{ verdict: "errored", note }]);
});

test("a benchmark that base has and head was in the way of is not new", () => {
  const failures = [
    { ...failure("base"), message: "OSError: [Errno 98] Address already in use (setup, base)" },
  ];
  expect(tableRows(facts({ ...both, failures })).map(withNote)).toMatchObject([
    {
      verdict: "inconclusive",
      evidence: null,
      note: expect.stringMatching(/^does not run on base: OSError/),
    },
  ]);
});

describe("a benchmark that head skips", () => {
  const skippedOnHead = [failure("head", "skipped")];
  const skips = [{ where: "benchmarks", message: "not today" }];
  const inFile = [benchmark("benchmarks/test_a.py::test_x")];
  test.each<[string, Partial<TableFacts>, RowVerdict, RegExp]>([
    [
      "is skipped where base skips it too",
      { failures: [failure("base", "skipped"), ...skippedOnHead] },
      "skipped",
      /^boom$/,
    ],
    ["is skipped where base fails", { failures: [failure("base"), ...skippedOnHead] }, "skipped", /^boom$/],
    [
      "is skipped where base runs it by a text of its own",
      { failures: skippedOnHead, ownText: new Set(["a"]) },
      "skipped",
      /^boom$/,
    ],
    ["is skipped where base lacks it", { failures: skippedOnHead, base: [] }, "skipped", /^boom$/],
    [
      "is errored where base runs the same text",
      { failures: skippedOnHead },
      "errored",
      /^skipped on head and not on base, which runs the same benchmark: boom$/,
    ],
    [
      "is errored where the stored baseline has it by the same text",
      { failures: skippedOnHead, baseIsStored: true },
      "errored",
      /boom$/,
    ],
    [
      "is errored with its whole file where base runs the same text",
      { head: [], base: inFile, skips },
      "errored",
      /not today$/,
    ],
    [
      "is skipped with its whole file where base ran it by a text of its own",
      { head: [], base: [], formerly: inFile, skips },
      "skipped",
      /^not today$/,
    ],
  ])("%s", (_title, given, verdict, note) => {
    expect(tableRows(facts({ ...both, ...given })).map(withNote)).toMatchObject([
      { verdict, note: expect.stringMatching(note) },
    ]);
  });
});
