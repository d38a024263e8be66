import { expect, test } from "@jest/globals";
import { heldSeedWarnings, type WarningFacts, warningsOf, withinReason } from "../../src/compare/warnings.ts";
import type { Warning } from "../../src/model.ts";
import { warningWords } from "../../src/report/words/warning.ts";
import { someConditions } from "../support/results.ts";
import { told } from "../support/words.ts";

const nothing: WarningFacts = {
  conditions: someConditions(),
  rows: [],
  baseHasProject: true,
  problemsOnBase: [],
  failedOnBase: [],
  idleBudgets: [],
  idleAcceptances: [],
  changedDependencies: null,
  ownText: null,
  isSetUp: false,
  generated: null,
  doubts: [],
  commandTrouble: null,
  ofRun: [],
};

test.each([
  ["as long as on base", 0.012, 0.0121, []],
  ["longer by what nobody feels", 0.002, 0.005, []],
  ["far longer, because head builds a large table at import", 0.012, 0.06, ["heap-grew"]],
  ["far less long", 0.06, 0.012, []],
])("a garbage collection of all that head imports that takes %s", (_title, base, head, codes) => {
  const conditions = someConditions({ fullCollection: { base, head } });
  expect(warningsOf({ ...nothing, conditions }).map(({ kind }) => kind)).toEqual(codes);
});

const lost = (count: number) =>
  Array.from({ length: count }, (_, index): Warning => ({ kind: "lost-on-head", count: 1, id: `b${index}` }));
const idle = (count: number) =>
  Array.from(
    { length: count },
    (_, index): Warning => ({ kind: "idle-budget", benchmarks: `b${index}`, metric: null }),
  );

test("warnings that a person can read stay as they are", () => {
  const few = lost(200);
  expect(withinReason(few)).toBe(few);
});

test("of a flood, the last one says how many of which kind were left out", () => {
  const kept = withinReason([...lost(150), ...idle(50_000)]);
  expect(kept).toHaveLength(200);
  expect(kept[0]).toMatchObject({ id: "b0" });
  expect(kept.at(-1)).toEqual({
    kind: "more-warnings",
    count: 49_951,
    kinds: [{ kind: "idle-budget", count: 49_951 }],
  });
});

test.each<[string, Parameters<typeof heldSeedWarnings>[0], string[]]>([
  ["of both sides", { env: { PYTHONHASHSEED: "0" }, baseEnv: null }, ["held-hash-seed"]],
  ["of base alone", { env: {}, baseEnv: { PYTHONHASHSEED: "0" } }, ["held-hash-seed"]],
  ["of neither side", { env: { LANG: "C" }, baseEnv: null }, []],
])("a hash seed that is held %s is warned of", (_title, config, codes) => {
  expect(heldSeedWarnings(config).map(({ kind }) => kind)).toEqual(codes);
});

test("what the benchmarks link to is warned of where head changes it, by whose version base runs", () => {
  const changedLinks = { text: ["perf/bench_w.py"], modules: ["app.py"] };
  expect(told(warningsOf({ ...nothing, changedLinks }))).toEqual([
    { kind: "linked-benchmarks", message: expect.stringMatching(/given head's version .*perf\/bench_w\.py/) },
    { kind: "linked-modules", message: expect.stringMatching(/each side has its own version: app\.py/) },
  ]);
});

test("a changed file that base was given, and that may be code under test, is named", () => {
  expect(told(warningsOf({ ...nothing, takenOver: { perhapsCode: ["hot/data.py"], helpers: [] } }))).toEqual([
    {
      kind: "perhaps-code",
      message: expect.stringMatching(/head's version of hot\/data\.py, .*name only/),
    },
  ]);
});

test("a changed helper of the benchmarks is named, since its change is measured on neither side", () => {
  const takenOver = { perhapsCode: [], helpers: ["benchmarks/work.py"] };
  expect(told(warningsOf({ ...nothing, takenOver }))).toEqual([
    {
      kind: "changed-helpers",
      message: expect.stringMatching(/changes to them are not measured: benchmarks\/work\.py\./),
    },
  ]);
});

test("files of the tests that each side has in its own version are named", () => {
  expect(told(warningsOf({ ...nothing, ownOfTests: ["tests/data.py"] }))).toEqual([
    { kind: "changed-test-files", message: expect.stringMatching(/its own version: tests\/data\.py\./) },
  ]);
});

test("a conftest that base has in its own version is named, and no benchmark's text", () => {
  const ownText = { ids: [], files: ["tests/conftest.py"], why: "no module `client`" };
  expect(told(warningsOf({ ...nothing, ownText }))).toEqual([
    {
      kind: "benchmark-text",
      message: expect.stringMatching(
        /^Head's version of tests\/conftest\.py does not work on base \(no module `client`\), so each side has its own\./,
      ),
    },
  ]);
});

test("a distribution that is only called like a project of the repository is named, with the file", () => {
  const namesakes = [{ distribution: "Acme_Hot", declaredIn: "libs/hot/setup.py" }];
  expect(told(warningsOf({ ...nothing, namesakes }))).toEqual([
    {
      kind: "namesake",
      message: expect.stringMatching(/`Acme_Hot` has the name that `libs\/hot\/setup.py` declares/),
    },
  ]);
});

test.each([
  ["ModuleNotFoundError: No module named 'x' (collect, base)", true],
  ["ValueError: boom (call, base)", false],
])("where base fails with `%s`, whether installing may help is said rightly", (message, helps) => {
  const failedOnBase = [{ id: "a", side: "base" as const, kind: "failed" as const, message }];
  const [warning] = warningsOf({ ...nothing, failedOnBase });
  expect(warning && warningWords(warning).includes("`setup`")).toBe(helps);
});

test.each([
  [["tables.json"], /^Base lacks 1 file that .*: tables\.json\. If the code reads it, .* Make it in `setup`/],
  [
    ["a", "b", "c", "d", "e", "f", "g"],
    /^Base lacks 7 files that .*: a, b, c, d, e and 2 more\. If the code reads them, .* Make them in `setup`/,
  ],
])("ignored files that base lacks are one warning, which names at most five: %j", (data, message) => {
  const generated = { python: [], compiled: [], tooMany: 0, data };
  expect(told(warningsOf({ ...nothing, generated }))).toEqual([
    { kind: "ignored-data", message: expect.stringMatching(message) },
  ]);
});

test("what head's code lost is warned of, with what to write where it is meant", () => {
  expect(told(warningsOf({ ...nothing, lost: ["b.py::x", "b.py::y"] }))).toEqual([
    {
      kind: "lost-on-head",
      message: expect.stringMatching(
        /^Base collects `b\.py::x` and 1 more and head does not.*`\[\[accept\]\]`/,
      ),
    },
  ]);
});

test("what base alone skips is warned of once, with the first reason", () => {
  const skippedOnBase = ["b.py::x", "b.py::y"].map((id) => ({ id, why: "needs lib.x" }));
  expect(told(warningsOf({ ...nothing, skippedOnBase }))).toEqual([
    {
      kind: "skipped-on-base",
      message: expect.stringMatching(/^2 benchmarks are skipped on base.*`b\.py::x`: needs lib\.x\. If /),
    },
  ]);
});

test.each([
  ["FileNotFoundError: no data/n.txt", "the job's environment", false, / make it in `setup`, for example /],
  ["ModuleNotFoundError: no lib._fast", "the job's environment", false, / set `setup`\.$/],
  [
    "ModuleNotFoundError: no lib._fast",
    "an environment made by `setup`",
    true,
    /let `setup` install it by name\.$/,
  ],
  ["ValueError: no", "the job's environment", false, /^Base can't collect b\.py: ValueError: no\.$/],
])(
  "what base can't collect for `%s` in %s says what to write where that helps",
  (message, _where, isSetUp, advice) => {
    const problemsOnBase = [{ where: "b.py", message }];
    expect(told(warningsOf({ ...nothing, problemsOnBase, isSetUp }))).toMatchObject([
      { kind: "not-collected-on-base", message: expect.stringMatching(advice) },
    ]);
  },
);

test("base is not blamed for lacking what head has removed", () => {
  const problemsOnBase = [
    { where: "benchmarks", message: "there is no such folder", isAbsent: true } as const,
  ];
  expect(warningsOf({ ...nothing, problemsOnBase })).toEqual([]);
});

test("targets that head has emptied are named, because they are an error once that is merged", () => {
  expect(told(warningsOf({ ...nothing, emptied: ["perf"] }))).toMatchObject([
    {
      kind: "emptied-targets",
      message: expect.stringMatching(/^`benchmarks` names what head no longer has: `perf`\./),
    },
  ]);
});
