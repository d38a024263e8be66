/** The baseline as an artifact of a run: only those of the default branch count. */
// @ts-check
import { gunzipSync, gzipSync } from "node:zlib";
import { ARTIFACT_REQUEST, waitWhileRanking } from "../shop-changes.mjs";
import { READER } from "../world.mjs";

/** @param {import("../world.mjs").World} world @returns {Promise<{ log: string }>} */
export async function keepsBaselineInArtifacts({ check, github, pushAndRecord, pushAndRun }) {
  const edits = { "shop/score.py": waitWhileRanking };
  const { after, recording } = await pushAndRecord(edits, "Keep the books in artifacts");
  check("the job passes", recording.succeeded);
  check("the verdict is recorded", recording.outputs.verdict === "recorded", recording.outputs);
  // Results that were handed over are artifacts as well.
  const [artifact, ...others] = github.state.artifacts.filter(({ name }) =>
    name.startsWith("hotpath-gate-v"),
  );
  check(
    "one whole artifact is there, of a run of main",
    artifact !== undefined && others.length === 0 && artifact.ready && artifact.run.headBranch === "main",
    github.state.artifacts.map(({ name, ready }) => ({ name, ready })),
  );
  if (artifact === undefined) return recording;

  const fork = github.addRun({
    ref: "refs/pull/66/merge",
    event: "pull_request",
    headBranch: "main",
    headRepositoryId: 666,
    headSha: after,
    conclusion: "success",
  });
  // As fast as light: compared with it, everything would be red.
  const poison = JSON.parse(gunzipSync(artifact.blob.content ?? Buffer.alloc(0)).toString("utf8"));
  for (const series of poison.series) {
    series.medians = series.medians.map(() => 1e-9);
    series.history = series.history.map(() => 1e-9);
  }
  github.addArtifact(fork, artifact.name, gzipSync(JSON.stringify(poison)));

  const variables = { BASELINE: "artifact" };
  const reading = await pushAndRun(
    {
      number: ARTIFACT_REQUEST,
      branch: "say-where",
      edits: { "README.md": (text) => `${text}\nWe are in the old harbour.\n` },
      message: "Say where the shop is",
    },
    { permissions: READER, variables },
  );
  check(
    "the pull request passes",
    reading.succeeded && reading.outputs.verdict === "passed",
    reading.outputs,
  );
  const { state, source } = reading.report?.evidence.baseline ?? {};
  check(
    "its baseline is that of main's run, not the newer one of a fork with the same name",
    state === "found" && source?.includes(`run ${artifact.run.id}`),
    { state, source },
  );

  const denied = await pushAndRun(
    { number: ARTIFACT_REQUEST, branch: "say-where", edits: {}, message: "Try again" },
    { permissions: { contents: "read", "pull-requests": "write" }, variables },
  );
  check(
    "without the permission it passes all the same, and says what to paste",
    denied.succeeded && /actions: read/.test(denied.report?.evidence.baseline.why ?? ""),
    denied.report?.evidence.baseline,
  );
  return reading;
}
