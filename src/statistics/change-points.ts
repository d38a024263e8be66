/**
 * Change points in the level of a series: the split into stretches of constant mean that explains it best, when
 * every further stretch has its price. Exact, by optimal partitioning.
 *
 * Jackson, B. et al. (2005): An algorithm for optimal partitioning of data on an interval. IEEE Signal Processing
 * Letters 12(2), 105–108. Killick, R., Fearnhead, P. & Eckley, I. A. (2012): Optimal detection of changepoints with
 * a linear computational cost. JASA 107, 1590–1598; its pruning (PELT) finds the same answer, and of a hundred
 * values that mostly have no change point there is hardly anything to prune.
 */
import { moderate } from "./moderated-variance.ts";
import { median } from "./student.ts";

/** Values in a row with one level. */
export interface Segment {
  /** Index of its first value. */
  readonly start: number;
  /** Index after its last value. */
  readonly end: number;
  readonly mean: number;
}

/** Fewest values of a segment: two that agree by chance, and lie apart from the rest, are not rare. */
export const SHORTEST_SEGMENT = 3;
/**
 * Price of a step in units of 2·ln n, its price by the Schwarz criterion (Yao, Y.-C. 1988: Estimating the number of
 * change-points via Schwarz' criterion. Statistics & Probability Letters 6, 181–189) if the variance is known. Here it
 * is estimated, and the best of all places is taken: docs/adr/0006-history-noise-and-change-points.md.
 */
const PENALTY_FACTOR = 1.7;
/** Fewest series of a suite to learn from. */
const SMALLEST_SUITE = 4;
/** Degrees of freedom that the suite's usual deviation is worth, next to a series' own. */
const USUAL_DEGREES_OF_FREEDOM = 4;
/**
 * Degrees of freedom of a deviation by differences, for each value: it varies as much as the SD of a third of the
 * values would.
 */
const DEGREES_OF_FREEDOM_PER_VALUE = 1 / 3;
/** SD of a normal distribution over its median absolute deviation: 1/Φ⁻¹(3/4). */
const DEVIATION_PER_MAD = 1 / 0.674489750196082;

/**
 * Segments of a series, in order and without gaps; a single one for a series without change points, none for no values.
 *
 * @param deviation SD of a value about its level; > 0
 */
export function levelSegments(values: readonly number[], deviation: number): Segment[] {
  return optimalPartition(values, changePenalty(values.length) * deviation ** 2, SHORTEST_SEGMENT);
}

/**
 * SD of a value about its level, for each series. A short series alone gives only a guess, so the suite's usual
 * deviation moderates it: without that, every seventh series of eight unchanged values had a change point.
 *
 * @param floorDeviation SD of a value below which nothing is believed; > 0
 */
export function suiteDeviations(suite: readonly (readonly number[])[], floorDeviation: number): number[] {
  const own = suite.map((values) => deviationByDifferences(values, floorDeviation));
  const known = own.filter((_, index) => (suite[index]?.length ?? 0) >= 2 * SHORTEST_SEGMENT);
  if (known.length < SMALLEST_SUITE) return own;
  const usual = { variance: median(known) ** 2, degreesOfFreedom: USUAL_DEGREES_OF_FREEDOM };
  return own.map((deviation, index) => {
    const degreesOfFreedom = DEGREES_OF_FREEDOM_PER_VALUE * (suite[index]?.length ?? 0);
    const { variance } = moderate({ variance: deviation ** 2, degreesOfFreedom }, usual, floorDeviation ** 2);
    return Math.sqrt(variance);
  });
}

/** What another change point has to explain, in variances of a value. */
export function changePenalty(count: number): number {
  return PENALTY_FACTOR * 2 * Math.log(Math.max(count, 2));
}

/**
 * SD of a value about its level, from the differences of neighbours. A step is in only one of them, and a steady drift
 * is alike in all, so neither makes the noise look larger. It is the median absolute deviation about their median; the
 * differences of independent values have √2 times their SD.
 */
export function deviationByDifferences(values: readonly number[], floorDeviation: number): number {
  const differences = values.slice(1).map((value, index) => value - (values[index] as number));
  if (differences.length === 0) return floorDeviation;
  const centre = median(differences);
  const spread = median(differences.map((difference) => Math.abs(difference - centre)));
  return Math.max((DEVIATION_PER_MAD * spread) / Math.SQRT2, floorDeviation);
}

/**
 * The partition with the smallest sum of squared distances from the segments' means, plus the penalty for every
 * change point.
 *
 * @param shortest fewest values of a segment; a series shorter than two of them is one segment
 */
export function optimalPartition(values: readonly number[], penalty: number, shortest: number): Segment[] {
  const count = values.length;
  const sums = cumulated(values);
  const sumOf = (start: number, end: number) => (sums[end] as number) - (sums[start] as number);
  // The sum of all squares is left out of the costs, because all partitions have it in common.
  const cheapest = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY);
  const lastStart = new Int32Array(count + 1);
  cheapest[0] = -penalty;
  for (let end = Math.min(shortest, count); end <= count; end++) {
    const latest = Math.max(0, end - shortest);
    for (let start = 0; start <= latest; start++) {
      const sum = sumOf(start, end);
      const cost = (cheapest[start] as number) + penalty - (sum * sum) / (end - start);
      if (cost >= (cheapest[end] as number)) continue;
      cheapest[end] = cost;
      lastStart[end] = start;
    }
  }
  const segments: Segment[] = [];
  for (let end = count; end > 0; end = lastStart[end] as number) {
    const start = lastStart[end] as number;
    segments.unshift({ start, end, mean: (values[0] as number) + sumOf(start, end) / (end - start) });
  }
  return segments;
}

/** Sums up to each index, of distances from the first value: far from zero, their squares would lose the digits. */
function cumulated(values: readonly number[]): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (const [index, value] of values.entries()) {
    sums[index + 1] = (sums[index] as number) + value - (values[0] as number);
  }
  return sums;
}
