/**
 * From block values to estimates: where each benchmark's centre is and how far off that may be, with the rest of
 * the suite as a witness of what is usual.
 *
 * The centre is a winsorised mean: values further out than a few deviations count as if they lay just there. Blocks
 * have heavy tails, because two processes with the same virtual layout still get different physical pages: now and
 * then one of them is 5 or 10 % slower for as long as it lives. The variance is that of the values so drawn in,
 * over the squared share of those that needed no drawing in, which is the asymptotic variance of this estimate.
 *
 * Huber, P. J. (1964): Robust estimation of a location parameter. Annals of Mathematical Statistics 35, 73–101
 * (the estimate and its asymptotic variance); Huber (1981): Robust Statistics, section 7.8 (by winsorising, with
 * the scale from outside). Here the scale is the moderated deviation: moderated-variance.ts.
 */
import {
  moderate,
  type PriorBounds,
  priorFromSuite,
  type VarianceEstimate,
  type VariancePrior,
} from "./moderated-variance.ts";
import { mean, median, sampleVariance } from "./student.ts";

/** Centre and its standard error on `degreesOfFreedom`; logarithmic. */
export interface Estimate {
  readonly meanLog: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}

/** What is assumed of blocks. */
export interface BlockModel {
  readonly priorDegreesOfFreedom: PriorBounds;
  /** Deviations beyond which a block's value is drawn in. */
  readonly winsorisedBeyond: number;
  /** SD of a block (log ratio) below which nothing is believed. */
  readonly floorDeviation: number;
  /** τ: SD of what replication can't remove. */
  readonly irreducibleDeviation: number;
  /** SD of a block that is assumed where too few series could tell. */
  readonly defaultDeviation: number;
  /** Fewer series than this are no suite to learn a prior from. */
  readonly smallestSuite: number;
}

/** Drawing values in narrows the scale by which they are drawn in; after this many rounds hardly any more. */
const ROUNDS = 3;
/** Where more than half of the values are outliers, none is. */
const FEWEST_INSIDE = 0.5;

/**
 * @param suite values of each series: log ratios, one a block
 * @returns in the same order; null for a series without values; a single value is judged by the prior alone
 */
export function estimateSuite(suite: readonly (readonly number[])[], model: BlockModel): (Estimate | null)[] {
  let centred = suite.map((values) => ({
    centre: values.length === 0 ? 0 : median(values),
    variance: values.length < 2 ? null : own(sampleVariance(values), values),
  }));
  let prior = suitePrior(centred, model);
  for (let round = 0; round < ROUNDS; round++) {
    centred = suite.map((values, index) => {
      const before = centred[index];
      if (before === undefined || before.variance === null)
        return { centre: before?.centre ?? 0, variance: null };
      const { variance } = moderate(before.variance, prior, model.floorDeviation ** 2);
      return winsorised(values, before.centre, model.winsorisedBeyond * Math.sqrt(variance));
    });
    prior = suitePrior(centred, model);
  }
  return suite.map((values, index) => {
    const found = centred[index];
    if (found === undefined || values.length === 0) return null;
    const { variance, degreesOfFreedom } =
      found.variance === null ? prior : moderate(found.variance, prior, model.floorDeviation ** 2);
    return {
      meanLog: found.centre,
      standardError: Math.sqrt(variance / values.length + model.irreducibleDeviation ** 2),
      degreesOfFreedom,
    };
  });
}

interface Centred {
  readonly centre: number;
  readonly variance: VarianceEstimate | null;
}

/** One step of the winsorised mean: values beyond `reach` of the last centre count as if they lay there. */
function winsorised(values: readonly number[], around: number, reach: number): Centred {
  const drawnIn = values.map((value) => Math.min(around + reach, Math.max(around - reach, value)));
  const inside = values.filter((value) => Math.abs(value - around) <= reach).length / values.length;
  const variance = sampleVariance(drawnIn) / Math.max(inside, FEWEST_INSIDE) ** 2;
  return { centre: mean(drawnIn), variance: own(variance, values) };
}

function own(variance: number, values: readonly number[]): VarianceEstimate {
  return { variance, degreesOfFreedom: values.length - 1 };
}

function suitePrior(centred: readonly Centred[], model: BlockModel): VariancePrior {
  const variances = centred.map(({ variance }) => variance).filter((variance) => variance !== null);
  if (variances.length < model.smallestSuite) {
    return { variance: model.defaultDeviation ** 2, degreesOfFreedom: model.priorDegreesOfFreedom.fewest };
  }
  return priorFromSuite(variances, model.priorDegreesOfFreedom, model.floorDeviation ** 2);
}
