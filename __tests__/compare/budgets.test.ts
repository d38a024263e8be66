import { expect, test } from "@jest/globals";
import { budgetLookup } from "../../src/compare/budgets.ts";

const rule = (benchmarks: string, budget: number | null, floor: number | null = null) => ({
  benchmarks,
  metric: "time" as const,
  budget,
  floor,
});
const id = "benchmarks/test_parse.py::test_orders[big]";

test.each([
  ["no rule", [], { budget: 0.1, floor: 0 }],
  ["a rule that does not match", [rule("*route*", 0.02)], { budget: 0.1, floor: 0 }],
  ["a star across slashes", [rule("*parse*", 0.02)], { budget: 0.02, floor: 0 }],
  ["the id as it is, brackets and all", [rule(id, 0.02)], { budget: 0.02, floor: 0 }],
  ["a folder", [rule("benchmarks/**", 0.02)], { budget: 0.02, floor: 0 }],
  ["a later rule over an earlier one", [rule("*", 0.02), rule("*parse*", 0.05)], { budget: 0.05, floor: 0 }],
  [
    "a later rule only for what it sets",
    [rule("*", 0.02), rule("*", null, 1e-6)],
    { budget: 0.02, floor: 1e-6 },
  ],
])("%s", (_title, rules, expected) => {
  expect(budgetLookup(0.1, rules)(id, "time")).toEqual(expected);
});
