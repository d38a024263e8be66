/** Which rows a person sees first, and how many there are of each verdict: the same in every report. Pure. */
import { worsening } from "../compare/worse.ts";
import type { Result, Row, RowVerdict } from "../model.ts";

const TELLING_ORDER: readonly RowVerdict[] = [
  "regressed",
  "errored",
  "inconclusive",
  "accepted",
  "skipped",
  "removed",
  "new",
  "improved",
  "within-budget",
];

export type VerdictCounts = Readonly<Record<RowVerdict, number>>;

export function countVerdicts(rows: readonly Row[]): VerdictCounts {
  const counts = Object.fromEntries(TELLING_ORDER.map((verdict) => [verdict, 0])) as Record<
    RowVerdict,
    number
  >;
  for (const row of rows) counts[row.verdict] += 1;
  return counts;
}

/** `test[9]` before `test[10]`. */
const byId = new Intl.Collator("en", { numeric: true });

/** What needs a person first, first; the largest change first among equals; then by id. */
export function inTellingOrder(rows: readonly Row[]): readonly Row[] {
  let ordered = orders.get(rows);
  if (ordered === undefined) {
    ordered = sorted(rows);
    orders.set(rows, ordered);
  }
  return ordered;
}

/** Every report of a result has its rows in this order; lists are replaced, and never changed. */
const orders = new WeakMap<readonly Row[], readonly Row[]>();

function sorted(rows: readonly Row[]): Row[] {
  return rows
    .map((row) => ({ row, rank: TELLING_ORDER.indexOf(row.verdict), size: sizeOf(row) }))
    .sort(
      (one, other) =>
        one.rank - other.rank || other.size - one.size || byId.compare(one.row.id, other.row.id),
    )
    .map(({ row }) => row);
}

function sizeOf(row: Row): number {
  const worse = worsening(row);
  if (worse === null) return Number.NEGATIVE_INFINITY;
  return row.verdict === "improved" ? -worse : worse;
}

/** Whether a row has a budget of its own, so that not all is said with the one at the foot of the report. */
export function hasOwnBudgets({ benchmarks, config }: Result): boolean {
  return benchmarks.some((row) => row.budget !== config.budget);
}
