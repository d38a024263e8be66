/**
 * From block values to estimates: where each benchmark's centre is and how far off that may be, with the rest of the
 * suite as a witness of what is usual.
 *
 * The centre is a winsorised mean: values further out than a few deviations count as if they lay just there. Blocks
 * have heavy tails, because two processes with the same virtual layout still get different physical pages: now and then
 * one of them is 5 or 10 % slower for as long as it lives. The variance is that of the values after they are drawn in,
 * over the squared share of those that were not drawn in, which is the asymptotic variance of this estimate.
 *
 * Huber, P. J. (1964): Robust estimation of a location parameter. Annals of Mathematical Statistics 35, 73–101 (the
 * estimate and its asymptotic variance); Huber (1981): Robust Statistics, section 7.8 (by winsorising, with the scale
 * from outside). Here the scale is the moderated deviation: moderated-variance.ts.
 *
 * What is usual depends on how much of a block was measured: a suite of short calls says little about how noisy a long
 * one is. So the prior has a trend over the comparisons of a block (Law, C. W., Chen, Y., Shi, W., Smyth, G. K. (2014):
 * voom. Genome Biology 15, R29, and `limma-trend` there, whose trend is over the level of expression).
 */
import {
  doubted,
  moderate,
  type PriorBounds,
  priorFromSuite,
  type VarianceEstimate,
  type VariancePrior,
} from "./moderated-variance.ts";
import { median, sampleVariance } from "./student.ts";

/** How far off a centre may be; logarithmic. */
export interface Uncertainty {
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}

/** Centre and its standard error on `degreesOfFreedom`; logarithmic. */
export interface Estimate extends Uncertainty {
  readonly meanLog: number;
  /** What is known only if the estimate comes from blocks; absent if it does not. */
  readonly ofBlocks?: OfBlocks;
}

/** What the rest of the suite can't tell about a series. */
export interface OfBlocks {
  /** The uncertainty if the suite counts for no more than the series itself, for a series that is unlike the others. */
  readonly cautious: Uncertainty;
  /** ln of the plain average of the ratios, in which no block is drawn in. */
  readonly average: number;
  /** Whether a block has a second number, which agrees with this one or not. */
  readonly hasWitness?: boolean;
}

/** Assumptions about blocks. */
export interface BlockModel {
  readonly priorDegreesOfFreedom: PriorBounds;
  /** Probability below which the suite counts for less, because a series is so much noisier than its suite. */
  readonly priorDoubtedBelow: number;
  /**
   * Degrees of freedom that the suite is worth to a cautious estimate, for each of the series' own. Two blocks of a
   * noisy benchmark agree by chance now and then, and nothing in them shows it.
   */
  readonly cautiousShare: number;
  /** Deviations beyond which a block's value is drawn in. */
  readonly winsorisedBeyond: number;
  /** Smallest SD of a block (log ratio) that is believed. */
  readonly floorDeviation: number;
  /** τ: SD of what replication can't remove. */
  readonly irreducibleDeviation: number;
  /** SD of a block that is assumed if there are too few series to tell. */
  readonly defaultDeviation: number;
  /** Fewest series of a suite to learn a prior from. */
  readonly smallestSuite: number;
}

/** Fewest values from which one may be left out: with fewer, that would hide most of a noisy series' noise. */
const FEWEST_TO_LEAVE_ONE_OUT = 7;
/** Rounds of drawing values in. Each narrows the scale by which they are drawn in; after this many, hardly any more. */
const ROUNDS = 3;
/**
 * Smallest share of values inside, at which the correction of the variance ends: if more than half of the values are
 * far out, they are not outliers.
 */
const FEWEST_INSIDE = 0.5;

/**
 * Estimates of a suite's series.
 *
 * @param suite values of each series: log ratios, one for each block
 * @param comparisons of how many each of them is the median or the mean, for each series; 1 if nothing is said. The
 * prior variance of a series is in inverse proportion to it
 * @returns in the same order; null for a series without values; a single value is judged by the prior alone
 */
export function estimateSuite(
  suite: readonly (readonly number[])[],
  model: BlockModel,
  comparisons: readonly number[] = [],
): (Estimate | null)[] {
  const estimateOf = estimatesOfSuite(suite, model, comparisons);
  return suite.map((_, index) => estimateOf(index));
}

/**
 * Estimates like those of `estimateSuite`, computed one by one: in a large suite, most series only show what is usual,
 * and are never asked for.
 *
 * @throws RangeError for a value that is not finite
 */
export function estimatesOfSuite(
  suite: readonly (readonly number[])[],
  model: BlockModel,
  comparisons: readonly number[] = [],
): (index: number) => Estimate | null {
  // Column by column and in place: a large suite is estimated dozens of times in a run.
  const centres = new Float64Array(suite.length);
  const variances = new Float64Array(suite.length).fill(Number.NaN);
  const witnessed = new Float64Array(suite.length);
  for (const [index, values] of suite.entries()) {
    if (values.length > 0) centres[index] = median(values);
    // One value that is no number would leave no estimate of any other series, in silence.
    if (!values.every(Number.isFinite)) throw new RangeError("a series has a value that is no finite number");
    if (values.length < 2) continue;
    variances[index] = sampleVariance(values);
    witnessed[index] = witnessOf(values, centres[index] as number, variances[index] as number);
  }
  const floorVariance = model.floorDeviation ** 2;
  // If a value is missing, there is no witness of it either.
  const witnessOfIndex = (index: number, count: number): VarianceEstimate => ({
    variance: witnessed[index] as number,
    degreesOfFreedom: (count < FEWEST_TO_LEAVE_ONE_OUT ? count : count - 1) - 1,
  });
  // A doubt costs as much as all the rest, so that it is raised before the rounds, and after them where somebody asks.
  const shares = new Float64Array(suite.length).fill(1);
  const doubt = (index: number, count: number, prior: VariancePrior) => {
    if (count < 2) return;
    const left = doubted(witnessOfIndex(index, count), prior, model.priorDoubtedBelow);
    shares[index] = left.degreesOfFreedom / prior.degreesOfFreedom;
  };
  let ofSuite = suitePrior(suite, variances, comparisons, model);
  const prior = (index: number): VariancePrior => {
    const { variance, degreesOfFreedom } = ofSuite(index);
    return { variance, degreesOfFreedom: degreesOfFreedom * (shares[index] as number) };
  };
  for (const [index, values] of suite.entries()) doubt(index, values.length, ofSuite(index));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, values] of suite.entries()) {
      if (values.length < 2) continue;
      const { variance } = moderate(own(variances[index] as number, values), prior(index), floorVariance);
      winsorise(values, index, centres, variances, model.winsorisedBeyond * Math.sqrt(variance));
    }
    ofSuite = suitePrior(suite, variances, comparisons, model);
  }
  return (index) => {
    const values = suite[index] ?? [];
    if (values.length === 0) return null;
    doubt(index, values.length, ofSuite(index));
    const known = prior(index);
    const uncertainty = ({ variance, degreesOfFreedom }: VarianceEstimate): Uncertainty => ({
      standardError: Math.sqrt(variance / values.length + model.irreducibleDeviation ** 2),
      degreesOfFreedom,
    });
    const meanLog = centres[index] as number;
    if (values.length < 2) return { meanLog, ...uncertainty(known) };
    const ofOwn = own(variances[index] as number, values);
    const most = model.cautiousShare * ofOwn.degreesOfFreedom;
    const little = { ...known, degreesOfFreedom: Math.min(known.degreesOfFreedom, most) };
    return {
      meanLog,
      ...uncertainty(moderate(ofOwn, known, floorVariance)),
      ofBlocks: {
        cautious: uncertainty(moderate(ofOwn, little, floorVariance)),
        average: logOfAverage(values),
      },
    };
  };
}

function logOfAverage(logRatios: readonly number[]): number {
  let sum = 0;
  for (const value of logRatios) sum += Math.exp(value);
  return Math.log(sum / logRatios.length);
}

/**
 * The variance by which a series itself shows its noise, before anything is drawn in. From seven values on, the one
 * that is farthest out is left out: an odd block now and then does not contradict the suite, and is drawn in.
 *
 * @param variance of all of them; at least two
 */
function witnessOf(values: readonly number[], centre: number, variance: number): number {
  if (values.length < FEWEST_TO_LEAVE_ONE_OUT) return variance;
  const farthest = values.reduce(
    (far, value, index) =>
      Math.abs(value - centre) > Math.abs((values[far] as number) - centre) ? index : far,
    0,
  );
  return sampleVariance(values.filter((_, index) => index !== farthest));
}

/** One step of the winsorised mean: values beyond `reach` of the last centre count as if they lay there. */
function winsorise(
  values: readonly number[],
  index: number,
  centres: Float64Array,
  variances: Float64Array,
  reach: number,
): void {
  const around = centres[index] as number;
  const [low, high] = [around - reach, around + reach];
  const drawnIn = (value: number) => {
    if (value < low) return low;
    if (value > high) return high;
    return value;
  };
  let sum = 0;
  let inside = 0;
  for (const value of values) {
    sum += drawnIn(value);
    if (value >= low && value <= high) inside++;
  }
  const centre = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (drawnIn(value) - centre) ** 2;
  centres[index] = centre;
  variances[index] = squares / (values.length - 1) / Math.max(inside / values.length, FEWEST_INSIDE) ** 2;
}

function own(variance: number, values: readonly number[]): VarianceEstimate {
  return { variance, degreesOfFreedom: values.length - 1 };
}

/** The prior of each series, by its index. */
function suitePrior(
  suite: readonly (readonly number[])[],
  variances: Float64Array,
  comparisons: readonly number[],
  model: BlockModel,
): (index: number) => VariancePrior {
  const comparisonsOf = (index: number) => comparisons[index] ?? 1;
  const known: VarianceEstimate[] = [];
  for (const [index, values] of suite.entries()) {
    if (values.length > 1) known.push(own((variances[index] as number) * comparisonsOf(index), values));
  }
  if (known.length < model.smallestSuite) {
    const prior = {
      variance: model.defaultDeviation ** 2,
      degreesOfFreedom: model.priorDegreesOfFreedom.fewest,
    };
    return () => prior;
  }
  const ofOne = priorFromSuite(known, model.priorDegreesOfFreedom, model.floorDeviation ** 2);
  return (index) => ({ ...ofOne, variance: ofOne.variance / comparisonsOf(index) });
}
