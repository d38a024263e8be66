/**
 * Student's t distribution and the order statistics the rules need.
 */
import tQuantile from "@stdlib/stats-base-dists-t-quantile";

/**
 * Upper quantile: the t that is exceeded with probability `tail`.
 *
 * Computed as the mirrored lower quantile, because `1 - tail` loses the digits that small tails are made of.
 *
 * @param tail probability in (0, 1)
 * @param degreesOfFreedom > 0, need not be whole
 */
export function upperStudentQuantile(tail: number, degreesOfFreedom: number): number {
  const key = `${tail} ${degreesOfFreedom}`;
  const known = quantiles.get(key);
  if (known !== undefined) return known;
  const quantile = -tQuantile(tail, degreesOfFreedom);
  if (quantiles.size >= MOST_REMEMBERED) quantiles.clear();
  quantiles.set(key, quantile);
  return quantile;
}

/**
 * Cached quantiles: a suite asks for the same few bounds for each benchmark and look, and each costs about 15 µs to
 * compute.
 */
const quantiles = new Map<string, number>();
const MOST_REMEMBERED = 10_000;

/** Step of the table in ln(degrees of freedom), and where it begins and ends. */
const TABLE_STEP = 0.02;
const FEWEST_IN_TABLE = 0.5;
const MOST_IN_TABLE = 2_000;

/**
 * Upper quantile, like `upperStudentQuantile`, from a table if the degrees of freedom are not whole: those of a
 * moderated variance differ for each benchmark and look. Its logarithm is interpolated linearly between entries 2 % of
 * the degrees of freedom apart. The result is too large by less than 0.1 % for tails from 10⁻⁷ on and one degree of
 * freedom or more, and never too small.
 */
export function tabulatedStudentQuantile(tail: number, degreesOfFreedom: number): number {
  const isInTable = degreesOfFreedom >= FEWEST_IN_TABLE && degreesOfFreedom <= MOST_IN_TABLE && tail < 0.4;
  if (!isInTable || Number.isInteger(degreesOfFreedom)) return upperStudentQuantile(tail, degreesOfFreedom);
  let table = tables.get(tail);
  if (table === undefined) {
    if (tables.size >= MOST_TABLES) tables.clear();
    table = new Map();
    tables.set(tail, table);
  }
  const place = Math.log(degreesOfFreedom / FEWEST_IN_TABLE) / TABLE_STEP;
  const below = Math.floor(place);
  const low = entryOf(table, tail, below);
  return Math.exp(low + (place - below) * (entryOf(table, tail, below + 1) - low));
}

/** ln of the quantile at each step, by tail: a run asks for a dozen tails. */
const tables = new Map<number, Map<number, number>>();
const MOST_TABLES = 200;

function entryOf(table: Map<number, number>, tail: number, step: number): number {
  let entry = table.get(step);
  if (entry === undefined) {
    entry = Math.log(-tQuantile(tail, FEWEST_IN_TABLE * Math.exp(step * TABLE_STEP)));
    table.set(step, entry);
  }
  return entry;
}

/** Length up to which inserting each value in its place beats the general sort. */
const FEW = 32;

function insertionSorted(values: readonly number[]): number[] {
  const sorted = values.slice();
  for (let next = 1; next < sorted.length; next++) {
    const value = sorted[next] as number;
    let place = next;
    while (place > 0 && (sorted[place - 1] as number) > value) {
      sorted[place] = sorted[place - 1] as number;
      place--;
    }
    sorted[place] = value;
  }
  return sorted;
}

/** Median of at least one value. @throws RangeError for none */
export function median(values: readonly number[]): number {
  const sorted = values.length <= FEW ? insertionSorted(values) : Float64Array.from(values).sort();
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError("median of no values");
  if (sorted.length % 2 === 1) return upper;
  return ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Arithmetic mean of at least one value. @throws RangeError for none */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("mean of no values");
  let sum = 0;
  for (const value of values) sum += value;
  if (Number.isFinite(sum)) return sum / values.length;
  // The sum of values near the largest number is none, and their mean is one.
  return values.reduce((part, value) => part + value / values.length, 0);
}

/** Unbiased sample variance of at least two values. @throws RangeError for fewer */
export function sampleVariance(values: readonly number[]): number {
  if (values.length < 2) throw new RangeError("variance of fewer than two values");
  const centre = mean(values);
  let squares = 0;
  for (const value of values) squares += (value - centre) ** 2;
  return squares / (values.length - 1);
}
