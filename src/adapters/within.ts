/** A deadline for clients of the platform that have none of their own. */
import { setTimeout as wait } from "node:timers/promises";

/**
 * Waits for `body` until the deadline. The client can't be told to stop, and may take a quarter of an hour to notice
 * that nobody answers, so the gate goes on without it.
 *
 * @param body learns when it is too late, and may do what it likes from then on
 */
export async function within<T>(
  seconds: number,
  late: T,
  body: (isLate: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  try {
    const timer = wait(seconds * 1000, late, { signal: over.signal });
    return await Promise.race([body(over.signal), timer]);
  } finally {
    over.abort();
  }
}
