/** Facts of a result as a person reads them, for tests that are about what is said. */
import type { Quantity, Result, Row, RowNote, Warning } from "../../src/model.ts";
import { reasonWords } from "../../src/report/words/gate-reason.ts";
import { noteWords } from "../../src/report/words/row-note.ts";
import { warningWords } from "../../src/report/words/warning.ts";

/** The notes of a row in words; null where it has none. */
export function noteTold(row: Quantity & { readonly notes: readonly RowNote[] }): string | null {
  return row.notes.length === 0 ? null : row.notes.map((note) => noteWords(note, row)).join("; ");
}

/** The row with its notes in words as `note`. */
export function withNote<R extends Pick<Row, "notes"> & Quantity>(
  row: R,
): R & { readonly note: string | null } {
  return { ...row, note: noteTold(row) };
}

export interface ToldWarning {
  readonly kind: Warning["kind"];
  readonly message: string;
}

export function told(warnings: readonly Warning[]): ToldWarning[] {
  return warnings.map((warning) => ({ kind: warning.kind, message: warningWords(warning) }));
}

/** Verdict and reason of the gate, in words. */
export function gateTold(result: Pick<Result, "verdict" | "reason" | "benchmarks">): {
  readonly verdict: Result["verdict"];
  readonly reason: string;
} {
  return { verdict: result.verdict, reason: reasonWords(result) };
}
