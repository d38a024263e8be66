/** Rates with the interval that their counts allow, and the order statistics the tables need. */
import betaQuantile from "@stdlib/stats-base-dists-beta-quantile";

export interface Rate {
  readonly count: number;
  readonly of: number;
  /** 95 % interval of the true rate (Clopper & Pearson 1934). */
  readonly interval: readonly [low: number, high: number];
}

export function rate(count: number, of: number): Rate {
  const low = count === 0 ? 0 : betaQuantile(0.025, count, of - count + 1);
  const high = count === of ? 1 : betaQuantile(0.975, count + 1, of - count);
  return { count, of, interval: [low, high] };
}

/** The value below which `share` of the values lie, by linear interpolation (type 7 of Hyndman & Fan 1996). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}
