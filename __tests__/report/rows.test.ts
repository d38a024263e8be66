import { describe, expect, test } from "@jest/globals";
import type { Row, RowVerdict } from "../../src/model.ts";
import { countVerdicts, hasOwnBudgets, inTellingOrder } from "../../src/report/rows.ts";
import { aResult, aRow } from "../support/results.ts";

function rows(...verdicts: RowVerdict[]): Row[] {
  return verdicts.map((verdict, index) => aRow({ id: `app:path_${index}`, verdict }));
}

describe("rows come in the order in which they need a person", () => {
  test("by verdict, then the largest change, then by id with its numbers as numbers", () => {
    const given = [
      aRow({ id: "same[10]", change: 0.01 }),
      aRow({ id: "same[9]", change: 0.01 }),
      aRow({ id: "slower within", change: 0.03 }),
      aRow({ id: "improved", verdict: "improved", change: -0.2 }),
      aRow({ id: "improved more", verdict: "improved", change: -0.5 }),
      aRow({ id: "new", verdict: "new" }),
      aRow({ id: "removed", verdict: "removed" }),
      aRow({ id: "meant", verdict: "accepted" }),
      aRow({ id: "unclear", verdict: "inconclusive" }),
      aRow({ id: "broken", verdict: "errored" }),
      aRow({ id: "regressed", verdict: "regressed", change: 0.2 }),
      aRow({ id: "regressed more", verdict: "regressed", change: 0.4 }),
    ];
    expect(inTellingOrder(given).map(({ id }) => id)).toEqual([
      "regressed more",
      "regressed",
      "broken",
      "unclear",
      "meant",
      "removed",
      "new",
      "improved more",
      "improved",
      "slower within",
      "same[9]",
      "same[10]",
    ]);
  });
});

test("verdicts are counted, those that do not occur as 0", () => {
  expect(countVerdicts(rows("regressed", "regressed", "new"))).toMatchObject({
    regressed: 2,
    new: 1,
    errored: 0,
  });
});

test.each([
  ["share the budget of the run", [0.1, 0.1], false],
  ["differ in their budgets", [0.1, 0.2], true],
  ["share a budget that is not the one of the run", [0.2, 0.2], true],
  ["are none", [], false],
])(
  "a report needs a column for the budget only where one row has its own: rows that %s",
  (_, budgets, has) => {
    const result = aResult({ benchmarks: budgets.map((budget) => aRow({ budget })) });
    expect(hasOwnBudgets(result)).toBe(has);
  },
);

test("what is better when bigger comes first where it fell most", () => {
  const rate = { metric: "value", unit: "rows/s", better: "bigger", verdict: "regressed" } as const;
  const rows = [aRow({ id: "a little", ...rate, change: -0.2 }), aRow({ id: "much", ...rate, change: -0.5 })];
  expect(inTellingOrder(rows).map(({ id }) => id)).toEqual(["much", "a little"]);
});
