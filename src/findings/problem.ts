/** What a problem of collecting, or a skip, is about: a benchmark, a file, a folder, a module, or everything. Pure. */
import type { Cause } from "../model/cause.ts";

/** What could not be collected, or skips itself as a whole, and why. */
export interface Problem {
  readonly where: string;
  readonly message: Cause;
  /** Whether nothing of that name exists. */
  readonly isAbsent?: true | undefined;
}

/** The place of a problem that all benchmarks have. */
export const EVERYTHING = ".";

/** Whether the benchmark is the target itself, or lies in the file, folder or module. */
export function isPartOf(id: string, where: string): boolean {
  if (where === EVERYTHING || id === where) return true;
  // What asv can't import is a module, and its benchmarks are named after it.
  const ends = where.includes("/") ? ["::", "/"] : ["::", "/", "."];
  return ends.some((end) => id.startsWith(where + end));
}
