/** What a table of rows is made from, of a benchmark or two. */
import { budgetLookup } from "../../src/compare/budgets.ts";
import type { TableFacts } from "../../src/compare/table.ts";
import type { Failure } from "../../src/findings/failure.ts";

const budgetOf = budgetLookup(0.1, []);
export const benchmark = (id: string) => ({ id, location: { file: "b.py", line: 3 } });
/** Nothing was found on either side, but what is given. */
export const facts = (given: Partial<TableFacts>): TableFacts => ({
  decided: [],
  head: [],
  base: [],
  quantities: null,
  baseIsStored: false,
  formerly: [],
  headOnly: [],
  failures: [],
  problems: [],
  skips: [],
  ownText: new Set(),
  problemsOnBase: [],
  budgetOf,
  ...given,
});
export const failure = (side: "base" | "head", kind: Failure["kind"] = "failed"): Failure => ({
  id: "a",
  side,
  kind,
  message: "boom",
});
export const both = { head: [benchmark("a")], base: [benchmark("a")] };

/** Lost on head by its code, from the same benchmark file. */
export const lostId = "benchmarks/test_a.py::test_x";
export const oneSided = { lost: new Map([[lostId, "it is deselected"]]), base: [benchmark(lostId)] };
