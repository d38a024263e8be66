import { expect, test } from "@jest/globals";
import { withinReason } from "../../src/compare/warnings.ts";

const warnings = (code: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ code, message: `${code} ${index}` }));

test("warnings that a person can read stay as they are", () => {
  const few = warnings("drift", 200);
  expect(withinReason(few)).toBe(few);
});

test("of a flood, the last one says how many of which kind were left out", () => {
  const kept = withinReason([...warnings("drift", 150), ...warnings("unmatched-budget", 50_000)]);
  expect(kept).toHaveLength(200);
  expect(kept[0]?.message).toBe("drift 0");
  expect(kept.at(-1)).toEqual({
    code: "more-warnings",
    message: "There were 49951 more warnings, which are left out: 49951 unmatched-budget.",
  });
});
