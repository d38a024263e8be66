import { describe, expect, test } from "@jest/globals";
import type { Row } from "../../../src/model.ts";
import {
  metricWords,
  recordingWords,
  throughputWords,
  verdictWords,
} from "../../../src/report/words/verdict.ts";
import { aResult, aRow, aSideReport } from "../../support/results.ts";

const NO_TRENDS = { branch: "main", runs: 2, changePoints: [], drifts: [], courses: [] };

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
