/**
 * Moderated variance: each benchmark's own variance is shrunk towards what is typical for its suite, so that
 * four blocks that happen to agree do not pass for certainty.
 *
 * Smyth, G. K. (2004): Linear models and empirical Bayes methods for assessing differential expression in
 * microarray experiments. Statistical Applications in Genetics and Molecular Biology 3(1), article 3;
 * sections 3 and 6.2. Here the prior degrees of freedom d₀ are kept within bounds.
 */
import digammaOf from "@stdlib/math-base-special-digamma";
import trigammaOf from "@stdlib/math-base-special-trigamma";
import fCdf from "@stdlib/stats-base-dists-f-cdf";
import { mean, sampleVariance } from "./student.ts";

const digamma = remembered(digammaOf);
const trigamma = remembered(trigammaOf);

/**
 * A function that remembers its results: a suite asks for the same few degrees of freedom for each benchmark, look and
 * round.
 */
function remembered(compute: (x: number) => number): (x: number) => number {
  const known = new Map<number, number>();
  return (x) => {
    let value = known.get(x);
    if (value === undefined) {
      if (known.size >= 10_000) known.clear();
      value = compute(x);
      known.set(x, value);
    }
    return value;
  };
}

export interface VarianceEstimate {
  readonly variance: number;
  /** Degrees of freedom of `variance`: observations − 1; ≥ 1. */
  readonly degreesOfFreedom: number;
}

export interface VariancePrior {
  /** Prior variance s₀². */
  readonly variance: number;
  /** Prior degrees of freedom d₀. */
  readonly degreesOfFreedom: number;
}

/** Bounds within which the estimate of d₀ is believed. */
export interface PriorBounds {
  readonly fewest: number;
  readonly most: number;
}

/**
 * s₀² and d₀ from the variances of a suite, by the first two moments of their logarithms (Smyth's e_g): the more
 * alike the variances of a suite are, the more one of its members tells about another.
 *
 * Variances of zero (a clock too coarse to see a difference) are raised to `floorVariance` first.
 */
export function priorFromSuite(
  suite: readonly VarianceEstimate[],
  bounds: PriorBounds,
  floorVariance: number,
): VariancePrior {
  const logs = suite.map(({ variance, degreesOfFreedom }) => {
    const half = degreesOfFreedom / 2;
    return Math.log(Math.max(variance, floorVariance)) - digamma(half) + Math.log(half);
  });
  const degreesOfFreedom = priorDegreesOfFreedom(suite, logs, bounds);
  const half = degreesOfFreedom / 2;
  return { variance: Math.exp(mean(logs) + digamma(half) - Math.log(half)), degreesOfFreedom };
}

/**
 * Solves ψ′(d₀/2) = var(e) − mean ψ′(d/2) within the bounds; ψ′ falls, so halving the bracket finds it.
 *
 * The rest of a suite is never worth more than the degrees of freedom that it has itself.
 */
function priorDegreesOfFreedom(
  suite: readonly VarianceEstimate[],
  logs: readonly number[],
  bounds: PriorBounds,
): number {
  const degrees = suite.map(({ degreesOfFreedom }) => degreesOfFreedom);
  const ofRest = degrees.reduce((sum, own) => sum + own, 0) - largest(degrees);
  const most = Math.max(1, Math.min(bounds.most, ofRest));
  const fewest = Math.min(bounds.fewest, most);
  if (suite.length < 2) return fewest;
  let sampling = 0;
  for (const { degreesOfFreedom } of suite) sampling += trigamma(degreesOfFreedom / 2) / suite.length;
  const between = sampleVariance(logs) - sampling;
  let [low, high] = [fewest, most];
  if (between >= trigamma(low / 2)) return low;
  if (between <= trigamma(high / 2)) return high;
  while (high - low > 1e-9 * high) {
    const middle = (low + high) / 2;
    if (trigamma(middle / 2) > between) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The largest item of a list that is too long to be arguments. */
function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

/**
 * What the prior is worth for a member of a suite whose own variance contradicts it. The less likely it is that a
 * member of that suite has so large a variance, the less of d₀ is left: by the square of that probability, once it is
 * below `doubtedBelow`. A member that certainly is of another kind keeps its own variance, and the few degrees of
 * freedom that this has. (docs/adr/0015-mean-beside-median.md has what was tried.)
 *
 * Phipson, B., Lee, S., Majewski, I. J., Alexander, W. S., Smyth, G. K. (2016): Robust hyperparameter estimation
 * protects against hypervariable genes and improves power to detect differential expression. Annals of Applied
 * Statistics 10(2), 946–963; section 4, where d₀ of an outlier is lowered by its tail probability as well.
 *
 * @param doubtedBelow probability; 0 doubts nothing
 */
export function doubted(own: VarianceEstimate, prior: VariancePrior, doubtedBelow: number): VariancePrior {
  if (doubtedBelow <= 0 || own.variance <= prior.variance || isUsual(own, prior, doubtedBelow)) return prior;
  // P(F(d, d₀) > x) = P(F(d₀, d) < 1/x), which keeps the digits of a small chance.
  const chance = fCdf(prior.variance / own.variance, prior.degreesOfFreedom, own.degreesOfFreedom);
  return { ...prior, degreesOfFreedom: prior.degreesOfFreedom * Math.min(1, (chance / doubtedBelow) ** 2) };
}

/**
 * Whether a variance is plainly usual, so that its chance need not be computed, which costs as much as all the rest. A
 * variance of less than 1.9 times the prior's has a chance above 0.1 for any degrees of freedom of its own, as long as
 * the prior has no more than twelve; nearly every member of a suite has such a variance.
 */
function isUsual(own: VarianceEstimate, prior: VariancePrior, doubtedBelow: number): boolean {
  return doubtedBelow <= 0.1 && prior.degreesOfFreedom <= 12 && own.variance <= 1.9 * prior.variance;
}

/** Posterior variance s̃² = (d₀s₀² + ds²)/(d₀ + d), never below the floor, on d₀ + d degrees of freedom. */
export function moderate(
  own: VarianceEstimate,
  prior: VariancePrior,
  floorVariance: number,
): VarianceEstimate {
  const degreesOfFreedom = prior.degreesOfFreedom + own.degreesOfFreedom;
  const pooled = prior.degreesOfFreedom * prior.variance + own.degreesOfFreedom * own.variance;
  return { variance: Math.max(pooled / degreesOfFreedom, floorVariance), degreesOfFreedom };
}
