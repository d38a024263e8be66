/** Finds paths that match a glob. A glob that a repository or a user wrote may take for ever. */
import { runInNewContext } from "node:vm";
import picomatch from "picomatch";
import { GateError } from "../errors.ts";

/** Deadline for all patterns and paths together. Ordinary globs take a microsecond for each path. */
const MATCHING_MS = 2_000;

/**
 * Paths that match a pattern.
 *
 * @param pattern with `*`, `?`, `**`, `[…]` and `{…}`; leading dots are matched too
 * @param setting that has the pattern, for messages
 * @throws GateError if it is not a pattern, or takes too long to match
 */
export function matchingPaths(pattern: string, paths: readonly string[], setting: string): string[] {
  return pathsByPattern([pattern], paths, setting).get(pattern) ?? [];
}

/** Paths that match each of several patterns, which have one deadline together. */
export function pathsByPattern(
  patterns: readonly string[],
  paths: readonly string[],
  setting: string,
): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>();
  let current = "";
  const match = () => {
    for (const pattern of patterns) {
      current = pattern;
      const matches = picomatch(pattern, { dot: true });
      found.set(
        pattern,
        paths.filter((path) => matches(path)),
      );
    }
  };
  try {
    // Only a script of its own can be ended in the middle of a regular expression.
    runInNewContext("match()", { match }, { timeout: MATCHING_MS });
    return found;
  } catch (error) {
    const isSlow = (error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
    const why = isSlow
      ? `takes more than ${MATCHING_MS / 1000} s to match ${paths.length} files`
      : `is not a pattern: ${error instanceof Error ? error.message : String(error)}`;
    const shown = current.length > 80 ? `${current.slice(0, 80)}…` : current;
    throw new GateError(`\`${shown}\` in \`${setting}\` ${why}`, "Write a simpler pattern, with fewer `*`.", {
      cause: error,
    });
  }
}

/** The folder before the first wildcard of a pattern; null if it is a plain path. */
export function folderBeforeWildcards(pattern: string): string | null {
  const { base, isGlob } = picomatch.scan(pattern);
  return isGlob ? base : null;
}
