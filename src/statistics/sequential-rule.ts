/**
 * The sequential rule: after how many blocks a benchmark is over its budget, within it, or given up.
 *
 * There are two one-sided t tests against the budget at planned looks. The error of each is split evenly over the looks
 * at which it may be made (Bonferroni; Jennison & Turnbull 2000, Group Sequential Methods, chapter 2 for the
 * principle). That of "regressed" is split over the suite as well, because one false red row is one false red job.
 */
import { tabulatedStudentQuantile } from "./student.ts";
import { type BlockModel, type Estimate, estimatesOfSuite } from "./suite-estimates.ts";

export interface SequentialRule extends BlockModel {
  /** Chance of any false "regressed" in the whole run. */
  readonly alpha: number;
  /** Chance of "within-budget" for one benchmark that is over. */
  readonly beta: number;
  /**
   * Part of `alpha` that is spent on the mean if a benchmark has one in addition to its typical call, which gets the
   * rest. It is small, because what only the mean shows is seldom near the budget.
   */
  readonly meanShare: number;
  /** Block counts at which it is decided, ascending. */
  readonly looks: readonly number[];
  /**
   * Fewest blocks for "regressed" and "improved". Two or three that agree by chance, and are disturbed in the same way,
   * are not rare among the tails that a family-wise error is made of.
   */
  readonly fewestBlocksForChange: number;
  /** Fewest blocks for these if the time has run out and no further look can come: docs/adr/0020-out-of-time.md. */
  readonly fewestBlocksOutOfTime: number;
  /**
   * Blocks before which a benchmark that looks improved, and can't be called so yet, is not called within its budget
   * either. It does not delay "improved" itself: docs/adr/0018-several-cpus.md.
   */
  readonly blocksBeforeImprovedPasses: number;
  /**
   * What is undecided is given up if each of both answers at the last look is less likely than this; 0 gives nothing
   * up.
   */
  readonly futileBelow: number;
  /** Two-sided chance, for each look, that a canary with ordinary blocks is said to have drifted. */
  readonly driftAlpha: number;
  /**
   * Blocks from which on a benchmark is measured no further because of a drift. What a drift of the canary may have
   * caused is not decided at a look; by then, an odd block of the canary is outweighed, and a lasting drift stays.
   */
  readonly driftPatience: number;
}

/** Measured or fitted values: docs/adr/0003-decision-rule.md and 0005-rule-by-replay.md, and those that fields name. */
export const PAIRED_RULE: SequentialRule = {
  alpha: 0.01,
  beta: 0.025,
  meanShare: 0.2,
  looks: [2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96],
  fewestBlocksForChange: 4,
  blocksBeforeImprovedPasses: 16,
  fewestBlocksOutOfTime: 3,
  futileBelow: 0.01,
  driftAlpha: 0.001,
  driftPatience: 8,
  priorDegreesOfFreedom: { fewest: 4, most: 12 },
  priorDoubtedBelow: 0.1,
  cautiousShare: 1,
  winsorisedBeyond: 1.5,
  floorDeviation: 0.002,
  irreducibleDeviation: 0.002,
  defaultDeviation: 0.025,
  smallestSuite: 4,
};

export interface SequentialInput {
  readonly id: string;
  /** ln(head/base), one for each block, in their order. */
  readonly logRatios: readonly number[];
  /**
   * ln of the ratio of mean costs, one for each block: what every n-th call costs is in no typical call. Absent if one
   * number says both.
   */
  readonly meanLogRatios?: readonly number[];
  /**
   * Number of comparisons that each of them is the median or the mean of. The last one also holds for those that
   * follow; 1 if there is none.
   */
  readonly comparisons?: readonly number[];
  /** b = ln(1 + budget). */
  readonly logBudget: number;
  /** Whether the benchmark is gated. One that is not shows what is typical, and shares no error. */
  readonly gated: boolean;
  /**
   * Whether the benchmark is the same code on both sides, so that its change is the machine's. At most one is, and it
   * is not gated.
   */
  readonly canary?: boolean;
}

export type Decision = "regressed" | "improved" | "within-budget" | "undecided";

/** The cost that a decision, or the lack of one, rests on. */
export type Cost = "typical" | "mean";

/** Both costs of a benchmark: its typical call, and the mean of its calls; no mean if one number says both. */
export interface Costs {
  readonly typical: Estimate;
  readonly mean: Estimate | null;
}

export interface CostDecision {
  readonly decision: Decision;
  readonly cost: Cost;
}

export interface SequentialOutcome {
  readonly id: string;
  readonly decision: Decision;
  /** Undecided, and measured no further because it would most likely stay so. */
  readonly givenUp: boolean;
  /** Undecided, because a drift of the canary may have caused what would have been decided. */
  readonly drifted: boolean;
  /** Undecided, but certainly worse, by more than the budget in every block; set if the time has run out. */
  readonly overdue: boolean;
  /** Undecided, and cut short before it had enough blocks to be red: it lacks time. */
  readonly tooShort: boolean;
  /** Number of blocks that the estimate rests on: those up to the look that ended it, or all. */
  readonly blocks: number;
  /** Estimate of the typical call. */
  readonly estimate: Estimate;
  /** Estimate of the mean of calls; null if there is none apart from the typical one. */
  readonly mean: Estimate | null;
  readonly cost: Cost;
}

/** What the looks so far have decided, and given up. */
export interface Decided {
  /** Block count of the last look; 0 before the first one. */
  readonly lastLook: number;
  readonly outcomes: ReadonlyMap<string, SequentialOutcome>;
  /** Ids of what a drift kept from being decided at its last look. */
  readonly putOff: ReadonlySet<string>;
}

export const NOTHING_DECIDED: Decided = { lastLook: 0, outcomes: new Map(), putOff: new Set() };

/** Decides at every look that the blocks have reached since. */
export function decideFurther(
  inputs: readonly SequentialInput[],
  before: Decided,
  rule: SequentialRule,
): Decided {
  const gated = inputs.filter((input) => input.gated).length;
  const outcomes = new Map(before.outcomes);
  const putOff = new Set(before.putOff);
  let { lastLook } = before;
  for (const look of rule.looks) {
    if (look <= before.lastLook) continue;
    if (!inputs.some((input) => input.gated && !outcomes.has(input.id) && input.logRatios.length >= look))
      continue;
    lastLook = look;
    const { typicalOf, costsOf } = costsAt(look, inputs, outcomes, rule);
    const drift = driftAt(look, inputs, typicalOf, rule);
    for (const [index, input] of inputs.entries()) {
      // A benchmark that is not gated only shows what is typical, as long as anything is measured.
      if (!input.gated || outcomes.has(input.id) || input.logRatios.length < look) continue;
      const costs = costsOf(index);
      if (costs === null) continue;
      const decisionOf = (one: Costs) => decideCosts(one, look, input.logBudget, gated, rule);
      const { decision, cost } = decisionOf(costs);
      const drifted = mayBeMadeBy(drift, decision, costs, decisionOf);
      if (drifted) putOff.add(input.id);
      else putOff.delete(input.id);
      const givenUp = decision === "undecided" && areFutile(costs, look, input.logBudget, gated, rule);
      const { typical: estimate, mean } = costs;
      const ended = {
        ...{ id: input.id, givenUp, drifted, blocks: look, estimate, mean, cost },
        ...{ overdue: false, tooShort: false },
      };
      if (drifted && look >= rule.driftPatience) outcomes.set(input.id, { ...ended, decision: "undecided" });
      else if (!drifted && (decision !== "undecided" || givenUp))
        outcomes.set(input.id, { ...ended, decision });
    }
  }
  return { lastLook, outcomes, putOff };
}

/** ln(head/base) of the canary if that can't be noise; 0 if it can. Its standard error includes τ. */
function driftAt(
  look: number,
  inputs: readonly SequentialInput[],
  typicalOf: (index: number) => Estimate | null,
  rule: SequentialRule,
): number {
  const index = inputs.findIndex(({ canary }) => canary === true);
  const estimate = index < 0 ? null : typicalOf(index);
  const blocks = Math.min(look, inputs[index]?.logRatios.length ?? 0);
  if (estimate === null || blocks < 2) return 0;
  const { meanLog, standardError, degreesOfFreedom } = estimate;
  const bound = tabulatedStudentQuantile(rule.driftAlpha / 2, degreesOfFreedom) * standardError;
  return Math.abs(meanLog) > bound ? meanLog : 0;
}

/**
 * Whether the decision would be different with the drift taken out of the estimate. A drift that made head look slower
 * hides no slowdown, and one that made it look faster causes none.
 */
function mayBeMadeBy(
  drift: number,
  decision: Decision,
  { typical, mean }: Costs,
  decisionOf: (costs: Costs) => CostDecision,
): boolean {
  if (decision === "undecided" || drift === 0) return false;
  if (decision === "regressed" ? drift < 0 : drift > 0) return false;
  const without = (estimate: Estimate): Estimate => ({
    ...estimate,
    meanLog: estimate.meanLog - drift,
    ...(estimate.ofBlocks === undefined
      ? {}
      : { ofBlocks: { ...estimate.ofBlocks, average: estimate.ofBlocks.average - drift } }),
  });
  const steady = { typical: without(typical), mean: mean === null ? null : without(mean) };
  return decisionOf(steady).decision !== decision;
}

/** Whether all blocks could come; `cut short` if the time limit or a lost process has ended measuring. */
export type End = "finished" | "cut short";

/**
 * Decides a suite from all blocks there are so far, look by look, as it would have been decided while measuring. Called
 * with a longer prefix of the same blocks, it never takes a decision back.
 *
 * If it was cut short, what is undecided has one more look at what there is. This look uses the share of error of a
 * planned look that never comes, so no bound moves; when it happens does not depend on the ratios.
 *
 * Series without any block are left out of the answer; those with a single one are estimated from the prior alone.
 */
export function decideSequentially(
  inputs: readonly SequentialInput[],
  rule: SequentialRule,
  end: End = "finished",
): SequentialOutcome[] {
  const { outcomes, putOff } = decideFurther(inputs, NOTHING_DECIDED, rule);
  const gated = inputs.filter((input) => input.gated).length;
  const { typicalOf, costsOf } = costsAt(Number.POSITIVE_INFINITY, inputs, outcomes, rule);
  const drift = end === "finished" ? 0 : driftAt(Number.POSITIVE_INFINITY, inputs, typicalOf, rule);
  return inputs.flatMap((input, index): SequentialOutcome[] => {
    const outcome = outcomes.get(input.id);
    if (outcome !== undefined) return [outcome];
    const costs = costsOf(index);
    if (costs === null) return [];
    const blocks = input.logRatios.length;
    const { typical: estimate, mean } = costs;
    const undecided = {
      id: input.id,
      givenUp: false,
      overdue: false,
      tooShort: false,
      blocks,
      estimate,
      mean,
    };
    if (end === "finished" || !input.gated) {
      const { cost } = decideCosts(costs, blocks, input.logBudget, gated, rule);
      return [{ ...undecided, decision: "undecided", drifted: putOff.has(input.id), cost }];
    }
    const look = Math.max(blocks, rule.fewestBlocksForChange);
    const decisionOf = (one: Costs) => decideCosts(one, look, input.logBudget, gated, rule);
    const { decision, cost } = decisionOf(costs);
    const isEnough = blocks >= rule.fewestBlocksOutOfTime;
    if (isEnough && mayBeMadeBy(drift, decision, costs, decisionOf))
      return [{ ...undecided, decision: "undecided", drifted: true, cost }];
    if (isEnough && decision !== "undecided") return [{ ...undecided, decision, drifted: false, cost }];
    const overdue = drift <= 0 && isOverdue(input, costs, gated, rule);
    const tooShort = !isEnough && !(overdue && blocks > 1 && isManyTimesWorse(input));
    const drifted = putOff.has(input.id) && !overdue;
    return [{ ...undecided, decision: "undecided", overdue, tooShort, drifted, cost }];
  });
}

/**
 * Logarithm of ten times. Some processes of unchanged code may differ by as much, but not all of a run
 * (docs/adr/0019-a-benchmark-unlike-its-suite.md).
 */
const MANY_TIMES = Math.log(10);

/**
 * Whether a benchmark is over its budget in every block, and certainly worse. To say by how much, it lacks time, and
 * not a steadier machine. If the blocks are too few to be red, it has to be as certainly worse as a red one at one
 * look. A single block does not show how much it varies: it has to be worse by more than the budget. What is many times
 * worse in every block is certainly worse, however far its blocks lie apart.
 */
function isOverdue(
  { logRatios, logBudget }: SequentialInput,
  { typical: { meanLog, standardError, degreesOfFreedom }, mean }: Costs,
  gated: number,
  rule: SequentialRule,
): boolean {
  // If the mean shows less, the same work may be spread differently over the calls.
  if (mean !== null && mean.meanLog <= logBudget) return false;
  const least = Math.min(...logRatios);
  if (least <= logBudget) return false;
  if (isManyTimesWorse({ logRatios })) return true;
  const blocks = logRatios.length;
  const tail = blocks < rule.fewestBlocksOutOfTime ? redTail(gated, rule) : rule.alpha / Math.max(gated, 1);
  const than = blocks === 1 ? logBudget : 0;
  return (meanLog - than) / standardError > tabulatedStudentQuantile(tail, degreesOfFreedom);
}

function isManyTimesWorse({ logRatios }: Pick<SequentialInput, "logRatios">): boolean {
  return Math.min(...logRatios) > MANY_TIMES;
}

/** Both costs of each input, by its index; null for what has no block. */
function costsAt(
  look: number,
  inputs: readonly SequentialInput[],
  ended: ReadonlyMap<string, SequentialOutcome>,
  rule: SequentialRule,
): {
  readonly typicalOf: (index: number) => Estimate | null;
  readonly costsOf: (index: number) => Costs | null;
} {
  const typicalOf = estimatesAt(look, inputs, ({ logRatios }) => logRatios, ended, rule);
  // Only means show what is usual for means: on a restless machine they are noisier than typical calls.
  const meanOf = estimatesAt(look, inputs, ({ meanLogRatios = [] }) => meanLogRatios, ended, rule);
  const costsOf = (index: number) => {
    const [typical, mean] = [typicalOf(index), meanOf(index)];
    // If a block is a single comparison, both are the same number.
    if (typical === null || mean === null || typical.meanLog === mean.meanLog)
      return typical === null ? null : { typical, mean };
    return { typical: witnessed(typical), mean: witnessed(mean) };
  };
  return { typicalOf, costsOf };
}

function witnessed(estimate: Estimate): Estimate {
  const { ofBlocks } = estimate;
  return ofBlocks === undefined ? estimate : { ...estimate, ofBlocks: { ...ofBlocks, hasWitness: true } };
}

/**
 * Estimates of all inputs at a look. What is decided or given up still counts as a witness, with its blocks up to then.
 */
function estimatesAt(
  look: number,
  inputs: readonly SequentialInput[],
  valuesOf: (input: SequentialInput) => readonly number[],
  ended: ReadonlyMap<string, SequentialOutcome>,
  rule: SequentialRule,
): (index: number) => Estimate | null {
  const blocks = inputs.map(({ id }) => ended.get(id)?.blocks ?? look);
  return estimatesOfSuite(
    inputs.map((input, index) => {
      const values = valuesOf(input);
      const count = blocks[index] as number;
      return count >= values.length ? values : values.slice(0, count);
    }),
    rule,
    // The fewest: a benchmark whose later blocks say less is as noisy as those. Of the blocks up to the look alone, so
    // that none that follows turns a decision round.
    inputs.map(({ comparisons }, index) => fewestOf(comparisons, blocks[index] as number)),
  );
}

function fewestOf(comparisons: readonly number[] = [1], blocks: number): number {
  let fewest = Number.POSITIVE_INFINITY;
  for (let block = 0; block < comparisons.length && block < blocks; block++) {
    fewest = Math.min(fewest, comparisons[block] as number);
  }
  return fewest;
}

/** Standard errors by which the typical call and the mean may differ and still agree. */
const AGREE_WITHIN = 2;

/**
 * What the typical call and the mean say together at a look.
 *
 * The mean is what callers pay, and the typical call is its quieter witness as long as both agree. So a slower typical
 * call is a regression only if the mean agrees with it and lies over the budget as well; if the same work was only
 * spread evenly, it does not. A mean over its budget is a regression by itself. "Within budget" needs the mean to be
 * within it, which alone bounds that error; and also the typical call, unless it is known to have changed by more than
 * the budget, or to say something else than the mean. Then it is no witness, and the mean has to be as certain as without
 * one: where half of the batches have a rare call, what is typical of them hangs on chance, and is decided by no block.
 *
 * @param gated benchmarks that share the error of red
 */
export function decideCosts(
  { typical, mean }: Costs,
  look: number,
  logBudget: number,
  gated: number,
  rule: SequentialRule,
): CostDecision {
  if (mean === null)
    return { decision: decideAtLook(typical, look, logBudget, gated, rule), cost: "typical" };
  const ofTypical = decideAtLook(typical, look, logBudget, gated, partOf(rule, "typical"));
  const ofMean = decideAtLook(mean, look, logBudget, gated, partOf(rule, "mean"));
  const agree = doAgree(typical, mean);
  if (agree && ofTypical === "regressed" && mean.meanLog > logBudget)
    return { decision: "regressed", cost: "typical" };
  if (ofMean === "regressed") return { decision: "regressed", cost: "mean" };
  if (agree && ofTypical === "improved" && mean.meanLog < -logBudget)
    return { decision: "improved", cost: "typical" };
  if (ofMean === "improved") return { decision: "improved", cost: "mean" };
  if (ofMean === "within-budget") {
    if (ofTypical === "within-budget") return { decision: "within-budget", cost: "typical" };
    const isKnown =
      ofTypical !== "undecided" || (!agree && isWithinAlone(mean, look, logBudget, gated, rule));
    if (isKnown) return { decision: "within-budget", cost: "mean" };
  }
  return { decision: "undecided", cost: ofTypical === "within-budget" ? "mean" : "typical" };
}

function doAgree(typical: Estimate, mean: Estimate): boolean {
  const apart = Math.abs(typical.meanLog - mean.meanLog);
  return apart <= AGREE_WITHIN * Math.hypot(typical.standardError, mean.standardError);
}

/** Whether the mean is within its budget by itself, with no typical call to witness it; in no fewer blocks than a change takes. */
function isWithinAlone(
  mean: Estimate,
  look: number,
  logBudget: number,
  gated: number,
  rule: SequentialRule,
): boolean {
  if (look < rule.fewestBlocksForChange) return false;
  const { ofBlocks } = mean;
  const alone = ofBlocks === undefined ? mean : { ...mean, ofBlocks: { ...ofBlocks, hasWitness: false } };
  return decideAtLook(alone, look, logBudget, gated, partOf(rule, "mean")) === "within-budget";
}

function partOf(rule: SequentialRule, cost: Cost): SequentialRule {
  const share = cost === "mean" ? rule.meanShare : 1 - rule.meanShare;
  return { ...rule, alpha: rule.alpha * share };
}

/** Confidence of the interval of an estimate that does not come from blocks, and so not from a look. */
const CONFIDENCE = 0.95;
/**
 * Confidence of a cautious estimate's interval at a look, for 95 % of the intervals that runs end with. Blocks that
 * agree by chance have to do so in both numbers if a block has two; if it has one, nothing else would show it.
 */
const CONFIDENCE_AT_LOOK = 0.98;
const CONFIDENCE_WITHOUT_WITNESS = 0.99;

/**
 * What one estimate says at a look.
 *
 * "Within budget" needs more than its share of `beta`: the interval that will be shown with it has to lie below the
 * budget, and so has the plain average of its blocks. What costs ten times as much in one process of ten is drawn in by
 * the centre, but is paid all the same.
 *
 * @param gated benchmarks that share the error of red
 */
export function decideAtLook(
  estimate: Estimate,
  look: number,
  logBudget: number,
  gated: number,
  rule: SequentialRule,
): Decision {
  const { meanLog, standardError, degreesOfFreedom } = estimate;
  if (look >= rule.fewestBlocksForChange) {
    const red = tabulatedStudentQuantile(redTail(gated, rule), degreesOfFreedom);
    if ((meanLog - logBudget) / standardError > red) return "regressed";
    if ((meanLog + logBudget) / standardError < -red) return "improved";
  }
  // Surely within its budget, but perhaps improved, which takes more blocks to say.
  if (look < rule.blocksBeforeImprovedPasses && meanLog < -logBudget) return "undecided";
  const green = tabulatedStudentQuantile(rule.beta / rule.looks.length, degreesOfFreedom);
  if ((meanLog - logBudget) / standardError >= -green) return "undecided";
  if (meanLog + reachOf(estimate) >= logBudget) return "undecided";
  return (estimate.ofBlocks?.average ?? meanLog) < logBudget ? "within-budget" : "undecided";
}

/** Half the width of the interval that is shown. */
function reachOf(estimate: Estimate): number {
  const { standardError, degreesOfFreedom } = estimate.ofBlocks?.cautious ?? estimate;
  return tabulatedStudentQuantile((1 - confidenceOf(estimate)) / 2, degreesOfFreedom) * standardError;
}

function confidenceOf({ ofBlocks }: Estimate): number {
  if (ofBlocks === undefined) return CONFIDENCE;
  return ofBlocks.hasWitness === true ? CONFIDENCE_AT_LOOK : CONFIDENCE_WITHOUT_WITNESS;
}

/**
 * Whether what is undecided at a look would most likely be undecided at the last one. Stopping then makes no verdict,
 * and so no false one. The mean at the last look is predicted from this one, with no prior opinion of where it lies. It
 * has to be too near the budget for red and for green, each except for a chance of `futileBelow`.
 *
 * Spiegelhalter, Freedman & Blackburn (1986): Monitoring clinical trials: conditional or predictive power? Controlled
 * Clinical Trials 7, 8–17.
 *
 * @param gated benchmarks that share the error of red
 */
export function isFutile(
  estimate: Estimate,
  look: number,
  logBudget: number,
  gated: number,
  rule: SequentialRule,
): boolean {
  const { red, green } = withinReach(estimate, look, logBudget, gated, rule);
  return !red && !green;
}

/**
 * Whether both costs are futile, as in `isFutile`: red needs one of them, and green both, or the mean where they say
 * different things. `decideCosts` asks more of green (the cautious interval and the plain average) and may pass by the mean alone, so this only shows what can
 * hardly be reached.
 */
function areFutile(
  { typical, mean }: Costs,
  look: number,
  logBudget: number,
  gated: number,
  rule: SequentialRule,
): boolean {
  if (mean === null) return isFutile(typical, look, logBudget, gated, rule);
  const ofTypical = withinReach(typical, look, logBudget, gated, partOf(rule, "typical"));
  const ofMean = withinReach(mean, look, logBudget, gated, partOf(rule, "mean"));
  const isGreen = ofMean.green && (ofTypical.green || !doAgree(typical, mean));
  return !ofTypical.red && !ofMean.red && !isGreen;
}

/** Which answers are likely enough by the last look. */
function withinReach(
  { meanLog, standardError, degreesOfFreedom }: Estimate,
  look: number,
  logBudget: number,
  gated: number,
  rule: SequentialRule,
): { readonly red: boolean; readonly green: boolean } {
  const last = rule.looks.at(-1) ?? look;
  if (look >= last || rule.futileBelow <= 0) return { red: true, green: true };
  const irreducible = rule.irreducibleDeviation ** 2;
  const blockVariance = look * Math.max(0, standardError ** 2 - irreducible);
  const errorThen = Math.sqrt(blockVariance / last + irreducible);
  const boundThen = (tail: number) => tabulatedStudentQuantile(tail, last - 1) * errorThen;
  const reach =
    tabulatedStudentQuantile(rule.futileBelow, degreesOfFreedom) *
    Math.sqrt(blockVariance / look - blockVariance / last);
  const over = meanLog - logBudget;
  return {
    red: over + reach >= boundThen(redTail(gated, rule)),
    green: over - reach <= -boundThen(rule.beta / rule.looks.length),
  };
}

/** The part of the rule that bounds "regressed". */
export type RedRule = Pick<SequentialRule, "alpha" | "looks" | "fewestBlocksForChange">;

/** Chance of a false "regressed" that one benchmark has at one look. */
export function redTail(gated: number, rule: RedRule): number {
  const looks = rule.looks.filter((look) => look >= rule.fewestBlocksForChange).length;
  return rule.alpha / (Math.max(gated, 1) * looks);
}

/**
 * Smallest change (fraction) that evidence like this would have called regressed with the given power: over the budget
 * by the red bound and by the quantile of the power, both in standard errors.
 */
export function detectableChange(
  estimate: Estimate,
  logBudget: number,
  gated: number,
  rule: RedRule,
  power = 0.8,
): number {
  const bound =
    tabulatedStudentQuantile(redTail(gated, rule), estimate.degreesOfFreedom) +
    tabulatedStudentQuantile(1 - power, estimate.degreesOfFreedom);
  return Math.expm1(logBudget + bound * estimate.standardError);
}

/**
 * 95 % interval of the change, as a fraction. A run ends at the look at which its blocks happen to be decisive, and a
 * benchmark may be unlike its suite: both make an interval miss more often than its level says. So the interval from
 * blocks is that of the cautious estimate, at a higher level. docs/statistics.md says how many of them contain the true
 * change.
 */
export function changeInterval(estimate: Estimate): [low: number, high: number] {
  const half = reachOf(estimate);
  return [Math.expm1(estimate.meanLog - half), Math.expm1(estimate.meanLog + half)];
}
