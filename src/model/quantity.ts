/** What is measured, of which side, and which way is better. */

export type SideName = "base" | "head";
/** What is measured. `value` is what a benchmark itself returns, in its own unit: a size, a rate, a count. */
export type Metric = "time" | "cpu-time" | "peak-memory" | "instructions" | "value";
/** Unit: `s`, `B`, or a benchmark's own words (`rows/s`), which may be empty. */
export type Unit = string;
/** Which of two values is the better one. */
export type Better = "smaller" | "bigger";

/** What is measured of a benchmark: metric, unit, and which way is better. */
export interface Quantity {
  readonly metric: Metric;
  readonly unit: Unit;
  readonly better: Better;
}

export const INSTRUCTIONS: Quantity = { metric: "instructions", unit: "instructions", better: "smaller" };
export const TIME: Quantity = { metric: "time", unit: "s", better: "smaller" };

/** A quantity of one benchmark. */
export interface SeriesQuantity extends Quantity {
  readonly id: string;
}
