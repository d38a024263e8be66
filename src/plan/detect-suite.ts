/** Which suite the checkout holds, when the configuration doesn't say. Pure: decides from names alone. */
import { GateError, NoBenchmarks } from "../errors.ts";
import type { Config } from "../inputs/config.ts";
import type { SuiteKind } from "../model.ts";

export interface DetectedSuite {
  readonly suite: SuiteKind;
  readonly targets: readonly string[];
  /** For the log: why. */
  readonly why: string;
}

/** Where benchmarks usually live, looked at in this order. */
const USUAL_FOLDERS = [
  "benchmarks",
  "benchmark",
  "bench",
  "tests/benchmarks",
  "test/benchmarks",
  "tests/bench",
];

/**
 * @param files paths of the checkout, relative to the working directory, with forward slashes
 * @throws GateError when nothing fits, or two suites do
 */
export function detectSuite(
  config: Pick<Config, "suite" | "benchmarks">,
  files: readonly string[],
): DetectedSuite {
  if (config.suite !== null && config.benchmarks.length > 0) {
    return { suite: config.suite, targets: config.benchmarks, why: "as configured" };
  }
  if (config.benchmarks.length > 0) {
    const suite = suiteOf(config.benchmarks, files, config.suite);
    if (suite !== null) return { suite: suite.suite, targets: config.benchmarks, why: suite.why };
    throw new GateError(
      `No benchmarks were found in ${config.benchmarks.join(", ")}`,
      "Name files test_*.py (pytest) or bench_*.py (functions), write module:function targets, or set suite.",
    );
  }
  for (const folder of USUAL_FOLDERS) {
    const suite = suiteOf([folder], files, config.suite);
    if (suite !== null) return { suite: suite.suite, targets: [folder], why: suite.why };
  }
  throw new NoBenchmarks(
    `No benchmarks were found: none of ${USUAL_FOLDERS.join(", ")} holds test_*.py or bench_*.py files`,
    "Set benchmarks to the paths or module:function targets of the hot paths.",
  );
}

/** `package.module:function`, and neither a path nor a pytest node id. */
export function isFunctionTarget(target: string): boolean {
  return /^[A-Za-z_][\w.]*:[A-Za-z_][\w.]*$/.test(target);
}

/** @param wanted the only suite that counts; null for whichever fits */
function suiteOf(
  targets: readonly string[],
  files: readonly string[],
  wanted: SuiteKind | null,
): { suite: SuiteKind; why: string } | null {
  const functionTarget = targets.find(isFunctionTarget);
  const below = files.filter((file) => targets.some((target) => isBelow(file, target)));
  const named = (pattern: RegExp) =>
    below.find((file) => pattern.test(file.slice(file.lastIndexOf("/") + 1)));
  const benchFile = wanted === "pytest" ? undefined : (functionTarget ?? named(/^bench_.*\.py$/));
  const testFile = wanted === "functions" ? undefined : named(/^(test_.*|.*_test)\.py$/);
  if (benchFile !== undefined && testFile !== undefined) {
    throw new GateError(
      `Two suites fit: functions (${benchFile}) and pytest (${testFile})`,
      "Say which: suite: functions, or suite: pytest.",
    );
  }
  if (benchFile !== undefined)
    return { suite: "functions", why: `${benchFile} is a target of the functions suite` };
  if (testFile !== undefined) return { suite: "pytest", why: `${testFile} is a pytest file` };
  return null;
}

function isBelow(file: string, target: string): boolean {
  const path = (target.split("::")[0] ?? target).replace(/^\.\//, "").replace(/\/+$/, "");
  if (/[*?[]/.test(path)) return file.startsWith(path.slice(0, path.search(/[*?[]/)));
  return path === "." || file === path || file.startsWith(`${path}/`);
}
