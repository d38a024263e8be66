import { describe, expect, test } from "@jest/globals";
import type { ChangePoint, Trends } from "../../../src/model.ts";
import { renderHtml } from "../../../src/report/html.ts";
import { renderMarkdown } from "../../../src/report/markdown.ts";
import { renderText } from "../../../src/report/text.ts";
import { trendPicture } from "../../../src/report/trend-picture.ts";
import { stepSentence, stepsHeading } from "../../../src/report/words/trends.ts";
import * as examples from "../../support/example-results.ts";
import { aResult } from "../../support/results.ts";

const PLAIN = { text: (text: string) => text, code: (text: string) => text };
const step = (change: number): ChangePoint => ({
  id: "app:parse",
  metric: "time",
  change,
  from: "a".repeat(40),
  to: "b".repeat(40),
  at: "2026-11-02T03:04:05.678Z",
});
const trends = (changePoints: readonly ChangePoint[]): Trends => ({
  branch: "main",
  runs: 24,
  changePoints,
  drifts: [],
  courses: [],
});

describe("a step is told", () => {
  test.each([
    ["slower", 0.122, "app:parse got 12.2 % slower between aaaaaaaaaaaa and bbbbbbbbbbbb (2026-11-02)"],
    ["faster", -0.31, "app:parse got 31 % faster between aaaaaaaaaaaa and bbbbbbbbbbbb (2026-11-02)"],
  ])("%s, with the commits that it lies between", (_, change, sentence) => {
    expect(stepSentence(step(change), PLAIN)).toBe(sentence);
  });
});

test.each([
  ["no history", null, null],
  ["no step", trends([]), null],
  ["one step", trends([step(0.1)]), "1 step in the last 24 recordings"],
  ["two", trends([step(0.1), step(0.2)]), "2 steps in the last 24 recordings"],
])("the heading of %s", (_, given, heading) => {
  expect(stepsHeading(given)).toBe(heading);
});

test("every report that shows a whole result has the steps and the drift", () => {
  const html = renderHtml(examples.drifted);
  const markdown = renderMarkdown(examples.drifted, {
    limitBytes: 1e6,
    withinBudget: "shown",
    elsewhere: "the JSON report",
    origin: null,
  });
  const text = renderText(examples.drifted, { colour: false, width: 400 });
  for (const report of [html, markdown, text]) {
    expect(report).toContain("2 steps in the last 24 recordings");
    expect(report).toMatch(/app.routing:match.* got 12.2 % slower between/);
    expect(report).toMatch(/app\S*parse\S*orders is 15.9(?: |&#160;)% slower, measured next to/);
  }
});

test("of a thousand steps a report lists some, and says how many more there are", () => {
  const result = aResult({ evidence: { trends: trends(Array.from({ length: 1000 }, () => step(0.2))) } });
  expect(renderText(result, { colour: false })).toContain("and 950 more: see the JSON report");
  const markdown = renderMarkdown(result, {
    ...{ limitBytes: 60_000, withinBudget: "folded", elsewhere: "there", origin: null },
  });
  expect(markdown).toContain("… and 980 more: see there.");
});

describe("the picture of a course", () => {
  const pointsOf = (picture: string) =>
    [...picture.matchAll(/points="([^"]*)"/g)].flatMap(([, points = ""]) =>
      [...points.matchAll(/([\d.]+),([\d.]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) })),
    );

  test("goes up where it got slower, from left to right, and says in words from where to where", () => {
    const picture = trendPicture([0.001, 0.002, 0.003], "s");
    const points = pointsOf(picture);
    expect(points).toHaveLength(3);
    for (const [index, { x, y }] of points.slice(1).entries()) {
      expect(x).toBeGreaterThan(points[index]?.x ?? 0);
      expect(y).toBeLessThan(points[index]?.y ?? 0);
    }
    expect(picture).toContain("3 recordings, from 1.00 ms to 3.00 ms");
  });

  test("leaves out a recording without a value, and keeps its place", () => {
    const points = pointsOf(trendPicture([1, null, 1], "s"));
    expect((points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0)).toBeGreaterThan(300);
  });

  test("has a gap there, and a dot for a value between two gaps", () => {
    const lines = trendPicture([1, 1, null, 1, null, 1, 1], "s").match(/<polyline[^>]*>/g) ?? [];
    expect(lines).toHaveLength(3);
    const [dot] = lines.slice(1).map((line) => pointsOf(line));
    expect(dot?.[0]).toEqual(dot?.[1]);
  });

  test("of noise is nearly flat", () => {
    const heights = pointsOf(trendPicture([1, 1.001, 1], "s")).map(({ y }) => y);
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(5);
  });

  test.each([
    ["nothing", []],
    ["one value", [1]],
    ["nulls", [null, null]],
  ])("of %s is none", (_, medians) => {
    expect(trendPicture(medians, "s")).toBe("");
  });
});
