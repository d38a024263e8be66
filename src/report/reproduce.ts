/** The command that measures one row again. */
import type { Result, Row } from "../model.ts";
import { shellWord } from "./escape.ts";

/** Longest id in a command, in characters. Nobody would run a longer one. */
const COMMAND_ID_LIMIT = 500;

/**
 * A line for a shell; null if one line is not enough: nothing was measured, the id is too long, or both sides are the
 * same commit, so that they differ by an interpreter or an environment that the result does not hold.
 *
 * @param baseName by which git finds base's commit where the command is to be run; its whole hash is found, or fetched,
 *   anywhere
 */
export function reproduceCommand(
  result: Result,
  row: Row,
  baseName = result.sides.base?.commit ?? commitOfBaseline(result),
): string | null {
  const { suite } = result.config;
  // One result of a tool can't be measured alone, and with asv nothing less than a file.
  if (
    suite === "results" ||
    suite === "asv" ||
    result.evidence.conditions === null ||
    row.id.length > COMMAND_ID_LIMIT
  )
    return null;
  const commit = result.sides.base?.commit ?? commitOfBaseline(result);
  if (commit !== null && commit === result.sides.head.commit) return null;
  const base = baseName === null ? "" : ` --base ${shellWord(baseName)}`;
  const kind = suite === "command" ? " --suite command" : "";
  // On the user's own machine, head's own settings would apply.
  const { from, changes } = result.settings ?? { from: "head", changes: [] };
  const held = from === "base" && changes.some(({ holds }) => holds !== "head") ? " --config-from base" : "";
  return `hotpath-gate check${base}${held}${kind} --benchmarks ${shellWord(row.id)}`;
}

/** Where the stored baseline was all there was to compare with, its commit: measured next to head, it tells more. */
function commitOfBaseline({ evidence: { baseline } }: Result): string | null {
  const isCompared = baseline.state === "found" && baseline.use.kind === "compared-with";
  return isCompared && /^[0-9a-f]{40,64}$/.test(baseline.commit) ? baseline.commit : null;
}
