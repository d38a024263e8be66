/**
 * Which way is worse. Everything that decides works on logarithms that grow as head gets worse, whether that is a
 * longer time or a lower rate. A row shows the plain change, head / base − 1. Pure.
 */
import type { Better, Metric, Row } from "../model.ts";
import { changeInterval } from "../statistics/sequential-rule.ts";
import type { Estimate } from "../statistics/suite-estimates.ts";

/** ln(head/base), turned so that above zero is worse; and back. */
export function towardsWorse(logRatio: number, better: Better): number {
  return better === "smaller" ? logRatio : -logRatio;
}

/** The plain change of an estimate. @param estimate of a logarithm that grows as head gets worse */
export function changeOf(
  estimate: Estimate,
  better: Better,
): { readonly change: number; readonly interval: readonly [low: number, high: number] } {
  const plain = { ...estimate, meanLog: towardsWorse(estimate.meanLog, better) };
  return { change: Math.expm1(plain.meanLog), interval: changeInterval(plain) };
}

/**
 * By how much a row is worse, as a budget counts it: 0.12 for 12 % slower, and for a rate that would have to grow by 12
 * % to be the same again.
 */
export function worsening({ change, better }: Pick<Row, "change" | "better">): number | null {
  return change === null ? null : Math.expm1(towardsWorse(Math.log1p(change), better));
}

/** The interval of a row, turned so that above zero is worse. */
export function worseningInterval({
  interval,
  better,
}: Pick<Row, "interval" | "better">): readonly [low: number, high: number] | null {
  if (interval === null || better === "smaller") return interval;
  const [low, high] = interval.map((change) => Math.expm1(-Math.log1p(change)));
  return [high ?? 0, low ?? 0];
}

export function isOfTime(metric: Metric): boolean {
  return metric === "time" || metric === "cpu-time";
}

/** The plain change at which the budget is used up: a lower rate may lose less than a time may gain. */
export function changeAtBudget({ budget, better }: Pick<Row, "budget" | "better">): number {
  return Math.expm1(towardsWorse(Math.log1p(budget), better));
}
