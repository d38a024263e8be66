/** Errors about sides whose benchmarks can't be collected, and about suites that have none. */

import { GateError } from "../errors.ts";
import type { Cause } from "../model/cause.ts";
import type { SideName, SuiteKind } from "../model.ts";
import { causeWords } from "./causes.ts";

/** The error if a side can't be collected. @param why as the side's harness, or the operating system, says it */
export function notCollected(side: SideName, why: string, cause?: unknown): GateError {
  return new GateError(
    `The benchmarks of ${side} could not be collected: ${why}`,
    missingModule(why) ??
      "Run the suite by hand in that checkout with the same interpreter, and check that it works there.",
    { cause, quotes: [why] },
  );
}

/** The error if there is no benchmark. @param problems that kept benchmarks from being collected */
export function noBenchmarks(
  { suite, targets }: { readonly suite: SuiteKind; readonly targets: readonly string[] },
  problems: readonly { readonly where: string; readonly message: Cause }[],
): GateError {
  const [first, ...more] = problems;
  const named = targets.join(", ");
  if (first === undefined) {
    return new GateError(`No benchmarks were found in ${named} by the ${suite} suite`, WHAT_IS_ONE[suite]);
  }
  const why = causeWords(first.message);
  const rest = more.length > 0 ? ` (and ${more.length} more)` : "";
  return new GateError(
    `No benchmark of ${named} could be collected: ${first.where}: ${why}${rest}`,
    missingModule(why) ?? "Fix it, or name other targets in `benchmarks`.",
    { quotes: [first.where, why] },
  );
}

/** What to do about an import that failed because something is not installed; null for any other error. */
function missingModule(why: string): string | null {
  const name = /\bModuleNotFoundError: No module named '([^']{1,200})'/.exec(why)?.[1];
  if (name === undefined) return null;
  return `Install ${name} for the interpreter that \`python\` names, or set \`setup\` to the command that installs the project with everything that its benchmarks import, for example \`setup: pip install . pytest\`. If it is the project's own code, set \`python-path\` to the folder that holds it.`;
}

const WHAT_IS_ONE: Readonly<Record<SuiteKind, string>> = {
  asv: "A benchmark is a function or method named time_*, timeraw_*, track_*, mem_* or peakmem_*.",
  command: "A benchmark is a command line in `benchmarks` or in `[[commands]]`.",
  functions: "A benchmark is a module:function target, or a function or method bench_* in a bench_*.py file.",
  pyperf: "A benchmark is what a script gives to a pyperf.Runner.",
  pytest: "A benchmark is a test that uses the benchmark fixture or carries @pytest.mark.benchmark.",
  results: "A benchmark is anything with a value in the file that the command writes.",
};
