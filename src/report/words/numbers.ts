/**
 * How numbers are shown: durations and sizes in a unit that suits them, changes as signed percentages, with U+2212 as
 * minus. Three significant digits, because no block is worth more; values in a unit of their own may be exact, and get
 * more.
 */
import { INSTRUCTIONS, type Unit, type Work } from "../../model.ts";

const MINUS = "\u2212";
const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** Numbers from here on are not written digit by digit. */
const LARGEST_IN_DIGITS = 1e12;

/**
 * A whole number from 0 on, in groups of digits. A large table has tens of thousands of numbers, most of which are too
 * small to be grouped.
 */
function wholeNumber(value: number): string {
  const rounded = Math.round(value);
  if (rounded >= LARGEST_IN_DIGITS) return rounded.toExponential(2).replace("e+", "e");
  return rounded < 1000 ? String(rounded) : grouped.format(rounded);
}

interface ShownUnit {
  readonly name: string;
  /** Size of the unit, in units that values are kept in. */
  readonly size: number;
  /** Significant digits. */
  readonly digits: number;
}

const DURATIONS: readonly ShownUnit[] = [
  { name: "ns", size: 1e-9, digits: 3 },
  { name: "µs", size: 1e-6, digits: 3 },
  { name: "ms", size: 1e-3, digits: 3 },
  { name: "s", size: 1, digits: 3 },
];

const SIZES: readonly ShownUnit[] = [
  { name: "B", size: 1, digits: 3 },
  { name: "kB", size: 1e3, digits: 3 },
  { name: "MB", size: 1e6, digits: 3 },
  { name: "GB", size: 1e9, digits: 3 },
];

/** Units of counts, whose name stands next to them: five digits, because they are nearly exact. */
const COUNTS: readonly ShownUnit[] = [
  { name: "", size: 1, digits: 5 },
  { name: "k", size: 1e3, digits: 5 },
  { name: "M", size: 1e6, digits: 5 },
  { name: "G", size: 1e9, digits: 5 },
];

const ITEM_RATES: readonly ShownUnit[] = [
  { name: "items/s", size: 1, digits: 3 },
  { name: "k items/s", size: 1e3, digits: 3 },
  { name: "M items/s", size: 1e6, digits: 3 },
];

/** Longest name of a unit that is shown, in characters. Longer ones leave no room for the numbers. */
const UNIT_CHARACTERS = 20;

function unitsOf(unit: Unit): readonly ShownUnit[] {
  if (unit === "s") return DURATIONS;
  if (unit === "B") return SIZES;
  if (unit === INSTRUCTIONS.unit) return COUNTS;
  const name = unit.length <= UNIT_CHARACTERS ? unit : `${unit.slice(0, UNIT_CHARACTERS - 1)}…`;
  return [{ name, size: 1, digits: 6 }];
}

/** One duration (seconds) in the unit that suits it: `1.84 ms`. */
export function duration(seconds: number): string {
  return quantity(seconds, "s");
}

/** One value in the unit that suits it: `1.84 ms`, `64.2 MB`, `1,003 rows`. The unit's name is not ours. */
export function quantity(value: number, unit: Unit): string {
  return inUnit(value, unitFor([value], unitsOf(unit)));
}

/** Two durations (seconds) in one unit, so that they can be compared by eye; null stays null. */
export function durationPair(base: number | null, head: number | null): Pair {
  return quantityPair(base, head, "s");
}

interface Pair {
  readonly base: string | null;
  readonly head: string | null;
}

/** Two values in one unit, so that they can be compared by eye; null stays null. The unit's name is not ours. */
export function quantityPair(base: number | null, head: number | null, unit: Unit): Pair {
  const shown = unitFor(
    [base, head].filter((value) => value !== null),
    unitsOf(unit),
  );
  return {
    base: base === null ? null : inUnit(base, shown),
    head: head === null ? null : inUnit(head, shown),
  };
}

/** The rate of a call that takes so many seconds: `12.3 MB/s`, `54.3 k items/s`. */
export function rate({ amount, unit }: Work, seconds: number): string {
  const aSecond = amount / seconds;
  return unit === "bytes" ? `${quantity(aSecond, "B")}/s` : inUnit(aSecond, unitFor([aSecond], ITEM_RATES));
}

/** A fraction as a signed change: `+34.1 %`, `−5.2 %`, `<0.1 %` in either direction, `0.0 %` for exactly nothing. */
export function signedPercent(fraction: number): string {
  const percentage = 100 * fraction;
  if (percentage !== 0 && Math.abs(percentage) < 0.1) return "<0.1 %";
  return `${signedNumber(percentage)} %`;
}

/** Two fractions as an interval: `+31.0 … +37.2 %`. */
export function percentInterval([low, high]: readonly [low: number, high: number]): string {
  return `${signedNumber(100 * low)} … ${signedNumber(100 * high)} %`;
}

/** A fraction without a direction, such as a budget: `10 %`, `2.5 %`. */
export function percent(fraction: number): string {
  const rounded = Math.round(1000 * fraction) / 10;
  return `${Number.isInteger(rounded) ? wholeNumber(rounded) : rounded.toFixed(1)} %`;
}

/** A number of things, or a mean of it: `2,000`, `2.5`, `<1`. */
export function amount(value: number): string {
  if (value > 0 && value < 1) return "<1";
  return Math.abs(value) < 10 ? String(Math.round(10 * value) / 10) : wholeNumber(value);
}

/** How long a run took (seconds), for people: `18 s`, `2 min 5 s`. */
export function elapsed(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return whole % 60 === 0 ? `${wholeNumber(minutes)} min` : `${wholeNumber(minutes)} min ${whole % 60} s`;
}

function signedNumber(percentage: number): string {
  const rounded = Math.round(10 * percentage) / 10;
  if (rounded === 0) return "0.0";
  const size = Math.abs(rounded);
  const digits = size >= 100 ? wholeNumber(size) : size.toFixed(1);
  return `${rounded < 0 ? MINUS : "+"}${digits}`;
}

/**
 * The unit for values: that of the larger one, or of the geometric mean if they are so far apart that the smaller one
 * would be all zeros.
 */
function unitFor(values: readonly number[], units: readonly ShownUnit[]): ShownUnit {
  const [first] = units as readonly [ShownUnit];
  const sizes = values.map(Math.abs).filter((size) => size > 0);
  if (sizes.length === 0) return first;
  const largestWithin = (size: number) =>
    units.findLast((unit) => Number((size / unit.size).toPrecision(unit.digits)) >= 1) ?? first;
  const largest = Math.max(...sizes);
  const smallest = Math.min(...sizes);
  const unit = largestWithin(largest);
  return smallest >= 0.1 * unit.size ? unit : largestWithin(Math.sqrt(smallest * largest));
}

function inUnit(given: number, { name, size: unitSize, digits: significant }: ShownUnit): string {
  const value = Number((given / unitSize).toPrecision(significant));
  const named = (text: string) => (name === "" ? text : `${text} ${name}`);
  if (value === 0) return named("0");
  const sign = value < 0 ? MINUS : "";
  const size = Math.abs(value);
  // An exact number stays as it is; of a measured one, zeros at its end say how exact it is.
  const decimals =
    significant > 3 && Number.isInteger(size)
      ? 0
      : Math.max(0, significant - 1 - Math.floor(Math.log10(size)));
  // Beyond what a person reads as a number, the size is all that is left to say.
  const digits =
    decimals > significant + 3
      ? size.toExponential(2)
      : decimals === 0
        ? wholeNumber(size)
        : significant > 3
          ? String(Number(size.toFixed(decimals)))
          : size.toFixed(decimals);
  return named(`${sign}${digits}`);
}
