/**
 * What a recording on the default branch has to stand before it becomes what pull requests are compared with: against
 * the baseline before it, so that a slowdown never becomes the next baseline in silence, and against its own history,
 * so that ten times 3 % are told.
 *
 * Stored values only raise the suspicion. What looks slower is measured again, paired with the commit it is said to be
 * slower than.
 */
import { seriesKey, withHistory } from "./baseline/history.ts";
import { type AcceptanceOf, acceptanceLookup } from "./compare/accept.ts";
import { budgetLookup } from "./compare/budgets.ts";
import { type Compared, compareMeasured, type StoredEvidence } from "./compare/compare.ts";
import { type BudgetOf, pairedDecider } from "./compare/paired.ts";
import { NOTHING_TO_REVIEW, type Review } from "./compare/result.ts";
import { sideReport } from "./compare/sides.ts";
import { suspectsAgainst } from "./compare/stored.ts";
import { type DriftCandidate, findTrends } from "./compare/trends.ts";
import { explainError, GateError, Interrupted } from "./errors.ts";
import { explainRegressions } from "./explain/profile-sides.ts";
import type { Config } from "./inputs/config.ts";
import { type Discovery, discover, onlyThese } from "./measure/discover.ts";
import { measure } from "./measure/measure.ts";
import { chooseBase, type OpenHead, openBase } from "./measure/open-sides.ts";
import type { Recorded } from "./measure/record.ts";
import type { Baseline, BaselineLoad, Drift, Series, SideReport, Trends } from "./model.ts";
import type { World } from "./ports.ts";

/** Commits that drift is measured against in one run: those that most benchmarks were best at. */
const MOST_BEST_COMMITS = 2;
/** Courses that a result carries. */
const MOST_COURSES = 50;

/**
 * @param load the baseline before, where there is one
 * @throws Interrupted; other troubles of measuring are in the answer, because the recording itself is good
 */
export async function reviewRecording(
  { recording }: Recorded,
  load: BaselineLoad,
  head: OpenHead,
  discovery: Discovery,
  config: Config,
  world: World,
): Promise<Review> {
  if (load.kind !== "found") return NOTHING_TO_REVIEW;
  const earlier = load.baseline;
  const budgetOf = budgetLookup(config.budget, config.budgets);
  const acceptanceOf = acceptanceLookup(config.accepted, world.clock.now());
  const troubles: string[] = [];
  const collected = new Set(discovery.head.benchmarks.map(({ id }) => id));
  const against = async (commit: string, ids: ReadonlySet<string>) => {
    try {
      return await compareWith(commit, ids, head, discovery, budgetOf, acceptanceOf, config, world);
    } catch (error) {
      if (!(error instanceof GateError) || error instanceof Interrupted) throw error;
      troubles.push(
        `${ids.size} benchmark${ids.size === 1 ? "" : "s"} that may be slower than at ${shortened(commit)} could not be measured beside it: ${explainError(error)}`,
      );
      return null;
    }
  };

  const suspects =
    earlier.commit === recording.commit ? new Set<string>() : suspectsAgainst(earlier, recording, budgetOf);
  const compared = suspects.size === 0 ? null : await against(earlier.commit, suspects);

  const baseline = withHistory(recording, earlier, [...collected]);
  const { changePoints, candidates } = findTrends(baseline, budgetOf);
  const red = new Set(compared?.rows.filter((row) => row.verdict === "regressed").map((row) => row.id));
  const untold = candidates.filter(({ id }) => !red.has(id) && acceptanceOf(id)?.holds !== true);
  const drifts: Drift[] = [];
  for (const [best, crept] of byBestCommit(untold)) {
    const beside = await against(best, new Set(crept.map(({ id }) => id)));
    drifts.push(...crept.flatMap((candidate) => confirmed(candidate, beside)));
  }
  const trends: Trends = {
    branch: recording.branch,
    runs: baseline.runs.length,
    changePoints,
    drifts: drifts.sort((a, b) => b.change - a.change),
    courses: coursesOf(baseline, [...drifts, ...changePoints]),
  };
  return { suspects: compared, trends, troubles };
}

/** The named benchmarks of head, paired with another commit. @throws GateError */
async function compareWith(
  commit: string,
  ids: ReadonlySet<string>,
  head: OpenHead,
  known: Discovery,
  budgetOf: BudgetOf,
  acceptanceOf: AcceptanceOf,
  config: Config,
  world: World,
): Promise<Compared & { readonly base: SideReport }> {
  const chosen = await chooseBase({ kind: "revision", revision: commit }, world);
  await using base = await openBase(chosen, head, config, world);
  const found = await discover(head, base, config.timeLimitSeconds, world, known.head);
  const discovery = onlyThese(found, ids);
  const measured = await measure(head, base, discovery, pairedDecider(budgetOf), config, world);
  const compared = compareMeasured(measured, discovery, NOTHING_STORED, budgetOf, acceptanceOf);
  const rows = await explainRegressions(
    compared.rows.filter(({ id }) => ids.has(id)),
    head,
    base,
    config.timeLimitSeconds,
    world,
  );
  const python = found.base?.python ?? found.head.python;
  return { ...compared, rows, base: sideReport("base", base.side.checkout, python) };
}

/** A red verdict of a review rests on what was measured paired, and on nothing else. */
const NOTHING_STORED: StoredEvidence = {
  load: { kind: "not-wanted" },
  fingerprint: { cpu: "", os: "", python: "", lock: null },
  codes: new Map(),
  baseCommit: null,
  isAsked: false,
  screened: null,
};

/** Most benchmarks first. */
function byBestCommit(candidates: readonly DriftCandidate[]): [string, DriftCandidate[]][] {
  const groups = new Map<string, DriftCandidate[]>();
  for (const candidate of candidates) {
    const group = groups.get(candidate.best);
    if (group === undefined) groups.set(candidate.best, [candidate]);
    else group.push(candidate);
  }
  return [...groups].sort(([, a], [, b]) => b.length - a.length).slice(0, MOST_BEST_COMMITS);
}

/** What the paired comparison says of it; the stored values where there could be none. */
function confirmed(candidate: DriftCandidate, beside: Compared | null): Drift[] {
  const { id, metric, change, best, now, runs } = candidate;
  const drift = { id, metric, best, now, runs };
  if (beside === null) return [{ ...drift, change, interval: null, evidence: "stored-same-machine" }];
  const row = beside.rows.find((one) => seriesKey(one) === seriesKey(candidate));
  if (row?.verdict !== "regressed" || row.change === null) return [];
  return [{ ...drift, change: row.change, interval: row.interval, evidence: "paired" }];
}

/** Of each benchmark once, and no more than a page can show. */
function coursesOf(baseline: Baseline, named: readonly Pick<Series, "id" | "metric">[]): Trends["courses"] {
  const keys = new Set(named.map(seriesKey));
  return baseline.series
    .filter((series) => keys.has(seriesKey(series)))
    .slice(0, MOST_COURSES)
    .map(({ id, metric, history }) => ({ id, metric, medians: history }));
}

function shortened(commit: string): string {
  return commit.slice(0, 12);
}
