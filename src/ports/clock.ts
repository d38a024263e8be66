/** The time. */

export interface Clock {
  /** Monotonic time in seconds. */
  seconds(): number;
  /** Current time: ISO 8601, UTC. */
  now(): string;
}
