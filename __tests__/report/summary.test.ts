import { expect, test } from "@jest/globals";
import { renderSummary, SUMMARY_BYTES_LIMIT } from "../../src/report/summary.ts";
import { mixed } from "../support/example-results.ts";
import { expectGolden } from "../support/golden.ts";
import { aResult, aRow } from "../support/results.ts";

test("the summary has every row in one table", () => {
  const summary = renderSummary(mixed);
  expectGolden("fixtures/reports/summary-mixed.md", summary);
  for (const { id } of mixed.benchmarks) expect(summary).toContain(id.replaceAll("|", "\\|"));
});

test("the summary has no marker, so that it is never taken for the comment", () => {
  expect(renderSummary(mixed)).not.toContain("<!--");
});

test("a summary that is too long for GitHub is cut, and says where the rest is", () => {
  const benchmarks = Array.from({ length: 20_000 }, (_, index) =>
    aRow({ id: `app:${index}`.padEnd(110, "x"), verdict: "new" }),
  );
  const summary = renderSummary(aResult({ benchmarks }));
  expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(SUMMARY_BYTES_LIMIT);
  expect(summary).toMatch(/… and [\d,]+ more: see the JSON report\./);
});

test("a summary that is too long keeps what fits of the rows within budget, after those that matter more", () => {
  const unchanged = Array.from({ length: 400 }, (_, index) => aRow({ id: `app:f${index}` }));
  const regressed = aRow({ id: "app:slow", verdict: "regressed" });
  const summary = renderSummary(aResult({ benchmarks: [...unchanged, regressed] }), 10_000);
  const rows = summary.split("\n").filter((line) => /^\| [✗✓]/.test(line));
  expect(rows[0]).toContain("`app:slow`");
  expect(rows.length).toBeGreaterThan(50);
  expect(summary).toContain(`… and ${401 - rows.length} more: see the JSON report.`);
  expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(10_000);
});
