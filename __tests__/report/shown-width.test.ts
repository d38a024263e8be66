import { describe, expect, test } from "@jest/globals";
import { cutToWidth, shownWidth } from "../../src/report/shown-width.ts";

describe("a text takes as many columns as a terminal shows", () => {
  test.each([
    ["plain letters", "parse", 5],
    ["East Asian characters", "検査", 4],
    ["letters with combining marks", "e\u0301e\u0301", 2],
    ["characters outside the basic plane", "\u{1d4d0}", 1],
    ["emoji", "\u{1f680}", 2],
    ["colours", "\u001b[31mred\u001b[39m", 3],
  ])("%s", (_, text, columns) => {
    expect(shownWidth(text)).toBe(columns);
  });
});

describe("a line that is cut", () => {
  test.each([
    ["keeps what fits", "measure", 4, "meas"],
    ["keeps whole wide characters", "検査検査", 5, "検査"],
    ["keeps surrogate pairs whole", "\u{1f680}\u{1f680}", 3, "\u{1f680}"],
    ["keeps combining marks", "ae\u0301e\u0301", 2, "ae\u0301"],
    ["keeps joined emoji whole", "a\u{1f469}\u200d\u{1f4bb}b", 3, "a"],
    ["is empty where nothing fits", "検", 1, ""],
  ])("%s", (_, text, width, kept) => {
    expect(cutToWidth(text, width)).toBe(kept);
  });
});
