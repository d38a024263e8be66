/** A token that may not comment changes no verdict, and the job says what to write. */
// @ts-check
import { verdictsOf } from "../gate-run.mjs";
import { README_REQUEST, SLOW_REQUEST } from "../shop-changes.mjs";

/** @param {import("../world.mjs").World} world @returns {Promise<{ log: string }>} */
export async function mayNotComment({ check, github, pushAndRun }) {
  const permissions = /** @type {const} */ ({ contents: "read" });
  const texts = github.state.comments.map(({ body }) => body).join();
  const failing = await pushAndRun(
    { number: SLOW_REQUEST, branch: "clean-orders", edits: {}, message: "Try again" },
    { permissions },
  );
  check(
    "a slow pull request still fails by its verdict",
    failing.outputs.verdict === "failed",
    failing.outputs,
  );
  check("and its job with it", !failing.succeeded);

  const passing = await pushAndRun(
    { number: README_REQUEST, branch: "say-more", edits: {}, message: "Try again" },
    { permissions, variables: { SUITE: "functions" } },
  );
  check(
    "an unchanged one passes (suite functions)",
    passing.succeeded && passing.outputs.verdict === "passed",
    {
      outputs: passing.outputs,
      verdicts: verdictsOf(passing),
    },
  );
  check(
    "its benchmarks are functions",
    passing.report?.benchmarks.length === 3 &&
      passing.report.benchmarks.every((/** @type {any} */ row) => row.id.includes("bench_")),
    verdictsOf(passing),
  );
  for (const [name, { summary, annotations }] of Object.entries({ failing, passing })) {
    check(`the ${name} job has its summary`, summary.includes("hotpath-gate"), summary);
    check(
      `the ${name} job has a notice with the YAML to paste`,
      annotations.some(({ level, message }) => level === "notice" && /pull-requests: write/.test(message)),
      annotations,
    );
  }
  check("no comment was written or changed", github.state.comments.map(({ body }) => body).join() === texts);
  return passing;
}
