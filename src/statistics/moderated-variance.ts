/**
 * Moderated variance: each benchmark's own variance is shrunk towards what is typical for its suite, so that
 * four blocks that happen to agree do not pass for certainty.
 *
 * Smyth, G. K. (2004): Linear models and empirical Bayes methods for assessing differential expression in
 * microarray experiments. Statistical Applications in Genetics and Molecular Biology 3(1), article 3;
 * sections 3 and 6.2. Here the prior degrees of freedom d₀ are fixed and only s₀² is estimated.
 */
import digamma from "@stdlib/math-base-special-digamma";

export interface VarianceEstimate {
  readonly variance: number;
  /** Of `variance`: observations − 1; ≥ 1. */
  readonly degreesOfFreedom: number;
}

export interface VariancePrior {
  /** s₀². */
  readonly variance: number;
  /** d₀. */
  readonly degreesOfFreedom: number;
}

/**
 * s₀² from the variances of a suite, by the first moment of their logarithms (Smyth's equation for e_g).
 * Variances of zero (a clock too coarse to see a difference) are raised to `floorVariance` first.
 */
export function priorFromSuite(
  suite: readonly VarianceEstimate[],
  priorDegreesOfFreedom: number,
  floorVariance: number,
): VariancePrior {
  const logs = suite.map(({ variance, degreesOfFreedom }) => {
    const half = degreesOfFreedom / 2;
    return Math.log(Math.max(variance, floorVariance)) - digamma(half) + Math.log(half);
  });
  const halfPrior = priorDegreesOfFreedom / 2;
  const meanLog = logs.reduce((sum, value) => sum + value, 0) / logs.length;
  return {
    variance: Math.exp(meanLog + digamma(halfPrior) - Math.log(halfPrior)),
    degreesOfFreedom: priorDegreesOfFreedom,
  };
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
