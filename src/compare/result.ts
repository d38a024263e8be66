/** The result of a comparison, put together from what the stages found, and what every result begins with. Pure. */

import type { ChosenBase, StoredBase } from "../findings/chosen-base.ts";
import type { Discovery, OwnText } from "../findings/discovery.ts";
import type { BaseFacts, HeadFacts } from "../findings/sides.ts";
import type { BenchmarkSettings, EnvironmentSettings, ResultSettings } from "../inputs/config.ts";
import {
  type GateReason,
  type Result,
  type ResultConfig,
  type Row,
  SCHEMA_VERSION,
  type SettingsReport,
  type SideReport,
  type SuiteKind,
  type Warning,
} from "../model.ts";
import { version } from "../version.ts";
import { idleBudgets, idleRules } from "./budgets.ts";
import type { Compared } from "./compare.ts";
import { decideGate } from "./gate-verdict.ts";
import { sideReport } from "./sides.ts";
import { heldSeedWarnings, hiddenFileWarnings, treeWarnings, warningsOf, withinReason } from "./warnings.ts";

export interface ComparedSides {
  readonly head: HeadFacts;
  /** Facts about base; null if its code was not needed, or could not be had. */
  readonly base: BaseFacts | null;
  readonly chosen: ChosenBase | StoredBase;
  /**
   * Whether uncommitted changes are part of what is measured, and not by-products of earlier steps. Absent: they are.
   */
  readonly isOfTree?: boolean;
  /** Files with code of head that changed since measuring began. Absent: none. */
  readonly changedOnHead?: readonly string[];
}

export interface Comparison extends ComparedSides {
  readonly compared: Compared;
  readonly discovery: Discovery;
  readonly config: ResultSettings &
    Pick<EnvironmentSettings, "env" | "baseEnv" | "setup"> &
    Pick<BenchmarkSettings, "benchmarks">;
  /** Paths of head that look like benchmarks, though nothing names them. Absent: none. */
  readonly elsewhere?: readonly string[];
  /** How many files those rows read that were not measured, because none of these differs. Absent: none. */
  readonly sameFiles?: number;
  /** Differences between the settings of head and base. Absent: nothing to report. */
  readonly settings?: SettingsReport | null;
}

/** The result of a comparison: the gate's verdict follows from the rows. */
export function comparedResult(comparison: Comparison): Result {
  const { compared, discovery, config, settings = null, elsewhere = [] } = comparison;
  const { head, base, chosen, changedOnHead = [], isOfTree = true } = comparison;
  const { rows, conditions, baseline } = compared;
  return {
    ...frame(config, head.suite),
    ...decideGate({
      rows,
      failOn: config.failOn,
      baseline: baseline.state,
      brokenByHead: compared.brokenByHead,
      overdue: compared.overdue,
      unfinished: compared.unfinished,
      tooShort: compared.tooShort,
      settled: compared.settled,
      sameFiles: comparison.sameFiles ?? 0,
      baseHasProject: discovery.baseHasProject,
      elsewhere,
    }),
    settings,
    sides: {
      base: reportOfBase(base, chosen, discovery),
      head: sideReport("head", head.checkout, discovery.head.python),
    },
    evidence: { conditions, baseline, canaryBlocks: compared.canaryBlocks, trends: null },
    warnings: withinReason([
      ...hiddenFileWarnings(config.hiddenFile),
      ...heldSeedWarnings(config),
      ...treeWarnings(head.changes, isOfTree),
      ...warningsOf({
        conditions,
        rows,
        baseHasProject: discovery.baseHasProject,
        idleBudgets: idleBudgets(config.budgets, rows),
        idleAcceptances: idleRules(config.accepted, rows),
        ...(discovery.renamedCode === undefined ? {} : { renamedCode: discovery.renamedCode }),
        problemsOnBase: discovery.base?.problems ?? [],
        failedOnBase: compared.failedOnBase,
        skippedOnBase: compared.skippedOnBase,
        lost: compared.lost,
        // Where only base's folders are looked in by custom, nobody has written a name.
        emptied: config.benchmarks.length === 0 ? [] : (discovery.head.emptied ?? []),
        doubts: compared.doubts,
        namesakes: compared.namesakes,
        changedDependencies: discovery.changedDependencies,
        ownText: withChanges(discovery.ownText, rows),
        isSetUp: config.setup !== null,
        ...(discovery.takenOver === undefined ? {} : { takenOver: discovery.takenOver }),
        ownOfTests: discovery.ownOfTests ?? [],
        generated: discovery.generated,
        commandTrouble: discovery.base?.trouble == null ? null : discovery.head.trouble,
        changedOnHead,
        lacksOnBase: base?.lacks ?? [],
        ...(base === null ? {} : { changedLinks: base.changedLinks }),
        ofRun: [...settledFor(chosen), ...compared.warnings],
      }),
    ]),
    benchmarks: rows,
  };
}

/** Warnings about the choice of base. */
export function settledFor(chosen: ChosenBase | StoredBase): Warning[] {
  return "warning" in chosen && chosen.warning !== null ? [chosen.warning] : [];
}

/** The benchmarks whose text differs, as far as they were compared: only these may differ because of it. */
function withChanges(ownText: OwnText | null, rows: readonly Row[]): OwnText | null {
  if (ownText === null) return null;
  const compared = new Set(rows.filter(({ change }) => change !== null).map(({ id }) => id));
  return { ...ownText, ids: ownText.ids.filter((id) => compared.has(id)) };
}

/**
 * What the result says of base; null if the store alone stands for it. A store that settled everything before base was
 * opened has measured its Python.
 */
function reportOfBase(
  base: BaseFacts | null,
  chosen: ChosenBase | StoredBase,
  discovery: Discovery,
): SideReport | null {
  const { python } = discovery.base ?? discovery.head;
  const how = chosen.kind === "commit" && chosen.chosenAs !== undefined ? { chosenAs: chosen.chosenAs } : {};
  if (base !== null) return sideReport("base", { ...base.checkout, ...how }, python);
  return chosen.kind === "commit" ? sideReport("base", chosen, python) : null;
}

/** The result of a run that measured nothing. */
export function skippedResult(
  config: ResultSettings & Pick<BenchmarkSettings, "suite">,
  reason: GateReason,
): Result {
  return {
    ...frame(config, config.suite ?? "pytest"),
    verdict: "skipped",
    reason,
    sides: { base: null, head: { name: "head", commit: null, label: "", python: "" } },
    evidence: {
      conditions: null,
      baseline: { state: "not-used", source: "", why: "nothing-measured" },
      canaryBlocks: [],
      trends: null,
    },
    warnings: [],
    benchmarks: [],
  };
}

/** The part that every result begins with. */
export function frame(
  config: ResultSettings,
  suite: SuiteKind,
): Pick<Result, "schemaVersion" | "tool" | "config" | "settings"> {
  const tool = { name: "hotpath-gate", version } as const;
  return { schemaVersion: SCHEMA_VERSION, tool, config: resultConfig(config, suite), settings: null };
}

function resultConfig(config: ResultSettings, suite: SuiteKind): ResultConfig {
  return {
    suite,
    budget: config.budget,
    budgets: config.budgets,
    accepted: config.accepted,
    failOn: config.failOn,
    timeLimitSeconds: config.timeLimitSeconds,
    seed: config.seed,
  };
}
