/** What helps if a function that is measured takes arguments, and nobody gives it any. Pure. */
import { isFunctionTarget } from "../../repository/targets.ts";

/** Python's own words for it, in all versions: since 3.10 with the class before a method's name. */
const MISSING =
  /\bTypeError: (?:[\w.<>]+\.)?(\w+)\(\) missing (\d+) required (?:positional|keyword-only) arguments?: /;

/**
 * What to write if the error says that the benchmark's own function lacks arguments; null for any other error. A function
 * that it calls, and that lacks some, is a mistake of its own.
 *
 * @param id of the benchmark, of the suite `functions`
 */
export function argumentsRemedy(id: string, error: string): string | null {
  const [, name, count] = MISSING.exec(error) ?? [];
  const [, called = "", parameters = ""] = /[:.](\w+)(\[.*\])?$/s.exec(id) ?? [];
  if (name === undefined || name !== called) return null;
  const isBenchmark = id.includes("::") && called.startsWith("bench_");
  if (!isBenchmark && !isFunctionTarget(id)) return null;
  const values =
    Number(count) === 1 && parameters === ""
      ? `\`${name}.params = [10, 1000]\``
      : `\`${name}.params = {"a": [10, 1000], "b": [1]}\`, with a list for each argument`;
  if (parameters !== "")
    return `\`${name}\` takes more arguments than its \`params\` give it: write ${values}`;
  return isBenchmark
    ? `\`${name}\` takes arguments: give it values with ${values}`
    : `\`${name}\` takes arguments: name a function that calls it with some, or give it values with ${values}`;
}
