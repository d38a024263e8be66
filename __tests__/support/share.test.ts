import { expect, test } from "@jest/globals";
import { shareOf } from "./share.ts";

test.each([
  [60, 23],
  [13, 13],
  [3, 5],
])("each of %d cases has its turn within %d days, and each day has some", (cases, nth) => {
  const all = Array.from({ length: cases }, (_, index) => index);
  const days = Array.from({ length: nth }, (_, day) =>
    shareOf(all, nth, new Date(Date.UTC(2026, 0, 1 + day))),
  );
  if (process.env.TESTS !== "all") for (const share of days) expect(share.length).toBeLessThan(cases);
  for (const share of days) expect(share).not.toEqual([]);
  expect(new Set(days.flat()).size).toBe(cases);
});
