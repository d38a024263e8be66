import { describe, expect, test } from "@jest/globals";
import type { PairedBlock, RowCosts } from "../../src/model.ts";
import { renderHtml } from "../../src/report/html.ts";
import { rangeOf, rangePicture, scaleFor } from "../../src/report/range-picture.ts";
import * as examples from "../support/example-results.ts";
import { aResult, aRow, blocksAround } from "../support/results.ts";

/** Every tag of a page, by a reader that knows no more than that a tag starts at `<`. */
function tags(page: string): string[] {
  return [...page.replace(/<style>[\s\S]*?<\/style>/, "").matchAll(/<\/?([A-Za-z!][A-Za-z0-9]*)/g)].map(
    ([, name]) => name?.toLowerCase() ?? "",
  );
}

describe("the HTML report", () => {
  test.each(Object.entries(examples))("loads and runs nothing: %s", (_, result) => {
    const page = renderHtml(result);
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    );
    for (const tag of ["script", "img", "link", "iframe", "object", "a", "form"])
      expect(tags(page)).not.toContain(tag);
    expect(page).not.toMatch(/<[^>]*\s(?:on\w+|src|href)=/i);
    expect(page).not.toMatch(/url\(|@import/);
  });

  test.each(Object.entries(examples))("closes what it opens: %s", (_, result) => {
    const open: string[] = [];
    const empty = new Set(["meta", "!doctype"]);
    for (const [tag, name = ""] of renderHtml(result).matchAll(/<\/?([A-Za-z!][A-Za-z0-9]*)[^>]*>/g)) {
      if (empty.has(name.toLowerCase()) || tag.endsWith("/>")) continue;
      if (!tag.startsWith("</")) open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  test("shows every row with its numbers, its reasons and the way to measure it again", () => {
    const page = renderHtml(examples.failed);
    for (const { id } of examples.failed.benchmarks) expect(page).toContain(`<code class="id">${id}</code>`);
    expect(page).toContain("+31.0 … +37.2 %");
    expect(page).toContain("<code>normalize</code> app/parse.py:41: 2,000 calls, was 1");
    expect(page).toContain("<pre>hotpath-gate check --base");
  });

  test("shows an accepted row as neither good nor bad, with its count and by what it is accepted", () => {
    const page = renderHtml(examples.accepted);
    expect(page).toContain('<li class="accepted"><b>1</b> accepted</li>');
    expect(page).toContain('<tr class="accepted">');
    expect(page).toContain('<b class="sign">!</b>');
    expect(page).toContain("<b>accepted</b>");
    expect(page).toContain('<p class="note">accepted until 2026-12-31: validates input now, issue 123</p>');
    expect(page).toContain("<code>normalize</code> app/parse.py:41: 2,000 calls, was 1");
  });

  test("of 10,000 rows stays of a size that a browser opens", () => {
    const benchmarks = Array.from({ length: 10_000 }, (_, index) => aRow({ id: `app:${index}` }));
    const start = performance.now();
    const page = renderHtml(aResult({ benchmarks }));
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(page.length).toBeLessThan(15_000_000);
  });
});

describe("the marks of the pictures", () => {
  test("are explained once below the table", () => {
    expect(renderHtml(examples.failed).match(/class="legend"/g)).toHaveLength(1);
  });

  test("are not explained where no row has a picture", () => {
    expect(
      renderHtml(aResult({ benchmarks: [aRow({ verdict: "new", change: null, interval: null })] })),
    ).not.toContain('class="legend"');
  });
});

test("the blocks in a row's picture are those of the cost that its interval is of", () => {
  // Of ten pairs, one is ten times as slow on head.
  const base = Array(10).fill(1);
  const block = {
    ...blocksAround(1, 0, 0, 1)[0],
    pairs: { base, head: [...base.slice(1), 10] },
  } as PairedBlock;
  const change = { change: 0, interval: [0, 0] } as const;
  const blocksShown = (shown: RowCosts["shown"]) =>
    rangeOf(aRow({ blocks: [block], costs: { shown, typical: change, mean: change } }))?.blocks;
  expect(blocksShown("typical")?.[0]).toBeCloseTo(0, 9);
  expect(blocksShown("mean")?.[0]).toBeCloseTo(0.9, 9);
});

describe("the picture of an interval", () => {
  const scale = { low: -0.1, high: 0.3 };

  /** Left end, right end and the budget's line of the picture. */
  function places(picture: string): { left: number; right: number; budget: number; zero: number } {
    const number = (pattern: RegExp) => Number(pattern.exec(picture)?.[1]);
    const left = number(/<rect class="bar" x="([\d.]+)"/);
    return {
      left,
      right: left + number(/<rect[^>]* width="([\d.]+)"/),
      budget: number(/class="budget" d="M([\d.]+) /),
      zero: number(/class="zero" d="M([\d.]+) /),
    };
  }

  function picture(row: Parameters<typeof aRow>[0]): string {
    const range = rangeOf(aRow(row));
    if (range === null) throw new Error("the row has no range");
    return rangePicture(range, scale);
  }

  test.each([
    [
      "a regression lies right of the budget",
      { change: 0.2, interval: [0.15, 0.25] },
      "zero < budget < left < right",
    ],
    [
      "slower within budget lies between",
      { change: 0.05, interval: [0.02, 0.08] },
      "zero < left < right < budget",
    ],
    ["no change lies around zero", { change: 0, interval: [-0.02, 0.02] }, "left < zero < right < budget"],
    [
      "an undecided one lies across the budget",
      { change: 0.1, interval: [0.05, 0.15] },
      "zero < left < budget < right",
    ],
  ] as const)("%s", (_, row, order) => {
    const found = places(picture(row));
    const sorted = Object.entries(found).sort(([, one], [, other]) => one - other);
    expect(sorted.map(([name]) => name).join(" < ")).toBe(order);
  });

  test("has a dot for each block, and says in words what it shows", () => {
    const drawn = picture({ change: 0.05, interval: [0.02, 0.08] });
    expect(drawn.match(/M[\d.]+ 21h0/g)).toHaveLength(4);
    expect(drawn).toContain('aria-label="change +5.0 %, 95 % interval +2.0 … +8.0 %, budget 10 %"');
  });

  test("shows by an arrow what lies outside of it", () => {
    expect(picture({ change: 5, interval: [4, 6] })).toContain('class="beyond"');
    expect(picture({ change: 0.05, interval: [0.02, 0.08] })).not.toContain("beyond");
  });

  test("has a scale that one row can't stretch beyond use, and that holds every budget", () => {
    expect(scaleFor([aRow({ change: 90, interval: [80, 100] })]).high).toBe(0.5);
    expect(scaleFor([aRow({ budget: 2 })]).high).toBeGreaterThan(2);
    expect(scaleFor([])).toEqual({ low: -0.05, high: 0.05 });
  });

  test("is not drawn where nothing was compared", () => {
    expect(rangeOf(aRow({ verdict: "new" }))).toBeNull();
  });
});
