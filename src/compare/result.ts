/** The result document, put together from what the stages found. Pure. */

import { seriesKey } from "../baseline/history.ts";
import type { Config } from "../inputs/config.ts";
import type { OwnText } from "../measure/benchmark-text.ts";
import type { ChangedDependencies } from "../measure/changed-dependencies.ts";
import type { Discovery } from "../measure/discover.ts";
import type { ChosenBase, OpenBase, OpenHead, OpenSide, StoredBase } from "../measure/open-sides.ts";
import type { Problem } from "../measure/problem-places.ts";
import type { Recorded, Unstored } from "../measure/record.ts";
import {
  type BaselineReport,
  type BaselineSave,
  type LookedIntoDrift,
  type Quantity,
  type Result,
  type ResultConfig,
  type Row,
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
import { acceptedSlowdowns, decideGate } from "./gate-verdict.ts";
import { sideReport } from "./sides.ts";
import { groupedById } from "./table.ts";
import {
  driftWarning,
  heldSeedWarnings,
  hiddenFileWarnings,
  treeWarnings,
  undecidedWarnings,
  warningsOf,
  withinReason,
} from "./warnings.ts";

export interface ComparedSides {
  readonly head: OpenHead;
  /** Null where its code was not needed, or could not be had; without `lacks` it has all of its submodules. */
  readonly base: (OpenSide & Pick<Partial<OpenBase>, "lacks" | "changedLinks">) | null;
  readonly chosen: ChosenBase | StoredBase;
  /** Whether uncommitted changes are part of what is measured, and no by-products of earlier steps. Absent: they are. */
  readonly isOfTree?: boolean;
  /** Files with code of head that are not what they were before they were measured. Absent: none. */
  readonly changedOnHead?: readonly string[];
}

/** A comparison: the gate's verdict follows from the rows. */
export function comparedResult(
  compared: Compared,
  { head, base, chosen, changedOnHead = [], isOfTree = true }: ComparedSides,
  discovery: Discovery,
  config: Config,
  settings: SettingsReport | null = null,
): Result {
  const { rows, conditions, baseline } = compared;
  return {
    ...frame(config, head.suite.suite),
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
      head: sideReport("head", head.side.checkout, discovery.head.python),
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
        ...(base?.changedLinks === undefined ? {} : { changedLinks: base.changedLinks }),
        ofRun: ["warning" in chosen ? chosen.warning : null, compared.trouble].filter((one) => one !== null),
      }),
    ]),
    benchmarks: rows,
  };
}

/** Null where the store alone stands for it. One that settled all before base was opened has measured its Python. */
/** Only what was compared may differ by what changed in its text. */
function withChanges(ownText: OwnText | null, rows: readonly Row[]): OwnText | null {
  if (ownText === null) return null;
  const compared = new Set(rows.filter(({ change }) => change !== null).map(({ id }) => id));
  return { ...ownText, ids: ownText.ids.filter((id) => compared.has(id)) };
}

function reportOfBase(
  base: OpenSide | null,
  chosen: ChosenBase | StoredBase,
  discovery: Discovery,
): SideReport | null {
  const { python } = discovery.base ?? discovery.head;
  if (base !== null) return sideReport("base", base.side.checkout, python);
  return chosen.kind === "commit" ? sideReport("base", chosen, python) : null;
}

/** Some benchmarks of a recording, measured paired with an earlier commit. */
export interface Beside extends Compared {
  readonly base: SideReport;
  readonly problemsOnBase: readonly Problem[];
  readonly changedDependencies: ChangedDependencies | null;
  /** What choosing that commit had to settle for. */
  readonly settledFor: string | null;
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

/**
 * A recording: `failed` where it got slower than the baseline before, and `skipped` where the store did not take it,
 * because then nothing is there to compare with.
 */
export function recordedResult(
  recorded: Recorded,
  review: Review,
  save: BaselineSave,
  { head, isOfTree = true }: Pick<ComparedSides, "head" | "isOfTree">,
  discovery: Discovery,
  config: Config,
): Result {
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
        note: failure?.message ?? (why === undefined || why === "failed" ? null : NOT_STORED[why]),
        location,
        work,
        blocks: [],
        reasons: [],
      };
      return failure === undefined ? (reviewed.get(seriesKey(row)) ?? row) : row;
    });
  });
  const { verdict, reason, warning } = outcomeOf(
    save,
    groupedById(recording.series).size,
    acceptedSlowdowns(rows),
    config.compare,
  );
  return {
    ...frame(config, head.suite.suite),
    verdict,
    reason,
    sides: {
      base: review.suspects?.base ?? null,
      head: sideReport("head", head.side.checkout, discovery.head.python),
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
          ofRun: recorded.loss === null ? [] : [recorded.loss.message],
        }),
        ...treeWarnings(head.changes, isOfTree),
        // A job's recording is one of the commit that it was started for.
        ...(isOfTree ? uncommittedWarning(head) : []),
        ...review.warnings,
        ...undecidedWarnings(review.suspects?.rows ?? []),
        ...(review.trends?.drifts.map(driftWarning) ?? []),
        ...(warning === null ? [] : [warning]),
      ]),
    ),
    benchmarks: rows,
  };
}

/** What is said of a series that is not in the recording, though its benchmark did not fail. */
const NOT_STORED: Readonly<Record<Exclude<Unstored["why"], "failed"> | "not-measured", string>> = {
  "not-above-zero": "not stored: a history holds only values above zero",
  "too-few-blocks": "not stored: too little of it was measured before its process was lost",
  "not-measured": "not stored: it was not measured",
};

/** Measured several times in one run, the same condition is told once. */
function eachOnce(warnings: readonly Warning[]): Warning[] {
  return [...new Map(warnings.map((warning) => [`${warning.code} ${warning.message}`, warning])).values()];
}

/** @param accepted what is told of slowdowns that the baseline takes in; null for none */
function outcomeOf(
  save: BaselineSave,
  benchmarks: number,
  accepted: string | null,
  compare: Config["compare"],
): Pick<Result, "verdict" | "reason"> & { readonly warning: Warning | null } {
  switch (save.kind) {
    case "saved":
      return {
        verdict: "recorded",
        reason: `Recorded the baseline of ${benchmarks} benchmark${benchmarks === 1 ? "" : "s"} in ${save.target}${historyWords(save.runs ?? 1)}${accepted === null ? "" : `; ${accepted}`}.`,
        warning:
          save.problems.length === 0
            ? null
            : {
                code: "baseline-not-saved",
                message: `The baseline was saved, but ${save.problems.join("; ")}.`,
              },
      };
    case "not-saved": {
      const message =
        benchmarks === 0
          ? `No baseline was stored: ${save.why}.`
          : `The baseline could not be saved in ${save.target}: ${save.why}.`;
      // What every benchmark is too broken for is no fault of the store.
      return {
        verdict: benchmarks === 0 ? "unmeasured" : "skipped",
        reason: message,
        warning: { code: "baseline-not-saved", message },
      };
    }
    case "kept":
      return {
        verdict: "failed",
        reason: `${save.why} The baseline of ${save.commit.slice(0, 12)} is kept: the default branch stays red until the slowdown is fixed or accepted. ${ofPullRequests(compare)}`,
        warning: null,
      };
    default:
      return save satisfies never;
  }
}

/** Whom a slowdown of the default branch is held against. */
function ofPullRequests(compare: Config["compare"]): string {
  return compare === "stored"
    ? "With `compare: stored`, pull requests are compared with that baseline, and show this slowdown too."
    : "Pull requests are compared with the commit that they start from, so they are not blamed for it.";
}

function historyWords(runs: number): string {
  return runs === 1 ? "" : `, which has ${runs} recordings now`;
}

/** They can't be told apart, and the next one takes the place of this one. */
function uncommittedWarning({ side }: OpenHead): Warning[] {
  if (side.checkout.commit !== null) return [];
  const message =
    "The working tree has uncommitted changes or new code, so only the last of several such recordings is kept. Commit or ignore them first.";
  return [{ code: "uncommitted", message }];
}

function reportOfSave(save: BaselineSave): BaselineReport {
  return save.kind === "kept"
    ? { state: "found", source: save.source, detail: "kept: this run is slower", savings: null }
    : { state: "not-used", source: save.target, detail: "recorded by this run", savings: null };
}

/** Nothing was measured. */
export function skippedResult(config: Config, why: string): Result {
  return {
    ...frame(config, config.suite ?? "pytest"),
    verdict: "skipped",
    reason: `Nothing was measured: ${why}.`,
    sides: { base: null, head: { name: "head", commit: null, label: "not looked at", python: "" } },
    evidence: {
      conditions: null,
      baseline: { state: "not-used", source: "", detail: "nothing was measured", savings: null },
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
  return { schemaVersion: 3, tool, config: resultConfig(config, suite), settings: null };
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
