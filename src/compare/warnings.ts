/** What users should know about the conditions under which a verdict was reached, as facts. Pure. */

import type {
  ChangedDependencies,
  HeadChanges,
  Namesake,
  OwnText,
  RenamedFile,
  TakenOver,
} from "../findings/discovery.ts";
import type { Failure } from "../findings/failure.ts";
import type { Problem } from "../findings/problem.ts";
import type { EnvironmentSettings, ResultSettings } from "../inputs/config.ts";
import type { Cause } from "../model/cause.ts";
import type { Names } from "../model/names.ts";
import { someOf } from "../model/names.ts";
import type { Conditions, Row, Warning } from "../model.ts";
import type { GeneratedFiles, LinkedPlaces } from "../ports/checkouts.ts";
import type { Doubt } from "../protocol.ts";
import { isFunctionTarget } from "../repository/targets.ts";
import type { IdleRule } from "./budgets.ts";
import type { SkippedOnBase } from "./not-on-base.ts";
import { renamedWarnings } from "./renamed.ts";

export interface WarningFacts {
  readonly conditions: Conditions;
  readonly rows: readonly Row[];
  /** False if base is older than the project, so that everything is new for good reason. */
  readonly baseHasProject: boolean;
  /** Code of head that base has only under other names. Absent: none. */
  readonly renamedCode?: readonly RenamedFile[];
  readonly problemsOnBase: readonly Problem[];
  readonly failedOnBase: readonly Failure[];
  /** Benchmarks that only base skips, and why. Absent: none. */
  readonly skippedOnBase?: readonly SkippedOnBase[];
  /** Targets that name nothing on head any more. Absent: none. */
  readonly emptied?: readonly string[];
  /** Ids of benchmarks that head's code no longer lets it collect. Absent: none. */
  readonly lost?: readonly string[];
  /** Warnings about rules that do nothing. */
  readonly idleBudgets: readonly IdleRule[];
  readonly idleAcceptances: readonly IdleRule[];
  readonly changedDependencies: ChangedDependencies | null;
  readonly ownText: OwnText | null;
  /** Whether `setup` installs base. */
  readonly isSetUp: boolean;
  /** Modules that base took over with the benchmarks, and that head changes. Absent: none. */
  readonly takenOver?: TakenOver;
  /** Test files that were loaded with the benchmarks, and of which each side has its own version. Absent: none. */
  readonly ownOfTests?: readonly string[];
  readonly generated: GeneratedFiles | null;
  readonly doubts: readonly Doubt[];
  /** How the command of the suite `results` fails on head, if it fails on both sides; null if it does not. */
  readonly commandTrouble: string | null;
  /** Files with code of head that changed while it was measured. Absent: none. */
  readonly changedOnHead?: readonly string[];
  /** Paths of base's submodules that are empty there. Absent: none. */
  readonly lacksOnBase?: readonly string[];
  /** Files that the benchmarks link to and that differ between base and head. Absent: none. */
  readonly changedLinks?: LinkedPlaces;
  /** Installed distributions that only share their name with a project of the repository. Absent: none. */
  readonly namesakes?: readonly Namesake[];
  /** Warnings about the run: another base, an early end. */
  readonly ofRun: readonly Warning[];
}

/**
 * Warnings about what looked slower than the previous baseline and could not be decided; it becomes part of the next
 * one all the same.
 */
export function undecidedWarnings(reviewed: readonly Row[]): Warning[] {
  return reviewed
    .filter(({ verdict }) => verdict === "inconclusive" || verdict === "errored")
    .map(({ id, change }) => ({ kind: "undecided-recording", id, change }));
}

/** Warnings in the order in which they are read: those that affect everything that was measured come first. */
export function warningsOf({
  conditions,
  rows,
  baseHasProject,
  renamedCode = [],
  problemsOnBase,
  failedOnBase,
  skippedOnBase = [],
  emptied = [],
  lost = [],
  doubts,
  commandTrouble,
  idleBudgets,
  idleAcceptances,
  changedDependencies,
  ownText,
  isSetUp,
  takenOver = { perhapsCode: [], helpers: [] },
  ownOfTests = [],
  generated,
  changedOnHead = [],
  lacksOnBase = [],
  changedLinks = { text: [], modules: [] },
  namesakes = [],
  ofRun,
}: WarningFacts): Warning[] {
  const isBroken = [problemsOnBase, failedOnBase, skippedOnBase].some(({ length }) => length > 0);
  return [
    ...ofRun,
    ...ofFiles("changed-code", changedOnHead),
    ...(lacksOnBase.length === 0
      ? []
      : [{ kind: "missing-submodules", paths: someOf(lacksOnBase) } as const]),
    ...conditionWarnings(conditions),
    ...newWarnings(rows, renamedCode, baseHasProject),
    ...(changedDependencies === null ? [] : [dependenciesWarning(changedDependencies)]),
    ...(ownText === null ? [] : [ownTextWarning(ownText)]),
    ...ofFiles("perhaps-code", takenOver.perhapsCode),
    ...ofFiles("changed-helpers", takenOver.helpers),
    ...ofFiles("changed-test-files", ownOfTests),
    ...ofFiles("linked-benchmarks", changedLinks.text),
    ...ofFiles("linked-modules", changedLinks.modules),
    ...(generated === null ? [] : generatedWarnings(generated, isBroken)),
    ...namesakes.map((one) => ({ kind: "namesake", ...one }) as const),
    ...renamedWarnings(rows),
    ...idleRuleWarnings(idleBudgets, idleAcceptances),
    ...doubts.map(({ id, doubt }) => ({ kind: "doubtful-benchmark", id, doubt }) as const),
    ...(commandTrouble === null ? [] : [{ kind: "command-fails", why: commandTrouble } as const]),
    ...ofFirst(
      "failed-on-base",
      failedOnBase.map(({ id, message }) => ({ id, why: message })),
      isSetUp,
    ),
    ...ofFirst("skipped-on-base", skippedOnBase, isSetUp),
    ...(emptied.length === 0 ? [] : [{ kind: "emptied-targets", targets: someOf(emptied) } as const]),
    ...lostWarnings(lost),
    ...problemsOnBase
      // Base need not have a file that head names. A module that lacks the function named is another matter.
      .filter(({ where, isAbsent }) => isAbsent !== true || isFunctionTarget(where))
      .slice(0, MOST_PROBLEMS)
      .map(
        ({ where, message }) => ({ kind: "not-collected-on-base", where, why: message, isSetUp }) as const,
      ),
  ];
}

/** Most warnings about what base can't collect. */
const MOST_PROBLEMS = 5;

type KindOfFiles = Extract<Warning, { readonly files: Names }>["kind"];

function ofFiles<
  K extends Exclude<KindOfFiles, "dependencies-changed" | "base-is-head" | "changed-by-setup">,
>(kind: K, files: readonly string[]): { readonly kind: K; readonly files: Names }[] {
  return files.length === 0 ? [] : [{ kind, files: someOf(files) }];
}

function ofFirst<K extends "failed-on-base" | "skipped-on-base">(
  kind: K,
  all: readonly { readonly id: string; readonly why: Cause }[],
  isSetUp: boolean,
): Warning[] {
  const [first] = all;
  const count = new Set(all.map(({ id }) => id)).size;
  return first === undefined ? [] : [{ kind, count, ...first, isSetUp }];
}

function conditionWarnings({
  pinned,
  layout,
  canary,
  timeLimitReached,
  fullCollection,
}: Conditions): Warning[] {
  const warnings: Warning[] = [];
  if (!pinned) warnings.push({ kind: "not-pinned" });
  if (layout === "randomised") warnings.push({ kind: "layout-randomised" });
  if (canary?.drifted) warnings.push({ kind: "canary-drifted", change: canary.change });
  if (timeLimitReached) warnings.push({ kind: "time-limit" });
  if (fullCollection !== undefined && isFarLonger(fullCollection))
    warnings.push({ kind: "heap-grew", ...fullCollection });
  return warnings;
}

/** A warning if nothing of base is compared. */
function newWarnings(
  rows: readonly Row[],
  renamedCode: readonly RenamedFile[],
  baseHasProject: boolean,
): Warning[] {
  if (rows.length === 0 || !rows.every((row) => row.verdict === "new")) return [];
  if (renamedCode.length > 0) {
    const files = renamedCode.slice(0, RENAMED_FILES_SHOWN);
    return [{ kind: "renamed-code", files, more: renamedCode.length - files.length }];
  }
  return baseHasProject ? [{ kind: "all-new" }] : [];
}

const RENAMED_FILES_SHOWN = 3;

function lostWarnings(lost: readonly string[]): Warning[] {
  const [id] = lost;
  return id === undefined ? [] : [{ kind: "lost-on-head", count: lost.length, id }];
}

/**
 * Smallest growth of a full collection that is reported. It has to be long enough to be felt: if the collector is left
 * alone, all of its collections together take a few percent of the time.
 */
const COLLECTION_GREW_BY_PART = 0.25;
const COLLECTION_GREW_BY_SECONDS = 0.005;

function isFarLonger({ base, head }: NonNullable<Conditions["fullCollection"]>): boolean {
  return head > (1 + COLLECTION_GREW_BY_PART) * base + COLLECTION_GREW_BY_SECONDS;
}

function ownTextWarning({ ids, files, why }: OwnText): Warning {
  return {
    kind: "benchmark-text",
    benchmarks: ids.length,
    files: files === null ? null : someOf(files),
    isOfConftestAlone:
      files !== null && ids.length === 0 && files.every((path) => /(^|\/)conftest\.py$/.test(path)),
    why,
  };
}

/**
 * Warnings about generated files.
 *
 * @param isBroken whether something does not run on base, perhaps for lack of such a file
 */
function generatedWarnings(
  { python, compiled, tooMany, data }: GeneratedFiles,
  isBroken: boolean,
): Warning[] {
  return [
    ...ofFiles("generated-files", python),
    ...(tooMany > 0 ? [{ kind: "too-many-generated-files", count: tooMany } as const] : []),
    ...ofFiles("compiled-files", isBroken ? compiled : []),
    ...ofFiles("ignored-data", data),
  ];
}

/**
 * Warnings about uncommitted changes.
 *
 * @param isOfTree whether uncommitted changes are part of what is measured, and not by-products of earlier steps
 */
export function treeWarnings({ before, bySetup }: HeadChanges, isOfTree: boolean): Warning[] {
  return [
    ...ofFiles("changed-checkout", isOfTree ? [] : before),
    ...(bySetup.length === 0
      ? []
      : [{ kind: "changed-by-setup", files: someOf(bySetup), staysInCheckout: isOfTree } as const]),
  ];
}

/**
 * Most warnings in a result. Nobody reads more, and where they repeat for every benchmark, these show what is wrong.
 */
const MOST_WARNINGS = 200;

/** The first warnings. The last one says how many more there were, and of which kinds. */
export function withinReason(warnings: readonly Warning[]): readonly Warning[] {
  if (warnings.length <= MOST_WARNINGS) return warnings;
  const left = warnings.slice(MOST_WARNINGS - 1);
  const kinds = [...new Set(left.map(({ kind }) => kind))].slice(0, 10);
  const counts = kinds.map((kind) => ({ kind, count: left.filter((one) => one.kind === kind).length }));
  const more = { kind: "more-warnings", count: left.length, kinds: counts } as const;
  return [...warnings.slice(0, MOST_WARNINGS - 1), more];
}

/** A warning about different dependencies: the environment that both sides run in was made from head's files. */
function dependenciesWarning({ files, setup }: ChangedDependencies): Warning {
  return { kind: "dependencies-changed", files: someOf(files), setup };
}

/** A warning about a config file that is not read because of another one. */
export function hiddenFileWarnings(hidden: ResultSettings["hiddenFile"]): Warning[] {
  return hidden === null ? [] : [{ kind: "hidden-config", path: hidden.path, by: hidden.by }];
}

/** A warning if the hash seed is fixed; otherwise each block has another one. */
export function heldSeedWarnings({ env, baseEnv }: Pick<EnvironmentSettings, "env" | "baseEnv">): Warning[] {
  const isHeld = [env, baseEnv ?? {}].some(({ PYTHONHASHSEED }) => PYTHONHASHSEED !== undefined);
  return isHeld ? [{ kind: "held-hash-seed" }] : [];
}

/** Warnings about rules that do nothing. */
export function idleRuleWarnings(budgets: readonly IdleRule[], acceptances: readonly IdleRule[]): Warning[] {
  return [
    ...budgets.map((rule) => ({ kind: "idle-budget", ...rule }) as const),
    ...acceptances.map((rule) => ({ kind: "idle-acceptance", ...rule }) as const),
  ];
}
