/**
 * Bad inputs, each given to the bundled command line in a repository of its own: refused with status 2 and a sentence that
 * names what is wrong, in seconds, with nothing left behind. Every thirteenth in each run of the tests, all of them with
 * TESTS=all.
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { shareOf } from "../support/share.ts";
import { BAD_INPUTS } from "./bad-inputs.ts";
import { hostileGround, misdeeds, run } from "./place.ts";

/** Nothing of this takes more than a second on a quiet machine; the slowest unpack or parse megabytes. */
const LONGEST_SECONDS = 30;

let ground: ReturnType<typeof hostileGround>;
beforeAll(() => {
  ground = hostileGround();
});
afterAll(() => ground[Symbol.dispose]());

test("there are more than three hundred bad inputs, no two alike", () => {
  expect(BAD_INPUTS.length).toBeGreaterThan(300);
  const titles = BAD_INPUTS.map(({ title }) => title);
  expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([]);
});

test.each(shareOf(BAD_INPUTS, 13).map((input) => [input.title, input] as const))("%s", async (_, input) => {
  const place = ground.place();
  input.prepare?.(place);
  const outcome = await run(place, input.args, input.options?.(place));
  expect(misdeeds(place, outcome, LONGEST_SECONDS)).toEqual([]);
  const said = `${outcome.stderr} ${outcome.stdout}`.replace(/\s+/g, " ");
  expect({ status: outcome.status, said }).toEqual({
    status: input.status ?? 2,
    said: input.status === 0 ? expect.any(String) : expect.stringMatching(input.says ?? /./),
  });
});
