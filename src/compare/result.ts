/** The result document, put together from what the stages found. Pure. */
import type { Config } from "../inputs/config.ts";
import type { Discovery } from "../measure/discover.ts";
import type { OpenHead, OpenSide } from "../measure/open-sides.ts";
import type { Recorded } from "../measure/record.ts";
import type {
  BaselineReport,
  BaselineSave,
  Result,
  ResultConfig,
  Row,
  SideReport,
  SuiteKind,
  Trends,
  Warning,
} from "../model.ts";
import { median } from "../statistics/student.ts";
import { version } from "../version.ts";
import { unmatchedRules } from "./budgets.ts";
import type { Compared } from "./compare.ts";
import { acceptedSlowdowns, decideGate } from "./gate-verdict.ts";
import { sideReport } from "./sides.ts";
import { driftWarning, undecidedWarnings, warningsOf } from "./warnings.ts";

/** A comparison: the gate's verdict follows from the rows. */
export function comparedResult(
  compared: Compared,
  head: OpenHead,
  base: OpenSide | null,
  discovery: Discovery,
  config: Config,
): Result {
  const { rows, conditions, baseline } = compared;
  const ofBase =
    base === null || discovery.base === null
      ? null
      : sideReport("base", base.side.checkout, discovery.base.python);
  return {
    ...frame(config, head.suite.suite),
    ...decideGate(rows, config.failOn, baseline.state, compared.brokenByHead),
    sides: { base: ofBase, head: sideReport("head", head.side.checkout, discovery.head.python) },
    evidence: { conditions, baseline, canaryBlocks: compared.canaryBlocks, trends: null },
    warnings: warningsOf({
      conditions,
      rows,
      unmatchedBudgets: unmatchedRules(config.budgets, rows),
      unmatchedAcceptances: unmatchedRules(config.accepted, rows),
      problemsOnBase: discovery.base?.problems ?? [],
      failedOnBase: compared.failedOnBase,
      ofRun: [...head.warnings, ...(base?.warnings ?? []), compared.trouble].filter((one) => one !== null),
    }),
    benchmarks: rows,
  };
}

/** What a recording was found to be beside the baseline before it. */
export interface Review {
  /** What looked slower than that, measured paired with its commit; null when nothing did. */
  readonly suspects: (Compared & { readonly base: SideReport }) | null;
  readonly trends: Trends | null;
  /** What could not be looked into, and why. */
  readonly troubles: readonly string[];
}

export const NOTHING_TO_REVIEW: Review = { suspects: null, trends: null, troubles: [] };

/**
 * A recording: `failed` where it got slower than the baseline before, and `skipped` where the store did not take it,
 * because then nothing is there to compare with.
 */
export function recordedResult(
  recorded: Recorded,
  review: Review,
  save: BaselineSave,
  head: OpenHead,
  discovery: Discovery,
  config: Config,
): Result {
  const { recording, failures, conditions } = recorded;
  const medians = new Map(recording.series.map((one) => [one.id, median(one.medians)]));
  const reviewed = new Map(review.suspects?.rows.map((row) => [row.id, row]));
  const rows = discovery.head.benchmarks.map((benchmark): Row => {
    const failure = failures.find((one) => one.id === benchmark.id);
    const row: Row = {
      id: benchmark.id,
      metric: "time",
      unit: "s",
      verdict: failure === undefined ? "new" : "errored",
      base: null,
      head: medians.get(benchmark.id) ?? null,
      change: null,
      interval: null,
      budget: config.budget,
      evidence: null,
      detectable: null,
      note: failure?.message ?? null,
      location: benchmark.location,
      blocks: [],
      reasons: [],
    };
    return failure === undefined ? (reviewed.get(benchmark.id) ?? row) : row;
  });
  const { verdict, reason, warning } = outcomeOf(save, medians.size, acceptedSlowdowns(rows));
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
    warnings: [
      ...warningsOf({
        conditions,
        rows: [],
        unmatchedBudgets: [],
        unmatchedAcceptances: [],
        problemsOnBase: [],
        failedOnBase: [],
        ofRun: [...head.warnings, ...review.troubles],
      }),
      ...undecidedWarnings(review.suspects?.rows ?? []),
      ...(review.trends?.drifts.map(driftWarning) ?? []),
      ...(warning === null ? [] : [warning]),
    ],
    benchmarks: rows,
  };
}

/** @param accepted what is told of slowdowns that the baseline takes in; null for none */
function outcomeOf(
  save: BaselineSave,
  benchmarks: number,
  accepted: string | null,
): Pick<Result, "verdict" | "reason"> & { readonly warning: Warning | null } {
  switch (save.kind) {
    case "saved":
      return {
        verdict: "recorded",
        reason: `Recorded the baseline of ${benchmarks} benchmark${benchmarks === 1 ? "" : "s"} in ${save.target}${accepted === null ? "" : `; ${accepted}`}.`,
        warning:
          save.problems.length === 0
            ? null
            : {
                code: "baseline-not-saved",
                message: `The baseline could not be saved everywhere: ${save.problems.join("; ")}.`,
              },
      };
    case "not-saved": {
      const message = `The baseline could not be saved in ${save.target}: ${save.why}.`;
      return { verdict: "skipped", reason: message, warning: { code: "baseline-not-saved", message } };
    }
    case "kept":
      return {
        verdict: "failed",
        reason: `${save.why} The baseline of ${save.commit.slice(0, 12)} is kept, so that pull requests are not compared with the slower code.`,
        warning: null,
      };
    default:
      return save satisfies never;
  }
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
export function frame(config: Config, suite: SuiteKind): Pick<Result, "schemaVersion" | "tool" | "config"> {
  return { schemaVersion: 1, tool: { name: "hotpath-gate", version }, config: resultConfig(config, suite) };
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
