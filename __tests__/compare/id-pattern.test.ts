import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { idMatcher } from "../../src/compare/id-pattern.ts";

describe("a pattern of ids", () => {
  test.each<[pattern: string, id: string, matches: boolean]>([
    ["a", "a", true],
    ["a", "ab", false],
    ["b", "ab", false],
    ["", "", true],
    ["*", "", true],
    ["*", "benchmarks/test_a.py::test_b[c]", true],
    ["benchmarks/*", "benchmarks/deep/test_a.py::test_b", true],
    ["benchmarks/**", "benchmarks/deep/test_a.py::test_b", true],
    ["*parse*", "benchmarks/test_parse.py::test_orders", true],
    ["*parse", "benchmarks/test_parse.py::test_orders", false],
    ["*::test_?", "b.py::test_a", true],
    ["*::test_?", "b.py::test_ab", false],
    ["test_?", "test_", false],
    ["test_?", "test_😀", true],
    ["?", "😀", true],
    ["??", "😀", false],
    ["a*a", "a", false],
    ["a*a", "aa", true],
    ["*ab*ab", "ab", false],
    ["*ab*ab", "abab", true],
    ["a*b?d*e", "aXXbcdXXe", true],
    ["test_x[1-2]", "test_x[1-2]", true],
    ["test_x[1-2]", "test_x1", false],
    ["*[a,b]", "t.py::test[a,b]", true],
    ["*{a,b}", "t.py::test_a", false],
    ["*.py::test", "axpy::test", false],
    ["!a", "b", false],
  ])("%j against %j: %p", (pattern, id, matches) => {
    expect(idMatcher(pattern)(id)).toBe(matches);
  });

  test.each([
    "test_sum(10, 'list')",
    "bench+fast",
    "bench{size=10}",
    "what?",
    "cost in $",
    "back\\slash",
    "^start|end.",
    "a*b",
    "[!x]",
  ])("matches the id that it is a copy of, and one around it with stars: %j", (id) => {
    expect(idMatcher(id)(id)).toBe(true);
    expect(idMatcher(`*${id}`)(`benchmarks/b.py::${id}`)).toBe(true);
    expect(idMatcher(`${id}*`)(`${id}[big]`)).toBe(true);
  });

  test("matches what it is made from, whatever that is", () => {
    const pieces = fc.array(fc.string({ unit: "grapheme", maxLength: 6 }), { minLength: 1, maxLength: 6 });
    const between = fc.string({ unit: "grapheme", maxLength: 5 });
    fc.assert(
      fc.property(pieces, between, (texts, filling) => {
        expect(idMatcher(texts.join("*"))(texts.join(filling))).toBe(true);
      }),
    );
  });

  test("says the same as the plainest matcher there is", () => {
    const isMatch = (pattern: string, id: string): boolean => {
      if (pattern === "") return id === "";
      if (pattern.startsWith("*")) {
        return isMatch(pattern.slice(1), id) || (id !== "" && isMatch(pattern, id.slice(1)));
      }
      return (
        id !== "" && (pattern[0] === "?" || pattern[0] === id[0]) && isMatch(pattern.slice(1), id.slice(1))
      );
    };
    const patterns = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
    const ids = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
    fc.assert(
      fc.property(patterns, ids, (pattern, id) => {
        expect(idMatcher(pattern)(id)).toBe(isMatch(pattern, id));
      }),
      { numRuns: 2_000 },
    );
  });

  test("of many stars takes no longer for that", () => {
    const started = performance.now();
    for (const pattern of ["*?".repeat(60), `${"*a".repeat(500)}b`, `${"*?a".repeat(300)}b`]) {
      expect(idMatcher(pattern)("a".repeat(2_000))).toBe(pattern.startsWith("*?*"));
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
