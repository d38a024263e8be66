import { describe, expect, test } from "@jest/globals";
import type { Row, RowVerdict } from "../../../src/model.ts";
import { headline } from "../../../src/report/words/headline.ts";
import { aResult, aRow, someConditions } from "../../support/results.ts";

function rows(...verdicts: RowVerdict[]): Row[] {
  return verdicts.map((verdict, index) => aRow({ id: `app:path_${index}`, verdict }));
}

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
      "removed ones are counted, and not among the measured",
      { benchmarks: rows("regressed", "removed", "new") },
      "✗ 1 of 2 benchmarks got slower, 1 removed",
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

test("a headline speaks of worse where not all that got so are times", () => {
  const size = { metric: "peak-memory", unit: "B", verdict: "regressed" } as const;
  const of = (rows: Row[]) => headline(aResult({ verdict: "failed", benchmarks: rows })).text;
  expect(of([aRow({ verdict: "regressed" })])).toContain("got slower");
  expect(of([aRow({ verdict: "regressed" }), aRow({ id: "b", ...size })])).toContain("got worse");
});
