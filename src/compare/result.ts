/** The result document, put together from what the stages found. Pure. */

import { seriesKey } from "../baseline/history.ts";
import type { ChosenBase, StoredBase } from "../findings/chosen-base.ts";
import type { ChangedDependencies, Discovery, OwnText } from "../findings/discovery.ts";
import type { Failure } from "../findings/failure.ts";
import type { Recorded, Unstored } from "../findings/measurement.ts";
import type { Problem } from "../findings/problem.ts";
import type { BaseFacts, HeadFacts } from "../findings/sides.ts";
import type { Config } from "../inputs/config.ts";
import {
  type BaselineReport,
  type BaselineSave,
  type GateReason,
  type LookedIntoDrift,
  type Quantity,
  type Result,
  type ResultConfig,
  type Row,
  type RowNote,
  type Series,
  type SettingsReport,
  type SideReport,
  type SuiteKind,
  TIME,
  type Trends,
  type Warning,
} from "../model.ts";
import { median } from "../statistics/student.ts";
import { version } from "../version.ts";
import { budgetLookup, idleBudgets, idleRules } from "./budgets.ts";
import type { Compared } from "./compare.ts";
import { decideGate } from "./gate-verdict.ts";
import { groupedById } from "./grouped.ts";
import { sideReport } from "./sides.ts";
import {
  heldSeedWarnings,
  hiddenFileWarnings,
  treeWarnings,
  undecidedWarnings,
  warningsOf,
  withinReason,
} from "./warnings.ts";

export interface ComparedSides {
  readonly head: HeadFacts;
  /** Null where its code was not needed, or could not be had. */
  readonly base: BaseFacts | null;
  readonly chosen: ChosenBase | StoredBase;
  /** Whether uncommitted changes are part of what is measured, and no by-products of earlier steps. Absent: they are. */
  readonly isOfTree?: boolean;
  /** Files with code of head that are not what they were before they were measured. Absent: none. */
  readonly changedOnHead?: readonly string[];
}

export interface Comparison extends ComparedSides {
  readonly compared: Compared;
  readonly discovery: Discovery;
  readonly config: Config;
  /** Absent: nothing is to be told of the settings. */
  readonly settings?: SettingsReport | null;
}

/** A comparison: the gate's verdict follows from the rows. */
export function comparedResult(comparison: Comparison): Result {
  const { compared, discovery, config, settings = null } = comparison;
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
      baseHasProject: discovery.baseHasProject,
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
        doubts: compared.doubts,
        strangers: compared.strangers,
        changedDependencies: discovery.changedDependencies,
        ownText: withChanges(discovery.ownText, rows),
        perhapsCode: discovery.perhapsCode ?? [],
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

/** What choosing base had to settle for. */
export function settledFor(chosen: ChosenBase | StoredBase): Warning[] {
  return "warning" in chosen && chosen.warning !== null ? [chosen.warning] : [];
}

/** Only what was compared may differ by what changed in its text. */
function withChanges(ownText: OwnText | null, rows: readonly Row[]): OwnText | null {
  if (ownText === null) return null;
  const compared = new Set(rows.filter(({ change }) => change !== null).map(({ id }) => id));
  return { ...ownText, ids: ownText.ids.filter((id) => compared.has(id)) };
}

/** Null where the store alone stands for it. One that settled all before base was opened has measured its Python. */
function reportOfBase(
  base: BaseFacts | null,
  chosen: ChosenBase | StoredBase,
  discovery: Discovery,
): SideReport | null {
  const { python } = discovery.base ?? discovery.head;
  if (base !== null) return sideReport("base", base.checkout, python);
  return chosen.kind === "commit" ? sideReport("base", chosen, python) : null;
}

/** Some benchmarks of a recording, measured paired with an earlier commit. */
export interface Beside extends Compared {
  readonly base: SideReport;
  readonly problemsOnBase: readonly Problem[];
  readonly changedDependencies: ChangedDependencies | null;
  /** What choosing that commit had to settle for. */
  readonly settledFor: readonly Warning[];
}

/** What a recording was found to be beside the baseline before it. */
export interface Review {
  /** What looked slower than that, measured paired with its commit; null when nothing did. */
  readonly suspects: Beside | null;
  readonly trends: Trends | null;
  /** By `seriesKey`: what was found of creeps, to go into the baseline; null of what is mended. */
  readonly lookedInto: ReadonlyMap<string, LookedIntoDrift | null>;
  /** Of measuring beside other commits: among them what could not be, and why. */
  readonly warnings: readonly Warning[];
}

export const NOTHING_TO_REVIEW: Review = {
  suspects: null,
  trends: null,
  lookedInto: new Map(),
  warnings: [],
};

export interface FinishedRecording extends Pick<ComparedSides, "head" | "isOfTree"> {
  readonly recorded: Recorded;
  readonly review: Review;
  readonly save: BaselineSave;
  readonly discovery: Discovery;
  readonly config: Config;
}

/**
 * A recording: `failed` where it got slower than the baseline before, and `skipped` where the store did not take it,
 * because then nothing is there to compare with.
 */
export function recordedResult({
  recorded,
  review,
  save,
  discovery,
  config,
  head,
  isOfTree = true,
}: FinishedRecording): Result {
  const { recording, failures, conditions } = recorded;
  const measuredOf = groupedById([...recording.series, ...recorded.unstored.map(({ series }) => series)]);
  const whyNotOf = new Map(recorded.unstored.map(({ series, why }) => [seriesKey(series), why]));
  const budgetOf = budgetLookup(config.budget, config.budgets);
  const reviewed = new Map(review.suspects?.rows.map((row) => [seriesKey(row), row]));
  const rows = discovery.head.benchmarks.flatMap((benchmark): Row[] => {
    const { id, location, work = null } = benchmark;
    const failure = failures.find((one) => one.id === id);
    const measured = failure === undefined ? (measuredOf.get(id) ?? []) : [];
    const quantities: readonly (Quantity & Partial<Series>)[] = measured.length === 0 ? [TIME] : measured;
    return quantities.map(({ metric, unit, better, medians }): Row => {
      const why = medians === undefined ? "not-measured" : whyNotOf.get(seriesKey({ id, metric }));
      const isMeasured = failure === undefined && why !== "not-measured" && why !== "too-few-blocks";
      const row: Row = {
        id,
        metric,
        unit,
        better,
        verdict: isMeasured ? "new" : failure?.kind === "skipped" ? "skipped" : "errored",
        base: null,
        head: medians === undefined ? null : median(medians),
        change: null,
        interval: null,
        budget: budgetOf(id, metric).budget,
        evidence: null,
        detectable: null,
        costs: null,
        notes: notesOf(failure, why),
        location,
        work,
        blocks: [],
        reasons: [],
      };
      return failure === undefined ? (reviewed.get(seriesKey(row)) ?? row) : row;
    });
  });
  const { verdict, reason, warning } = outcomeOf(save, groupedById(recording.series).size, config.compare);
  return {
    ...frame(config, head.suite),
    verdict,
    reason,
    sides: {
      base: review.suspects?.base ?? null,
      head: sideReport("head", head.checkout, discovery.head.python),
    },
    evidence: {
      conditions: review.suspects?.conditions ?? conditions,
      baseline: reportOfSave(save),
      canaryBlocks: review.suspects?.canaryBlocks ?? [],
      trends: review.trends,
    },
    warnings: withinReason(
      eachOnce([
        ...hiddenFileWarnings(config.hiddenFile),
        ...heldSeedWarnings(config),
        ...warningsOf({
          conditions,
          rows: [],
          baseHasProject: true,
          idleBudgets: [],
          idleAcceptances: [],
          changedDependencies: null,
          ownText: null,
          generated: null,
          problemsOnBase: [],
          failedOnBase: [],
          doubts: recorded.doubts,
          commandTrouble: null,
          ofRun: recorded.warnings,
        }),
        ...treeWarnings(head.changes, isOfTree),
        // A job's recording is one of the commit that it was started for.
        ...(isOfTree ? uncommittedWarning(head) : []),
        ...review.warnings,
        ...undecidedWarnings(review.suspects?.rows ?? []),
        ...(review.trends?.drifts.map((drift) => ({ kind: "drift", drift }) as const) ?? []),
        ...(warning === null ? [] : [warning]),
      ]),
    ),
    benchmarks: rows,
  };
}

/** How it failed, or why it is not in the recording, though it did not fail. */
function notesOf(
  failure: Failure | undefined,
  why: Unstored["why"] | "not-measured" | undefined,
): readonly RowNote[] {
  if (failure !== undefined) {
    return failure.kind === "skipped"
      ? [{ kind: "skipped", why: failure.message }]
      : [{ kind: "fails-on-head", why: failure.message, onBase: null }];
  }
  return why === undefined || why === "failed" ? [] : [{ kind: "not-stored", why }];
}

/** Measured several times in one run, the same condition is told once. */
function eachOnce(warnings: readonly Warning[]): Warning[] {
  return [...new Map(warnings.map((warning) => [JSON.stringify(warning), warning])).values()];
}

/** @param benchmarks that the recording has */
function outcomeOf(
  save: BaselineSave,
  benchmarks: number,
  compare: Config["compare"],
): Pick<Result, "verdict" | "reason"> & { readonly warning: Warning | null } {
  switch (save.kind) {
    case "saved": {
      const { target, problems, runs = 1 } = save;
      return {
        verdict: "recorded",
        reason: { kind: "recorded", benchmarks, target, runs },
        warning: problems.length === 0 ? null : { kind: "saved-in-part", problems },
      };
    }
    case "not-saved": {
      const { target, why } = save;
      const reason = { kind: "baseline-not-saved", target, why } as const;
      return { verdict: "skipped", reason, warning: reason };
    }
    // What every benchmark is too broken for is no fault of the store.
    case "nothing-to-save":
      return {
        verdict: "unmeasured",
        reason: { kind: "nothing-to-store", why: save.why },
        warning: null,
      };
    case "kept": {
      const { commit, slower } = save;
      const isComparedWith = compare === "stored";
      return {
        verdict: "failed",
        reason: { kind: "baseline-kept", commit, slower, isComparedWith },
        warning: null,
      };
    }
    default:
      return save satisfies never;
  }
}

/** They can't be told apart, and the next one takes the place of this one. */
function uncommittedWarning({ checkout }: HeadFacts): Warning[] {
  return checkout.commit === null ? [{ kind: "uncommitted" }] : [];
}

function reportOfSave(save: BaselineSave): BaselineReport {
  switch (save.kind) {
    case "kept": {
      const { source, commit } = save;
      return { state: "found", source, commit, use: { kind: "kept" }, problems: [], savings: null };
    }
    case "saved":
    case "not-saved":
      return { state: "not-used", source: save.target, why: "recorded-now" };
    case "nothing-to-save":
      return { state: "not-used", source: "", why: "nothing-measured" };
    default:
      return save satisfies never;
  }
}

/** Nothing was measured. */
export function skippedResult(config: Config, reason: GateReason): Result {
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

/** What every result begins with. */
export function frame(
  config: Config,
  suite: SuiteKind,
): Pick<Result, "schemaVersion" | "tool" | "config" | "settings"> {
  const tool = { name: "hotpath-gate", version } as const;
  return { schemaVersion: 4, tool, config: resultConfig(config, suite), settings: null };
}

function resultConfig(config: Config, suite: SuiteKind): ResultConfig {
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
