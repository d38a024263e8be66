/**
 * The drifts of a branch: what creeps away from its best by stored values is measured beside that best, and told, once,
 * with what pairs say of it.
 */

import { seriesKey } from "../baseline/history.ts";
import type { BudgetOf } from "../compare/paired.ts";
import type { Beside } from "../compare/recorded-result.ts";
import { type DriftCandidate, WIDEST_WINDOW } from "../compare/trends.ts";
import { worsening, worseningInterval } from "../compare/worse.ts";
import type { Unpaired } from "../model/drift.ts";
import type { Baseline, Drift, LookedIntoDrift, Warning } from "../model.ts";
import { type Answer, type MeasureBeside, warningsOfBeside } from "./measured-beside.ts";

/**
 * Commits that drift is measured against in one run: those that most benchmarks were best at. Each is installed anew;
 * the others' turn comes with the next recording.
 */
const MOST_BEST_COMMITS = 2;
/** What is told of why a commit could not be measured: an installation may print pages. */
const DETAIL_CHARACTERS = 300;

interface FoundDrifts {
  readonly told: readonly Drift[];
  readonly lookedInto: ReadonlyMap<string, LookedIntoDrift | null>;
  readonly warnings: readonly Warning[];
}

/** What was looked into before, and creeps no further, is told again; the rest is measured beside its best. */
export async function driftsOf(
  candidates: readonly DriftCandidate[],
  baseline: Baseline,
  isStored: boolean,
  budgetOf: BudgetOf,
  measuredBeside: MeasureBeside,
): Promise<FoundDrifts> {
  const before = new Map(baseline.series.map((series) => [seriesKey(series), series.crept]));
  const told: Drift[] = [];
  const lookedInto = new Map<string, LookedIntoDrift | null>();
  const warnings: Warning[] = [];
  const fresh: DriftCandidate[] = [];
  for (const candidate of candidates) {
    const known = before.get(seriesKey(candidate)) ?? null;
    if (known === null || creepsOn(candidate, known, baseline, budgetOf)) fresh.push(candidate);
    else if (known.told !== null) told.push(known.told);
  }
  let turns = isStored ? MOST_BEST_COMMITS : 0;
  for (const [best, crept] of byBestCommit(fresh)) {
    const ids = new Set(crept.map(({ id }) => id));
    const answer: Answer = turns === 0 ? { kind: "no-time" } : await measuredBeside(best, ids, false);
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
export function mendedOf(
  { series, runs }: Baseline,
  candidates: readonly DriftCandidate[],
): [string, null][] {
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

interface DriftFinding {
  /** Null where pairs found no slowdown over the budget. */
  readonly drift: Drift | null;
  /** Whether measuring it again would tell no more. */
  readonly isSettled: boolean;
}

function findingOf(candidate: DriftCandidate, { rows, conditions, warnings }: Beside): DriftFinding {
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
