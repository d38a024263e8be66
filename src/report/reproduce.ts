/** The command that measures one row again. */
import type { Result, Row } from "../model.ts";
import { shellWord } from "./escape.ts";

/** Longer ids make no command that anybody would run. */
const ID_LIMIT = 500;

/** A line for a shell, or null when the id is too long for one. */
export function reproduceCommand(result: Result, row: Row): string | null {
  if (row.id.length > ID_LIMIT) return null;
  const commit = result.sides.base?.commit ?? null;
  const base = commit === null ? "" : ` --base ${shellWord(commit)}`;
  return `hotpath-gate check${base} --benchmarks ${shellWord(row.id)}`;
}
