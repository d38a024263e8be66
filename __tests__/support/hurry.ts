/** Waiting of client libraries, cut short: they wait seconds between attempts, and a test has better to do. */
import { jest } from "@jest/globals";

const SHORTENED = { from: 1_000, to: 60_000, by: 500 };

/**
 * Shortens waiting until mocks are restored. The limit on a request that hangs stays long enough for one that does
 * not.
 */
export function hurry(): void {
  const { setTimeout: later } = globalThis;
  const sooner = (body: () => void, delay = 0, ...args: []) =>
    later(body, delay >= SHORTENED.from && delay < SHORTENED.to ? delay / SHORTENED.by : delay, ...args);
  jest.spyOn(globalThis, "setTimeout").mockImplementation(sooner as typeof setTimeout);
}
