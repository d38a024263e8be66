/** What the person should know about the conditions that a verdict was reached under: facts. Pure. */

import type {
  ChangedDependencies,
  HeadChanges,
  OwnText,
  RenamedFile,
  Stranger,
} from "../findings/discovery.ts";
import type { Failure } from "../findings/failure.ts";
import type { Problem } from "../findings/problem.ts";
import type { Config } from "../inputs/config.ts";
import type { Cause } from "../model/cause.ts";
import type { Names } from "../model/names.ts";
import { someOf } from "../model/names.ts";
import type { Conditions, Row, Warning } from "../model.ts";
import type { GeneratedFiles, LinkedPlaces } from "../ports.ts";
import type { Doubt } from "../protocol.ts";
import type { IdleRule } from "./budgets.ts";
import type { SkippedOnBase } from "./not-on-base.ts";
import { renamedWarnings } from "./renamed.ts";

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
  readonly ofRun: readonly Warning[];
}

/** What looked slower than the previous baseline and could not be decided: it is part of the next one all the same. */
export function undecidedWarnings(reviewed: readonly Row[]): Warning[] {
  return reviewed
    .filter(({ verdict }) => verdict === "inconclusive" || verdict === "errored")
    .map(({ id, change }) => ({ kind: "undecided-recording", id, change }));
}

/** In the order in which they are read: what touches all that was measured first. */
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
    ...ofFiles("changed-helpers", perhapsCode),
    ...ofFiles("changed-test-files", ownOfTests),
    ...ofFiles("linked-benchmarks", changedLinks.text),
    ...ofFiles("linked-modules", changedLinks.modules),
    ...(generated === null ? [] : generatedWarnings(generated, isBroken)),
    ...strangers.map((stranger) => ({ kind: "namesake", ...stranger }) as const),
    ...renamedWarnings(rows),
    ...idleRuleWarnings(idleBudgets, idleAcceptances),
    ...doubts.map(({ id, doubt }) => ({ kind: "doubtful-benchmark", id, doubt }) as const),
    ...(commandTrouble === null ? [] : [{ kind: "command-fails", why: commandTrouble } as const]),
    ...ofFirst(
      "failed-on-base",
      failedOnBase.map(({ id, message }) => ({ id, why: message })),
    ),
    ...ofFirst("skipped-on-base", skippedOnBase),
    ...lostWarnings(lost),
    ...problemsOnBase
      .slice(0, MOST_PROBLEMS)
      .map(({ where, message }) => ({ kind: "not-collected-on-base", where, why: message }) as const),
  ];
}

/** Of what base can't collect. */
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
): Warning[] {
  const [first] = all;
  return first === undefined ? [] : [{ kind, count: new Set(all.map(({ id }) => id)).size, ...first }];
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

/** Where nothing that base has is compared. */
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

/** Long enough to be felt: of a collector that is left alone, all collections of all together take a few percent of the time. */
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

/** @param isBroken whether something does not run on base, for which what it lacks may be the reason */
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

/** @param isOfTree whether uncommitted changes are part of what is measured, and no by-products of earlier steps */
export function treeWarnings({ before, bySetup }: HeadChanges, isOfTree: boolean): Warning[] {
  return [
    ...ofFiles("changed-checkout", isOfTree ? [] : before),
    ...(bySetup.length === 0
      ? []
      : [{ kind: "changed-by-setup", files: someOf(bySetup), staysInCheckout: isOfTree } as const]),
  ];
}

/** More are read by nobody; of those that repeat for every benchmark, these are enough to see what is the matter. */
const MOST_WARNINGS = 200;

/** At most so many, the last of which says how many more there were, of which kinds. */
export function withinReason(warnings: readonly Warning[]): readonly Warning[] {
  if (warnings.length <= MOST_WARNINGS) return warnings;
  const left = warnings.slice(MOST_WARNINGS - 1);
  const kinds = [...new Set(left.map(({ kind }) => kind))].slice(0, 10);
  const counts = kinds.map((kind) => ({ kind, count: left.filter((one) => one.kind === kind).length }));
  const more = { kind: "more-warnings", count: left.length, kinds: counts } as const;
  return [...warnings.slice(0, MOST_WARNINGS - 1), more];
}

/** The environment that both sides run in has been made from head's files. */
function dependenciesWarning({ files, setup }: ChangedDependencies): Warning {
  return { kind: "dependencies-changed", files: someOf(files), setup };
}

/** A config file that is not read for another one. */
export function hiddenFileWarnings(hidden: Config["hiddenFile"]): Warning[] {
  return hidden === null ? [] : [{ kind: "hidden-config", path: hidden.path, by: hidden.by }];
}

/** A seed that would be another one in each block. */
export function heldSeedWarnings({ env, baseEnv }: Pick<Config, "env" | "baseEnv">): Warning[] {
  const isHeld = [env, baseEnv ?? {}].some(({ PYTHONHASHSEED }) => PYTHONHASHSEED !== undefined);
  return isHeld ? [{ kind: "held-hash-seed" }] : [];
}

/** Rules that do nothing. */
export function idleRuleWarnings(budgets: readonly IdleRule[], acceptances: readonly IdleRule[]): Warning[] {
  return [
    ...budgets.map((rule) => ({ kind: "idle-budget", ...rule }) as const),
    ...acceptances.map((rule) => ({ kind: "idle-acceptance", ...rule }) as const),
  ];
}
