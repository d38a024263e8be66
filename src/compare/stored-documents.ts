/** Compares two stored baselines, for `compare BASE HEAD`. Pure. */
import { runsOnMachine } from "../baseline/history.ts";
import type { BenchmarkSettings, ResultSettings } from "../inputs/config.ts";
import {
  type Baseline,
  type Benchmark,
  type Result,
  type Series,
  type SideName,
  type SideReport,
  TIME,
} from "../model.ts";
import { CANARY_ID } from "../protocol.ts";
import { acceptanceLookup, withAcceptance } from "./accept.ts";
import { describeBaseline } from "./baseline-report.ts";
import { budgetLookup, idleBudgets, idleRules } from "./budgets.ts";
import { decideGate } from "./gate-verdict.ts";
import { frame } from "./result.ts";
import { decideStored } from "./stored.ts";
import { ENOUGH_RUNS } from "./stored-noise.ts";
import { tableRows } from "./table.ts";
import { hiddenFileWarnings, idleRuleWarnings, withinReason } from "./warnings.ts";

/** A baseline that was read from a file. */
export interface BaselineDocument {
  readonly path: string;
  readonly baseline: Baseline;
}

/**
 * Compares two baselines by stored evidence alone. Time from two machines rarely says more than "can't tell".
 *
 * @param today ISO 8601, UTC: what the config file accepts has a last day
 */
export function comparedDocuments(
  { baseline: base, path: source }: BaselineDocument,
  { baseline: head, path: headSource }: BaselineDocument,
  config: ResultSettings & Pick<BenchmarkSettings, "suite">,
  today: string,
): Result {
  const budgetOf = budgetLookup(config.budget, config.budgets);
  const acceptanceOf = acceptanceLookup(config.accepted, today);
  const codes = new Map(head.series.map(({ id, code }) => [id, code]));
  const question = { fingerprint: head.fingerprint, baseCommit: base.commit, codes };
  const rows = tableRows({
    decided: decideStored(base, [...canaryOf(head), ...head.series], question, budgetOf),
    head: benchmarksOf(head),
    base: benchmarksOf(base),
    quantities: { base: stored(base), head: stored(head) },
    baseIsStored: true,
    formerly: [],
    headOnly: stored(head),
    failures: [],
    problems: [],
    skips: [],
    ownText: new Set(),
    problemsOnBase: [],
    budgetOf,
  }).map((row) => withAcceptance(row, acceptanceOf));
  const load = { kind: "found", baseline: base, source } as const;
  const runs = runsOnMachine(base, head.fingerprint);
  const isShort =
    runs < ENOUGH_RUNS &&
    rows.some(
      ({ verdict, notes }) =>
        verdict === "inconclusive" && notes.some(({ kind }) => kind === "against-last-run"),
    );
  return {
    ...frame(config, config.suite ?? "pytest"),
    ...decideGate({
      rows,
      failOn: config.failOn,
      baseline: "found",
      brokenByHead: new Set(),
      overdue: new Set(),
      unfinished: new Set(),
      tooShort: new Set(),
      settled: new Set(),
      baseHasProject: true,
    }),
    sides: { base: sideOf("base", base, source), head: sideOf("head", head, headSource) },
    evidence: {
      conditions: null,
      baseline: describeBaseline(load, head.fingerprint, { kind: "store-alone" }),
      canaryBlocks: [],
      trends: null,
    },
    warnings: withinReason([
      ...hiddenFileWarnings(config.hiddenFile),
      ...idleRuleWarnings(idleBudgets(config.budgets, rows), idleRules(config.accepted, rows)),
      ...(isShort ? [{ kind: "few-recordings", runs, enough: ENOUGH_RUNS } as const] : []),
    ]),
    benchmarks: rows,
  };
}

/** Series that the newest recording has values of. */
function stored({ series }: Baseline): readonly Series[] {
  return series.filter(({ medians }) => medians.length > 0);
}

/** Time of the canary on head's machine, which shows how fast it was. */
function canaryOf({ runs }: Baseline): Series[] {
  const seconds = runs.at(-1)?.canary ?? null;
  return seconds === null ? [] : [{ id: CANARY_ID, ...TIME, medians: [seconds] }];
}

function benchmarksOf(baseline: Baseline): Benchmark[] {
  return [...new Set(baseline.series.map(({ id }) => id))].map((id) => ({ id, location: null }));
}

/** A side, called by its file, because somebody named that. */
function sideOf(name: SideName, { commit, fingerprint }: Baseline, label: string): SideReport {
  const isHash = /^[0-9a-f]{40,64}$/.test(commit);
  return {
    name,
    commit: isHash ? commit : null,
    label,
    python: fingerprint.python,
  };
}
