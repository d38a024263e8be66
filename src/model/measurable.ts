/** Which values can be compared at all, wherever they come from. Pure. */

const SMALLEST = 1e-100;
const LARGEST = 1e100;

/**
 * Whether a value can be compared: its ratio to any other such value, and the sum of as many as a run can have, must be
 * a finite number. No unit of time, memory or work has a value beyond these.
 */
export function isMeasurable(value: number): boolean {
  const size = Math.abs(value);
  return size === 0 || (size >= SMALLEST && size <= LARGEST);
}
