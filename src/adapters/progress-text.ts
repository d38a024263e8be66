/** How far measuring has come, in words. Pure. */
import type { Progress } from "../ports.ts";

export type BlocksState = Parameters<Progress["blocks"]>[0];

export function describeBlocks({ done, total, undecided, secondsLeft }: BlocksState): string {
  const open = undecided === 1 ? "1 benchmark undecided" : `${undecided} benchmarks undecided`;
  const left = undecided === 0 || done >= total ? "" : `, at most ${describeSeconds(secondsLeft)} left`;
  return `block ${done} of at most ${total}, ${open}${left}`;
}

function describeSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const rest = whole % 60;
  return `${Math.floor(whole / 60)} min${rest === 0 ? "" : ` ${rest} s`}`;
}
