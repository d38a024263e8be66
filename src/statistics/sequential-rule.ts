/**
 * The sequential rule: after how many blocks a benchmark is over its budget, within it, or given up.
 *
 * Two one-sided t tests against the budget at planned looks, the error of each split evenly over the looks at
 * which it may be made (Bonferroni; Jennison & Turnbull 2000, Group Sequential Methods, chapter 2 for the
 * principle) and that of "regressed" over the suite as well, because one false red row is one false red job.
 */
import { upperStudentQuantile } from "./student.ts";
import { type BlockModel, type Estimate, estimateSuite } from "./suite-estimates.ts";

export interface SequentialRule extends BlockModel {
  /** Chance of any false "regressed" in the whole run. */
  readonly alpha: number;
  /** Chance of "within-budget" for one benchmark that is over. */
  readonly beta: number;
  /** Block counts at which it is decided, ascending. */
  readonly looks: readonly number[];
  /**
   * "Regressed" and "improved" need as many blocks: two or three that agree by chance, and are disturbed in the
   * same way, are no rarity among the tails that a family-wise error is made of.
   */
  readonly fewestBlocksForRed: number;
  /**
   * What is undecided is given up where each of both answers at the last look is less likely than this; 0 gives nothing up.
   */
  readonly futileBelow: number;
}

/** Measured or fitted values: docs/adr/0003-decision-rule.md and 0005-rule-by-replay.md. */
export const PAIRED_RULE: SequentialRule = {
  alpha: 0.01,
  beta: 0.025,
  looks: [2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96],
  fewestBlocksForRed: 4,
  futileBelow: 0.01,
  priorDegreesOfFreedom: { fewest: 4, most: 12 },
  winsorisedBeyond: 1.5,
  floorDeviation: 0.002,
  irreducibleDeviation: 0.002,
  defaultDeviation: 0.025,
  smallestSuite: 4,
};

export interface SequentialInput {
  readonly id: string;
  /** ln(head/base), one a block, in the order of the blocks. */
  readonly logRatios: readonly number[];
  /** Of how many comparisons each of them is the median or the mean; the last for those that follow, 1 where there is none. */
  readonly comparisons?: readonly number[];
  /** b = ln(1 + budget). */
  readonly logBudget: number;
  /** The canary tells what is typical, but is not gated and shares no error. */
  readonly gated: boolean;
}

export type Decision = "regressed" | "improved" | "within-budget" | "undecided";

export interface SequentialOutcome {
  readonly id: string;
  readonly decision: Decision;
  /** Undecided, and measured no further because it would most likely stay so. */
  readonly givenUp: boolean;
  /** Blocks the estimate rests on: those up to the look that ended it, or all. */
  readonly blocks: number;
  readonly estimate: Estimate;
}

/** What the looks so far have decided, and given up. */
export interface Decided {
  /** In blocks; 0 before the first look. */
  readonly lastLook: number;
  readonly outcomes: ReadonlyMap<string, SequentialOutcome>;
}

export const NOTHING_DECIDED: Decided = { lastLook: 0, outcomes: new Map() };

/** Goes on with every look that the blocks have reached since. */
export function decideFurther(
  inputs: readonly SequentialInput[],
  before: Decided,
  rule: SequentialRule,
): Decided {
  const gated = inputs.filter((input) => input.gated).length;
  const outcomes = new Map(before.outcomes);
  let { lastLook } = before;
  for (const look of rule.looks) {
    if (look <= before.lastLook) continue;
    if (!inputs.some((input) => input.gated && !outcomes.has(input.id) && input.logRatios.length >= look))
      continue;
    lastLook = look;
    const estimates = estimatesAt(look, inputs, outcomes, rule);
    for (const [index, input] of inputs.entries()) {
      // What is not gated only tells what is typical, for as long as anything is measured.
      if (!input.gated || outcomes.has(input.id) || input.logRatios.length < look) continue;
      const estimate = estimates[index];
      if (estimate === null || estimate === undefined) continue;
      const decision = decideAtLook(estimate, look, input.logBudget, gated, rule);
      const givenUp = decision === "undecided" && isFutile(estimate, look, input.logBudget, gated, rule);
      if (decision !== "undecided" || givenUp)
        outcomes.set(input.id, { id: input.id, decision, givenUp, blocks: look, estimate });
    }
  }
  return { lastLook, outcomes };
}

/**
 * Decides a suite from all blocks there are so far, look by look, as it would have been decided while
 * measuring: called with a longer prefix of the same blocks, it never takes a decision back.
 *
 * Series without any block are left out of the answer; those with a single one are estimated from the prior
 * alone.
 */
export function decideSequentially(
  inputs: readonly SequentialInput[],
  rule: SequentialRule,
): SequentialOutcome[] {
  const { outcomes } = decideFurther(inputs, NOTHING_DECIDED, rule);
  const estimates = estimatesAt(Number.POSITIVE_INFINITY, inputs, outcomes, rule);
  return inputs.flatMap((input, index): SequentialOutcome[] => {
    const estimate = estimates[index];
    if (estimate === null || estimate === undefined) return [];
    const outcome = outcomes.get(input.id);
    if (outcome !== undefined) return [outcome];
    const blocks = input.logRatios.length;
    return [{ id: input.id, decision: "undecided", givenUp: false, blocks, estimate }];
  });
}

/**
 * The estimate of one series on the blocks that are given here instead of its own, beside a suite that is decided.
 */
export function estimateBeside(
  id: string,
  logRatios: readonly number[],
  inputs: readonly SequentialInput[],
  outcomes: readonly SequentialOutcome[],
  rule: SequentialRule,
): Estimate | null {
  const ended = new Map(outcomes.filter((one) => one.id !== id).map((one) => [one.id, one]));
  const beside = inputs.map((input) => (input.id === id ? { ...input, logRatios } : input));
  const index = inputs.findIndex((input) => input.id === id);
  return estimatesAt(Number.POSITIVE_INFINITY, beside, ended, rule)[index] ?? null;
}

/** What is decided or given up stays a witness, with the blocks up to then. */
function estimatesAt(
  look: number,
  inputs: readonly SequentialInput[],
  ended: ReadonlyMap<string, SequentialOutcome>,
  rule: SequentialRule,
): (Estimate | null)[] {
  const blocksOf = (id: string) => ended.get(id)?.blocks ?? look;
  return estimateSuite(
    inputs.map(({ id, logRatios }) => {
      const blocks = blocksOf(id);
      return blocks >= logRatios.length ? logRatios : logRatios.slice(0, blocks);
    }),
    rule,
    // The fewest: a benchmark whose later blocks say less is as noisy as those. Of the blocks up to the look alone, so that
    // none that follows turns a decision round.
    inputs.map(({ id, comparisons = [1] }) => Math.min(...comparisons.slice(0, blocksOf(id)))),
  );
}

/** What one estimate says at a look. @param gated benchmarks that share the error of red */
export function decideAtLook(
  estimate: Estimate,
  look: number,
  logBudget: number,
  gated: number,
  rule: SequentialRule,
): Decision {
  const { meanLog, standardError, degreesOfFreedom } = estimate;
  if (look >= rule.fewestBlocksForRed) {
    const red = upperStudentQuantile(redTail(gated, rule), degreesOfFreedom);
    if ((meanLog - logBudget) / standardError > red) return "regressed";
    if ((meanLog + logBudget) / standardError < -red) return "improved";
  } else if (meanLog < -logBudget) {
    // Surely within its budget, but perhaps improved, which takes more blocks to say.
    return "undecided";
  }
  const green = upperStudentQuantile(rule.beta / rule.looks.length, degreesOfFreedom);
  if ((meanLog - logBudget) / standardError < -green) return "within-budget";
  return "undecided";
}

/**
 * Whether what is undecided at a look would most likely be undecided at the last: to stop then makes no verdict, and so
 * no false one. The mean at the last look is predicted from this one, with no opinion beforehand of where it lies, and
 * has to be too near the budget for red and for green, each but for a chance of `futileBelow`.
 *
 * Spiegelhalter, Freedman & Blackburn (1986): Monitoring clinical trials: conditional or predictive power? Controlled
 * Clinical Trials 7, 8–17.
 *
 * @param gated benchmarks that share the error of red
 */
export function isFutile(
  { meanLog, standardError, degreesOfFreedom }: Estimate,
  look: number,
  logBudget: number,
  gated: number,
  rule: SequentialRule,
): boolean {
  const last = rule.looks.at(-1) ?? look;
  if (look >= last || rule.futileBelow <= 0) return false;
  const irreducible = rule.irreducibleDeviation ** 2;
  const blockVariance = look * Math.max(0, standardError ** 2 - irreducible);
  const errorThen = Math.sqrt(blockVariance / last + irreducible);
  const boundThen = (tail: number) => upperStudentQuantile(tail, last - 1) * errorThen;
  const reach =
    upperStudentQuantile(rule.futileBelow, degreesOfFreedom) *
    Math.sqrt(blockVariance / look - blockVariance / last);
  const over = meanLog - logBudget;
  return (
    over + reach < boundThen(redTail(gated, rule)) && over - reach > -boundThen(rule.beta / rule.looks.length)
  );
}

/** What bounds a "regressed". */
export type RedRule = Pick<SequentialRule, "alpha" | "looks" | "fewestBlocksForRed">;

/** Chance of a false "regressed" that one benchmark has at one look. */
export function redTail(gated: number, rule: RedRule): number {
  const looks = rule.looks.filter((look) => look >= rule.fewestBlocksForRed).length;
  return rule.alpha / (Math.max(gated, 1) * looks);
}

/**
 * Smallest change (fraction) that evidence like this would have called regressed with the given power:
 * over the budget by the red bound and by the quantile of the power, both in standard errors.
 */
export function detectableChange(
  estimate: Estimate,
  logBudget: number,
  gated: number,
  rule: RedRule,
  power = 0.8,
): number {
  const bound =
    upperStudentQuantile(redTail(gated, rule), estimate.degreesOfFreedom) +
    upperStudentQuantile(1 - power, estimate.degreesOfFreedom);
  return Math.expm1(logBudget + bound * estimate.standardError);
}

/** Interval of the change as a fraction, at the given confidence (two-sided). */
export function changeInterval(estimate: Estimate, confidence = 0.95): [low: number, high: number] {
  const half = upperStudentQuantile((1 - confidence) / 2, estimate.degreesOfFreedom) * estimate.standardError;
  return [Math.expm1(estimate.meanLog - half), Math.expm1(estimate.meanLog + half)];
}
