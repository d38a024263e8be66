import type { Clock } from "../ports/clock.ts";

export function systemClock(): Clock {
  return {
    seconds: () => performance.now() / 1000,
    now: () => new Date().toISOString(),
  };
}
