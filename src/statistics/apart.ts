/**
 * Whether a series is of two kinds of blocks: some processes behave differently from others, because of their hash
 * seed, because they came first to a cache, or because of where their memory lies. A centre and its error do not
 * describe such a series.
 *
 * The split is at the widest gap between neighbouring values, which is that of single linkage (Gower & Ross 1969:
 * Minimum spanning trees and single linkage cluster analysis. Applied Statistics 18, 54–64); in one dimension it is
 * exact.
 */
import { mean } from "./student.ts";

export interface Apart {
  /** Number of blocks of the slower kind. */
  readonly slower: number;
  readonly of: number;
  /** Mean ln(head/base) of each kind. */
  readonly slowerLog: number;
  readonly othersLog: number;
}

/** Fewest blocks: with fewer, noise alone looks like two kinds in more than one series of fifty. */
const FEWEST_BLOCKS = 8;
/**
 * Widest gap of one kind, in SDs within the kinds: noise alone reaches it in one series of seventy of eight blocks, and
 * in none of thousands of 24.
 */
const WIDEST_OF_ONE_KIND = 5;
/** Smallest SD of a kind that is believed. */
const FLOOR_DEVIATION = 0.005;

/**
 * The two kinds of blocks; null if there is one. There are two if the widest gap is wider than noise within them
 * explains, every block of the slower kind is above the budget, and the mean of the other kind is below it.
 *
 * @param logRatios one for each block, larger if head is worse
 * @param logBudget the slower kind lies above it, the other below
 */
export function kindsApart(logRatios: readonly number[], logBudget: number): Apart | null {
  if (logRatios.length < FEWEST_BLOCKS) return null;
  const sorted = logRatios.toSorted((one, other) => one - other);
  let above = 1;
  for (let next = 2; next < sorted.length; next++) {
    if (gapBelow(sorted, next) > gapBelow(sorted, above)) above = next;
  }
  const [others, slower] = [sorted.slice(0, above), sorted.slice(above)];
  const [othersLog, slowerLog] = [mean(others), mean(slower)];
  const squares = [...others.map((one) => one - othersLog), ...slower.map((one) => one - slowerLog)];
  const within = Math.sqrt(squares.reduce((sum, one) => sum + one * one, 0) / (sorted.length - 2));
  const isWide = gapBelow(sorted, above) > WIDEST_OF_ONE_KIND * Math.max(within, FLOOR_DEVIATION);
  if (!isWide || othersLog >= logBudget || (slower[0] as number) <= logBudget) return null;
  return { slower: slower.length, of: sorted.length, slowerLog, othersLog };
}

function gapBelow(sorted: readonly number[], index: number): number {
  return (sorted[index] as number) - (sorted[index - 1] as number);
}
