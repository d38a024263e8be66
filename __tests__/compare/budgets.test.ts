import { expect, test } from "@jest/globals";
import { budgetLookup, idleBudgets, idleRules } from "../../src/compare/budgets.ts";
import type { BudgetRule } from "../../src/model.ts";
import { aRow } from "../support/results.ts";

const rule = (benchmarks: string, budget: number | null, floor: number | null = null) => ({
  benchmarks,
  metric: "time" as const,
  budget,
  floor,
});
const id = "benchmarks/test_parse.py::test_orders[big]";

test.each([
  ["without a rule the general budget holds", [], { budget: 0.1, floor: 0 }],
  ["a rule that does not match sets nothing", [rule("*route*", 0.02)], { budget: 0.1, floor: 0 }],
  [
    "a rule for another metric sets nothing",
    [{ ...rule("*", 0.02), metric: "value" as const }],
    { budget: 0.1, floor: 0 },
  ],
  ["a star matches across slashes", [rule("*parse*", 0.02)], { budget: 0.02, floor: 0 }],
  ["an id matches as it is, brackets and all", [rule(id, 0.02)], { budget: 0.02, floor: 0 }],
  ["two stars match all of a folder", [rule("benchmarks/**", 0.02)], { budget: 0.02, floor: 0 }],
  [
    "a later rule goes before an earlier one",
    [rule("*", 0.02), rule("*parse*", 0.05)],
    { budget: 0.05, floor: 0 },
  ],
  [
    "a later rule goes before an earlier one only for what it sets",
    [rule("*", 0.02), rule("*", null, 1e-6)],
    { budget: 0.02, floor: 1e-6 },
  ],
])("%s", (_title, rules, expected) => {
  expect(budgetLookup(0.1, rules)(id, "time")).toEqual(expected);
});

test.each<[string, Partial<BudgetRule>, ReturnType<typeof idleBudgets>]>([
  ["a budget rule that matches does something", { benchmarks: "*parse*" }, []],
  [
    "a budget rule that matches no benchmark does nothing",
    { benchmarks: "*route*" },
    [{ benchmarks: "*route*", metric: null }],
  ],
  [
    "a budget rule that matches no benchmark with its whole name does nothing, and the pattern that would is known",
    { benchmarks: "parse" },
    [{ benchmarks: "parse", metric: null, wider: "*parse*" }],
  ],
  [
    "a budget rule for a metric that no row of its benchmarks has does nothing",
    { metric: "value" },
    [{ benchmarks: "*", metric: "value" }],
  ],
])("%s", (_title, given, idle) => {
  const one: BudgetRule = { ...rule("*", 0.02), ...given };
  expect(idleBudgets([one], [aRow({ id })])).toEqual(idle);
});

test("a rule for a metric of a benchmark that did not run is not known to do nothing", () => {
  const broken = aRow({ id, verdict: "errored", base: null, head: null });
  expect(idleBudgets([{ ...rule("*", 0.02), metric: "value" }], [broken])).toEqual([]);
});

test("an accept rule does nothing where it matches no benchmark", () => {
  expect(idleRules([{ benchmarks: "*route*" }, { benchmarks: id }], [aRow({ id })])).toEqual([
    { benchmarks: "*route*", metric: null },
  ]);
});
