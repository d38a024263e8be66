/** Figures as the page words them. */
import type { Rate } from "../rates.ts";

export const percent = (fraction: number, digits = 1) => `${(100 * fraction).toFixed(digits)} %`;

export function shown({ count, of, interval }: Rate): string {
  const digits = of >= 2000 ? 2 : 1;
  return `${percent(count / of, digits)} (${percent(interval[0], digits)} to ${percent(interval[1], digits)}; ${count} of ${of})`;
}

/** Without an interval: replays of few recordings are not as many independent observations. */
export function replayedShare({ count, of }: Rate): string {
  return `${percent(count / of, 2)} of ${of}`;
}
