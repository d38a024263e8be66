import { describe, expect, test } from "@jest/globals";
import { alike, candidatesOf, closestTo, didYouMean, wholeEffort } from "../../src/errors/alike.ts";

describe("a name that nothing has is like", () => {
  test.each<[string, string, string[], string[]]>([
    ["one with a letter less", "benchmrks", ["benchmarks", "docs"], ["benchmarks"]],
    ["one with two letters that changed places", "bugdet", ["budget", "budgets"], ["budget"]],
    ["one that is longer by a letter", "benchmark", ["benchmarks", "metric"], ["benchmarks"]],
    ["all that are equally close", "perf_a", ["perf_c", "perf_b", "perf_bc"], ["perf_b", "perf_c"]],
    ["none that shares too little", "abc", ["xyz", "a", ""], []],
    ["none of no candidates", "benchmarks", [], []],
    ["none where it is too long to be typed", "x".repeat(300), ["x".repeat(299)], []],
  ])("%s", (_, name, candidates, found) => {
    expect(alike(name, candidates)).toEqual(found);
  });
});

test("a question names three at most, and is not asked without any", () => {
  expect(didYouMean([])).toBe("");
  expect(didYouMean(["a"])).toBe(" (did you mean `a`?)");
  expect(didYouMean(["a", "b", "c", "d"])).toBe(" (did you mean `a` or `b` or `c`?)");
});

/** The whole table of distances, as the definition has it. */
function plainEdits(one: string, other: string): number {
  const table = Array.from({ length: one.length + 1 }, (_, row) =>
    Array.from({ length: other.length + 1 }, (__, column) => (row === 0 ? column : row)),
  );
  const at = (row: number, column: number) => table[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= one.length; row++) {
    for (let column = 1; column <= other.length; column++) {
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      (table[row] ?? [])[column] = Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (one[row - 1] === other[column - 1] ? 0 : 1),
        isSwapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
  }
  return at(one.length, other.length);
}

test("the names that are found are those that the whole table of distances finds", () => {
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const letters = (length: number) => Array.from({ length }, () => "abc"[random(3)]).join("");
  for (let round = 0; round < 300; round++) {
    const name = letters(1 + random(12));
    const others = [...new Set(Array.from({ length: 8 }, () => letters(random(14))))];
    const close = others
      .map((other) => ({ other, edits: plainEdits(name, other) }))
      .filter(({ other, edits }) => {
        const longer = Math.max(name.length, other.length);
        return edits <= 3 && (longer - edits) / longer >= 0.6;
      });
    const fewest = Math.min(...close.map(({ edits }) => edits));
    const expected = close.filter(({ edits }) => edits === fewest).map(({ other }) => other);
    expect(alike(name, others)).toEqual(expected.sort());
  }
});

describe("the effort of comparing", () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `benchmarks/bench_${index}_of_many.py`);

  test("is small for names that differ soon, or in their letters or lengths", () => {
    const whole = wholeEffort();
    const left = { ...whole };
    expect(closestTo("perf/zzzzzzzzzzzzzzzz_of_many.py", candidatesOf(names), left)).toEqual([]);
    expect(whole.steps - left.steps).toBeLessThan(2 * names.length);
  });

  test("ends the search, with what was found until then", () => {
    const candidates = candidatesOf(names);
    expect(closestTo("benchmarks/bench_7x_of_many.py", candidates, { steps: 0 })).toEqual([]);
    const spent = { steps: 500 };
    closestTo("benchmarks/bench_7x_of_many.py", candidates, spent);
    expect(spent.steps).toBeGreaterThan(-200);
  });
});
