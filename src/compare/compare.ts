/** From what was measured to one row a benchmark. Pure. */
import type { Discovery } from "../measure/discover.ts";
import type { Measured } from "../measure/measure.ts";
import type { BaselineLoad, BaselineReport, Conditions, Fingerprint, Row } from "../model.ts";
import { type BudgetOf, decidePaired } from "./paired.ts";
import { decideStored, describeBaseline } from "./stored.ts";
import { brokenByHead, tableRows } from "./table.ts";

export interface Compared {
  readonly rows: readonly Row[];
  readonly conditions: Conditions;
  readonly baseline: BaselineReport;
  /** Ids of errored rows that head is to blame for. */
  readonly brokenByHead: ReadonlySet<string>;
}

/**
 * @param stored what the store gave; decides where head was measured alone
 * @param fingerprint of this run
 */
export function compareMeasured(
  measured: Measured,
  discovery: Discovery,
  stored: BaselineLoad,
  fingerprint: Fingerprint,
  budgetOf: BudgetOf,
): Compared {
  const { conditions } = measured.measurement;
  const headOnly = measured.kind === "paired" ? measured.headOnly : null;
  const failures = [...measured.measurement.failures, ...(headOnly?.failures ?? [])];
  const { rows: decided, canary } =
    measured.kind === "paired"
      ? decidePaired(measured.measurement.series, budgetOf)
      : { rows: decideAgainst(stored, measured, fingerprint, budgetOf), canary: null };
  const rows = tableRows({
    decided,
    head: discovery.head.benchmarks,
    base: discovery.base?.benchmarks ?? null,
    headOnly: headOnly?.series ?? [],
    failures,
    problems: discovery.head.problems,
    budgetOf,
  });
  return {
    rows,
    conditions: { ...conditions, canary },
    baseline: describeBaseline(stored, fingerprint, measured.kind === "alone"),
    brokenByHead: brokenByHead(rows, failures, discovery.base?.benchmarks ?? []),
  };
}

function decideAgainst(
  stored: BaselineLoad,
  measured: Extract<Measured, { kind: "alone" }>,
  fingerprint: Fingerprint,
  budgetOf: BudgetOf,
) {
  if (stored.kind !== "found")
    throw new Error("head was measured alone without a stored baseline to compare it with");
  return decideStored(stored.baseline, measured.measurement.series, fingerprint, budgetOf);
}
