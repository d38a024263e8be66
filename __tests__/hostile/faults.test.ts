/**
 * Real faults in real runs of the bundled command line: benchmarks that break at import, in a call and at their end, a git
 * and interpreters that fail, set-ups, strange trees, disks without room. Each run ends within 75 seconds, with a time
 * limit of ten, shows no stack trace, leaves nothing behind, has status 1 only with a verdict, and is green
 * only where it has compared. Signals are in signals.test.ts, GitHub's answers in github.test.ts. Every twenty-third in each
 * run of the tests, all with TESTS=all.
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { shareOf } from "../support/share.ts";
import { FAULTS } from "./faults.ts";
import { hostileGround, misdeeds, run } from "./place.ts";

/** Collecting and each pass may take the time limit of ten seconds, and the rest is git, Python and a busy machine. */
const LONGEST_SECONDS = 75;

let ground: ReturnType<typeof hostileGround>;
beforeAll(() => {
  ground = hostileGround();
});
afterAll(() => ground[Symbol.dispose]());

test("there are more than a hundred and fifty faults, no two alike", () => {
  expect(FAULTS.length).toBeGreaterThan(150);
  const titles = FAULTS.map(({ title }) => title);
  expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([]);
});

test.each(shareOf(FAULTS, 23).map((fault) => [fault.title, fault] as const))(
  "%s",
  async (_, fault) => {
    const place = ground.place();
    fault.prepare(place);
    const outcome = await run(place, fault.args, fault.options?.(place));
    expect(misdeeds(place, outcome, LONGEST_SECONDS)).toEqual([]);
    expect(fault.statuses).toContain(outcome.status);
    if (outcome.status === 0 && fault.whenGreen !== undefined)
      expect(outcome.stdout).toMatch(fault.whenGreen);
  },
  120_000,
);
