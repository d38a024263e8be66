import { describe, expect, test } from "@jest/globals";
import type { SettingChange, SettingsReport } from "../../../src/model.ts";
import { renderComment } from "../../../src/report/comment.ts";
import { renderHtml } from "../../../src/report/html.ts";
import { renderText } from "../../../src/report/text.ts";
import { settingsWords } from "../../../src/report/words/settings.ts";
import { expectGolden } from "../../support/golden.ts";
import { aResult, aRow } from "../../support/results.ts";

const PLAIN = { text: (text: string) => text, code: (text: string) => `\`${text}\`` };

function report(given: Partial<SettingsReport> = {}): SettingsReport {
  const changes: SettingChange[] = [
    { setting: "budget", base: "10%", head: "900%", holds: "base" },
    { setting: "fail-on", base: "regression", head: "errored", holds: "both" },
    { setting: "benchmarks", base: null, head: "benchmarks/bench_parse.py", holds: "both" },
    { setting: "python", base: "python", head: "python3.14", holds: "head" },
    {
      setting: "accept",
      base: null,
      head: "benchmarks = app:*, reason = validates input now, until = 2099-12-31",
      holds: "stricter",
    },
    { setting: "budgets", base: "benchmarks = app:*, budget = 5%", head: null, holds: "base" },
  ];
  return { from: "base", isAsked: false, changes, problem: null, ...given };
}

const only = (change: SettingChange, given: Partial<SettingsReport> = {}) =>
  settingsWords(report({ changes: [change], ...given }), PLAIN)?.items[0];

describe("the report says of each change what holds:", () => {
  const budget: SettingChange = { setting: "budget", base: "10%", head: "900%", holds: "base" };
  test.each<[string, SettingChange, Partial<SettingsReport>, string]>([
    ["on a pull request", budget, {}, "`budget` is `900%`, was `10%`: base's applies"],
    ["on one's own machine", budget, { from: "head" }, "`budget` is `900%`, was `10%`: base's would apply"],
    ["where head's hold by choice", budget, { from: "head", isAsked: true }, "`budget` is `900%`, was `10%`"],
    ["of a stricter one", { ...budget, head: "5%", holds: "head" }, {}, "`budget` is `5%`, was `10%`"],
    [
      "of one that was not set",
      { ...budget, setting: "seed", base: null, head: "7" },
      {},
      "`seed` is `7`, was not set: base's applies",
    ],
    [
      "of one accepted slowdown less",
      { setting: "accept", base: "x", head: null, holds: "stricter" },
      {},
      "no longer accepts `x`",
    ],
    [
      "of an accepted slowdown",
      { setting: "accept", base: null, head: "x", holds: "stricter" },
      {},
      "accepts `x`: this does not apply yet",
    ],
    [
      "of an acceptance whose last day is over",
      { setting: "accept", base: null, head: "x", holds: "stricter", ended: "2026-07-31" },
      {},
      "accepts `x`: it expired on 2026-07-31",
    ],
    [
      "of one on one's own machine",
      { setting: "accept", base: null, head: "x", holds: "stricter", ended: "2026-07-31" },
      { from: "head" },
      "accepts `x`: it expired on 2026-07-31",
    ],
    [
      "of one that is removed",
      { setting: "accept", base: "x", head: null, holds: "stricter", ended: "2026-07-31" },
      {},
      "no longer accepts `x`: it had expired on 2026-07-31",
    ],
    [
      "of a rule that is gone",
      { setting: "budgets", base: "x", head: null, holds: "base" },
      {},
      "`budgets` loses `x`: base's rules apply",
    ],
  ])("%s", (_, change, given, words) => {
    expect(only(change, given)).toBe(words);
  });
});

describe("the heading says whether anything is held back, where", () => {
  const python: SettingChange = { setting: "python", base: "python", head: "python3.14", holds: "head" };
  test.each<[string, Partial<SettingsReport>, RegExp]>([
    ["something is", {}, /^This pull request changes the gate. Until it is merged, base's settings apply/],
    ["nothing weakens the gate", { changes: [python] }, /^This pull request changes the gate$/],
    ["head's hold by choice", { from: "head", isAsked: true }, /`config-from: head` lets it$/],
    [
      "head's hold on one's own machine",
      { from: "head" },
      /^Head changes the gate. Here the new settings apply; on a pull request/,
    ],
    ["base's could not be read", { changes: [], problem: "it is too large" }, /could not be compared/],
  ])("%s", (_, given, heading) => {
    expect(settingsWords(report(given), PLAIN)?.heading).toMatch(heading);
  });

  test.each([
    ["nothing changes", report({ changes: [] })],
    ["nothing was compared", null],
  ])("there is nothing to say: %s", (_, none) => {
    expect(settingsWords(none, PLAIN)).toBeNull();
  });
});

describe("the reports", () => {
  const benchmarks = [
    aRow({ id: "benchmarks/bench_parse.py::bench_orders", verdict: "regressed" }),
    aRow({ id: "benchmarks/bench_route.py::bench_match" }),
  ];
  const result = aResult({ benchmarks, settings: report() });

  test("say it on a terminal", () => {
    expectGolden("fixtures/reports/text-settings.txt", renderText(result, { colour: false }));
  });
  test("say it in the comment", () => {
    expectGolden(
      "fixtures/reports/comment-settings.md",
      renderComment(result, { key: "bench", summaryUrl: null, run: null }),
    );
  });
  test("say it on the page", () => {
    expect(renderHtml(result)).toContain("<code>budget</code> is <code>900%</code>, was <code>10%</code>");
  });

  test("show what a configuration says as text alone", () => {
    const evil = "</code><script>`@octocat` <!-- hotpath-gate:x --> ::error::\n::error::";
    const changes: SettingChange[] = ["env", "accept", "budgets"].map((setting) => ({
      setting,
      base: evil,
      head: evil,
      holds: "base",
    }));
    const hostile = aResult({ benchmarks, settings: report({ changes }) });
    expect(renderComment(hostile, { key: "k", summaryUrl: null, run: null }).slice(10)).not.toContain("<!--");
    expect(renderHtml(hostile)).not.toContain("<script");
    expect(renderText(hostile, { colour: false, width: 10 })).not.toMatch(/^\s*::/m);
  });

  test("keep to their limit, however much changes", () => {
    const changes = Array.from(
      { length: 5_000 },
      (_, index): SettingChange => ({
        setting: "budgets",
        base: null,
        head: `benchmarks = ${"x".repeat(500)}${index}`,
        holds: "base",
      }),
    );
    const long = aResult({ benchmarks, settings: report({ changes }) });
    expect(
      new TextEncoder().encode(renderComment(long, { key: "k", summaryUrl: null, run: null })).length,
    ).toBeLessThan(60_000);
    expect(renderText(long, { colour: false }).split("\n").length).toBeLessThan(400);
  });
});
