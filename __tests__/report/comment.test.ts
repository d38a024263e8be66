import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Result } from "../../src/model.ts";
import { COMMENT_BYTES_LIMIT, renderComment } from "../../src/report/comment.ts";
import { commentMarker } from "../../src/report/comment-marker.ts";
import * as examples from "../support/example-results.ts";
import { expectGolden } from "../support/golden.ts";
import { aReason, aResult, aRow, failing } from "../support/results.ts";

const OPTIONS = { key: "default", summaryUrl: "https://github.com/octo/repo/actions/runs/1", run: null };

function bytes(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

function tableRows(comment: string): number {
  return comment.split("\n").filter((line) => /^\| [✗✓?!+−]/.test(line)).length;
}

describe("the comment reads as a reviewer would like it", () => {
  test.each(Object.entries(examples))("%s", (name, result) => {
    expectGolden(`fixtures/reports/comment-${name}.md`, renderComment(result, OPTIONS));
  });
});

describe("the marker", () => {
  test("starts the comment, and occurs nowhere else", () => {
    const comment = renderComment(examples.hostile, { ...OPTIONS, key: "other" });
    expect(comment.startsWith("<!-- hotpath-gate:other -->\n")).toBe(true);
    expect(comment.split("<!--")).toHaveLength(2);
  });
});

describe("only a failed gate gets an alert", () => {
  test.each(Object.entries(examples))("%s", (_, result) => {
    expect(renderComment(result, OPTIONS).includes("> [!CAUTION]")).toBe(result.verdict === "failed");
  });
});

test("a link to the summary is only a link when it is a URL", () => {
  const result = aResult({
    benchmarks: [aRow({ verdict: "errored", notes: failing("x".repeat(20_000)) }), ...many(2_000)],
  });
  expect(renderComment(result, OPTIONS)).toContain(`see [the job summary](${OPTIONS.summaryUrl}).`);
  expect(renderComment(result, { ...OPTIONS, summaryUrl: null })).toContain("see the job summary.");
  expect(renderComment(result, { ...OPTIONS, summaryUrl: "javascript:alert(1)" })).toContain(
    "see the job summary.",
  );
});

test("the budget has a column only where it is not the one that the footer names", () => {
  const headed = (budget: number) =>
    renderComment(aResult({ benchmarks: [aRow({ verdict: "regressed", budget })] }), OPTIONS);
  expect(headed(0.1)).not.toContain("| budget |");
  expect(headed(0.25)).toContain("| budget |");
});

test("a warning of ours is shown whole, with what it says to write as code", () => {
  const why = `${"Base is not here. ".repeat(25)}Write \`setup: uv sync --frozen\`.`;
  const result = aResult({ warnings: [{ kind: "stored-baseline-instead", why }] });
  expect(renderComment(result, OPTIONS)).toContain(`- ⚠ ${why} Compared with the stored`);
});

describe("a comment that is too long", () => {
  const regressed = Array.from({ length: 40 }, (_, index) =>
    aRow({ id: `app.module_${index}:function`, verdict: "regressed", reasons: [aReason()] }),
  );
  const result = aResult({ benchmarks: [...regressed, ...many(400)] });

  test("loses the rows within budget first", () => {
    const comment = renderComment(result, { ...OPTIONS, limitBytes: 20_000 });
    expect(comment).toContain("✓ 400 within budget: see [the job summary]");
    expect(comment).toContain("95 % interval".replaceAll(" ", "\u00a0"));
    expect(tableRows(comment)).toBe(40);
  });

  test("loses the intervals after the rows within budget", () => {
    const whole = bytes(renderComment(result, { ...OPTIONS, limitBytes: 20_000 }));
    const comment = renderComment(result, { ...OPTIONS, limitBytes: whole - 1 });
    expect(comment).not.toContain("interval");
    expect(tableRows(comment)).toBe(40);
  });

  test("loses rows after the intervals, as few as it takes, and says how many", () => {
    const comment = renderComment(result, { ...OPTIONS, limitBytes: 4_000 });
    const left = tableRows(comment);
    expect(left).toBeGreaterThan(5);
    expect(left).toBeLessThan(40);
    expect(comment).toContain(`… and ${40 - left} more: see [the job summary]`);
    expect(bytes(comment)).toBeGreaterThan(3_800);
  });

  test("shows as many of thousands of rows as of some, and counts them all", () => {
    const of = (count: number) => {
      const rows = Array.from({ length: count }, (_, index) =>
        aRow({ id: `a:${index}`, verdict: "regressed" }),
      );
      return renderComment(aResult({ benchmarks: rows }), { ...OPTIONS, limitBytes: 4_000 });
    };
    const left = tableRows(of(5_000));
    expect(left).toBeGreaterThan(10);
    expect(of(5_000)).toContain(
      `… and ${(5_000 - left).toLocaleString("en-US")} more: see [the job summary]`,
    );
    expect(Math.abs(tableRows(of(100)) - left)).toBeLessThanOrEqual(1);
  });

  test("loses none of the shortest rows that there are, where they just fit", () => {
    const rows = Array.from({ length: 3_000 }, () => aRow({ id: "a", verdict: "new", head: null }));
    const result = aResult({ benchmarks: rows });
    const whole = bytes(renderComment(result, OPTIONS));
    const comment = renderComment(result, { ...OPTIONS, limitBytes: whole });
    expect(tableRows(comment)).toBe(3_000);
    expect(comment).not.toContain("more: see");
  });

  test("keeps the verdict in the end", () => {
    const comment = renderComment(result, { ...OPTIONS, limitBytes: 120 });
    expect(comment).toBe(
      "<!-- hotpath-gate:default -->\n### ✗ hotpath-gate: 40 of 440 benchmarks got slower\n",
    );
  });
});

describe("no comment is longer than its limit", () => {
  const enormous: Result = aResult({
    reason: { kind: "not-wanted", why: "é".repeat(19_000) },
    warnings: Array.from({ length: 500 }, (_, index) => ({
      kind: "command-fails",
      why: `${index}`.padEnd(9_000, "é"),
    })),
    benchmarks: Array.from({ length: 10_000 }, (_, index) =>
      aRow({
        id: `benchmarks/test_${index}.py::test[${"é`|<".repeat(400)}]`,
        verdict:
          (["regressed", "errored", "inconclusive", "new", "within-budget"] as const)[index % 5] ?? "new",
        notes: failing("é|`".repeat(5_000)),
        reasons: Array.from({ length: 20 }, () =>
          aReason({ name: "`".repeat(5_000), file: "é".repeat(5_000) }),
        ),
      }),
    ),
  });

  test("of 10,000 rows with long ids", () => {
    const comment = renderComment(enormous, OPTIONS);
    expect(bytes(comment)).toBeLessThanOrEqual(COMMENT_BYTES_LIMIT);
    expect(bytes(comment)).toBeGreaterThan(0.95 * COMMENT_BYTES_LIMIT);
    expect(tableRows(comment)).toBeGreaterThan(50);
  });

  test("whatever the limit", () => {
    const result = { ...enormous, benchmarks: enormous.benchmarks.slice(0, 30) };
    fc.assert(
      fc.property(fc.integer({ min: 120, max: 70_000 }), (limitBytes) => {
        const comment = renderComment(result, { ...OPTIONS, limitBytes });
        expect(bytes(comment)).toBeLessThanOrEqual(limitBytes);
        expect(comment.startsWith(`${commentMarker("default")}\n### ✗ hotpath-gate:`)).toBe(true);
        expect(comment).not.toContain("\ufffd");
      }),
      { numRuns: 20 },
    );
  });
});

function many(count: number) {
  return Array.from({ length: count }, (_, index) => aRow({ id: `app.unchanged:function_${index}` }));
}
