/**
 * What a recording on the default branch has to stand before it becomes what pull requests are compared with: against
 * the baseline before it, so that a slowdown never becomes the next baseline in silence, and against its own history,
 * so that ten times 3 % are told.
 *
 * Stored values only raise the suspicion. What looks slower is measured again, paired with the commit it is said to be
 * slower than.
 */

import { seriesKey, withHistory } from "../baseline/history.ts";
import { type AcceptanceOf, acceptanceLookup } from "../compare/accept.ts";
import { budgetLookup } from "../compare/budgets.ts";
import { isSelfChecked } from "../compare/canary.ts";
import { compareMeasured } from "../compare/compare.ts";
import { slowerRecording } from "../compare/gate-verdict.ts";
import { type BudgetOf, pairedDecider } from "../compare/paired.ts";
import { type Beside, NOTHING_TO_REVIEW, type Review, settledFor } from "../compare/result.ts";
import { sideReport } from "../compare/sides.ts";
import { suspectsAgainst } from "../compare/suspects.ts";
import { coursesOf, type DriftCandidate, findTrends, WIDEST_WINDOW } from "../compare/trends.ts";
import { warningsOf } from "../compare/warnings.ts";
import { worsening, worseningInterval } from "../compare/worse.ts";
import { discover, onlyThese } from "../discover/discover.ts";
import { explainError, GateError, Interrupted } from "../errors.ts";
import { explainRegressions } from "../explain/profile-sides.ts";
import type { Discovery } from "../findings/discovery.ts";
import type { Recorded } from "../findings/measurement.ts";
import { measure } from "../measure/measure.ts";
import type { Unpaired } from "../model/drift.ts";
import type { Baseline, BaselineLoad, Drift, LookedIntoDrift, Warning } from "../model.ts";
import { resolveBase } from "../sides/choose-base.ts";
import { openBase } from "../sides/open-base.ts";
import type { OpenRun } from "../sides/sides.ts";

/**
 * Commits that drift is measured against in one run: those that most benchmarks were best at. Each is installed anew;
 * the others' turn comes with the next recording.
 */
const MOST_BEST_COMMITS = 2;
/** Part of the time limit below which no comparison is begun: it would end before it has measured anything. */
const LEAST_PART_OF_LIMIT = 1 / 20;
/** What is told of why a commit could not be measured: an installation may print pages. */
const DETAIL_CHARACTERS = 300;
/** Courses that a result carries. */
const MOST_COURSES = 50;

/** What a review is made with. */
interface Reviewing extends OpenRun {
  readonly discovery: Discovery;
  readonly budgetOf: BudgetOf;
  readonly acceptanceOf: AcceptanceOf;
  /** Of the clock: all of a review, installing included, may take what measuring the recording may. */
  readonly deadline: number;
}

/** What pairs say, or why there are none. */
type Answer =
  | { readonly kind: "measured"; readonly beside: Beside }
  | { readonly kind: "not-possible"; readonly why: string }
  | { readonly kind: "no-time" };

/**
 * @param load the baseline before, where there is one
 * @throws Interrupted; other troubles of measuring are in the answer, because the recording itself is good
 */
export async function reviewRecording(
  { head, config, world }: OpenRun,
  discovery: Discovery,
  { recording }: Recorded,
  load: BaselineLoad,
): Promise<Review> {
  if (load.kind !== "found") return NOTHING_TO_REVIEW;
  const earlier = load.baseline;
  const budgetOf = budgetLookup(config.budget, config.budgets);
  const acceptanceOf = acceptanceLookup(config.accepted, world.clock.now());
  const deadline = world.clock.seconds() + config.timeLimitSeconds;
  const reviewing = { head, discovery, config, world, budgetOf, acceptanceOf, deadline };
  const warnings: Warning[] = [];

  const suspected =
    earlier.commit === recording.commit ? new Set<string>() : suspectsAgainst(earlier, recording, budgetOf);
  const suspects =
    suspected.size === 0 ? null : await measuredBeside(earlier.commit, suspected, true, reviewing);
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
  const drift = await driftsOf(untold, baseline, isStored, reviewing);
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

interface FoundDrifts {
  readonly told: readonly Drift[];
  readonly lookedInto: ReadonlyMap<string, LookedIntoDrift | null>;
  readonly warnings: readonly Warning[];
}

/** What was looked into before, and creeps no further, is told again; the rest is measured beside its best. */
async function driftsOf(
  candidates: readonly DriftCandidate[],
  baseline: Baseline,
  isStored: boolean,
  reviewing: Reviewing,
): Promise<FoundDrifts> {
  const before = new Map(baseline.series.map((series) => [seriesKey(series), series.crept]));
  const told: Drift[] = [];
  const lookedInto = new Map<string, LookedIntoDrift | null>();
  const warnings: Warning[] = [];
  const fresh: DriftCandidate[] = [];
  for (const candidate of candidates) {
    const known = before.get(seriesKey(candidate)) ?? null;
    if (known === null || creepsOn(candidate, known, baseline, reviewing.budgetOf)) fresh.push(candidate);
    else if (known.told !== null) told.push(known.told);
  }
  let turns = isStored ? MOST_BEST_COMMITS : 0;
  for (const [best, crept] of byBestCommit(fresh)) {
    const ids = new Set(crept.map(({ id }) => id));
    const answer: Answer =
      turns === 0 ? { kind: "no-time" } : await measuredBeside(best, ids, false, reviewing);
    switch (answer.kind) {
      case "no-time":
        warnings.push(...crept.map(postponed));
        break;
      case "not-possible":
        told.push(...crept.map((candidate) => byStoredValues(candidate, "not-possible", answer.why)));
        break;
      case "measured":
        // One that can't be measured takes no turn from those that can.
        turns--;
        warnings.push(...warningsOfBeside(answer.beside));
        for (const candidate of crept) {
          const { drift, isSettled } = findingOf(candidate, answer.beside);
          if (drift !== null) told.push(drift);
          if (isSettled) lookedInto.set(seriesKey(candidate), { best, by: candidate.change, told: drift });
        }
        break;
      default:
        answer satisfies never;
    }
  }
  return { told, lookedInto, warnings };
}

/** What this recording measured and what creeps no longer: whatever was found of it is over. */
function mendedOf({ series, runs }: Baseline, candidates: readonly DriftCandidate[]): [string, null][] {
  const creeping = new Set(candidates.map(seriesKey));
  const isMeasured = (history: readonly (number | null)[]) => (history[runs.length - 1] ?? null) !== null;
  return series
    .filter((one) => one.crept !== null && isMeasured(one.history) && !creeping.has(seriesKey(one)))
    .map((one) => [seriesKey(one), null]);
}

/**
 * Whether it went on or back by half its budget since it was looked into, or crept from another best than then. What could
 * not be decided was near its budget: there a fifth of that is enough to decide it.
 */
function creepsOn(
  { id, metric, best, change }: DriftCandidate,
  known: LookedIntoDrift,
  { runs }: Baseline,
  budgetOf: BudgetOf,
): boolean {
  const further = Math.log1p(change) - Math.log1p(known.by);
  const place = (commit: string) => runs.findLastIndex((run) => run.commit === commit);
  const then = place(known.best);
  const isUndecided = known.told !== null && known.told.evidence !== "paired";
  const part = isUndecided ? 1 / 5 : 1 / 2;
  // The window of the best moves by as much without anything having changed.
  const isAnother = then < 0 || Math.abs(place(best) - then) > WIDEST_WINDOW;
  return isAnother || Math.abs(further) >= part * Math.log1p(budgetOf(id, metric).budget);
}

interface Finding {
  /** Null where pairs found no slowdown over the budget. */
  readonly drift: Drift | null;
  /** Whether measuring it again would tell no more. */
  readonly isSettled: boolean;
}

function findingOf(candidate: DriftCandidate, { rows, conditions, warnings }: Beside): Finding {
  const row = rows.find((one) => seriesKey(one) === seriesKey(candidate));
  switch (row?.verdict) {
    case "regressed": {
      const measured = {
        change: worsening(row) ?? candidate.change,
        interval: worseningInterval(row),
        evidence: "paired",
        unpaired: null,
      } as const;
      return { drift: { ...candidate, ...measured }, isSettled: true };
    }
    case "within-budget":
    case "improved":
    case "accepted":
      return { drift: null, isSettled: true };
    case "inconclusive": {
      const isSettled =
        !conditions.timeLimitReached && conditions.canary?.drifted !== true && warnings.length === 0;
      return { drift: byStoredValues(candidate, "undecided"), isSettled };
    }
    default:
      return { drift: byStoredValues(candidate, "did-not-run"), isSettled: false };
  }
}

function byStoredValues(candidate: DriftCandidate, why: Unpaired["why"], said: string | null = null): Drift {
  const detail = said === null ? null : (said.split("\n")[0] ?? "").slice(0, DETAIL_CHARACTERS);
  return { ...candidate, interval: null, unpaired: { why, detail } };
}

function postponed({ id, metric, change, best }: DriftCandidate): Warning {
  return { kind: "drift-postponed", id, metric, change, best };
}

/** Throws nothing but Interrupted: what can't be measured is told as such. */
async function measuredBeside(
  commit: string,
  ids: ReadonlySet<string>,
  isExplained: boolean,
  reviewing: Reviewing,
): Promise<Answer> {
  const { config, world, deadline } = reviewing;
  const timeLimitSeconds = deadline - world.clock.seconds();
  if (timeLimitSeconds < LEAST_PART_OF_LIMIT * config.timeLimitSeconds) return { kind: "no-time" };
  try {
    const limited = { ...reviewing, config: { ...config, timeLimitSeconds } };
    return { kind: "measured", beside: await compareWith(commit, ids, isExplained, limited) };
  } catch (error) {
    if (!(error instanceof GateError) || error instanceof Interrupted) throw error;
    return { kind: "not-possible", why: explainError(error) };
  }
}

/** The named benchmarks of head, paired with another commit. @throws GateError */
async function compareWith(
  commit: string,
  ids: ReadonlySet<string>,
  isExplained: boolean,
  reviewing: Reviewing,
): Promise<Beside> {
  const { discovery: known, world, budgetOf, acceptanceOf } = reviewing;
  const chosen = await resolveBase({ kind: "revision", revision: commit }, world);
  await using base = await openBase(reviewing, chosen);
  const found = await discover(reviewing, base, known.head);
  const discovery = onlyThese(found, ids);
  const decider = pairedDecider(budgetOf, isSelfChecked(discovery));
  const measured = await measure(reviewing, base, discovery, decider);
  const compared = compareMeasured(measured, discovery, null, budgetOf, acceptanceOf);
  const asked = compared.rows.filter(({ id }) => ids.has(id));
  const rows = isExplained ? await explainRegressions(reviewing, base, asked) : asked;
  const python = found.base?.python ?? found.head.python;
  return {
    ...compared,
    rows,
    base: sideReport("base", base.side.checkout, python),
    problemsOnBase: found.base?.problems ?? [],
    changedDependencies: found.changedDependencies,
    settledFor: settledFor(chosen),
  };
}

function warningsOfBeside({
  changedDependencies,
  conditions,
  problemsOnBase,
  failedOnBase,
  strangers,
  warnings,
  settledFor: ofChoice,
}: Beside): Warning[] {
  return warningsOf({
    conditions,
    rows: [],
    baseHasProject: true,
    idleBudgets: [],
    idleAcceptances: [],
    changedDependencies,
    ownText: null,
    generated: null,
    problemsOnBase,
    failedOnBase,
    doubts: [],
    strangers,
    commandTrouble: null,
    ofRun: [...ofChoice, ...warnings],
  });
}

/** Most benchmarks first. */
function byBestCommit(candidates: readonly DriftCandidate[]): [string, DriftCandidate[]][] {
  const groups = new Map<string, DriftCandidate[]>();
  for (const candidate of candidates) {
    const group = groups.get(candidate.best);
    if (group === undefined) groups.set(candidate.best, [candidate]);
    else group.push(candidate);
  }
  return [...groups].sort(([, a], [, b]) => b.length - a.length);
}
