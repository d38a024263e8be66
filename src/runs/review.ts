/**
 * What a recording on the default branch has to stand before it becomes what pull requests are compared with: against
 * the baseline before it, so that a slowdown never becomes the next baseline in silence, and against its own history,
 * so that ten times 3 % are told.
 *
 * Stored values only raise the suspicion. What looks slower is measured again, paired with the commit it is said to be
 * slower than.
 */

import { withHistory } from "../baseline/history.ts";
import { acceptanceLookup } from "../compare/accept.ts";
import { budgetLookup } from "../compare/budgets.ts";
import { slowerRecording } from "../compare/gate-verdict.ts";
import { NOTHING_TO_REVIEW, type Review } from "../compare/recorded-result.ts";
import { suspectsAgainst } from "../compare/suspects.ts";
import { coursesOf, findTrends } from "../compare/trends.ts";
import type { Discovery } from "../findings/discovery.ts";
import type { Recorded } from "../findings/measurement.ts";
import type { EnvironmentSettings, ResultSettings } from "../inputs/config.ts";
import type { BaselineLoad, Warning } from "../model.ts";
import type { OpenRun } from "../sides/sides.ts";
import { driftsOf, mendedOf } from "./drifts.ts";
import { measuringBeside, warningsOfBeside } from "./measured-beside.ts";

/** Courses that a result carries. */
const MOST_COURSES = 50;

/**
 * @param load the baseline before, where there is one
 * @throws Interrupted; other troubles of measuring are in the answer, because the recording itself is good
 */
export async function reviewRecording(
  run: OpenRun,
  config: ResultSettings & EnvironmentSettings,
  discovery: Discovery,
  { recording }: Recorded,
  load: BaselineLoad,
): Promise<Review> {
  if (load.kind !== "found") return NOTHING_TO_REVIEW;
  const earlier = load.baseline;
  const budgetOf = budgetLookup(config.budget, config.budgets);
  const acceptanceOf = acceptanceLookup(config.accepted, run.world.clock.now());
  const reviewed = { environment: config, discovery, budgetOf, acceptanceOf };
  const measuredBeside = measuringBeside(run, reviewed);
  const warnings: Warning[] = [];

  const suspected =
    earlier.commit === recording.commit ? new Set<string>() : suspectsAgainst(earlier, recording, budgetOf);
  const suspects = suspected.size === 0 ? null : await measuredBeside(earlier.commit, suspected, true);
  if (suspects?.kind === "measured") warnings.push(...warningsOfBeside(suspects.beside));
  if (suspects?.kind === "not-possible") {
    const { commit } = earlier;
    warnings.push({ kind: "not-measured-again", benchmarks: suspected.size, commit, why: suspects.why });
  }
  const compared = suspects?.kind === "measured" ? suspects.beside : null;

  const baseline = withHistory(
    recording,
    earlier,
    discovery.head.benchmarks.map(({ id }) => id),
  );
  const { changePoints, candidates } = findTrends(baseline, budgetOf);
  const red = new Set(compared?.rows.filter((row) => row.verdict === "regressed").map((row) => row.id));
  const untold = candidates.filter(({ id }) => !red.has(id) && acceptanceOf(id)?.holds !== true);
  // What is found goes into the baseline, and where the older one is kept, there is none that it could go into.
  const isStored = slowerRecording(compared?.rows ?? [], config.failOn) === null;
  const drift = await driftsOf(untold, baseline, isStored, budgetOf, measuredBeside);
  warnings.push(...drift.warnings);
  const mended = mendedOf(baseline, candidates);
  const drifts = drift.told.toSorted((a, b) => b.change - a.change);
  return {
    suspects: compared,
    lookedInto: new Map([...mended, ...drift.lookedInto]),
    trends: {
      branch: recording.branch,
      runs: baseline.runs.length,
      changePoints,
      drifts,
      courses: coursesOf(baseline, [...drifts, ...changePoints], MOST_COURSES),
    },
    warnings,
  };
}
