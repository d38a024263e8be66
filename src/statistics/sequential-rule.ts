/**
 * The sequential rule: after how many blocks a benchmark is over its budget, within it, or still undecided.
 *
 * Two one-sided t tests against the budget at planned looks, the error of each split evenly over the looks
 * (Bonferroni; Jennison & Turnbull 2000, Group Sequential Methods, chapter 2 for the principle) and that of
 * "regressed" over the suite as well, because one false red row is one false red job.
 */
import { moderate, priorFromSuite, type VarianceEstimate, type VariancePrior } from "./moderated-variance.ts";
import { mean, sampleVariance, upperStudentQuantile } from "./student.ts";

export interface SequentialRule {
  /** Chance of any false "regressed" in the whole run. */
  readonly alpha: number;
  /** Chance of "within-budget" for one benchmark that is over. */
  readonly beta: number;
  /** Block counts at which it is decided, ascending. */
  readonly looks: readonly number[];
  readonly priorDegreesOfFreedom: number;
  /** SD of a block (log ratio) below which nothing is believed. */
  readonly floorDeviation: number;
  /** τ: SD of what replication can't remove. */
  readonly irreducibleDeviation: number;
  /** SD of a block that is assumed where too few series could tell. */
  readonly defaultDeviation: number;
  /** Fewer series than this are no suite to learn a prior from. */
  readonly smallestSuite: number;
}

/** Measured or fitted values: docs/adr/0003-decision-rule.md. */
export const PAIRED_RULE: SequentialRule = {
  alpha: 0.01,
  beta: 0.025,
  looks: [4, 6, 8, 12, 16, 24],
  priorDegreesOfFreedom: 4,
  floorDeviation: 0.002,
  irreducibleDeviation: 0.007,
  defaultDeviation: 0.025,
  smallestSuite: 4,
};

export interface SequentialInput {
  readonly id: string;
  /** ln(head/base), one a block, in the order of the blocks. */
  readonly logRatios: readonly number[];
  /** b = ln(1 + budget). */
  readonly logBudget: number;
  /** The canary tells what is typical, but is not gated and shares no error. */
  readonly gated: boolean;
}

export type Decision = "regressed" | "improved" | "within-budget" | "undecided";

export interface SequentialOutcome {
  readonly id: string;
  readonly decision: Decision;
  /** Blocks the estimate rests on: those up to the deciding look, or all. */
  readonly blocks: number;
  readonly estimate: Estimate;
}

/** x̄ and its standard error on `degreesOfFreedom`; logarithmic. */
export interface Estimate {
  readonly meanLog: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
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
  const gated = inputs.filter((input) => input.gated).length;
  const decided = new Map<string, SequentialOutcome>();
  for (const look of rule.looks) {
    if (!inputs.some((input) => input.gated && !decided.has(input.id) && input.logRatios.length >= look))
      continue;
    const prior = suitePrior(inputs, look, decided, rule);
    for (const input of inputs) {
      // What is not gated only tells what is typical, for as long as anything is measured.
      if (!input.gated || decided.has(input.id) || input.logRatios.length < look) continue;
      const estimate = estimateMean(input.logRatios.slice(0, look), prior, rule);
      const decision = decideAtLook(estimate, input.logBudget, gated, rule);
      if (decision !== "undecided") decided.set(input.id, { id: input.id, decision, blocks: look, estimate });
    }
  }
  const prior = suitePrior(inputs, Number.POSITIVE_INFINITY, decided, rule);
  return inputs
    .filter((input) => input.logRatios.length > 0)
    .map(
      (input) =>
        decided.get(input.id) ?? {
          id: input.id,
          decision: "undecided" as const,
          blocks: input.logRatios.length,
          estimate: estimateMean(input.logRatios, prior, rule),
        },
    );
}

function decideAtLook(estimate: Estimate, logBudget: number, gated: number, rule: SequentialRule): Decision {
  const { meanLog, standardError, degreesOfFreedom } = estimate;
  const red = upperStudentQuantile(redTail(gated, rule), degreesOfFreedom);
  if ((meanLog - logBudget) / standardError > red) return "regressed";
  if ((meanLog + logBudget) / standardError < -red) return "improved";
  const green = upperStudentQuantile(rule.beta / rule.looks.length, degreesOfFreedom);
  if ((meanLog - logBudget) / standardError < -green) return "within-budget";
  return "undecided";
}

/** Chance of a false "regressed" that one benchmark has at one look. */
export function redTail(gated: number, rule: Pick<SequentialRule, "alpha" | "looks">): number {
  return rule.alpha / (Math.max(gated, 1) * rule.looks.length);
}

/**
 * Smallest change (fraction) that evidence like this would have called regressed with the given power:
 * over the budget by the red bound and by the quantile of the power, both in standard errors.
 */
export function detectableChange(
  estimate: Estimate,
  logBudget: number,
  gated: number,
  rule: Pick<SequentialRule, "alpha" | "looks">,
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

function estimateMean(logRatios: readonly number[], prior: VariancePrior, rule: SequentialRule): Estimate {
  const floorVariance = rule.floorDeviation ** 2;
  const { variance, degreesOfFreedom } =
    logRatios.length < 2 ? prior : moderate(ownVariance(logRatios), prior, floorVariance);
  return {
    meanLog: mean(logRatios),
    standardError: Math.sqrt(variance / logRatios.length + rule.irreducibleDeviation ** 2),
    degreesOfFreedom,
  };
}

function suitePrior(
  inputs: readonly SequentialInput[],
  look: number,
  decided: ReadonlyMap<string, SequentialOutcome>,
  rule: SequentialRule,
): VariancePrior {
  const suite = inputs
    .map((input) => input.logRatios.slice(0, decided.get(input.id)?.blocks ?? look))
    .filter((logRatios) => logRatios.length >= 2)
    .map(ownVariance);
  if (suite.length < rule.smallestSuite) {
    return { variance: rule.defaultDeviation ** 2, degreesOfFreedom: rule.priorDegreesOfFreedom };
  }
  return priorFromSuite(suite, rule.priorDegreesOfFreedom, rule.floorDeviation ** 2);
}

function ownVariance(logRatios: readonly number[]): VarianceEstimate {
  return { variance: sampleVariance(logRatios), degreesOfFreedom: logRatios.length - 1 };
}
