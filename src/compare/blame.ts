/** Which errors are head's doing. Pure. */
import { isPartOf, type Problem } from "../findings/problem.ts";
import type { Row, SideName } from "../model.ts";
import type { TableFacts } from "./table.ts";

export interface BlameFacts extends Pick<TableFacts, "base" | "formerly" | "failures" | "problemsOnBase"> {
  /** What base can't collect of its own benchmark files; null if nobody knows. */
  readonly formerProblems: readonly Problem[] | null;
}

/** Rows with a note on each errored one that head is not to blame for, and the ids of those that it is to blame for. */
export function withBlame(
  rows: readonly Row[],
  facts: BlameFacts,
): { readonly rows: readonly Row[]; readonly brokenByHead: ReadonlySet<string> } {
  const broken = brokenByHead(rows, facts);
  const noted = rows.map((row): Row => {
    if (row.verdict !== "errored" || broken.has(row.id)) return row;
    return { ...row, notes: [...row.notes, { kind: "not-blamed-on-head" }] };
  });
  return { rows: noted, brokenByHead: broken };
}

/**
 * Ids of the errored rows that head is to blame for: they run on base and not on head, or can't be collected only on
 * head. A file that is new on head, and that base can't collect either, was never a hot path; but where benchmarks of base
 * are gone, they may be in it.
 */
function brokenByHead(
  rows: readonly Row[],
  { base, formerly, failures, formerProblems, problemsOnBase }: BlameFacts,
): ReadonlySet<string> {
  const failed = (side: SideName) =>
    new Set(failures.filter((one) => one.side === side).map((one) => one.id));
  const failedOnBase = failed("base");
  const failedOnHead = failed("head");
  const known = new Set([...base, ...formerly].map((one) => one.id));
  const anyRemoved = rows.some(({ verdict }) => verdict === "removed");
  const isOnBase = (where: string) => [...known].some((id) => isPartOf(id, where));
  const errored = rows.filter((row) => row.verdict === "errored").map((row) => row.id);
  return new Set(
    errored.filter((id) => {
      if (failedOnBase.has(id)) return false;
      if (known.has(id)) return true;
      // An errored benchmark that did not fail while it was measured could not be collected.
      if (failedOnHead.has(id) || formerProblems === null) return false;
      if (formerProblems.some(({ where }) => where === id)) return false;
      return anyRemoved || isOnBase(id) || !problemsOnBase.some(({ where }) => where === id);
    }),
  );
}
