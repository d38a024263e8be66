import { describe, expect, test } from "@jest/globals";
import { decideWithoutRatio, notesWithoutRatio, type ValuePair } from "../../src/compare/without-ratio.ts";
import type { Better, RowVerdict } from "../../src/model.ts";

type Told = readonly [pairs: [base: number, head: number][], better: Better, floor: number, RowVerdict];

function decide(pairs: readonly [number, number][], better: Better, floor: number) {
  const values = pairs.map(([base, head]): ValuePair => ({ base, head }));
  return decideWithoutRatio(values, better, floor);
}

describe("values without a ratio", () => {
  test.each<[string, ...Told]>([
    ["from nothing to more than the floor is a regression", [[0, 5000]], "smaller", 2, "regressed"],
    ["from nothing to exactly the floor is a regression", [[0, 2]], "smaller", 2, "regressed"],
    ["from nothing to less than the floor is within budget", [[0, 1]], "smaller", 2, "within-budget"],
    ["from nothing can't be told without a floor", [[0, 5000]], "smaller", 0, "inconclusive"],
    ["to nothing is an improvement without a floor", [[5000, 0]], "smaller", 0, "improved"],
    ["to nothing of a rate is a regression without a floor", [[5000, 0]], "bigger", 0, "regressed"],
    [
      "to nothing of a rate, by less than the floor, is within budget",
      [[3, 0]],
      "bigger",
      5,
      "within-budget",
    ],
    ["from nothing of a rate is an improvement", [[0, 5000]], "bigger", 0, "improved"],
    ["below nothing has only its floor", [[-5, -1]], "smaller", 2, "regressed"],
    ["below nothing can't be told without a floor", [[-5, -1]], "smaller", 0, "inconclusive"],
    ["better by more than the floor is an improvement", [[-1, -5]], "smaller", 2, "improved"],
    [
      "above the floor in one block and below it in another can't be told",
      [
        [0, 3],
        [0, 1],
      ],
      "smaller",
      2,
      "inconclusive",
    ],
    [
      "better in one block and hardly changed in another is within budget",
      [
        [0, -3],
        [0, 1],
      ],
      "smaller",
      2,
      "within-budget",
    ],
  ])("%s", (_title, pairs, better, floor, verdict) => {
    expect(decide(pairs, better, floor).verdict).toBe(verdict);
  });

  test.each<[string, [number, number][], Better, number, boolean]>([
    ["where none is written, and one would decide", [[0, 5000]], "smaller", 0, true],
    ["not where one is written", [[0, 5000]], "smaller", 2, false],
    [
      "not where one is written and lies between the blocks",
      [
        [0, 1],
        [0, 3],
      ],
      "smaller",
      2,
      false,
    ],
    ["not where the answer is clear", [[5000, 0]], "smaller", 0, false],
  ])("the advice to write a floor is given %s", (_title, pairs, better, floor, isGiven) => {
    const notes = notesWithoutRatio(decide(pairs, better, floor));
    expect(notes.some(({ kind }) => kind === "no-floor")).toBe(isGiven);
  });

  test("the change is told where base is above zero, and is none from nothing", () => {
    expect(decide([[5000, 0]], "smaller", 0).change).toBe(-1);
    expect(decide([[0, 5000]], "smaller", 2).change).toBeNull();
  });
});
