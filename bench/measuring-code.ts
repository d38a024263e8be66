/** Which code measured and decided: runs of the same are a series, however its comments are worded. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { transform } from "esbuild";
import { repositoryFolder } from "./folders.ts";

/** What a pair of sides is measured and decided with: a run is worth as much as these stay as they are. */
const FILES = [
  "src/conversation/conversation.ts",
  "src/measure/lock-step.ts",
  "src/measure/start-arms.ts",
  "src/measure/measure-ready.ts",
  "src/measure/calibrate.ts",
  "src/measure/measure-pairs.ts",
  "src/measure/run-batch.ts",
  "src/measure/batch-plan.ts",
  "src/measure/batch-time.ts",
  "src/measure/schedule.ts",
  "src/statistics/sequential-rule.ts",
  "src/statistics/suite-estimates.ts",
  "src/statistics/moderated-variance.ts",
  "src/compare/canary.ts",
  "src/compare/comparisons.ts",
  "src/compare/paired.ts",
];
const HARNESS = "harness/hotpath_gate_harness/";
/** Of the harness, what runs in rehearsals alone, of which nothing is timed. */
const NEVER_TIMED = ["witness.py", "reads.py"];

interface Successor {
  readonly version: string;
  /** Cases whose calls are measured in another way since; where there are any, no run of another kind goes on. */
  readonly notFor: readonly string[];
}

/**
 * Versions of the code that measure and decide as another one does, which is named after them. Between the first two, code
 * was moved and renamed; that nothing else was is shown by replay: the rule decides the recordings the same, byte for byte.
 * Between the next two, calls of 2.5 to 15 ms got more pairs in a block (ADR 15), which only some cases have. After that,
 * what is said of folders and files without benchmarks, before anything is timed, where the ports are, what is noted of
 * reads where nothing is timed, what benchmarks are doubted for before their first call and after their last, where
 * editable installs lead, and that batches as short as reading the clocks do not run on several CPUs. Since
 * the last one, a mean within its budget decides by itself where the typical call surely says something else, which only
 * some cases have.
 */
const SAME_AS: Readonly<Record<string, Successor>> = {
  "5ae5e8cf6ef8": { version: "266d6ef4b7ea", notFor: [] },
  "266d6ef4b7ea": { version: "d0ffea2f2314", notFor: ["tail", "threads given up", "threads gained"] },
  d0ffea2f2314: { version: "0ac4f7f77c85", notFor: [] },
  "0ac4f7f77c85": { version: "eb65522ee050", notFor: [] },
  eb65522ee050: { version: "a216f980e50d", notFor: [] },
  a216f980e50d: { version: "734c8af22c1a", notFor: [] },
  "734c8af22c1a": {
    version: "a8c115e1cb9d",
    notFor: ["smoothed", "noisy among quiet, unchanged", "noisy among quiet, +20 %"],
  },
};

/**
 * The version that stands for all that measure and decide alike: runs of one series may be counted together.
 *
 * @param nameOfCase null for a run of another kind
 */
export function seriesOf(measuring: string, nameOfCase: string | null): string {
  const next = SAME_AS[measuring];
  if (next === undefined) return measuring;
  const goesOn = next.notFor.length === 0 || (nameOfCase !== null && !next.notFor.includes(nameOfCase));
  return goesOn ? seriesOf(next.version, nameOfCase) : measuring;
}

/** SHA-256 over the code that measures and decides, shortened. */
export async function measuringHash(): Promise<string> {
  const hash = createHash("sha256");
  const names = await readdir(new URL(HARNESS, repositoryFolder), { recursive: true });
  const ofHarness = names
    .filter((one) => one.endsWith(".py") && !NEVER_TIMED.includes(one))
    .map((name) => `${HARNESS}${name}`);
  for (const path of [...FILES, ...ofHarness.sort()]) {
    const text = await readFile(new URL(path, repositoryFolder), "utf8");
    hash.update(path).update(await codeAlone(path, text));
  }
  return hash.digest("hex").slice(0, 12);
}

/** Without what nothing runs by: types and comments of TypeScript, and Python's lines that are comments alone. */
export async function codeAlone(path: string, text: string): Promise<string> {
  if (path.endsWith(".py")) return text.replaceAll(/^[ \t]*#.*\n/gm, "");
  const { code } = await transform(text, { loader: "ts", minifyWhitespace: true, legalComments: "none" });
  return code;
}
