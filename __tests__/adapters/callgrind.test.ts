import { expect, test } from "@jest/globals";
import { partsOfWindows } from "../../src/adapters/callgrind.ts";

test.each<[string, readonly number[], number, readonly number[] | null]>([
  ["a window is what lies between its two marks", [900, 50], 1, [50]],
  ["marks of the benchmark's own cut a single window, and belong to it", [900, 20, 30], 1, [20, 30]],
  ["of several windows, every second part is one", [900, 50, 7, 51], 2, [50, 51]],
  ["marks of the benchmark's own between several can't be told apart", [900, 20, 30, 7, 51], 2, null],
  ["a window that was not closed is none", [900], 1, null],
  ["nothing written is no count", [], 1, null],
])("%s", (_, parts, windows, expected) => {
  expect(partsOfWindows(parts, windows)).toEqual(expected);
});
