/**
 * Compares two files that other tools wrote, for `compare BASE HEAD`. Nobody measured them side by side, so there is
 * only the plain ratio to decide by. Pure.
 */

import { seriesKey } from "../baseline/history.ts";
import type { Failure } from "../findings/failure.ts";
import { comparable, type ToolResult, type ToolResults } from "../formats/tool-results.ts";
import type { BenchmarkSettings, ResultSettings } from "../inputs/config.ts";
import type { Baseline, Result, RowNote, RowVerdict, SideName, SideReport } from "../model.ts";
import { median, sampleVariance, upperStudentQuantile } from "../statistics/student.ts";
import type { Uncertainty } from "../statistics/suite-estimates.ts";
import { acceptanceLookup, withAcceptance } from "./accept.ts";
import { withBlame } from "./blame.ts";
import { type Budget, budgetLookup, idleBudgets, idleRules } from "./budgets.ts";
import { decideGate } from "./gate-verdict.ts";
import type { DecidedRow } from "./paired.ts";
import { frame } from "./result.ts";
import { otherQuantity, tableRows } from "./table.ts";
import { hiddenFileWarnings, idleRuleWarnings, withinReason } from "./warnings.ts";
import { decideWithoutRatio, notesWithoutRatio } from "./without-ratio.ts";
import { changeOf, isOfTime, towardsWorse } from "./worse.ts";

/** Fewest processes for each side from which an interval is worth showing. */
const FEWEST_PROCESSES = 3;
const CONFIDENCE_TAIL = 0.025;

export interface ToolFile {
  /** Name of the file, as messages call it. */
  readonly name: string;
  readonly results: ToolResults;
}

/** Compares two files. @param today ISO 8601, UTC: what the config file accepts has a last day */
export function comparedToolFiles(
  base: ToolFile,
  head: ToolFile,
  config: ResultSettings & Pick<BenchmarkSettings, "metrics">,
  today: string,
): Result {
  const budgetOf = budgetLookup(config.budget, config.budgets);
  const acceptanceOf = acceptanceLookup(config.accepted, today);
  const onBase = comparable(base.results, config.metrics);
  const onHead = comparable(head.results, config.metrics);
  const before = new Map(onBase.map((result) => [seriesKey(result), result]));
  const machines = machinesOf(base.results, head.results);
  const decided = onHead.flatMap((result): DecidedRow[] => {
    const other = before.get(seriesKey(result));
    return other === undefined
      ? []
      : [decideByRatio(other, result, budgetOf(result.id, result.metric), machines)];
  });
  const benchmarksOfBase = benchmarksOf(onBase, base.results);
  const failures = [...missingOf(base.results, "base"), ...missingOf(head.results, "head")];
  const unblamed = tableRows({
    decided,
    head: benchmarksOf(onHead, head.results),
    base: benchmarksOfBase,
    quantities: { base: onBase, head: onHead },
    baseIsStored: false,
    formerly: [],
    headOnly: onHead.map(({ id, metric, unit, better, value }) => ({
      id,
      metric,
      unit,
      better,
      medians: [value],
    })),
    failures,
    problems: [],
    skips: [],
    // Whether somebody wrote the skip or the code caused it, no file says.
    ownText: new Set(benchmarksOfBase.map(({ id }) => id)),
    problemsOnBase: [],
    budgetOf,
  }).map((row) => withAcceptance(row, acceptanceOf));
  const { rows, brokenByHead } = withBlame(unblamed, {
    base: benchmarksOfBase,
    formerly: [],
    failures,
    formerProblems: null,
    problemsOnBase: [],
  });
  return {
    ...frame(config, "results"),
    ...decideGate({
      rows,
      failOn: config.failOn,
      baseline: "not-used",
      brokenByHead,
      overdue: new Set(),
      unfinished: new Set(),
      tooShort: new Set(),
      settled: new Set(),
      baseHasProject: true,
    }),
    sides: { base: sideOf("base", base), head: sideOf("head", head) },
    evidence: {
      conditions: null,
      baseline: { state: "not-used", source: "", why: "two-files" },
      canaryBlocks: [],
      trends: null,
    },
    warnings: withinReason([
      ...(decided.some(({ metric }) => isOfTime(metric))
        ? [{ kind: "plain-ratios", onTwoMachines: machines === "different" } as const]
        : []),
      ...hiddenFileWarnings(config.hiddenFile),
      ...idleRuleWarnings(idleBudgets(config.budgets, rows), idleRules(config.accepted, rows)),
    ]),
    benchmarks: rows,
  };
}

/** A baseline of ours as another tool's file: each of its blocks is a process. */
export function asToolResults({ commit, fingerprint, series }: Baseline): ToolResults {
  return {
    format: "hotpath-gate",
    tool: "hotpath-gate",
    machine: `${fingerprint.cpu}, ${fingerprint.os}`,
    python: fingerprint.python,
    commit: /^[0-9a-f]{40,64}$/.test(commit) ? commit : null,
    results: series.flatMap(({ id, metric, unit, better, medians }) =>
      medians.length === 0
        ? []
        : [
            {
              id,
              metric,
              unit,
              better,
              value: median(medians),
              processes: medians.map((value) => [value]),
              isBeside: false,
            },
          ],
    ),
    missing: [],
  };
}

type Machines = "same" | "different" | "unknown";

/** Machines of the two files. Only files of one tool describe them in the same words. */
function machinesOf(base: ToolResults, head: ToolResults): Machines {
  if (base.machine === null || head.machine === null || base.format !== head.format) return "unknown";
  return base.machine === head.machine ? "same" : "different";
}

function decideByRatio(
  base: ToolResult,
  head: ToolResult,
  { budget, floor }: Budget,
  machines: Machines,
): DecidedRow {
  const { id, metric, unit, better } = head;
  const row = {
    id,
    metric,
    unit,
    better,
    base: base.value,
    head: head.value,
    budget,
    evidence: "point" as const,
    detectable: null,
    costs: null,
    blocks: [],
  };
  const undecided = (
    note: RowNote,
    of: Pick<DecidedRow, "change" | "interval"> = NOT_COMPARED,
  ): DecidedRow => ({
    ...row,
    ...of,
    verdict: "inconclusive",
    notes: [note],
  });
  if (base.unit !== head.unit || base.better !== head.better)
    return { ...undecided(otherQuantity(base, head)), evidence: null };
  if (base.value !== head.value && !(base.value > 0 && head.value > 0)) {
    const decided = decideWithoutRatio([{ base: base.value, head: head.value }], better, floor);
    const { verdict, change } = decided;
    return { ...row, verdict, change, interval: null, notes: notesWithoutRatio(decided) };
  }
  const worse = towardsWorse(base.value === head.value ? 0 : Math.log(head.value / base.value), better);
  const uncertainty = uncertaintyOf(base, head);
  const change = {
    change: Math.expm1(towardsWorse(worse, better)),
    interval: uncertainty === null ? null : changeOf({ meanLog: worse, ...uncertainty }, better).interval,
  };
  if (machines === "different" && isOfTime(metric))
    return undecided({ kind: "measured-on-another-machine" }, change);
  const logBudget = Math.log1p(budget);
  if (uncertainty !== null && isNear(worse, logBudget, uncertainty)) {
    return undecided({ kind: "processes-too-far-apart" }, change);
  }
  if (worse > logBudget && Math.abs(head.value - base.value) < floor) {
    return { ...row, ...change, verdict: "within-budget", notes: [{ kind: "worse-below-floor" }] };
  }
  return { ...row, ...change, verdict: verdictOf(worse, logBudget), notes: [] };
}

const NOT_COMPARED = { change: null, interval: null };

function verdictOf(worse: number, logBudget: number): RowVerdict {
  if (worse > logBudget) return "regressed";
  return worse < -logBudget ? "improved" : "within-budget";
}

/**
 * Uncertainty of ln(head/base), from how far the processes of each side lie apart (Welch, B. L. (1947), Biometrika 34,
 * 28–35). Null if a file does not tell its processes apart, or has too few: samples of one process say little about the
 * next one.
 */
function uncertaintyOf(base: ToolResult, head: ToolResult): Uncertainty | null {
  const sides = [base, head].map(({ processes }) => processes.map((samples) => median(samples)));
  if (sides.some((values) => values.length < FEWEST_PROCESSES || values.some((value) => !(value > 0)))) {
    return null;
  }
  const parts = sides.map((values) => {
    const logs = values.map(Math.log);
    return { variance: sampleVariance(logs) / values.length, freedom: values.length - 1 };
  });
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  const spread = parts.reduce((sum, part) => sum + part.variance ** 2 / part.freedom, 0);
  if (variance === 0) return null;
  return { standardError: Math.sqrt(variance), degreesOfFreedom: variance ** 2 / spread };
}

/** Whether the interval contains the budget, above or below. */
function isNear(worse: number, logBudget: number, { standardError, degreesOfFreedom }: Uncertainty): boolean {
  const half = upperStudentQuantile(CONFIDENCE_TAIL, degreesOfFreedom) * standardError;
  return Math.abs(worse - logBudget) < half || Math.abs(worse + logBudget) < half;
}

function benchmarksOf(results: readonly ToolResult[], { missing }: ToolResults) {
  const ids = new Set([...results, ...missing].map(({ id }) => id));
  return [...ids].map((id) => ({ id, location: null }));
}

function missingOf({ missing }: ToolResults, side: SideName): Failure[] {
  return missing.map(({ id, kind, why }) => ({ id, side, kind, message: why }));
}

function sideOf(name: SideName, { name: label, results: { commit, python } }: ToolFile): SideReport {
  return { name, commit, label, python: python ?? "" };
}
