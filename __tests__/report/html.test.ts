import { describe, expect, test } from "@jest/globals";
import { renderHtml } from "../../src/report/html.ts";
import { rangeOf, rangePicture, scaleFor } from "../../src/report/range-picture.ts";
import * as examples from "../support/example-results.ts";
import { aResult, aRow } from "../support/results.ts";

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
