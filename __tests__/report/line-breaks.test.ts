import { describe, expect, test } from "@jest/globals";
import { hanging, lineWidth, textWidth, wrapped, wrappedLines } from "../../src/report/line-breaks.ts";
import { tableWidth } from "../../src/report/terminal-layout.ts";

describe("the width of a terminal", () => {
  test.each<[string, number | undefined, number, number, number]>([
    ["that does not know its size is the usual one", 0, 80, 80, 80],
    ["is what it says", 60, 60, 60, 60],
    ["that is too narrow for sentences is not used up to the last column", 5, 20, 20, 20],
    ["that is very wide has shorter lines, and wide tables", 300, 100, 100, 300],
    ["is unlimited for lines and tables where there is none", undefined, 80, Infinity, Infinity],
  ])("%s", (_, columns, text, line, table) => {
    expect([textWidth(columns), lineWidth(columns), tableWidth(columns)]).toEqual([text, line, table]);
  });
});

test("a message in a terminal that does not know its size is broken at 80 columns", () => {
  const words = Array.from({ length: 30 }, () => "word").join(" ");
  for (const columns of [0, undefined]) {
    const lines = wrappedLines(words, columns).split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toHaveLength(74);
  }
});

test("lines are broken by the columns that their characters take", () => {
  expect(wrapped("検査 検査 検査", 10, "")).toBe("検査 検査\n検査");
  expect(hanging("e\u0301e\u0301e\u0301e\u0301 e\u0301e\u0301e\u0301e\u0301", 11)).not.toContain("\n");
  const wide = `${"検".repeat(9)} ${"検".repeat(5)}`;
  expect(wrappedLines(wide, 20)).toBe(`${"検".repeat(9)}\n  ${"検".repeat(5)}`);
});
