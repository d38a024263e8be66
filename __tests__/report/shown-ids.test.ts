import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { annotationsFor } from "../../src/report/annotations.ts";
import { renderComment } from "../../src/report/comment.ts";
import { renderHtml } from "../../src/report/html.ts";
import { shownIds } from "../../src/report/shown-ids.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { renderText } from "../../src/report/text.ts";
import { aResult, aRow } from "../support/results.ts";
import { untrustedText } from "../support/untrusted-text.ts";

const x = (count: number) => "x".repeat(count);
const shownOf = (ids: readonly string[]) => ids.map(shownIds(ids));
const looksOf = (ids: readonly string[]) => new Set(shownOf(ids)).size;

describe("ids of one result never look the same", () => {
  test.each<[string, string[]]>([
    ["cut where they differ", [`${x(100)}a${x(100)}`, `${x(100)}b${x(100)}`, `${x(100)}c${x(100)}`]],
    ["differing near the beginning of what is cut", [`${x(61)}a${x(200)}`, `${x(61)}b${x(200)}`]],
    ["differing near the end of what is cut", [`${x(300)}a${x(59)}`, `${x(300)}b${x(59)}`]],
    [
      "differing in two places",
      [`${x(80)}a${x(80)}b${x(80)}`, `${x(80)}b${x(80)}a${x(80)}`, `${x(80)}b${x(80)}b${x(80)}`],
    ],
    ["of lengths that no cut shows", [x(500), x(501), x(502)]],
    ["as long as a result takes them", [`${x(1000)}a${x(999)}`, `${x(1000)}b${x(999)}`]],
    ["differing in an invisible character", ["a\u200b", "a\u200c", "a\ufffd"]],
    ["one of which is called as another is numbered", ["a\u200b", "a\u200c", "a\ufffd (1)"]],
    ["differing in white space", ["a b", "a  b", "a\tb"]],
    ["differing in what a terminal obeys", ["a\u001b[31m", "a\u001b[32m", "a"]],
    [
      "of parameters that agree at both ends",
      ["big", "huge", "large"].map((size) => `tests/bench.py::test_parse[${x(60)}-${size}-${x(60)}]`),
    ],
  ])("%s", (_, ids) => {
    expect(looksOf(ids)).toBe(ids.length);
    for (const text of shownOf(ids)) expect([...text].length).toBeLessThanOrEqual(124);
  });

  test("whatever they are", () => {
    const part = fc.oneof(untrustedText, fc.integer({ min: 0, max: 300 }).map(x));
    const id = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.uniqueArray(id, { minLength: 2, maxLength: 6 }), (ids) => looksOf(ids) === ids.length),
      { numRuns: 2_000 },
    );
  });
});

test("an id that looks like no other is shown as it is, or cut in the middle", () => {
  const ids = ["bench.py::one", `${x(150)}end`];
  expect(shownOf(ids)).toEqual(["bench.py::one", `${x(60)}…${x(56)}end`]);
});

test("what differs is seen", () => {
  const ids = ["big", "huge"].map((size) => `tests/bench.py::test_parse[${x(60)}-${size}-${x(60)}]`);
  expect(shownOf(ids).map((text) => /-(big|huge)-/.exec(text)?.[1])).toEqual(["big", "huge"]);
});

describe("three long ids that differ in the middle are told apart", () => {
  const ids = ["a", "b", "c"].map((one) => `bench.py::test[${x(80)}${one}${x(80)}]`);
  const result = aResult({ benchmarks: ids.map((id) => aRow({ id, verdict: "regressed" })) });
  const cells = (text: string) => new Set(text.match(/bench\.py::test\[[^\s`<|]*/g));

  test.each<[string, () => string]>([
    ["on a terminal", () => renderText(result, { colour: false }).split("Measure it again")[0] ?? ""],
    [
      "in the comment",
      () =>
        renderComment(result, { key: "k", summaryUrl: null, run: null }).split("Measure it again")[0] ?? "",
    ],
    ["in the summary", () => renderSummary(result).split("Measure it again")[0] ?? ""],
    ["on the page", () => renderHtml(result).replace(/<pre>.*?<\/pre>/gs, "")],
    [
      "in annotations",
      () =>
        annotationsFor(result)
          .map(({ title }) => title)
          .join("\n"),
    ],
  ])("%s", (_, render) => {
    expect(cells(render()).size).toBe(3);
  });
});
