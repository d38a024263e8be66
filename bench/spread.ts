/** Several measurements of one thing, in few numbers; the unit is in the name of what holds it. */
import { median } from "../src/statistics/student.ts";

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly n: number;
}

/** Four digits: none of these figures repeats to more. */
export function spreadOf(values: readonly number[]): Spread {
  return {
    median: rounded(median(values)),
    min: rounded(Math.min(...values)),
    max: rounded(Math.max(...values)),
    n: values.length,
  };
}

export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
