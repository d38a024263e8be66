/** A part of many cases, so that a run of the tests stays short. */

/**
 * All with `TESTS=all`, as every night; otherwise every n-th, beginning with another one each day (UTC), so that all have
 * their turn. The titles of the tests say which ran.
 */
export function shareOf<T>(cases: readonly T[], nth: number, now = new Date()): readonly T[] {
  if (process.env.TESTS === "all") return cases;
  const day = Math.floor(now.getTime() / 86_400_000);
  // Of fewer cases than `nth`, each day has one.
  const step = Math.min(nth, cases.length);
  return cases.filter((_, index) => index % step === day % step);
}
