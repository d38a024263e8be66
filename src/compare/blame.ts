/** Which errors are head's doing. Pure. */
import type { Problem } from "../findings/problem.ts";
import type { Row, SideName } from "../model.ts";
import type { TableFacts } from "./table.ts";

export interface BlameFacts extends Pick<TableFacts, "base" | "formerly" | "failures"> {
  /** What base can't collect of its own benchmark files; null if nobody knows. */
  readonly formerProblems: readonly Problem[] | null;
}

/**
 * Ids of the errored rows that head is to blame for: they run on base and not on head, or can't be collected only on
 * head.
 */
export function brokenByHead(
  rows: readonly Row[],
  { base, formerly, failures, formerProblems }: BlameFacts,
): ReadonlySet<string> {
  const failed = (side: SideName) =>
    new Set(failures.filter((one) => one.side === side).map((one) => one.id));
  const failedOnBase = failed("base");
  const failedOnHead = failed("head");
  const known = new Set([...base, ...formerly].map((one) => one.id));
  const errored = rows.filter((row) => row.verdict === "errored").map((row) => row.id);
  return new Set(
    errored.filter((id) => {
      if (failedOnBase.has(id)) return false;
      if (known.has(id)) return true;
      // An errored benchmark that did not fail while it was measured could not be collected.
      return !failedOnHead.has(id) && formerProblems?.some(({ where }) => where === id) === false;
    }),
  );
}
