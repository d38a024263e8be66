/** Which errors are head's doing. Pure. */
import { isPartOf, type Problem } from "../findings/problem.ts";
import type { Row, SideName } from "../model.ts";
import { sharesName } from "./renamed.ts";
import type { TableFacts } from "./table.ts";

export interface BlameFacts extends Pick<TableFacts, "base" | "formerly" | "failures" | "problemsOnBase"> {
  /** What base can't collect of its own benchmark files; null if nobody knows. */
  readonly formerProblems: readonly Problem[] | null;
}

/** Rows with a note on each errored one that needs it, and the ids of those that head is to blame for. */
export function withBlame(
  rows: readonly Row[],
  facts: BlameFacts,
): { readonly rows: readonly Row[]; readonly brokenByHead: ReadonlySet<string> } {
  const { broken, moved } = blamed(rows, facts);
  const noted = rows.map((row): Row => {
    if (row.verdict !== "errored") return row;
    if (moved.has(row.id)) return { ...row, notes: [...row.notes, { kind: "may-be-moved" }] };
    return broken.has(row.id) ? row : { ...row, notes: [...row.notes, { kind: "not-blamed-on-head" }] };
  });
  return { rows: noted, brokenByHead: new Set([...broken, ...moved]) };
}

interface Blamed {
  /** Ids of what runs on base and not on head, or can't be collected only on head. */
  readonly broken: ReadonlySet<string>;
  /** Ids of what is new on head and does not run there, and may be what base has under a name that is gone. */
  readonly moved: ReadonlySet<string>;
}

/**
 * What is new on head, and runs on neither side, was never a hot path. But where benchmarks of base are gone, it may be one of
 * them: a file that can't be collected may hold any of them, and a benchmark one that has its name.
 */
function blamed(
  rows: readonly Row[],
  { base, formerly, failures, formerProblems, problemsOnBase }: BlameFacts,
): Blamed {
  const failed = (side: SideName) =>
    new Set(failures.filter((one) => one.side === side).map((one) => one.id));
  const failedOnBase = failed("base");
  const failedOnHead = failed("head");
  const known = new Set([...base, ...formerly].map((one) => one.id));
  const isOnBase = (where: string) => [...known].some((id) => isPartOf(id, where));
  const gone = goneFor(rows);
  const broken = new Set<string>();
  const moved = new Set<string>();
  for (const { id, verdict } of rows) {
    if (verdict !== "errored") continue;
    if (known.has(id)) {
      if (!failedOnBase.has(id)) broken.add(id);
    } else if (failedOnHead.has(id) || failedOnBase.has(id)) {
      if (gone.some((one) => sharesName(one, id))) moved.add(id);
    } else if (formerProblems?.some(({ where }) => where === id) === true) {
      // Base's own version could not be collected either.
    } else if (
      formerProblems !== null &&
      (isOnBase(id) || !problemsOnBase.some(({ where }) => where === id))
    ) {
      broken.add(id);
    } else if (gone.length > 0) {
      moved.add(id);
    }
  }
  return { broken, moved };
}

/** Benchmarks of base that are gone, and that no benchmark of head runs under another name. */
function goneFor(rows: readonly Row[]): string[] {
  const running = rows.filter(({ verdict }) => verdict === "new").map(({ id }) => id);
  const gone = rows.filter(
    ({ verdict, notes }) =>
      verdict === "removed" &&
      notes.some((note) => note.kind === "benchmark-not-on" || note.kind === "not-in-baseline"),
  );
  return gone.map(({ id }) => id).filter((id) => !running.some((one) => sharesName(id, one)));
}
