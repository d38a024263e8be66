/** Why a benchmark of head can't be compared with anything on base. Pure. */

import type { Failure } from "../findings/failure.ts";
import { isPartOf, type Problem } from "../findings/problem.ts";
import type { Cause } from "../model/cause.ts";
import type { Row, RowNote } from "../model.ts";

export interface GapsOnBase {
  readonly baseIsStored: boolean;
  /** Ids of benchmarks whose file base has but can't collect, and why. Absent: none. */
  readonly unreadOnBase?: ReadonlyMap<string, Cause> | undefined;
  /** Files or folders that skip themselves as a whole on base. Absent: none. */
  readonly skipsOnBase?: readonly Problem[] | undefined;
}

/** `new` if base lacks it, or skips it; inconclusive if base has it, and something is wrong with base. */
export function whyNotOnBase(
  id: string,
  { baseIsStored, unreadOnBase, skipsOnBase }: GapsOnBase,
): { readonly verdict: "new" | "inconclusive"; readonly note: RowNote } {
  if (baseIsStored) return { verdict: "new", note: { kind: "not-in-baseline" } };
  const unread = unreadOnBase?.get(id);
  if (unread !== undefined) {
    return { verdict: "inconclusive", note: { kind: "not-collected-on-base", why: unread } };
  }
  const skip = skipsOnBase?.find(({ where }) => isPartOf(id, where));
  const note: RowNote =
    skip === undefined
      ? { kind: "benchmark-not-on", side: "base" }
      : { kind: "skipped-on", side: "base", why: skip.message };
  return { verdict: "new", note };
}

export interface SkippedOnBase {
  readonly id: string;
  readonly why: Cause;
}

/** Rows that only base skips, each by itself or with its whole file. */
export function skippedOnBaseAlone(
  rows: readonly Row[],
  failures: readonly Failure[],
  skips: readonly Problem[],
): SkippedOnBase[] {
  const byItself = new Map(
    failures
      .filter(({ side, kind }) => side === "base" && kind === "skipped")
      .map(({ id, message }) => [id, message]),
  );
  const ids = new Set(rows.filter(({ verdict }) => verdict === "new").map(({ id }) => id));
  return [...ids].flatMap((id) => {
    const why = byItself.get(id) ?? skips.find(({ where }) => isPartOf(id, where))?.message;
    return why === undefined ? [] : [{ id, why }];
  });
}
