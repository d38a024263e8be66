/** A push to the default branch records the baseline that pull requests are compared with. */
// @ts-check
import { MAIN } from "../world.mjs";

/** @param {import("../world.mjs").World} world @returns {Promise<{ log: string }>} */
export async function recordsBaseline({ check, github, run, shop }) {
  const push = await shop.pushToMain({}, "Deliver on Sundays");
  const payload = github.payloads.pushEvent({ ...push, message: "Deliver on Sundays", author: "dana" });
  const recording = await run({ event: "push", payload, ref: MAIN, sha: push.after });

  check("the job passes", recording.succeeded);
  check("the verdict is recorded", recording.outputs.verdict === "recorded", recording.outputs);
  const entries = github.state.cacheEntries;
  check(
    "the cache holds one whole entry, of main",
    entries.length === 1 && entries[0]?.ready === true && entries[0].scope === MAIN,
    entries.map(({ key, scope, ready }) => ({ key, scope, ready })),
  );
  check("nobody is told by a comment", github.state.comments.length === 0);
  return recording;
}
