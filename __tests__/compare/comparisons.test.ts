import { expect, test } from "@jest/globals";
import { comparisonsIn } from "../../src/compare/comparisons.ts";

test.each([
  ["in turns, its pairs", { sideBySide: false, loops: 1, seconds: 0.02, pairs: 4 }, 4],
  ["side by side, the turns of the kernel", { sideBySide: true, loops: 1, seconds: 0.01, pairs: 4 }, 10],
  [
    "side by side, the turns of the kernel, however short the calls are",
    { sideBySide: true, loops: 5, seconds: 0.002, pairs: 4 },
    10,
  ],
  [
    "side by side, at most as many as short calls have",
    { sideBySide: true, loops: 1, seconds: 0.03, pairs: 5 },
    16,
  ],
  ["of a single pair, no more than four", { sideBySide: true, loops: 1, seconds: 2, pairs: 1 }, 4],
])("the comparisons of a block are, %s", (_title, { seconds, pairs, ...of }, expected) => {
  const column = Array.from({ length: pairs }, () => seconds);
  expect(comparisonsIn({ block: 0, cpu: 0, ...of, pairs: { base: column, head: column } })).toBe(expected);
});
