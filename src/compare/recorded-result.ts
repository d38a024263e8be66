/** The result of a recording, with what it was found to be beside the baseline before it. Pure. */

import { seriesKey } from "../baseline/history.ts";
import type { ChangedDependencies, Discovery } from "../findings/discovery.ts";
import type { Failure } from "../findings/failure.ts";
import type { Recorded, Unstored } from "../findings/measurement.ts";
import type { Problem } from "../findings/problem.ts";
import type { HeadFacts } from "../findings/sides.ts";
import type { ComparisonSettings, EnvironmentSettings, ResultSettings } from "../inputs/config.ts";
import {
  type BaselineReport,
  type BaselineSave,
  type LookedIntoDrift,
  type Quantity,
  type Result,
  type Row,
  type RowNote,
  type Series,
  type SideReport,
  TIME,
  type Trends,
  type Warning,
} from "../model.ts";
import { median } from "../statistics/student.ts";
import { budgetLookup } from "./budgets.ts";
import type { Compared } from "./compare.ts";
import { groupedById } from "./grouped.ts";
import { type ComparedSides, frame } from "./result.ts";
import { sideReport } from "./sides.ts";
import { ENOUGH_RUNS } from "./stored-noise.ts";
import {
  heldSeedWarnings,
  hiddenFileWarnings,
  treeWarnings,
  undecidedWarnings,
  warningsOf,
  withinReason,
} from "./warnings.ts";

/** Some benchmarks of a recording, measured side by side with an earlier commit. */
export interface Beside extends Compared {
  readonly base: SideReport;
  readonly problemsOnBase: readonly Problem[];
  /** Whether `setup` installs base. */
  readonly isSetUp: boolean;
  readonly changedDependencies: ChangedDependencies | null;
  /** Warnings about the choice of that commit. */
  readonly settledFor: readonly Warning[];
}

/** How a recording compares with the previous baseline. */
export interface Review {
  /** What looked slower than that baseline, measured side by side with its commit; null if nothing did. */
  readonly suspects: Beside | null;
  readonly trends: Trends | null;
  /** What was found about drifts, by `seriesKey`, to be stored in the baseline; null for a drift that is over. */
  readonly lookedInto: ReadonlyMap<string, LookedIntoDrift | null>;
  /** Warnings from measuring next to other commits, including what could not be measured, and why. */
  readonly warnings: readonly Warning[];
}

export const NOTHING_TO_REVIEW: Review = {
  suspects: null,
  trends: null,
  lookedInto: new Map(),
  warnings: [],
};

export interface FinishedRecording extends Pick<ComparedSides, "head" | "isOfTree"> {
  /** Path of the baseline, if it is a new file of the checkout that git does not ignore. Absent: it is not one. */
  readonly newFile?: string | null;
  readonly recorded: Recorded;
  readonly review: Review;
  readonly save: BaselineSave;
  readonly discovery: Discovery;
  readonly config: ResultSettings &
    Pick<EnvironmentSettings, "env" | "baseEnv" | "setup"> &
    Pick<ComparisonSettings, "compare">;
}

/**
 * The result of a recording: `failed` if it slowed down since the previous baseline, and `skipped` if the store did not
 * take it, because then there is nothing to compare with.
 */
export function recordedResult({
  recorded,
  review,
  save,
  discovery,
  config,
  head,
  isOfTree = true,
  newFile = null,
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
      eachWarningOnce([
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
          isSetUp: config.setup !== null,
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
        ...(newFile === null ? [] : [{ kind: "baseline-in-checkout", path: newFile } as const]),
      ]),
    ),
    benchmarks: rows,
  };
}

/** How a benchmark failed, or why it is not in the recording although it did not fail. */
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

/** Warnings, each once: a condition that was met several times in one run is reported once. */
function eachWarningOnce(warnings: readonly Warning[]): Warning[] {
  return [...new Map(warnings.map((warning) => [JSON.stringify(warning), warning])).values()];
}

/** The verdict and reason of a recording. @param benchmarks number of benchmarks that the recording has */
function outcomeOf(
  save: BaselineSave,
  benchmarks: number,
  compare: ComparisonSettings["compare"],
): Pick<Result, "verdict" | "reason"> & { readonly warning: Warning | null } {
  switch (save.kind) {
    case "saved": {
      const { target, problems, runs = 1, runsOnMachine = ENOUGH_RUNS } = save;
      const history =
        runsOnMachine < ENOUGH_RUNS ? { history: { runs: runsOnMachine, enough: ENOUGH_RUNS } } : {};
      return {
        verdict: "recorded",
        reason: { kind: "recorded", benchmarks, target, runs, ...history },
        warning: problems.length === 0 ? null : { kind: "saved-in-part", problems },
      };
    }
    case "not-saved": {
      const { target, why } = save;
      const reason = { kind: "baseline-not-saved", target, why } as const;
      return { verdict: "skipped", reason, warning: reason };
    }
    // If every benchmark is broken, the store is not to blame.
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

/** A warning about uncommitted changes: such recordings can't be told apart, so the next one replaces this one. */
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
