/**
 * From a stored baseline and head's own series to verdicts. Time from another run is worth what the machines'
 * differences leave of it: the baseline's own history says how much where there is enough, and τ where not. Pure.
 */
import { seriesKey } from "../baseline/history.ts";
import { FEWEST_RECORDED_BLOCKS } from "../measure/schedule.ts";
import type { Baseline, RowNote, RowVerdict, Series } from "../model.ts";
import { CANARY_ID } from "../protocol.ts";
import {
  detectableChange,
  type RedRule,
  redTail,
  type SequentialRule,
} from "../statistics/sequential-rule.ts";
import { median, upperStudentQuantile } from "../statistics/student.ts";
import type { Estimate } from "../statistics/suite-estimates.ts";
import { canaryAlone } from "./canary.ts";
import { fingerprintDifferences } from "./fingerprint-differences.ts";
import { isShifted, lastCanary, suiteShift, whyNotScaled } from "./machine-speed.ts";
import type { BudgetOf, DecidedRow } from "./paired.ts";
import { againstHistory, againstLastRun, type StoredComparison } from "./stored-comparison.ts";
import { type StoredQuestion, storedLevels } from "./stored-noise.ts";
import { changeOf, isOfTime, towardsWorse } from "./worse.ts";

/** One look: the stored series does not grow. */
const STORED_RULE: StoredRule = { alpha: 0.01, beta: 0.025, looks: [1], fewestBlocksForChange: 1 };
type StoredRule = RedRule & Pick<SequentialRule, "beta">;
/**
 * Chance that the store, asked first, passes what is just over its budget. What it leaves has another chance to pass in
 * pairs; simulated, both together stay below the 2.5 % of one (docs/adr/0007-stored-baselines.md).
 */
export const SCREENING_BETA = 0.01;
/**
 * Part of a budget by which calls on average may take longer than the typical one, so that the stored typical ones, which
 * are all that there is, settle it: the rest is left for what base has of that as well.
 */
const MEAN_EXCESS_PART = 1 / 2;
/**
 * Between machines the tails are those of processors and not of chance: a small suite gets no easier bound than a
 * large one.
 */
const LARGE_SUITE = 50;

/** Decides the benchmarks that both the baseline and head have. */
export function decideStored(
  baseline: Baseline,
  head: readonly Series[],
  question: StoredQuestion,
  budgetOf: BudgetOf,
): DecidedRow[] {
  return decideWith(STORED_RULE, baseline, head, question, budgetOf);
}

/**
 * The rows that the store settles before anything is measured in pairs. A red verdict is none of these: what looks slower
 * is left.
 */
export function settledByStore(
  baseline: Baseline,
  head: readonly Series[],
  question: StoredQuestion,
  budgetOf: BudgetOf,
): DecidedRow[] {
  const rule = { ...STORED_RULE, beta: SCREENING_BETA };
  return decideWith(rule, baseline, head, question, budgetOf).filter(
    ({ verdict }) => verdict === "within-budget" || verdict === "improved",
  );
}

function decideWith(
  rule: StoredRule,
  baseline: Baseline,
  head: readonly Series[],
  question: StoredQuestion,
  budgetOf: BudgetOf,
): DecidedRow[] {
  const stored = new Map(baseline.series.map((series) => [seriesKey(series), series]));
  const { known: levels, unknown } = storedLevels(baseline, question);
  const differences = fingerprintDifferences(baseline.fingerprint, question.fingerprint);
  const canary = canaryAlone(head);
  const common = head.flatMap((series): (StoredComparison & { readonly series: Series })[] => {
    const before = stored.get(seriesKey(series));
    if (series.id === CANARY_ID || before === undefined || !isUsable(series)) return [];
    const level = levels.get(seriesKey(series));
    const refused = isOfTime(series.metric)
      ? whyNotScaled(level?.canary ?? lastCanary(baseline), canary)
      : null;
    if (level !== undefined && refused === null) {
      return [{ series, ...againstHistory(level, before, series, canary) }];
    }
    if (!isUsable(before)) return [];
    const compared = againstLastRun(before, series, differences, unknown.get(seriesKey(series)));
    // Without a level, runs are far enough apart for what nobody knows of their speed.
    const isRefused =
      level !== undefined || (differences.length === 0 && isShifted(lastCanary(baseline), canary));
    return [{ series, ...compared, refused: isRefused ? refused : null }];
  });
  const shift = machineShift(common);
  const isAnother = (series: Series) =>
    question.codes.has(series.id) &&
    question.codes.get(series.id) !== (stored.get(seriesKey(series))?.code ?? null);
  return common.map(({ series, base, evidence, refused, ...compared }) => {
    const { budget, floor } = budgetOf(series.id, series.metric);
    const now = median(series.medians);
    // Machines differ in speed; what is no time is the same on the faster one.
    const elsewhere = evidence === "stored-other-machine" && isOfTime(series.metric);
    const { estimate: plain, grounds } = elsewhere ? withoutShift(compared, shift) : compared;
    const estimate = { ...plain, meanLog: towardsWorse(plain.meanLog, series.better) };
    const note: RowNote = isAnother(series) ? { kind: "text-changed-since-recorded" } : (refused ?? grounds);
    const decision =
      isAnother(series) || refused !== null || (elsewhere && shift === null)
        ? "inconclusive"
        : decisionOf(
            estimate,
            Math.log1p(budget),
            elsewhere ? Math.max(common.length, LARGE_SUITE) : common.length,
            rule,
          );
    const isBelowFloor = decision === "regressed" && Math.abs(now - base) < floor;
    // A red typical call is red; of the mean, the store can say nothing.
    const isOfTypicalAlone =
      isOfTime(series.metric) &&
      (question.meanExcess?.get(series.id) ?? 0) > MEAN_EXCESS_PART * budget &&
      (isBelowFloor || decision === "within-budget" || decision === "improved");
    const verdict = isOfTypicalAlone ? "inconclusive" : isBelowFloor ? "within-budget" : decision;
    return {
      id: series.id,
      metric: series.metric,
      unit: series.unit,
      better: series.better,
      verdict,
      base,
      head: now,
      ...changeOf(estimate, series.better),
      budget,
      evidence,
      detectable:
        verdict === "inconclusive"
          ? detectableChange(estimate, Math.log1p(budget), common.length, rule)
          : null,
      notes: isBelowFloor
        ? [{ kind: "worse-below-floor" }]
        : notesBeside(verdict, isOfTypicalAlone ? { kind: "typical-calls-alone" } : note),
      costs: null,
      blocks: [],
    };
  });
}

function isUsable(series: Series): boolean {
  return series.medians.length >= FEWEST_RECORDED_BLOCKS && series.medians.every((value) => value > 0);
}

/** As it is between the machines of the rows that rest on another one's times. */
function machineShift(
  compared: readonly (Pick<StoredComparison, "estimate" | "evidence"> & { readonly series: Series })[],
): number | null {
  const elsewhere = compared.filter(
    ({ evidence, series }) => evidence === "stored-other-machine" && isOfTime(series.metric),
  );
  return suiteShift(elsewhere.map(({ estimate }) => estimate.meanLog));
}

function withoutShift(
  { estimate, grounds }: Pick<StoredComparison, "estimate" | "grounds">,
  shift: number | null,
): Pick<StoredComparison, "estimate" | "grounds"> {
  if (shift === null) return { estimate, grounds };
  return {
    estimate: { ...estimate, meanLog: estimate.meanLog - shift },
    grounds: grounds.kind === "against-last-run" ? { ...grounds, suiteChange: Math.expm1(shift) } : grounds,
  };
}

function decisionOf(
  { meanLog, standardError, degreesOfFreedom }: Estimate,
  logBudget: number,
  gated: number,
  rule: StoredRule,
): "regressed" | "improved" | "within-budget" | "inconclusive" {
  const red = upperStudentQuantile(redTail(gated, rule), degreesOfFreedom);
  if ((meanLog - logBudget) / standardError > red) return "regressed";
  if ((meanLog + logBudget) / standardError < -red) return "improved";
  const green = upperStudentQuantile(rule.beta, degreesOfFreedom);
  return (meanLog - logBudget) / standardError < -green ? "within-budget" : "inconclusive";
}

/** What is settled needs no words beside its row: the report says how many these are, and what they rest on. */
function notesBeside(verdict: RowVerdict, note: RowNote): readonly RowNote[] {
  return verdict === "within-budget" || verdict === "improved" ? [] : [note];
}
