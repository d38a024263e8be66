/**
 * How numbers are put to a person: durations in a unit that suits them, changes as signed percentages, with
 * U+2212 as minus. Three significant digits, because no block is worth more.
 */

const MINUS = "\u2212";
const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

const UNITS = [
  { name: "ns", seconds: 1e-9 },
  { name: "µs", seconds: 1e-6 },
  { name: "ms", seconds: 1e-3 },
  { name: "s", seconds: 1 },
] as const;

type DurationUnit = (typeof UNITS)[number];

/** One duration (seconds) in the unit that suits it: `1.84 ms`. */
export function duration(seconds: number): string {
  return inUnit(seconds, unitFor([seconds]));
}

/** Two durations (seconds) in one unit, so that they can be compared by eye; null stays null. */
export function durationPair(
  base: number | null,
  head: number | null,
): { readonly base: string | null; readonly head: string | null } {
  const unit = unitFor([base, head].filter((seconds) => seconds !== null));
  return {
    base: base === null ? null : inUnit(base, unit),
    head: head === null ? null : inUnit(head, unit),
  };
}

/** A fraction as a signed change: `+34.1 %`, `−5.2 %`, `<0.1 %` in either direction, `0.0 %` for exactly nothing. */
export function signedPercent(fraction: number): string {
  const percentage = 100 * fraction;
  if (percentage !== 0 && Math.abs(percentage) < 0.1) return "<0.1 %";
  return `${signedNumber(percentage)} %`;
}

/** Two fractions as `+31.0 … +37.2 %`. */
export function percentInterval([low, high]: readonly [low: number, high: number]): string {
  return `${signedNumber(100 * low)} … ${signedNumber(100 * high)} %`;
}

/** A fraction that has no direction, such as a budget: `10 %`, `2.5 %`. */
export function percent(fraction: number): string {
  const rounded = Math.round(1000 * fraction) / 10;
  return `${Number.isInteger(rounded) ? grouped.format(rounded) : rounded.toFixed(1)} %`;
}

/** A number of things, or a mean of it: `2,000`, `2.5`, `<1`. */
export function amount(value: number): string {
  if (value > 0 && value < 1) return "<1";
  return Math.abs(value) < 10 ? String(Math.round(10 * value) / 10) : grouped.format(value);
}

/** How long a run took (seconds), for people: `18 s`, `2 min 5 s`. */
export function elapsed(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return whole % 60 === 0
    ? `${grouped.format(minutes)} min`
    : `${grouped.format(minutes)} min ${whole % 60} s`;
}

function signedNumber(percentage: number): string {
  const rounded = Math.round(10 * percentage) / 10;
  if (rounded === 0) return "0.0";
  const size = Math.abs(rounded);
  const digits = size >= 100 ? grouped.format(size) : size.toFixed(1);
  return `${rounded < 0 ? MINUS : "+"}${digits}`;
}

/**
 * The unit of the larger one; of the geometric mean where they are so far apart that the smaller one would be
 * all zeros.
 */
function unitFor(values: readonly number[]): DurationUnit {
  const sizes = values.map(Math.abs).filter((size) => size > 0);
  if (sizes.length === 0) return UNITS[0];
  const largest = Math.max(...sizes);
  const smallest = Math.min(...sizes);
  const unit = largestWithin(largest);
  return smallest >= 0.1 * unit.seconds ? unit : largestWithin(Math.sqrt(smallest * largest));
}

function largestWithin(size: number): DurationUnit {
  return UNITS.findLast((unit) => Number((size / unit.seconds).toPrecision(3)) >= 1) ?? UNITS[0];
}

function inUnit(seconds: number, unit: DurationUnit): string {
  const value = Number((seconds / unit.seconds).toPrecision(3));
  if (value === 0) return `0 ${unit.name}`;
  const sign = value < 0 ? MINUS : "";
  const size = Math.abs(value);
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(size)));
  // Beyond what a person reads as a number, the size is all that is left to say.
  const digits =
    decimals > 6 ? size.toExponential(2) : decimals === 0 ? grouped.format(size) : size.toFixed(decimals);
  return `${sign}${digits} ${unit.name}`;
}
