import { expect, test } from "@jest/globals";
import { skippedOnBaseAlone } from "../../src/compare/not-on-base.ts";
import { aRow } from "../support/results.ts";

test("what base alone skips is told with its reason, by itself or with its file", () => {
  const rows = [
    aRow({ id: "a.py::x", verdict: "new" }),
    aRow({ id: "b.py::y", verdict: "new" }),
    aRow({ id: "c.py::z", verdict: "new" }),
    aRow({ id: "b.py::w", verdict: "within-budget" }),
  ];
  const failures = [
    { id: "a.py::x", side: "base", kind: "skipped", message: "needs x" },
    { id: "c.py::z", side: "base", kind: "failed", message: "boom" },
  ] as const;
  expect(skippedOnBaseAlone(rows, failures, [{ where: "b.py", message: "needs y" }])).toEqual([
    { id: "a.py::x", why: "needs x" },
    { id: "b.py::y", why: "needs y" },
  ]);
});
