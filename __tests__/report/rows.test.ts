import { describe, expect, test } from "@jest/globals";
import type { Row, RowVerdict } from "../../src/model.ts";
import { reasonWords } from "../../src/report/gate-reason.ts";
import {
  countVerdicts,
  hasOwnBudgets,
  headline,
  inTellingOrder,
  metricWords,
  recordingWords,
  throughputWords,
  verdictWords,
} from "../../src/report/rows.ts";
import { warningsBesideReason, warningWords } from "../../src/report/warnings.ts";
import { aResult, aRow, aSideReport, someConditions } from "../support/results.ts";

const NO_TRENDS = { branch: "main", runs: 2, changePoints: [], drifts: [], courses: [] };

function rows(...verdicts: RowVerdict[]): Row[] {
  return verdicts.map((verdict, index) => aRow({ id: `app:path_${index}`, verdict }));
}

describe("rows come in the order in which they need a person", () => {
  test("by verdict, then the largest change, then by id with its numbers as numbers", () => {
    const given = [
      aRow({ id: "same[10]", change: 0.01 }),
      aRow({ id: "same[9]", change: 0.01 }),
      aRow({ id: "slower within", change: 0.03 }),
      aRow({ id: "improved", verdict: "improved", change: -0.2 }),
      aRow({ id: "improved more", verdict: "improved", change: -0.5 }),
      aRow({ id: "new", verdict: "new" }),
      aRow({ id: "removed", verdict: "removed" }),
      aRow({ id: "meant", verdict: "accepted" }),
      aRow({ id: "unclear", verdict: "inconclusive" }),
      aRow({ id: "broken", verdict: "errored" }),
      aRow({ id: "regressed", verdict: "regressed", change: 0.2 }),
      aRow({ id: "regressed more", verdict: "regressed", change: 0.4 }),
    ];
    expect(inTellingOrder(given).map(({ id }) => id)).toEqual([
      "regressed more",
      "regressed",
      "broken",
      "unclear",
      "meant",
      "removed",
      "new",
      "improved more",
      "improved",
      "slower within",
      "same[9]",
      "same[10]",
    ]);
  });
});

test("verdicts are counted, those that do not occur as 0", () => {
  expect(countVerdicts(rows("regressed", "regressed", "new"))).toMatchObject({
    regressed: 2,
    new: 1,
    errored: 0,
  });
});

describe("a verdict is put in words", () => {
  test.each<[string, Partial<Row>, string, string | null]>([
    ["over budget", { verdict: "regressed" }, "✗ regressed", null],
    [
      "over budget by the baseline alone",
      { verdict: "regressed", evidence: "stored-same-machine" },
      "✗ regressed",
      "stored baseline",
    ],
    ["over budget, as is meant", { verdict: "accepted" }, "! accepted", null],
    [
      "over budget, as is meant, by the baseline alone",
      { verdict: "accepted", evidence: "stored-same-machine" },
      "! accepted",
      "stored baseline",
    ],
    ["unclear", { verdict: "inconclusive", detectable: 0.23 }, "? can't tell", "smallest detectable: 23 %"],
    ["unchanged", { change: 0, interval: [-0.01, 0.01] }, "✓ within budget", null],
    [
      "slower than base for sure, but allowed",
      { change: 0.05, interval: [0.03, 0.07] },
      "✓ slower, within budget",
      null,
    ],
    ["slower by no more than can be seen", { change: 0.05, interval: [0, 0.1] }, "✓ within budget", null],
    ["gone", { verdict: "removed" }, "− removed", null],
  ])("%s", (_, row, words, detail) => {
    const spoken = verdictWords(aRow(row));
    expect([`${spoken.mark} ${spoken.words}`, spoken.detail]).toEqual([words, detail]);
  });
});

describe("the headline says the gate's verdict in words", () => {
  test.each<[string, Parameters<typeof aResult>[0], string]>([
    [
      "one regression",
      { benchmarks: rows("regressed", "within-budget", "within-budget") },
      "✗ 1 of 3 benchmarks got slower",
    ],
    [
      "a skipped one is counted where all others passed",
      { verdict: "passed", benchmarks: rows("within-budget", "skipped") },
      "✓ no benchmark exceeded its budget, 1 skipped",
    ],
    [
      "a skipped one is counted beside a regression",
      { benchmarks: rows("regressed", "skipped") },
      "✗ 1 of 2 benchmarks got slower, 1 skipped",
    ],
    ["the only one regressed", { benchmarks: rows("regressed") }, "✗ 1 of 1 benchmark got slower"],
    [
      "removed ones are not among the measured",
      { benchmarks: rows("regressed", "removed", "new") },
      "✗ 1 of 2 benchmarks got slower",
    ],
    [
      "a regression and an error",
      { benchmarks: rows("regressed", "errored") },
      "✗ 1 of 2 benchmarks got slower, 1 could not be measured",
    ],
    [
      "an error alone",
      { benchmarks: rows("errored", "within-budget") },
      "✗ 1 of 2 benchmarks could not be measured",
    ],
    [
      "a removed one, where that fails the job",
      { verdict: "failed", config: { failOn: ["removed"] }, benchmarks: rows("removed", "within-budget") },
      "✗ 1 benchmark removed",
    ],
    [
      "undecided ones, where that fails the job",
      {
        verdict: "failed",
        config: { failOn: ["inconclusive"] },
        benchmarks: rows("inconclusive", "within-budget"),
      },
      "✗ can't tell for 1 of 2 benchmarks",
    ],
    [
      "no baseline, where that fails the job",
      {
        verdict: "failed",
        config: { failOn: ["missing-baseline"] },
        evidence: { baseline: { state: "missing", source: "cache", why: null } },
      },
      "✗ there is no stored baseline",
    ],
    [
      "a baseline that could not be read, beside a slowdown that does not fail the job",
      {
        verdict: "failed",
        config: { failOn: ["missing-baseline"] },
        evidence: { baseline: { state: "unreadable", source: "cache", why: "it is damaged" } },
        benchmarks: rows("regressed", "within-budget"),
      },
      "✗ the baseline could not be read",
    ],
    [
      "an error and no baseline, where both fail the job",
      {
        verdict: "failed",
        config: { failOn: ["errored", "missing-baseline"] },
        evidence: { baseline: { state: "missing", source: "cache", why: null } },
        benchmarks: rows("errored", "within-budget"),
      },
      "✗ 1 of 2 benchmarks could not be measured, there is no stored baseline",
    ],
    ["all within budget", { benchmarks: rows("within-budget") }, "✓ no benchmark exceeded its budget"],
    [
      "some faster",
      { benchmarks: rows("within-budget", "improved") },
      "✓ no benchmark exceeded its budget, 1 got faster",
    ],
    [
      "broken on both sides",
      { verdict: "passed", benchmarks: rows("within-budget", "errored") },
      "✓ no benchmark exceeded its budget, 1 of 2 benchmarks could not be measured",
    ],
    ["all new", { benchmarks: rows("new", "new") }, "✓ 2 new benchmarks, nothing to compare them with yet"],
    [
      "slower, where that does not fail the job",
      { verdict: "passed", benchmarks: rows("regressed") },
      "✓ 1 of 1 benchmark got slower, which does not fail the job here",
    ],
    [
      "slower, which is accepted",
      { benchmarks: rows("accepted", "within-budget", "improved") },
      "✓ 1 of 3 benchmarks got slower, which is accepted, 1 got faster",
    ],
    [
      "one slower that is accepted, and one that is not",
      { benchmarks: rows("accepted", "regressed") },
      "✗ 1 of 2 benchmarks got slower",
    ],
    [
      "recorded, with a slowdown that is accepted",
      { verdict: "recorded", benchmarks: rows("accepted", "new") },
      "✓ recorded 2 benchmarks as the baseline, 1 of them slower, which is accepted",
    ],
    [
      "undecided",
      { benchmarks: rows("inconclusive", "inconclusive", "within-budget") },
      "? can't tell for 2 of 3 benchmarks",
    ],
    [
      "over its budget when measuring ended early",
      {
        verdict: "failed",
        benchmarks: rows("inconclusive", "within-budget"),
        evidence: { conditions: someConditions({ timeLimitReached: true }) },
      },
      "✗ over budget when measuring ended early",
    ],
    [
      "a project's first benchmarks",
      { verdict: "inconclusive", benchmarks: rows("new") },
      "? there is nothing to compare with yet",
    ],
    [
      "undecided, because base's process was lost",
      {
        verdict: "unmeasured",
        benchmarks: rows("inconclusive", "within-budget"),
        evidence: { conditions: someConditions({ lost: "base" }) },
      },
      "✗ can't tell for 1 of 2 benchmarks: a benchmark process was lost",
    ],
    [
      "nothing that runs on both sides",
      { verdict: "unmeasured", benchmarks: rows("errored", "new") },
      "✗ nothing could be compared",
    ],
    [
      "nothing that runs at all",
      { verdict: "unmeasured", benchmarks: rows("errored", "errored") },
      "✗ 2 of 2 benchmarks could not be measured",
    ],
    [
      "recorded",
      { verdict: "recorded", benchmarks: rows("new", "errored") },
      "✓ recorded 1 benchmark as the baseline, 1 of 2 benchmarks could not be measured",
    ],
    ["recorded, but not saved", { verdict: "skipped", benchmarks: rows("new") }, "– nothing was recorded"],
    ["skipped", { verdict: "skipped", benchmarks: [] }, "– nothing was measured"],
  ])("%s", (_, given, words) => {
    const { mark, text } = headline(aResult(given));
    expect(`${mark} ${text}`).toBe(words);
  });
});

test.each<[string, Parameters<typeof aResult>[0], string | null]>([
  ["a recording", { verdict: "recorded" }, "recorded"],
  ["one that got slower", { verdict: "failed", evidence: { trends: NO_TRENDS } }, "not recorded"],
  [
    "one that no store took",
    { verdict: "skipped", sides: { base: null, head: aSideReport() } },
    "not recorded",
  ],
  ["a comparison", { verdict: "failed" }, null],
])("the rows of %s are called what became of them", (_, given, words) => {
  const row = aRow({ verdict: "new" });
  expect(recordingWords(aResult(given))).toBe(words);
  expect(verdictWords(row, recordingWords(aResult(given))).words).toBe(words ?? "new");
});

test.each([
  ["share the budget of the run", [0.1, 0.1], false],
  ["differ in their budgets", [0.1, 0.2], true],
  ["share a budget that is not the one of the run", [0.2, 0.2], true],
  ["are none", [], false],
])(
  "a report needs a column for the budget only where one row has its own: rows that %s",
  (_, budgets, has) => {
    const result = aResult({ benchmarks: budgets.map((budget) => aRow({ budget })) });
    expect(hasOwnBudgets(result)).toBe(has);
  },
);

test("a warning that is the reason of the verdict is not said again", () => {
  const reason = "The baseline could not be saved in cache: it does not answer.";
  const notSaved = { kind: "baseline-not-saved", target: "cache", why: "it does not answer" } as const;
  const result = aResult({ reason: notSaved, warnings: [notSaved, { kind: "time-limit" }] });
  expect(reasonWords(result)).toBe(reason);
  expect(warningsBesideReason(result)).toEqual([warningWords({ kind: "time-limit" })]);
});

describe("the throughput", () => {
  const work = { amount: 12_000, unit: "bytes" } as const;

  test.each([
    ["of both sides", { base: 0.001, head: 0.002, work }, "6.00 MB/s, was 12.0 MB/s"],
    ["of what is new", { base: null, head: 0.002, work }, "6.00 MB/s"],
    ["of what was not measured on head", { base: 0.001, head: null, work }, null],
    ["where nobody says what a call works through", { base: 0.001, head: 0.002, work: null }, null],
    ["of no time", { base: 1, head: 2, work, metric: "peak-memory" as const, unit: "B" }, null],
  ])("is told in words: %s", (_, given, words) => {
    expect(throughputWords(aRow(given))).toBe(words);
  });
});

test.each([
  ["time", null],
  ["value", null],
  ["cpu-time", "CPU time"],
  ["peak-memory", "peak memory"],
] as const)("a row of %s is labelled %p", (metric, words) => {
  expect(metricWords(metric)).toBe(words);
});

test("what is better when bigger comes first where it fell most", () => {
  const rate = { metric: "value", unit: "rows/s", better: "bigger", verdict: "regressed" } as const;
  const rows = [aRow({ id: "a little", ...rate, change: -0.2 }), aRow({ id: "much", ...rate, change: -0.5 })];
  expect(inTellingOrder(rows).map(({ id }) => id)).toEqual(["much", "a little"]);
});

test("a headline speaks of worse where not all that got so are times", () => {
  const size = { metric: "peak-memory", unit: "B", verdict: "regressed" } as const;
  const of = (rows: Row[]) => headline(aResult({ verdict: "failed", benchmarks: rows })).text;
  expect(of([aRow({ verdict: "regressed" })])).toContain("got slower");
  expect(of([aRow({ verdict: "regressed" }), aRow({ id: "b", ...size })])).toContain("got worse");
});
