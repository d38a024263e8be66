/** A pull request from a fork may not comment; a second workflow does, and believes nothing that the fork says of itself. */
// @ts-check
import { gunzipSync, gzipSync } from "node:zlib";
import { FORK_REQUEST, SLOWED, slowDown } from "../shop-changes.mjs";

const STRANGER = "eve";

/** @param {import("../world.mjs").World} world @returns {Promise<{ log: string }>} */
export async function comesFromFork(world) {
  const { check, github, ourComments, pushAndRun, report } = world;
  const measured = await pushAndRun(
    {
      number: FORK_REQUEST,
      branch: "cleaner",
      edits: { "shop/parse.py": slowDown },
      message: "Clean what is parsed",
      fork: STRANGER,
    },
    { permissions: { contents: "read" } },
  );
  check("the fork's job fails by its verdict", measured.outputs.verdict === "failed", measured.outputs);
  check("it comments nothing by itself", ourComments(FORK_REQUEST).length === 0);
  const notice = measured.annotations.find(({ level }) => level === "notice");
  check(
    "its notice names the artifact, and the way to a comment",
    /from a fork.*in the artifact hotpath-gate-result-[0-9a-f]{12}-1\..*`mode: report`/.test(
      notice?.message ?? "",
    ),
    measured.annotations,
  );
  const artifact = github.state.artifacts.find(({ run }) => run.id === measured.runId);
  check("it hands over one artifact", artifact?.ready === true, github.state.artifacts.length);
  if (artifact === undefined) return measured;

  const reported = await report(measured);
  const [comment, ...more] = ourComments(FORK_REQUEST);
  check("the second workflow's job succeeds", reported.succeeded, reported.log);
  check("and makes one comment", comment !== undefined && more.length === 0);
  check(
    "which has the row that got slower, and says whose run measured it",
    [SLOWED, "got slower", "[The pull request's own run](", "its author controls that run"].every((words) =>
      (comment?.body ?? "").includes(words),
    ),
    comment?.body,
  );
  check(
    "its output is the comment's address",
    reported.outputs["comment-url"] === world.urlOf(comment),
    reported.outputs,
  );

  const honest = /** @type {Buffer} */ (artifact.blob.content);
  const text = comment?.body ?? "";
  for (const [what, forged] of Object.entries(forgeries(JSON.parse(gunzipSync(honest).toString("utf8"))))) {
    replaceContent(artifact, forged);
    const refused = await report(measured);
    check(
      `${what} is refused, and its comment no longer says anything of it`,
      !refused.succeeded &&
        ourComments(FORK_REQUEST).length === 1 &&
        /could not measure/.test(ourComments(FORK_REQUEST)[0]?.body ?? "") &&
        !/OWNED/.test(ourComments(FORK_REQUEST)[0]?.body ?? ""),
      { log: refused.log, body: ourComments(FORK_REQUEST)[0]?.body },
    );
  }
  replaceContent(artifact, honest);
  await report(measured);
  check(
    "the honest result is posted again",
    ourComments(FORK_REQUEST)[0]?.body === text,
    ourComments(FORK_REQUEST)[0]?.body,
  );

  const others = github.state.comments.filter(({ issue }) => issue !== FORK_REQUEST).map(({ body }) => body);
  for (const [what, changes] of Object.entries({
    "a run of another workflow of that name": { path: ".github/workflows/evil.yml" },
    "a run that a push started": { event: "push" },
    "a run of a commit that the pull request no longer has": { head_sha: "e".repeat(40) },
    "a run from another repository with that branch": {
      head_repository: { id: 1, owner: { login: "mallory" } },
    },
    "an attempt that was run again": { run_attempt: 0x7fff },
  })) {
    const nothing = await report(measured, changes);
    check(`${what} changes no comment`, ourComments(FORK_REQUEST)[0]?.body === text, nothing.log);
  }
  check(
    "no other pull request's comment was touched",
    JSON.stringify(others) ===
      JSON.stringify(
        github.state.comments.filter(({ issue }) => issue !== FORK_REQUEST).map(({ body }) => body),
      ),
  );
  return reported;
}

/**
 * What a fork may hand over instead of its result.
 *
 * @param {any} result
 * @returns {Record<string, Buffer>}
 */
function forgeries(result) {
  const packed = (/** @type {unknown} */ value) => gzipSync(JSON.stringify(value));
  const reason = { kind: "within-budget", compared: result.benchmarks.length };
  const rows = result.benchmarks.map((/** @type {any} */ row) => ({ ...row, verdict: "within-budget" }));
  return {
    "a green verdict over a slow row": packed({ ...result, verdict: "passed", reason }),
    "a slow row that is called within its budget": packed({
      ...result,
      verdict: "passed",
      reason,
      benchmarks: rows,
    }),
    "a result of another commit": packed({
      ...result,
      sides: { ...result.sides, head: { ...result.sides.head, commit: "f".repeat(40) } },
    }),
    "a page with markup": Buffer.from("<h1>OWNED</h1>"),
    "an archive": Buffer.from("UEsDBBQAAAAAAA==", "base64"),
    "what unpacks to far too much": gzipSync(Buffer.alloc(100 * 1024 * 1024)),
    "what is far too large": Buffer.alloc(9 * 1024 * 1024),
  };
}

/**
 * @param {import("../loopback/artifact-service.mjs").Artifact} artifact
 * @param {Buffer} content
 */
function replaceContent(artifact, content) {
  artifact.blob.content = content;
  artifact.size = content.length;
  artifact.digest = null;
}
