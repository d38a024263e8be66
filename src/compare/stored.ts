/**
 * From a stored baseline and head's own series to verdicts. Time from another run is worth what the machines'
 * differences leave of it: the baseline's own history says how much where there is enough, and τ where not. Pure.
 */
import { type Recording, sameFingerprint } from "../baseline/history.ts";
import { RECORD_BLOCKS } from "../measure/schedule.ts";
import type {
  Baseline,
  BaselineLoad,
  BaselineReport,
  Evidence,
  Fingerprint,
  Series,
  StoreSavings,
} from "../model.ts";
import { CANARY_ID } from "../protocol.ts";
import type { VarianceEstimate } from "../statistics/moderated-variance.ts";
import { changeInterval, detectableChange, redTail } from "../statistics/sequential-rule.ts";
import { median, sampleVariance, upperStudentQuantile } from "../statistics/student.ts";
import type { Estimate } from "../statistics/suite-estimates.ts";
import type { BudgetOf, DecidedRow } from "./paired.ts";
import { type StoredNoise, type StoredQuestion, storedNoise } from "./stored-noise.ts";

export type { StoredQuestion } from "./stored-noise.ts";

/** τ across runs where no history tells better: hosted machines of one label differ by this much and more. */
const RUN_TO_RUN_DEVIATION = 0.2;
/** One look: the stored series does not grow. */
const STORED_RULE = { alpha: 0.01, beta: 0.025, looks: [1], fewestBlocksForRed: 1 } as const;
/** A benchmark is promising when unchanged code would be seen to be within its budget this often. */
const PROMISING = 0.8;

/** Fewer benchmarks than this don't tell a slower machine from slower code. */
const FEWEST_FOR_SHIFT = 5;
/**
 * Between machines the tails are those of processors and not of chance: a small suite gets no easier bound than a
 * large one.
 */
const LARGE_SUITE = 50;

/** What of a fingerprint differs, in words; empty when nothing does. */
export function fingerprintDifferences(a: Fingerprint, b: Fingerprint): string[] {
  const differences: string[] = [];
  if (a.cpu !== b.cpu) differences.push(`CPU ${a.cpu} and not ${b.cpu}`);
  if (a.os !== b.os) differences.push(`system ${a.os} and not ${b.os}`);
  if (a.python !== b.python) differences.push(`${a.python} and not ${b.python}`);
  if (a.lock !== b.lock) differences.push("other lock files");
  return differences;
}

/** What the store settled before base was measured, and what that saved. */
export interface Screened {
  readonly rows: readonly DecidedRow[];
  readonly savings: StoreSavings;
  /** Ids of what the store has of base. */
  readonly onBase: ReadonlySet<string>;
}

/** Decides the benchmarks that both the baseline and head have. */
export function decideStored(
  baseline: Baseline,
  head: readonly Series[],
  question: StoredQuestion,
  budgetOf: BudgetOf,
): DecidedRow[] {
  const stored = new Map(baseline.series.map((series) => [series.id, series]));
  const noise = storedNoise(baseline, question);
  const sameMachine = sameFingerprint(baseline.fingerprint, question.fingerprint);
  const common = head.flatMap((series) => {
    const before = stored.get(series.id);
    if (series.id === CANARY_ID || before === undefined || !usable(series)) return [];
    const history = noise.get(series.id);
    if (history !== undefined) return [{ series, ...againstHistory(history, before, series) }];
    return usable(before) ? [{ series, ...againstLastRun(before, series, sameMachine) }] : [];
  });
  const shift = machineShift(common);
  const isAnother = (id: string) =>
    question.codes.has(id) && question.codes.get(id) !== (stored.get(id)?.code ?? null);
  return common.map(({ series, base, evidence, ...compared }) => {
    const { budget, floor } = budgetOf(series.id, "time");
    const now = median(series.medians);
    const elsewhere = evidence === "stored-other-machine";
    const { estimate, note: grounds } = elsewhere ? withoutShift(compared, shift) : compared;
    const note = isAnother(series.id) ? "the benchmark itself changed since it was recorded" : grounds;
    const decision =
      isAnother(series.id) || (elsewhere && shift === null)
        ? "inconclusive"
        : decide(
            estimate,
            Math.log1p(budget),
            elsewhere ? Math.max(common.length, LARGE_SUITE) : common.length,
          );
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
      evidence,
      detectable:
        verdict === "inconclusive"
          ? detectableChange(estimate, Math.log1p(budget), common.length, STORED_RULE)
          : null,
      // What the store settled needs no words beside its row: the report says how many it was, and by what.
      note: verdict === "within-budget" || verdict === "improved" ? null : note,
      blocks: [],
    };
  });
}

/**
 * Ids of those benchmarks that unchanged code would most likely be passed for by the store alone: whether it is worth
 * asking before anything is measured in pairs.
 *
 * @param ids of head's benchmarks
 * @param blocks that head is to be measured with
 */
export function storedProspects(
  baseline: Baseline,
  ids: readonly string[],
  question: StoredQuestion,
  budgetOf: BudgetOf,
  blocks = RECORD_BLOCKS,
): ReadonlySet<string> {
  const stored = new Map(baseline.series.map((series) => [series.id, series]));
  const noise = storedNoise(baseline, question);
  const promising = ids.filter((id) => {
    const history = noise.get(id);
    if (history === undefined) return false;
    const { variance, degreesOfFreedom } = ofNextRun(history, blocks, [stored.get(id)?.medians ?? []]);
    const bound =
      upperStudentQuantile(STORED_RULE.beta, degreesOfFreedom) +
      upperStudentQuantile(1 - PROMISING, degreesOfFreedom);
    return Math.log1p(budgetOf(id, "time").budget) / Math.sqrt(variance) > bound;
  });
  return new Set(promising);
}

/**
 * Ids of what looks slower than before by half its budget or more: than its level on this kind of machine, or its last
 * run there, or its last run anywhere, less what the whole suite differs by there. No verdict, but a reason to measure
 * it in pairs.
 *
 * @param recording the newest, not yet in the baseline
 */
export function suspectsAgainst(
  earlier: Baseline,
  { series, fingerprint }: Pick<Recording, "series" | "fingerprint">,
  budgetOf: BudgetOf,
): Set<string> {
  const before = new Map(earlier.series.map((one) => [one.id, one]));
  const codes = new Map(series.map(({ id, code }) => [id, code]));
  const noise = storedNoise(earlier, { fingerprint, baseCommit: null, codes });
  const onThisMachine = earlier.runs.map((run) => {
    const on = earlier.fingerprints[run.fingerprint];
    return on !== undefined && sameFingerprint(on, fingerprint);
  });
  const changes = series.flatMap(({ id, code, medians }) => {
    const known = before.get(id);
    if (known === undefined || known.code !== code || medians.length === 0) return [];
    const here = known.history.findLast((value, run) => value !== null && onThisMachine[run]) ?? null;
    const last = here ?? known.history.findLast((value) => value !== null) ?? null;
    const level = noise.get(id)?.level ?? (last === null ? null : Math.log(last));
    if (level === null) return [];
    const isElsewhere = here === null;
    return [{ id, logChange: Math.log(median(medians)) - level, isElsewhere }];
  });
  const elsewhere = changes.filter(({ isElsewhere }) => isElsewhere).map(({ logChange }) => logChange);
  const shift = elsewhere.length < FEWEST_FOR_SHIFT ? 0 : median(elsewhere);
  const suspects = changes.filter(
    ({ id, logChange, isElsewhere }) =>
      logChange - (isElsewhere ? shift : 0) >= Math.log1p(budgetOf(id, "time").budget) / 2,
  );
  return new Set(suspects.map(({ id }) => id));
}

function usable(series: Series): boolean {
  return series.medians.length >= 2 && series.medians.every((value) => value > 0);
}

/** What head is compared with, and what that is worth. */
interface Comparison {
  /** In the unit. */
  readonly base: number;
  readonly estimate: Estimate;
  readonly evidence: Evidence;
  readonly note: string;
}

/**
 * By how much (logarithmic) the whole suite differs between two machines: one is faster than the other, and code that
 * got slower in most of its hot paths at once looks the same. Null where too few benchmarks tell.
 */
function machineShift(compared: readonly Pick<Comparison, "estimate" | "evidence">[]): number | null {
  const elsewhere = compared.filter(({ evidence }) => evidence === "stored-other-machine");
  if (elsewhere.length < FEWEST_FOR_SHIFT) return null;
  return median(elsewhere.map(({ estimate }) => estimate.meanLog));
}

function withoutShift(
  { estimate, note }: Pick<Comparison, "estimate" | "note">,
  shift: number | null,
): Pick<Comparison, "estimate" | "note"> {
  if (shift === null) return { estimate, note: `${note}, on another machine` };
  const words = `${(Math.expm1(shift) * 100).toFixed(0)} %`;
  return {
    estimate: { ...estimate, meanLog: estimate.meanLog - shift },
    note: `${note}, on another machine; less the ${words} by which the whole suite differs`,
  };
}

function againstHistory(history: StoredNoise, before: Series, head: Series): Comparison {
  const blocks = [before.medians, head.medians];
  const { variance, degreesOfFreedom } = ofNextRun(history, head.medians.length, blocks);
  return {
    base: Math.exp(history.level),
    estimate: {
      meanLog: Math.log(median(head.medians)) - history.level,
      standardError: Math.sqrt(variance),
      degreesOfFreedom,
    },
    evidence: "stored-same-machine",
    note: `against the level of its last ${history.runs} runs on this kind of machine`,
  };
}

function againstLastRun(before: Series, head: Series, sameMachine: boolean): Comparison {
  return {
    base: median(before.medians),
    estimate: estimateDifference(before.medians, head.medians),
    evidence: sameMachine ? "stored-same-machine" : "stored-other-machine",
    note: "against the stored baseline, which was measured in another run",
  };
}

/**
 * Of one more run about the level, which is itself the mean of some. A run of fewer blocks than those of the history
 * varies more, by what their number leaves of a block's own variance.
 *
 * @param measured blocks' medians, run by run, that tell how far blocks of one run lie apart
 */
function ofNextRun(
  { ofOneRun, runs }: StoredNoise,
  blocks: number,
  measured: readonly (readonly number[])[],
): VarianceEstimate {
  const run = { ...ofOneRun, variance: ofOneRun.variance * (1 + 1 / runs) };
  const missing = 1 / blocks - 1 / RECORD_BLOCKS;
  const block = ofOneBlock(measured);
  return missing <= 0 || block === null ? run : plus(run, { ...block, variance: block.variance * missing });
}

/** Of the logarithm of a block's median within its run; null where no run has two. */
function ofOneBlock(measured: readonly (readonly number[])[]): VarianceEstimate | null {
  let squares = 0;
  let degreesOfFreedom = 0;
  for (const medians of measured) {
    if (medians.length < 2) continue;
    squares += (medians.length - 1) * sampleVariance(medians.map(Math.log));
    degreesOfFreedom += medians.length - 1;
  }
  return degreesOfFreedom === 0 ? null : { variance: squares / degreesOfFreedom, degreesOfFreedom };
}

/** Of a sum of independent parts. Satterthwaite, F. E. (1946), Biometrics Bulletin 2, 110–114. */
function plus(a: VarianceEstimate, b: VarianceEstimate): VarianceEstimate {
  const variance = a.variance + b.variance;
  const uncertainty = a.variance ** 2 / a.degreesOfFreedom + b.variance ** 2 / b.degreesOfFreedom;
  return { variance, degreesOfFreedom: variance ** 2 / uncertainty };
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

export type BaselineUse = "alone" | "beside-paired" | "not-asked";

/**
 * What the report says of the stored baseline, and what it was worth for time.
 *
 * @param use whether it was all there was to compare with, base was measured as well, or nobody asked it for time
 */
export function describeBaseline(
  load: BaselineLoad,
  fingerprint: Fingerprint,
  use: BaselineUse,
  savings: StoreSavings | null,
): BaselineReport {
  switch (load.kind) {
    case "missing":
      return { state: "missing", source: load.source, detail: "none has been recorded yet", savings: null };
    case "unreadable":
      return { state: "unreadable", source: load.source, detail: load.why, savings: null };
    case "not-wanted":
      return { state: "not-used", source: "", detail: "baseline is none", savings: null };
    case "found":
      return {
        state: "found",
        source: load.source,
        detail: `recorded at ${load.baseline.commit.slice(0, 12)}; ${worth(load.baseline, fingerprint, use, savings)}`,
        savings,
      };
    default:
      return load satisfies never;
  }
}

function worth(
  baseline: Baseline,
  fingerprint: Fingerprint,
  use: BaselineUse,
  savings: StoreSavings | null,
): string {
  const differences = fingerprintDifferences(baseline.fingerprint, fingerprint);
  if (use === "not-asked") return "not asked for time, because compare is paired";
  if (savings !== null && savings.rows > 0) return "its history on this kind of machine tells enough";
  if (use === "alone") {
    return differences.length === 0
      ? "compared with directly: the same kind of machine, in another run"
      : `compared with across machines: ${differences.join(", ")}`;
  }
  return differences.length === 0
    ? "the same kind of machine, but its history there is too short or too noisy, so time was measured again, paired"
    : `not trusted for time: ${differences.join(", ")}`;
}
