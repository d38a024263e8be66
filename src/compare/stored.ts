/**
 * From a stored baseline and head's own series to verdicts. Time from another run is worth what the machines'
 * differences leave of it: τ says how much. Pure.
 */
import { sameFingerprint } from "../baseline/history.ts";
import type { Baseline, BaselineLoad, BaselineReport, Fingerprint, Series } from "../model.ts";
import { CANARY_ID } from "../protocol.ts";
import { changeInterval, detectableChange, redTail } from "../statistics/sequential-rule.ts";
import { median, sampleVariance, upperStudentQuantile } from "../statistics/student.ts";
import type { Estimate } from "../statistics/suite-estimates.ts";
import type { BudgetOf, DecidedRow } from "./paired.ts";

/**
 * τ across runs: hosted machines of one label differ by this much and more. The same fingerprint does not
 * lower it before the baseline's own history shows how far runs on that machine lie apart.
 */
const RUN_TO_RUN_DEVIATION = 0.2;
/** One look: the stored series does not grow. */
const STORED_RULE = { alpha: 0.01, beta: 0.025, looks: [1], fewestBlocksForRed: 1 } as const;

/** What of a fingerprint differs, in words; empty when nothing does. */
export function fingerprintDifferences(a: Fingerprint, b: Fingerprint): string[] {
  const differences: string[] = [];
  if (a.cpu !== b.cpu) differences.push(`CPU ${a.cpu} and not ${b.cpu}`);
  if (a.os !== b.os) differences.push(`system ${a.os} and not ${b.os}`);
  if (a.python !== b.python) differences.push(`${a.python} and not ${b.python}`);
  if (a.lock !== b.lock) differences.push("other lock files");
  return differences;
}

/**
 * Decides the benchmarks that both the baseline and head have.
 *
 * @param fingerprint of this run
 */
export function decideStored(
  baseline: Baseline,
  head: readonly Series[],
  fingerprint: Fingerprint,
  budgetOf: BudgetOf,
): DecidedRow[] {
  const stored = new Map(baseline.series.map((series) => [series.id, series]));
  const common = head.filter(
    (series) => series.id !== CANARY_ID && usable(stored.get(series.id)) && usable(series),
  );
  return common.map((series) => {
    const before = stored.get(series.id) ?? series;
    const { budget, floor } = budgetOf(series.id, "time");
    const estimate = estimateDifference(before.medians, series.medians);
    const base = median(before.medians);
    const now = median(series.medians);
    const decision = decide(estimate, Math.log1p(budget), common.length);
    const verdict = decision === "regressed" && now - base < floor ? "within-budget" : decision;
    return {
      id: series.id,
      metric: series.metric,
      unit: series.unit,
      verdict,
      base,
      head: now,
      change: Math.expm1(estimate.meanLog),
      interval: changeInterval(estimate),
      budget,
      evidence: sameFingerprint(baseline.fingerprint, fingerprint)
        ? "stored-same-machine"
        : "stored-other-machine",
      detectable:
        verdict === "inconclusive"
          ? detectableChange(estimate, Math.log1p(budget), common.length, STORED_RULE)
          : null,
      note: "against the stored baseline, which was measured in another run",
      blocks: [],
    };
  });
}

function usable(series: Series | undefined): boolean {
  return series !== undefined && series.medians.length >= 2 && series.medians.every((value) => value > 0);
}

function estimateDifference(base: readonly number[], head: readonly number[]): Estimate {
  const before = base.map(Math.log);
  const after = head.map(Math.log);
  return {
    meanLog: median(after) - median(before),
    standardError: Math.sqrt(
      sampleVariance(before) / before.length +
        sampleVariance(after) / after.length +
        RUN_TO_RUN_DEVIATION ** 2,
    ),
    degreesOfFreedom: Math.min(before.length, after.length) - 1,
  };
}

function decide(
  { meanLog, standardError, degreesOfFreedom }: Estimate,
  logBudget: number,
  gated: number,
): "regressed" | "improved" | "within-budget" | "inconclusive" {
  const red = upperStudentQuantile(redTail(gated, STORED_RULE), degreesOfFreedom);
  if ((meanLog - logBudget) / standardError > red) return "regressed";
  if ((meanLog + logBudget) / standardError < -red) return "improved";
  const green = upperStudentQuantile(STORED_RULE.beta, degreesOfFreedom);
  return (meanLog - logBudget) / standardError < -green ? "within-budget" : "inconclusive";
}

/** What the report says of the stored baseline, and what it was worth for time. */
export function describeBaseline(
  load: BaselineLoad,
  fingerprint: Fingerprint,
  usedForTime: boolean,
): BaselineReport {
  switch (load.kind) {
    case "missing":
      return { state: "missing", source: load.source, detail: "none has been recorded yet" };
    case "unreadable":
      return { state: "unreadable", source: load.source, detail: load.why };
    case "not-wanted":
      return { state: "not-used", source: "", detail: "baseline is none" };
    case "found":
      return {
        state: "found",
        source: load.source,
        detail: `recorded at ${load.baseline.commit.slice(0, 12)}; ${worth(load.baseline, fingerprint, usedForTime)}`,
      };
    default:
      return load satisfies never;
  }
}

function worth(baseline: Baseline, fingerprint: Fingerprint, usedForTime: boolean): string {
  const differences = fingerprintDifferences(baseline.fingerprint, fingerprint);
  if (usedForTime) {
    return differences.length === 0
      ? "compared with directly: the same kind of machine, in another run"
      : `compared with across machines: ${differences.join(", ")}`;
  }
  return differences.length === 0
    ? "the same kind of machine, but without the history that tells how far its runs lie apart, so time was measured again, paired"
    : `not trusted for time: ${differences.join(", ")}`;
}
