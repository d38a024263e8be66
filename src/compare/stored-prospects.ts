/** Whether the store is worth asking before anything is measured in pairs. Pure. */
import { seriesKey } from "../baseline/history.ts";
import type { WhyNoProspect, WhyNotAsked } from "../model/stored-evidence.ts";
import type { Baseline, BaselineSeries } from "../model.ts";
import { upperStudentQuantile } from "../statistics/student.ts";
import type { Budget } from "./budgets.ts";
import type { BudgetOf } from "./paired.ts";
import { SCREENING_BETA } from "./stored.ts";
import { ofNextRun } from "./stored-comparison.ts";
import { ENOUGH_RUNS, type StoredLevels, type StoredQuestion, storedLevels } from "./stored-noise.ts";

/** A benchmark is promising when unchanged code would be seen to be within its budget this often. */
const PROMISING = 0.8;

export interface StoredProspects {
  /** Ids of those benchmarks that unchanged code would most likely be passed for by the store alone. */
  readonly able: ReadonlySet<string>;
  readonly unable: ReadonlyMap<string, WhyNoProspect>;
}

/**
 * @param ids of head's benchmarks
 * @param blocks that head is to be measured with
 */
export function storedProspects(
  baseline: Baseline,
  ids: readonly string[],
  question: StoredQuestion,
  budgetOf: BudgetOf,
  blocks: number,
): StoredProspects {
  const stored = new Map<string, BaselineSeries[]>();
  for (const series of baseline.series) stored.set(series.id, [...(stored.get(series.id) ?? []), series]);
  const levels = storedLevels(baseline, question);
  const able = new Set<string>();
  const unable = new Map<string, WhyNoProspect>();
  for (const id of ids) {
    const why = (stored.get(id) ?? [])
      .map((series) => whyNotAble(series, levels, budgetOf(id, series.metric), blocks))
      .find((one) => one !== null);
    if (why === null || why === undefined) {
      if (stored.has(id)) able.add(id);
      else unable.set(id, "never-recorded");
    } else unable.set(id, why);
  }
  return { able, unable };
}

function whyNotAble(
  series: BaselineSeries,
  { known, unknown }: StoredLevels,
  { budget }: Budget,
  blocks: number,
): WhyNoProspect | null {
  const level = known.get(seriesKey(series));
  if (level === undefined) return unknown.get(seriesKey(series)) ?? "never-recorded";
  const { variance, degreesOfFreedom } = ofNextRun(level.ofOneRun, level.runs, blocks, [series.medians]);
  const bound =
    upperStudentQuantile(SCREENING_BETA, degreesOfFreedom) +
    upperStudentQuantile(1 - PROMISING, degreesOfFreedom);
  return Math.log1p(budget) / Math.sqrt(variance) > bound ? null : "too-noisy";
}

/** The commonest reason. */
export function whyNoProspect({ able, unable }: StoredProspects): WhyNotAsked {
  const counts = new Map<WhyNoProspect, number>();
  for (const why of unable.values()) counts.set(why, (counts.get(why) ?? 0) + 1);
  const [why, count] = [...counts].toSorted(([, a], [, b]) => b - a)[0] ?? ["never-recorded", 0];
  return { kind: "no-prospects", why, count, of: able.size + unable.size, enoughRuns: ENOUGH_RUNS };
}
