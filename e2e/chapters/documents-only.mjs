/** A pull request that changes no code passes. */
// @ts-check
import { verdictsOf } from "../gate-run.mjs";
import { README_REQUEST } from "../shop-changes.mjs";

/** @param {import("../world.mjs").World} world @returns {Promise<{ log: string }>} */
export async function changesOnlyReadme({ check, ourComments, pushAndRun }) {
  const passing = await pushAndRun({
    number: README_REQUEST,
    branch: "say-more",
    edits: { "README.md": (text) => `${text}\nOpen on Sundays.\n` },
    message: "Say when the shop is open",
  });

  check("the job passes", passing.succeeded);
  check("the verdict is passed", passing.outputs.verdict === "passed", passing.outputs);
  check(
    "every benchmark is within budget",
    verdictsOf(passing).length === 3 &&
      verdictsOf(passing).every(([, verdict]) => verdict === "within-budget"),
    verdictsOf(passing),
  );
  const [comment] = ourComments(README_REQUEST);
  check(
    "the comment says what the verdict rests on",
    /Base and head were measured in lock step|Against the stored baseline/.test(comment?.body ?? ""),
    comment?.body,
  );
  return passing;
}
