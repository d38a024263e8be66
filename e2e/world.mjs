/** What all chapters share: a shop's repository, a GitHub on loopback, and a runner with the bundled action. */
// @ts-check
import { access, cp, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRunner, findAct } from "./act.mjs";
import { printedDocuments } from "./gate-run.mjs";
import { startLoopbackGitHub } from "./loopback-github.mjs";
import { findNode24 } from "./node24.mjs";
import { findPython } from "./python.mjs";
import { createShop, SHOP_FIXTURE } from "./shop.mjs";

/** @typedef {import("./gate-run.mjs").GateRun} GateRun */
/** @typedef {import("./shop.mjs").Edits} Edits */

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TOOLS = join(ROOT, ".tools");

export const MAIN = "refs/heads/main";
/** What reading artifacts of other runs needs. */
export const READER = /** @type {const} */ ({ contents: "read", "pull-requests": "write", actions: "read" });

/**
 * @param {string} temporary folder in which everything is made
 * @param {import("./checks.mjs").Check} check
 * @param {(() => Promise<unknown>)[]} cleanups what has to be stopped at the end is added
 */
export async function createWorld(temporary, check, cleanups) {
  const say = (/** @type {string} */ message) => console.log(`    ${message}`);
  const actionFolder = await copyAction(join(temporary, "action"));
  const node = await findNode24(TOOLS, say);
  const python = await findPython(TOOLS, join(SHOP_FIXTURE, "requirements.txt"), say);
  const act = await findAct(TOOLS, say);

  const environment = await cleanEnvironment(temporary, [node, python]);
  const shop = await createShop(temporary, environment);
  const github = await startLoopbackGitHub({ owner: "octo-org", repo: "shop" });
  cleanups.push(github.stop);
  const runner = createRunner(act);
  cleanups.push(runner.stop);

  const ourComments = (/** @type {number} */ issue) =>
    github.state.comments.filter(
      (comment) => comment.issue === issue && comment.user.login === "github-actions[bot]",
    );

  /**
   * Runs the workflow on one commit.
   *
   * @param {object} occasion
   * @param {string} occasion.event
   * @param {unknown} occasion.payload
   * @param {string} occasion.ref
   * @param {string} occasion.sha
   * @param {Record<string, "none" | "read" | "write">} [occasion.permissions] of the job's token
   * @param {Record<string, string>} [occasion.variables]
   * @param {{ branch: string, sha: string, fork?: string | undefined }} [occasion.head] of a pull request
   * @returns {Promise<GateRun>}
   */
  async function run({
    event,
    payload,
    ref,
    sha,
    permissions = { contents: "read", "pull-requests": "write" },
    variables = {},
    head,
  }) {
    const workflowRun = github.addRun({
      ref,
      event,
      headSha: head?.sha ?? sha,
      ...(head === undefined ? {} : { headBranch: head.branch }),
      ...(head?.fork === undefined ? {} : { fork: head.fork }),
      baseRef: MAIN,
    });
    const finished = await runner.run({
      checkout: await shop.checkOut(ref, sha),
      event,
      payload,
      token: github.token({ permissions }),
      variables,
      action: { uses: "octo-org/hotpath-gate@v1", folder: actionFolder },
      scratch: join(temporary, `run-${workflowRun.id}`),
      environment: {
        ...environment,
        GITHUB_API_URL: github.url,
        GITHUB_REPOSITORY: `${github.owner}/${github.repo}`,
        GITHUB_REF: ref,
        GITHUB_RUN_ID: String(workflowRun.id),
        // The name under which act takes GITHUB_SHA.
        SHA_REF: sha,
        ACTIONS_CACHE_SERVICE_V2: "true",
        ACTIONS_RESULTS_URL: `${github.url}/`,
        ACTIONS_RUNTIME_TOKEN: github.runtimeToken(workflowRun),
      },
    });
    workflowRun.conclusion = finished.succeeded ? "success" : "failure";
    const [outputs = {}, report = null] = printedDocuments(finished.output);
    return { ...finished, outputs, report, runId: workflowRun.id };
  }

  /**
   * Runs the workflow that starts when another one has finished.
   *
   * @param {GateRun} finished
   * @param {object} [changes] what its event says instead
   */
  async function report(finished, changes = {}) {
    const found = github.state.runs.find(({ id }) => id === finished.runId);
    if (found === undefined) throw new Error(`there is no run ${finished.runId}`);
    return run({
      event: "workflow_run",
      payload: github.payloads.workflowRunEvent({ ...github.runObject(found), ...changes }),
      ref: MAIN,
      sha: await shop.tipOfMain(),
      permissions: { contents: "read", actions: "read", "pull-requests": "write" },
    });
  }

  /**
   * Pushes to a pull request and runs its checks.
   *
   * @param {{ number: number, branch: string, edits: import("./shop.mjs").Edits, message: string, fork?: string }} push
   * @param {Partial<Parameters<typeof run>[0]>} [occasion]
   */
  async function pushAndRun({ number, branch, edits, message, fork }, occasion = {}) {
    const before = github.state.pullRequests.get(number)?.head.sha;
    const commits = await shop.pushToPullRequest(number, branch, edits, message);
    const pullRequest = github.addPullRequest({
      number,
      title: message,
      author: fork ?? "dana",
      headRef: branch,
      ...commits,
      ...(fork === undefined ? {} : { fork }),
    });
    github.state.commits.set(commits.mergeSha, [commits.baseSha, commits.headSha]);
    return run({
      event: "pull_request",
      payload: github.payloads.pullRequestEvent(pullRequest, before === undefined ? {} : { before }),
      ref: `refs/pull/${number}/merge`,
      sha: commits.mergeSha,
      head: { branch, sha: commits.headSha, fork },
      ...occasion,
    });
  }

  /** Pushes to main, one commit after the other, recorded in artifacts. @param {Edits} edits @param {string} message */
  async function pushAndRecord(edits, message) {
    const push = await shop.pushToMain(edits, message);
    const payload = github.payloads.pushEvent({ ...push, message, author: "dana" });
    const variables = { BASELINE: "artifact", BUDGET: "10%" };
    return {
      ...push,
      recording: await run({
        event: "push",
        payload,
        ref: MAIN,
        sha: push.after,
        variables,
        permissions: READER,
      }),
    };
  }
  /** @param {import("./loopback/rest.mjs").Comment | undefined} comment */
  function urlOf(comment) {
    return `https://github.com/${github.owner}/${github.repo}/pull/${comment?.issue}#issuecomment-${comment?.id}`;
  }

  return { check, shop, github, temporary, ourComments, run, report, pushAndRun, pushAndRecord, urlOf };
}

/** @typedef {Awaited<ReturnType<typeof createWorld>>} World what every chapter can use */

/**
 * The action as a workflow would get it: what its repository holds, and nothing of what built it.
 *
 * @param {string} folder
 */
async function copyAction(folder) {
  for (const part of ["action.yml", "dist", "harness", "package.json"]) {
    await access(join(ROOT, part)).catch(() => {
      throw new Error(`${part} is missing: run \`npm run build\` first`);
    });
    await cp(join(ROOT, part), join(folder, part), {
      recursive: true,
      filter: (path) => !/__pycache__|node_modules/.test(path),
    });
  }
  return folder;
}

/**
 * An environment as on a fresh machine: no tokens, no settings of whoever runs this.
 *
 * @param {string} temporary
 * @param {string[]} tools folders with programs
 * @returns {Promise<Record<string, string>>}
 */
async function cleanEnvironment(temporary, tools) {
  const home = join(temporary, "home");
  await mkdir(home);
  await writeFile(join(home, ".gitconfig"), "[user]\n\tname = dana\n\temail = dana@example.com\n");
  return {
    HOME: home,
    LANG: "C.UTF-8",
    PATH: [...tools, process.env.PATH ?? ""].join(delimiter),
  };
}
