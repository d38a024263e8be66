/**
 * From a stored baseline and head's own series to verdicts. Time from another run is worth what the machines'
 * differences leave of it: the baseline's own history says how much where there is enough, and τ where not. How fast this
 * machine is now, against then, the canary tells, which is the same work in every run. Pure.
 */
import { type Recording, sameFingerprint, seriesKey } from "../baseline/history.ts";
import { differentVariables } from "../baseline/variables.ts";
import { FEWEST_RECORDED_BLOCKS, RECORD_BLOCKS } from "../measure/schedule.ts";
import type { StoredGrounds } from "../model/row-note.ts";
import type {
  BaselineUse,
  FingerprintDifference,
  WhyNoProspect,
  WhyNotAsked,
  WhyNotScaled,
} from "../model/stored-evidence.ts";
import type {
  Baseline,
  BaselineLoad,
  BaselineReport,
  BaselineSeries,
  Evidence,
  Fingerprint,
  RowNote,
  RowVerdict,
  Series,
  StoreSavings,
} from "../model.ts";
import { CANARY_ID } from "../protocol.ts";
import type { VarianceEstimate } from "../statistics/moderated-variance.ts";
import {
  detectableChange,
  type RedRule,
  redTail,
  type SequentialRule,
} from "../statistics/sequential-rule.ts";
import { median, sampleVariance, upperStudentQuantile } from "../statistics/student.ts";
import type { Estimate } from "../statistics/suite-estimates.ts";
import type { Budget } from "./budgets.ts";
import { canaryAlone } from "./canary.ts";
import type { BudgetOf, DecidedRow } from "./paired.ts";
import {
  ENOUGH_RUNS,
  type StoredLevels,
  type StoredNoise,
  type StoredQuestion,
  storedLevels,
} from "./stored-noise.ts";
import { changeOf, isOfTime, towardsWorse } from "./worse.ts";

export type { StoredQuestion } from "./stored-noise.ts";

/** τ across runs where no history tells better: hosted machines of one label differ by this much and more. */
const RUN_TO_RUN_DEVIATION = 0.2;
/** One look: the stored series does not grow. */
const STORED_RULE: StoredRule = { alpha: 0.01, beta: 0.025, looks: [1], fewestBlocksForRed: 1 };
type StoredRule = RedRule & Pick<SequentialRule, "beta">;
/**
 * Chance that the store, asked first, passes what is just over its budget. What it leaves has another chance to pass in
 * pairs; simulated, both together stay below the 2.5 % of one (docs/adr/0007-stored-baselines.md).
 */
const SCREENING_BETA = 0.01;
/** A benchmark is promising when unchanged code would be seen to be within its budget this often. */
const PROMISING = 0.8;

/**
 * Between the canary's times now and then (logarithmic): up to here, times are taken at the speed of now, and beyond it
 * nothing is settled (docs/adr/0017-how-fast-the-machine-was.md).
 */
const MOST_SHIFT = Math.log(1.1);
/**
 * How far a benchmark may follow the machine's speed more or less than the canary does: SD, as a part of that shift. What
 * waits for memory follows a clock by half.
 */
const UNLIKENESS = 0.5;
/**
 * Part of a budget by which calls on average may take longer than the typical one, so that the stored typical ones, which
 * are all that there is, settle it: the rest is left for what base has of that as well.
 */
const MEAN_EXCESS_PART = 1 / 2;
/** From here on (logarithmic) a row says that it was scaled. */
const SHOWN_SHIFT = 0.005;

/** Fewer benchmarks than this don't tell a slower machine from slower code. */
const FEWEST_FOR_SHIFT = 5;
/**
 * Between machines the tails are those of processors and not of chance: a small suite gets no easier bound than a
 * large one.
 */
const LARGE_SUITE = 50;

/** What of a fingerprint differs; empty when nothing does. */
export function fingerprintDifferences(baseline: Fingerprint, here: Fingerprint): FingerprintDifference[] {
  const differences: FingerprintDifference[] = [];
  for (const kind of ["cpu", "os", "python"] as const) {
    if (baseline[kind] !== here[kind]) differences.push({ kind, baseline: baseline[kind], here: here[kind] });
  }
  if (baseline.lock !== here.lock) differences.push({ kind: "lock-files" });
  if (baseline.packages === null || here.packages === null) differences.push({ kind: "packages-unknown" });
  else if (baseline.packages !== here.packages) differences.push({ kind: "packages" });
  const names = differentVariables(baseline, here);
  if (names.length > 0) differences.push({ kind: "variables", names });
  return differences;
}

/** What came of asking the store before base was measured. */
export type AskedFirst =
  | {
      readonly kind: "asked";
      /** What it settled. */
      readonly rows: readonly DecidedRow[];
      readonly savings: StoreSavings;
      /** Whether no benchmark of head is left to be measured paired. */
      readonly settlesAll: boolean;
      /** Ids of what it has of base. */
      readonly onBase: ReadonlySet<string>;
      /** Why it could settle nothing of time, though it has a history; null where it could. */
      readonly speed: WhyNotScaled | null;
    }
  | { readonly kind: "not-asked"; readonly why: WhyNotAsked }
  /** There is nothing else to compare with. */
  | { readonly kind: "store-alone" };

/** Decides the benchmarks that both the baseline and head have. */
export function decideStored(
  baseline: Baseline,
  head: readonly Series[],
  question: StoredQuestion,
  budgetOf: BudgetOf,
): DecidedRow[] {
  return decideWith(STORED_RULE, baseline, head, question, budgetOf);
}

/**
 * The rows that the store settles before anything is measured in pairs. A red verdict is none of these: what looks slower
 * is left.
 */
export function settledByStore(
  baseline: Baseline,
  head: readonly Series[],
  question: StoredQuestion,
  budgetOf: BudgetOf,
): DecidedRow[] {
  const rule = { ...STORED_RULE, beta: SCREENING_BETA };
  return decideWith(rule, baseline, head, question, budgetOf).filter(
    ({ verdict }) => verdict === "within-budget" || verdict === "improved",
  );
}

function decideWith(
  rule: StoredRule,
  baseline: Baseline,
  head: readonly Series[],
  question: StoredQuestion,
  budgetOf: BudgetOf,
): DecidedRow[] {
  const stored = new Map(baseline.series.map((series) => [seriesKey(series), series]));
  const { known: levels } = storedLevels(baseline, question);
  const differences = fingerprintDifferences(baseline.fingerprint, question.fingerprint);
  const canary = canaryAlone(head);
  const common = head.flatMap((series): (Comparison & { readonly series: Series })[] => {
    const before = stored.get(seriesKey(series));
    if (series.id === CANARY_ID || before === undefined || !usable(series)) return [];
    const level = levels.get(seriesKey(series));
    const refused = isOfTime(series.metric)
      ? whyNotScaled(level?.canary ?? lastCanary(baseline), canary)
      : null;
    if (level !== undefined && refused === null) {
      return [{ series, ...againstHistory(level, before, series, canary) }];
    }
    if (!usable(before)) return [];
    const compared = againstLastRun(before, series, differences);
    // Without a level, runs are far enough apart for what nobody knows of their speed.
    const isRefused =
      level !== undefined || (differences.length === 0 && isShifted(lastCanary(baseline), canary));
    return [{ series, ...compared, refused: isRefused ? refused : null }];
  });
  const shift = machineShift(common);
  const isAnother = (series: Series) =>
    question.codes.has(series.id) &&
    question.codes.get(series.id) !== (stored.get(seriesKey(series))?.code ?? null);
  return common.map(({ series, base, evidence, refused, ...compared }) => {
    const { budget, floor } = budgetOf(series.id, series.metric);
    const now = median(series.medians);
    // Machines differ in speed; what is no time is the same on the faster one.
    const elsewhere = evidence === "stored-other-machine" && isOfTime(series.metric);
    const { estimate: plain, grounds } = elsewhere ? withoutShift(compared, shift) : compared;
    const estimate = { ...plain, meanLog: towardsWorse(plain.meanLog, series.better) };
    const note: RowNote = isAnother(series) ? { kind: "text-changed-since-recorded" } : (refused ?? grounds);
    const decision =
      isAnother(series) || refused !== null || (elsewhere && shift === null)
        ? "inconclusive"
        : decide(
            estimate,
            Math.log1p(budget),
            elsewhere ? Math.max(common.length, LARGE_SUITE) : common.length,
            rule,
          );
    const isBelowFloor = decision === "regressed" && Math.abs(now - base) < floor;
    // A red typical call is red; of the mean, the store can say nothing.
    const isOfTypicalAlone =
      isOfTime(series.metric) &&
      (question.meanExcess?.get(series.id) ?? 0) > MEAN_EXCESS_PART * budget &&
      (isBelowFloor || decision === "within-budget" || decision === "improved");
    const verdict = isOfTypicalAlone ? "inconclusive" : isBelowFloor ? "within-budget" : decision;
    return {
      id: series.id,
      metric: series.metric,
      unit: series.unit,
      better: series.better,
      verdict,
      base,
      head: now,
      ...changeOf(estimate, series.better),
      budget,
      evidence,
      detectable:
        verdict === "inconclusive"
          ? detectableChange(estimate, Math.log1p(budget), common.length, rule)
          : null,
      notes: isBelowFloor
        ? [{ kind: "worse-below-floor" }]
        : notesOf(verdict, isOfTypicalAlone ? { kind: "typical-calls-alone" } : note),
      costs: null,
      blocks: [],
    };
  });
}

/** Logarithm of what the canary took in the last run; null where that is not known. */
function lastCanary({ runs }: Baseline): number | null {
  const seconds = runs.at(-1)?.canary ?? null;
  return seconds === null ? null : Math.log(seconds);
}

/** By how much slower (logarithmic) the machine is now than then; null where one of the two is not known. */
function shiftOf(then: number | null, now: Series | undefined): number | null {
  return then === null || now === undefined ? null : Math.log(median(now.medians)) - then;
}

function isShifted(then: number | null, now: Series | undefined): boolean {
  const shift = shiftOf(then, now);
  return shift !== null && Math.abs(shift) > MOST_SHIFT;
}

/** Null where times of then can be taken at the speed of now. */
function whyNotScaled(then: number | null, now: Series | undefined): WhyNotScaled | null {
  const shift = shiftOf(then, now);
  if (shift === null) return { kind: "machine-speed-unknown" };
  return isShifted(then, now) ? { kind: "machine-speed-differs", slower: Math.expm1(shift) } : null;
}

/** Why the histories settle nothing of time; null where they may. */
export function whyNoSpeed(
  baseline: Baseline,
  head: readonly Series[],
  question: StoredQuestion,
): WhyNotScaled | null {
  const times = baseline.series.filter(({ metric }) => isOfTime(metric));
  const { known } = storedLevels(baseline, question);
  const whys = times.flatMap((series) => {
    const level = known.get(seriesKey(series));
    return level === undefined ? [] : [whyNotScaled(level.canary, canaryAlone(head))];
  });
  return whys.length > 0 && whys.every((why) => why !== null) ? (whys[0] ?? null) : null;
}

/** What is settled needs no words beside its row: the report says how many these are, and what they rest on. */
function notesOf(verdict: RowVerdict, note: RowNote): readonly RowNote[] {
  return verdict === "within-budget" || verdict === "improved" ? [] : [note];
}

export interface StoredProspects {
  /** Ids of those benchmarks that unchanged code would most likely be passed for by the store alone. */
  readonly able: ReadonlySet<string>;
  readonly unable: ReadonlyMap<string, WhyNoProspect>;
}

/**
 * Whether the store is worth asking before anything is measured in pairs.
 *
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

/**
 * Ids of what looks slower than before by half its budget or more: than its level on this kind of machine, or its last
 * run there, or its last run anywhere, less what the whole suite differs by there; as it was measured, or at the speed
 * that the machine had then, since a faster machine hides slower code. No verdict, but a reason to measure it in pairs.
 *
 * @param recording the newest, not yet in the baseline
 */
export function suspectsAgainst(
  earlier: Baseline,
  { series, fingerprint, canary }: Pick<Recording, "series" | "fingerprint" | "canary">,
  budgetOf: BudgetOf,
): Set<string> {
  const before = new Map(earlier.series.map((one) => [seriesKey(one), one]));
  const codes = new Map(series.map(({ id, code }) => [id, code]));
  const { known: levels } = storedLevels(earlier, { fingerprint, baseCommit: null, codes });
  const onThisMachine = earlier.runs.map((run) => {
    const on = earlier.fingerprints[run.fingerprint];
    return on !== undefined && sameFingerprint(on, fingerprint);
  });
  const changes = series.flatMap((one) => {
    const { id, metric, better, code, medians } = one;
    const known = before.get(seriesKey(one));
    if (known === undefined || known.code !== code || medians.length === 0) return [];
    const here = known.history.findLastIndex((value, run) => value !== null && onThisMachine[run]);
    const last = here < 0 ? known.history.findLastIndex((value) => value !== null) : here;
    const value = known.history[last] ?? null;
    const seconds = earlier.runs[last]?.canary ?? null;
    const lastRun = value === null ? null : { level: Math.log(value), canary: seconds && Math.log(seconds) };
    if (lastRun === null) return [];
    const level = levels.get(seriesKey(one)) ?? null;
    const now = Math.log(median(medians));
    const isTime = isOfTime(metric);
    const isElsewhere = here < 0 && isTime;
    // A level of times is one at the machine's speed; as it was measured, the run before is what is next to it.
    const asMeasured = towardsWorse(now - (isTime ? lastRun : (level ?? lastRun)).level, better);
    const then = level ?? lastRun;
    const isScaled = isTime && !isElsewhere && canary !== null && then.canary !== null;
    const scaled = isScaled ? now - then.level - (Math.log(canary) - then.canary) : Number.NEGATIVE_INFINITY;
    return [{ id, metric, logChange: Math.max(asMeasured, scaled), isElsewhere }];
  });
  const elsewhere = changes.filter(({ isElsewhere }) => isElsewhere).map(({ logChange }) => logChange);
  const shift = elsewhere.length < FEWEST_FOR_SHIFT ? 0 : median(elsewhere);
  const suspects = changes.filter(
    ({ id, metric, logChange, isElsewhere }) =>
      logChange - (isElsewhere ? shift : 0) >= Math.log1p(budgetOf(id, metric).budget) / 2,
  );
  return new Set(suspects.map(({ id }) => id));
}

function usable(series: Series): boolean {
  return series.medians.length >= FEWEST_RECORDED_BLOCKS && series.medians.every((value) => value > 0);
}

/** What head is compared with, and what that is worth. */
interface Comparison {
  /** In the unit. */
  readonly base: number;
  readonly estimate: Estimate;
  readonly evidence: Evidence;
  readonly grounds: StoredGrounds;
  /** Why nothing may be decided by it. */
  readonly refused: WhyNotScaled | null;
}

/**
 * By how much (logarithmic) the whole suite differs between two machines: one is faster than the other, and code that
 * got slower in most of its hot paths at once looks the same. Null where too few benchmarks tell.
 */
function machineShift(
  compared: readonly (Pick<Comparison, "estimate" | "evidence"> & { readonly series: Series })[],
): number | null {
  const elsewhere = compared.filter(
    ({ evidence, series }) => evidence === "stored-other-machine" && isOfTime(series.metric),
  );
  if (elsewhere.length < FEWEST_FOR_SHIFT) return null;
  return median(elsewhere.map(({ estimate }) => estimate.meanLog));
}

function withoutShift(
  { estimate, grounds }: Pick<Comparison, "estimate" | "grounds">,
  shift: number | null,
): Pick<Comparison, "estimate" | "grounds"> {
  if (shift === null) return { estimate, grounds };
  return {
    estimate: { ...estimate, meanLog: estimate.meanLog - shift },
    grounds: grounds.kind === "against-last-run" ? { ...grounds, suiteChange: Math.expm1(shift) } : grounds,
  };
}

/** @param canary of head's run; of a time, it is known how far it lies from that of the history */
function againstHistory(
  history: StoredNoise,
  before: Series,
  head: Series,
  canary: Series | undefined,
): Comparison {
  const blocks = head.medians.length;
  const run = ofNextRun(history.ofOneRun, history.runs, blocks, [before.medians, head.medians]);
  const shift = (isOfTime(head.metric) ? shiftOf(history.canary, canary) : null) ?? 0;
  const speed = isOfTime(head.metric) ? blockVariance(blocks, [canary?.medians ?? []]) : null;
  const { variance, degreesOfFreedom } = speed === null ? run : plus(run, speed);
  return {
    base: Math.exp(history.level + shift),
    estimate: {
      meanLog: Math.log(median(head.medians)) - history.level - shift,
      standardError: Math.hypot(Math.sqrt(variance), UNLIKENESS * shift),
      degreesOfFreedom,
    },
    evidence: "stored-same-machine",
    grounds: {
      kind: "against-level",
      runs: history.runs,
      speed: Math.abs(shift) < SHOWN_SHIFT ? null : Math.expm1(shift),
    },
    refused: null,
  };
}

/** @param differences of the two fingerprints */
function againstLastRun(
  before: Series,
  head: Series,
  differences: readonly FingerprintDifference[],
): Comparison {
  return {
    base: median(before.medians),
    estimate: estimateDifference(before.medians, head.medians),
    evidence: differences.length === 0 ? "stored-same-machine" : "stored-other-machine",
    grounds: { kind: "against-last-run", differences, suiteChange: null },
    refused: null,
  };
}

/**
 * Of one more run about the level, which is itself the mean of some. A run of fewer blocks than those of the history
 * varies more, by what their number leaves of a block's own variance.
 *
 * @param measured blocks' medians, run by run, that tell how far blocks of one run lie apart
 */
function ofNextRun(
  ofOneRun: VarianceEstimate,
  runs: number,
  blocks: number,
  measured: readonly (readonly number[])[],
): VarianceEstimate {
  const run = { ...ofOneRun, variance: ofOneRun.variance * (1 + 1 / runs) };
  const block = blockVariance(blocks, measured);
  return block === null ? run : plus(run, block);
}

/** What a run of so few blocks varies more by than one of the history; null where it has as many, or none can tell. */
function blockVariance(blocks: number, measured: readonly (readonly number[])[]): VarianceEstimate | null {
  const missing = 1 / blocks - 1 / RECORD_BLOCKS;
  const block = ofOneBlock(measured);
  // A variance of nothing has no degrees of freedom to weigh.
  return missing <= 0 || block === null || block.variance === 0
    ? null
    : { ...block, variance: block.variance * missing };
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
  rule: StoredRule,
): "regressed" | "improved" | "within-budget" | "inconclusive" {
  const red = upperStudentQuantile(redTail(gated, rule), degreesOfFreedom);
  if ((meanLog - logBudget) / standardError > red) return "regressed";
  if ((meanLog + logBudget) / standardError < -red) return "improved";
  const green = upperStudentQuantile(rule.beta, degreesOfFreedom);
  return (meanLog - logBudget) / standardError < -green ? "within-budget" : "inconclusive";
}

/**
 * What the report says of the stored baseline, and what it was worth for time.
 *
 */
export function describeBaseline(
  load: BaselineLoad,
  fingerprint: Fingerprint,
  asked: AskedFirst,
): BaselineReport {
  switch (load.kind) {
    case "missing":
      return { state: "missing", source: load.source, why: load.why ?? null };
    case "unreadable":
      return { state: "unreadable", source: load.source, why: load.why };
    case "not-wanted":
      return { state: "not-used", source: "", why: "not-wanted" };
    case "found":
      return {
        state: "found",
        source: load.source,
        commit: load.baseline.commit,
        use: useOf(load.baseline, fingerprint, asked),
        problems: load.problems ?? [],
        savings: asked.kind === "asked" && asked.savings.rows > 0 ? asked.savings : null,
      };
    default:
      return load satisfies never;
  }
}

function useOf(baseline: Baseline, fingerprint: Fingerprint, asked: AskedFirst): BaselineUse {
  if (asked.kind === "store-alone") {
    return {
      kind: "compared-with",
      differences: fingerprintDifferences(baseline.fingerprint, fingerprint),
    };
  }
  if (asked.kind === "not-asked") return asked;
  if (asked.settlesAll) return { kind: "settled", what: "everything" };
  return asked.savings.rows > 0
    ? { kind: "settled", what: "some" }
    : { kind: "settled-nothing", why: asked.speed };
}
