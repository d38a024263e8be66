/** What the person should know about the conditions a verdict was reached under. Pure. */
import type { Config } from "../inputs/config.ts";
import { listed } from "../listed.ts";
import type { OwnText } from "../measure/benchmark-text.ts";
import type { ChangedDependencies } from "../measure/changed-dependencies.ts";
import { GET_SUBMODULES } from "../measure/incomplete-base.ts";
import type { Stranger } from "../measure/namesakes.ts";
import type { HeadChanges } from "../measure/open-sides.ts";
import type { Problem } from "../measure/problem-places.ts";
import type { RenamedFile } from "../measure/renamed-code.ts";
import type { Failure } from "../measure/run-batch.ts";
import type { Conditions, Drift, Row, Warning } from "../model.ts";
import type { GeneratedFiles, LinkedPlaces } from "../ports.ts";
import type { Doubt } from "../protocol.ts";
import type { IdleRule } from "./budgets.ts";
import type { SkippedOnBase } from "./not-on-base.ts";
import { renamedWarnings } from "./renamed.ts";
import { isOfTime, worseWord } from "./worse.ts";

export interface WarningFacts {
  readonly conditions: Conditions;
  readonly rows: readonly Row[];
  /** False where base is older than the project, so that all is new and rightly so. */
  readonly baseHasProject: boolean;
  /** What of head's code base has under other names, where it has none under the same. Absent: nothing. */
  readonly renamedCode?: readonly RenamedFile[];
  readonly problemsOnBase: readonly Problem[];
  readonly failedOnBase: readonly Failure[];
  /** What base alone skips, and why. Absent: nothing. */
  readonly skippedOnBase?: readonly SkippedOnBase[];
  /** Ids of what head's code no longer lets it collect. Absent: none. */
  readonly lost?: readonly string[];
  /** Rules that do nothing. */
  readonly idleBudgets: readonly IdleRule[];
  readonly idleAcceptances: readonly IdleRule[];
  readonly changedDependencies: ChangedDependencies | null;
  readonly ownText: OwnText | null;
  /** Files that base took over with the benchmarks, and that may be code under test. Absent: none. */
  readonly perhapsCode?: readonly string[];
  /** Files of tests that were loaded with the benchmarks, and of which each side has its own version. Absent: none. */
  readonly ownOfTests?: readonly string[];
  readonly generated: GeneratedFiles | null;
  readonly doubts: readonly Doubt[];
  /** How the command of the suite `results` fails on head, where it fails on both sides; null where it does not. */
  readonly commandTrouble: string | null;
  /** Files with code of head that changed while it was measured. Absent: none. */
  readonly changedOnHead?: readonly string[];
  /** Paths of base's submodules that are empty there. Absent: none. */
  readonly lacksOnBase?: readonly string[];
  /** Of what the benchmarks link to, files that are not the same on base and head. Absent: none. */
  readonly changedLinks?: LinkedPlaces;
  /** Installed distributions that are only called like a project of the repository. Absent: none. */
  readonly strangers?: readonly Stranger[];
  /** What the run had to settle for: another base, an early end. */
  readonly ofRun: readonly string[];
}

/** What looked slower than the previous baseline and could not be decided: it is part of the next one all the same. */
export function undecidedWarnings(reviewed: readonly Row[]): Warning[] {
  return reviewed
    .filter(({ verdict }) => verdict === "inconclusive" || verdict === "errored")
    .map(({ id, change }) => ({
      code: "undecided-recording",
      message: `${id} may have exceeded its budget since the previous baseline${change === null ? "" : ` (change: ${(change * 100).toFixed(1)} %)`}, but this could not be decided. To keep the older baseline in such a case, list \`inconclusive\` in \`fail-on\`.`,
    }));
}

/** What crept over its budget: no single change can be blamed, so that it fails no job. */
export function driftWarning({ id, metric, change, best, now, runs, evidence, note }: Drift): Warning {
  const worse = `${(change * 100).toFixed(1)} % ${worseWord([metric])}`;
  const fastest = `${best.slice(0, 12)}, when it was ${isOfTime(metric) ? "fastest" : "best"}`;
  const measured =
    evidence === "paired"
      ? `is ${worse}, measured next to ${fastest}`
      : `may be ${worse}, by the stored values alone since ${fastest}${note === null ? "" : ` (${note})`}`;
  return {
    code: "drift",
    message: `${id} ${measured}. This happened over ${runs} recordings, none over budget on its own. Look through ${best.slice(0, 12)}..${now.slice(0, 12)}.`,
  };
}

/** By the stored values, of which nobody knows whether the machine made them, and not measured in this run. */
export function postponedWarning({
  id,
  metric,
  change,
  best,
}: Pick<Drift, "id" | "metric" | "change" | "best">): Warning {
  return {
    code: "drift-postponed",
    message: `${id} may be ${(change * 100).toFixed(1)} % ${worseWord([metric])} than at ${best.slice(0, 12)}, in steps none of which was over budget on its own. One of the next recordings measures it next to that commit.`,
  };
}

/** Each says what it means for the verdicts, and what to do where something can be done. */
export function warningsOf({
  conditions,
  rows,
  baseHasProject,
  renamedCode = [],
  problemsOnBase,
  failedOnBase,
  skippedOnBase = [],
  lost = [],
  doubts,
  commandTrouble,
  idleBudgets,
  idleAcceptances,
  changedDependencies,
  ownText,
  perhapsCode = [],
  ownOfTests = [],
  generated,
  changedOnHead = [],
  lacksOnBase = [],
  changedLinks = { text: [], modules: [] },
  strangers = [],
  ofRun,
}: WarningFacts): Warning[] {
  const warnings: Warning[] = [];
  const warn = (code: string, message: string) => warnings.push({ code, message });
  for (const message of ofRun) warn("run", message);
  if (changedOnHead.length > 0) {
    warn(
      "changed-code",
      `Code of head changed while it was measured: ${listed(changedOnHead)}. So the result mixes different states of the code. Run it again, and let benchmarks write into a temporary folder.`,
    );
  }
  if (lacksOnBase.length > 0) {
    warn(
      "missing-submodules",
      `Submodules of base are not available here, so base was measured without them: ${listed(lacksOnBase)}. ${GET_SUBMODULES}`,
    );
  }
  if (!conditions.pinned) {
    warn(
      "not-pinned",
      "Processes can't be pinned to a CPU on this platform, so intervals are wider and more rows are inconclusive. Linux runners can pin.",
    );
  }
  if (conditions.layout === "randomised") {
    warn(
      "layout-randomised",
      "Address randomisation could not be switched off (containers often refuse it), so noise from the memory layout does not cancel out. Run the job outside a container, or allow `personality(2)` in its seccomp profile.",
    );
  }
  if (conditions.canary?.drifted) {
    warn(
      "canary-drifted",
      `The canary (the same code on both sides) differed by ${(conditions.canary.change * 100).toFixed(1)} %, so results that this could have masked or caused are marked inconclusive. Run the job again.`,
    );
  }
  if (conditions.timeLimitReached) {
    warn(
      "time-limit",
      "The time limit ended measuring before every benchmark was decided. Raise `time-limit`, or measure fewer benchmarks.",
    );
  }
  const { fullCollection } = conditions;
  if (fullCollection !== undefined && isFarLonger(fullCollection)) {
    const milliseconds = (seconds: number) => `${(seconds * 1000).toFixed(0)} ms`;
    warn(
      "heap-grew",
      `A full garbage collection of what the benchmarks import takes ${milliseconds(fullCollection.head)} on head and ${milliseconds(fullCollection.base)} on base. Programs pay for it now and then, but benchmarks do not, because imports are set apart from the collector. Look for what head builds at import, or call \`gc.freeze()\` after it.`,
    );
  }
  const isAllNew = rows.length > 0 && rows.every((row) => row.verdict === "new");
  if (isAllNew && renamedCode.length > 0) {
    warn("renamed-code", renamedWords(renamedCode));
  } else if (baseHasProject && isAllNew) {
    warn("all-new", "Every benchmark is new on head, so nothing was compared. Check that base can run them.");
  }
  if (changedDependencies !== null) warnings.push(dependenciesWarning(changedDependencies));
  if (ownText !== null) warnings.push(ownTextWarning(ownText));
  if (perhapsCode.length > 0) {
    warn(
      "changed-helpers",
      `Both sides run head's version of ${listed(perhapsCode)}, because \`benchmarks\` takes in what lies there. If that is code under test, name only the files of the benchmarks.`,
    );
  }
  if (ownOfTests.length > 0) {
    warn(
      "changed-test-files",
      `The benchmarks load files of the tests that head changes, and each side has its own version: ${listed(ownOfTests)}. What changed there may make a difference that is not the code's. Move what the benchmarks need into their own folder.`,
    );
  }
  if (changedLinks.text.length > 0) {
    warn(
      "linked-benchmarks",
      `Links in the benchmarks lead to files that head changes, so base was given head's version of them: ${listed(changedLinks.text)}. If they are code under test, remove the links.`,
    );
  }
  if (changedLinks.modules.length > 0) {
    warn(
      "linked-modules",
      `Links in the benchmarks lead to files that head changes and that count as code under test, so each side has its own version: ${listed(changedLinks.modules)}. If they are part of the benchmarks, move them next to the benchmarks.`,
    );
  }
  if (generated !== null) {
    const isBroken = [problemsOnBase, failedOnBase, skippedOnBase].some(({ length }) => length > 0);
    warnings.push(...generatedWarnings(generated, isBroken));
  }
  warnings.push(...strangers.map(strangerWarning));
  warnings.push(...renamedWarnings(rows));
  warnings.push(...idleRuleWarnings(idleBudgets, idleAcceptances));
  warnings.push(...doubtWarnings(doubts));
  if (commandTrouble !== null) {
    warn(
      "command-fails",
      `The command fails on both sides after writing its results, which are compared anyway: ${commandTrouble}`,
    );
  }
  const [first] = failedOnBase;
  if (first !== undefined) {
    const count = new Set(failedOnBase.map(({ id }) => id)).size;
    warn(
      "failed-on-base",
      `${count} benchmark${count === 1 ? " does" : "s do"} not run on base and can't be compared; the first is ${first.id}: ${first.message}.${whatBaseMayLack(first.message)}`,
    );
  }
  const [skipped] = skippedOnBase;
  if (skipped !== undefined) {
    const [count, are, them] =
      skippedOnBase.length === 1
        ? ["1 benchmark", "is", "it"]
        : [`${skippedOnBase.length} benchmarks`, "are", "them"];
    warn(
      "skipped-on-base",
      `${count} ${are} skipped on base and not on head, so there is nothing to compare with; the first is \`${skipped.id}\`: ${skipped.why}. If base should run ${them}, set \`setup\`, so that each side installs what it needs.`,
    );
  }
  if (lost.length > 0) warnings.push(lostWarning(lost));
  for (const problem of problemsOnBase.slice(0, 5)) {
    warn(
      "base-problem",
      `Base can't collect ${problem.where}: ${problem.message}.${whatBaseMayLack(problem.message)}`,
    );
  }
  return warnings;
}

/** What to write where an error may be for want of something that no commit has; empty for all other errors. */
function whatBaseMayLack(message: string): string {
  if (/\b(ModuleNotFoundError|ImportError)\b/.test(message)) {
    return " If base lacks something that only installing creates, set `setup`.";
  }
  if (/\bFileNotFoundError\b/.test(message)) {
    return " If git ignores that file, make it in `setup`, for example `setup: pip install . && python make_data.py`, or put it into the folder of the benchmarks.";
  }
  return "";
}

function lostWarning(lost: readonly string[]): Warning {
  const [which, them] = lost.length === 1 ? ["", "it"] : [` and ${lost.length - 1} more`, "them"];
  return {
    code: "lost-benchmark",
    message: `Base collects \`${lost[0]}\`${which} and head does not, from the same benchmark files. If head's code or test settings are meant to leave ${them} out, remove ${them} from those files (write parameters out there), or add an \`[[accept]]\` rule; in a pull request, base's config file needs it too.`,
  };
}

/** Long enough to be felt: of a collector that is left alone, all collections of all together take a few percent of the time. */
const COLLECTION_GREW_BY_PART = 0.25;
const COLLECTION_GREW_BY_SECONDS = 0.005;

function isFarLonger({ base, head }: NonNullable<Conditions["fullCollection"]>): boolean {
  return head > (1 + COLLECTION_GREW_BY_PART) * base + COLLECTION_GREW_BY_SECONDS;
}

function renamedWords(renamed: readonly RenamedFile[]): string {
  const shown = listed(
    renamed.map(({ base, head }) => `${base} is ${head} now`),
    3,
  );
  return `Base has the code of the benchmarks under other names (${shown}), so nothing was compared. To compare it, measure it with a benchmark file that imports whichever of the names is there (\`try: … except ImportError: …\`).`;
}

function strangerWarning({ distribution, declaredIn }: Stranger): Warning {
  const message = `The installed distribution \`${distribution}\` has the name that \`${declaredIn}\` declares, but none of this repository's files, so it counts as another project's, and both sides run the same one. If it was built from this repository, set \`setup\` to the command that installs it, so that each side gets its own.`;
  return { code: "namesake", message };
}

function ownTextWarning({ ids, files, why }: OwnText): Warning {
  if (files !== null && ids.length === 0 && files.every((path) => /(^|\/)conftest\.py$/.test(path))) {
    return {
      code: "benchmark-text",
      message: `Head's version of ${listed(files)} does not work on base (${why}), so each side has its own. If it changes what the benchmarks do, they may differ by that.`,
    };
  }
  const count = ids.length === 1 ? "1 benchmark" : `${ids.length} benchmarks`;
  const where = files === null ? "all benchmark files" : listed(files);
  return {
    code: "benchmark-text",
    message: `Head's version of the benchmarks does not work on base (${why}). So base runs its own version of ${where}${ids.length === 0 ? "" : `, and ${count} may differ by what changed in the benchmark itself`}.`,
  };
}

/** @param isBroken whether something does not run on base, for which what it lacks may be the reason */
function generatedWarnings(
  { python, compiled, tooMany, data }: GeneratedFiles,
  isBroken: boolean,
): Warning[] {
  const warnings: Warning[] = [];
  if (python.length > 0) {
    const files = python.length === 1 ? "1 generated file" : `${python.length} generated files`;
    warnings.push({
      code: "generated-files",
      message: `Base got ${files} that git ignores and that only head's checkout has: ${listed(python)}. Changes in how they are generated are not measured. To let each side make its own, set \`setup\`, for example \`setup: pip install .\`.`,
    });
  }
  if (tooMany > 0) {
    warnings.push({
      code: "generated-files",
      message: `Head's checkout has ${tooMany} Python files that git ignores, too many to be generated code, so base got none of them. If base needs any, set \`setup\`, for example \`setup: pip install .\`.`,
    });
  }
  if (isBroken && compiled.length > 0) {
    warnings.push({
      code: "compiled-files",
      message: `Base lacks compiled modules that head's checkout has: ${listed(compiled)}. Set \`setup: pip install .\`, or the command that builds the project, so that each side is built from its own sources.`,
    });
  }
  if (data.length > 0) {
    const [files, them] = data.length === 1 ? ["1 file", "it"] : [`${data.length} files`, "them"];
    warnings.push({
      code: "ignored-data",
      message: `Base lacks ${files} that git ignores and that only head's checkout has: ${listed(data)}. If the code reads ${them}, base and head may do different work. Make ${them} in \`setup\`, for example \`setup: pip install . && python make_tables.py\`, so that each side makes its own.`,
    });
  }
  return warnings;
}

/** @param isOfTree whether uncommitted changes are part of what is measured, and no by-products of earlier steps */
export function treeWarnings({ before, bySetup }: HeadChanges, isOfTree: boolean): Warning[] {
  const warnings: Warning[] = [];
  if (before.length > 0 && !isOfTree) {
    warnings.push({
      code: "changed-checkout",
      message: `Files that git tracks were changed before this step, and head was measured with these changes: ${listed(before)}. If an earlier step changes them by accident, undo that (\`git checkout -- FILE\`).`,
    });
  }
  if (bySetup.length > 0) {
    warnings.push({
      code: "changed-by-setup",
      message: `\`setup\` changed files that git tracks, and head was measured with these changes: ${listed(bySetup)}. ${isOfTree ? "They stay in your checkout, and the next run takes them for changes of yours. " : ""}Commit them, or write a \`setup\` that leaves them alone (such as \`uv sync --frozen\`).`,
    });
  }
  return warnings;
}

/** More are read by nobody; of those that repeat for every benchmark, these are enough to see what is the matter. */
const MOST_WARNINGS = 200;

/** At most so many, the last of which says how many more there were, of which kinds. */
export function withinReason(warnings: readonly Warning[]): readonly Warning[] {
  if (warnings.length <= MOST_WARNINGS) return warnings;
  const left = warnings.slice(MOST_WARNINGS - 1);
  const kinds = [...new Set(left.map(({ code }) => code))].slice(0, 10);
  const counts = kinds.map((kind) => `${left.filter(({ code }) => code === kind).length} ${kind}`);
  const message = `There were ${left.length} more warnings, which are not listed: ${counts.join(", ")}.`;
  return [...warnings.slice(0, MOST_WARNINGS - 1), { code: "more-warnings", message }];
}

/** The environment that both sides run in has been made from head's files. */
function dependenciesWarning({ files, setup }: ChangedDependencies): Warning {
  const shown = listed(files);
  const message = `Base and head have different dependencies (${shown}), but both run in the job's environment, so the difference is not measured. To give each side its own environment, set \`setup: ${setup}\`, and install what the benchmarks need there too.`;
  return { code: "dependencies-changed", message };
}

const DOUBT_WORDS: Readonly<Record<Doubt["doubt"], string>> = {
  "does-nothing": "does nothing: it returns a constant, so only the call itself is measured",
  "gives-function":
    "returns a function that is never called, so what that function does is not measured. `yield` it, or call it",
  "gives-coroutine":
    "returns a coroutine that is never awaited, so none of it runs. Make the benchmark itself async, or run the coroutine in it",
  "gives-generator":
    "returns a generator that is never consumed, so none of it runs. Consume it, for example with `list(...)`",
  "uses-up-inputs":
    "uses up its inputs in the first call, so later calls have nothing to do. Create the inputs in the call, or in the `setup` of `benchmark.pedantic`",
  "defined-twice":
    "is defined twice in its file, and only the second definition is measured. Rename one of them",
};

function doubtWarnings(doubts: readonly Doubt[]): Warning[] {
  return doubts.map(({ id, doubt }) => ({
    code: `benchmark-${doubt}`,
    message: `${id} ${DOUBT_WORDS[doubt]}.`,
  }));
}

/** Of a config file that is not read for another one. */
export function hiddenFileWarnings(hidden: Config["hiddenFile"]): Warning[] {
  if (hidden === null) return [];
  const message = `${hidden.path} has settings that are not read, because ${hidden.by} takes precedence. Move the settings there, or remove that file.`;
  return [{ code: "hidden-config", message }];
}

/** Of a seed that would be another one in each block. */
export function heldSeedWarnings({ env, baseEnv }: Pick<Config, "env" | "baseEnv">): Warning[] {
  const isHeld = [env, baseEnv ?? {}].some(({ PYTHONHASHSEED }) => PYTHONHASHSEED !== undefined);
  if (!isHeld) return [];
  const message =
    "`env` sets `PYTHONHASHSEED`, so every block has the same seed, and verdicts hold only for it: sets and dictionaries of strings may be faster or slower with another one. Remove it, unless the benchmarks need it: each block then draws a seed that base and head share.";
  return [{ code: "held-hash-seed", message }];
}

/** Of rules that do nothing. */
export function idleRuleWarnings(budgets: readonly IdleRule[], acceptances: readonly IdleRule[]): Warning[] {
  const warning =
    (code: string, rule: string) =>
    ({ benchmarks, metric }: IdleRule): Warning => ({
      code,
      message:
        metric === null
          ? `The ${rule} for \`${benchmarks}\` matches no benchmark. Fix its pattern, in which only \`*\` and \`?\` are special, or remove it.`
          : `The ${rule} for \`${benchmarks}\` does nothing, because none of the benchmarks that it matches is measured in ${metric}. Fix its \`metric\`, or list ${metric} in \`metrics\`.`,
    });
  return [
    ...budgets.map(warning("unmatched-budget", "budget rule")),
    ...acceptances.map(warning("unmatched-accept", "accept rule")),
  ];
}
