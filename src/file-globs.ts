/** Paths that match a glob. What a repository or a user wrote as one may be made to take for ever. */
import { runInNewContext } from "node:vm";
import picomatch from "picomatch";
import { GateError } from "./errors.ts";

/** For all paths together. Ordinary globs take a microsecond a path. */
const MATCHING_MS = 2_000;

/**
 * @param pattern with `*`, `?`, `**`, `[…]` and `{…}`; leading dots are matched too
 * @param setting that has the pattern, for messages
 * @throws GateError when it is no pattern, or takes too long to match
 */
export function matchingPaths(pattern: string, paths: readonly string[], setting: string): string[] {
  try {
    const matches = picomatch(pattern, { dot: true });
    // Only a script of its own can be ended in the middle of a regular expression.
    const found = runInNewContext(
      "paths.filter((path) => matches(path))",
      { paths, matches },
      {
        timeout: MATCHING_MS,
      },
    );
    return [...(found as string[])];
  } catch (error) {
    const isSlow = (error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
    const why = isSlow
      ? `takes more than ${MATCHING_MS / 1000} s to match ${paths.length} files`
      : `is not a pattern: ${error instanceof Error ? error.message : String(error)}`;
    const shown = pattern.length > 80 ? `${pattern.slice(0, 80)}…` : pattern;
    throw new GateError(`\`${shown}\` in \`${setting}\` ${why}`, "Write a simpler pattern, with fewer `*`.", {
      cause: error,
    });
  }
}
