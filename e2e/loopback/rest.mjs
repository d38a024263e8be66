/** The part of GitHub's REST interface that the action and the clients it uses call. */
// @ts-check
import { randomBytes } from "node:crypto";
import { matchOperation } from "./openapi.mjs";

/**
 * @typedef {import("./blobs.mjs").Answer} Answer
 * @typedef {import("./openapi.mjs").Operation} Operation
 *
 * @typedef {"none" | "read" | "write"} Access
 *
 * @typedef {object} TokenDescription
 * @property {Record<string, Access>} [permissions] as in a workflow's `permissions`, e.g. `pull-requests: write`
 * @property {string} [login] a person's token, or with `[bot]` an app's; without it, a job's own
 *
 * @typedef {object} Comment
 * @property {number} id
 * @property {number} issue
 * @property {string} body
 * @property {{ login: string, type: string, [field: string]: any }} user
 * @property {string} createdAt
 * @property {string} updatedAt
 *
 * @typedef {object} Caller
 * @property {string} login
 * @property {boolean} isJob
 * @property {boolean} isInstallation of an app, of which GitHub Actions is one
 * @property {(permission: string, access: "read" | "write") => boolean} may
 *
 * @typedef {object} Call
 * @property {Record<string, string>} path
 * @property {URLSearchParams} query
 * @property {any} body
 * @property {Caller} caller
 * @property {URL} url
 */

const COMMENT_CHARACTERS_LIMIT = 65_536;
const JOB_LOGIN = "github-actions[bot]";
/** The other interface; of it, only who a token is. */
const VIEWER = "POST /graphql";

/**
 * @param {object} parts
 * @param {ReturnType<typeof import("./payloads.mjs").createPayloads>} parts.payloads
 * @param {ReturnType<typeof import("./runs.mjs").createRuns>} parts.runs
 * @param {ReturnType<typeof import("./artifact-service.mjs").createArtifactService>} parts.artifactService
 * @param {ReturnType<typeof import("./blobs.mjs").createBlobStore>} parts.blobs
 * @param {() => string} parts.origin
 * @param {(route: string, what: string) => void} parts.violate
 */
export function createRest({ payloads, runs, artifactService, blobs, origin, violate }) {
  const { repository } = payloads;
  /** @type {Map<string, Caller>} */
  const tokens = new Map();
  /** @type {Comment[]} oldest first */
  const comments = [];
  /** @type {Map<number, { number: number, [field: string]: any }>} */
  const pullRequests = new Map();
  /** Parents of commits, by hash. @type {Map<string, string[]>} */
  const commits = new Map();
  /** Labels that were set and removed, oldest first. @type {{ issue: number, event: "labeled" | "unlabeled", label: string, by: string, at: string }[]} */
  const labelEvents = [];
  /** @param {number} issue */
  const labelsOf = (issue) => {
    /** @type {Set<string>} */
    const set = new Set();
    for (const one of labelEvents) {
      if (one.issue !== issue) continue;
      if (one.event === "labeled") set.add(one.label);
      else set.delete(one.label);
    }
    return set;
  };
  let nextCommentId = 2_000_000_001;

  /**
   * @param {number} issue
   * @param {string} body
   * @param {{ login: string, type?: "User" | "Bot" }} author
   */
  function addComment(issue, body, { login, type = "User" }) {
    const now = new Date().toISOString();
    const comment = {
      id: nextCommentId++,
      issue,
      body,
      user: payloads.account(login, type),
      createdAt: now,
      updatedAt: now,
    };
    comments.push(comment);
    return comment;
  }

  /** @param {Comment} comment */
  const commentObject = (comment) => ({
    url: `${repository.url}/issues/comments/${comment.id}`,
    html_url: `https://github.com/${repository.full_name}/pull/${comment.issue}#issuecomment-${comment.id}`,
    issue_url: `${repository.url}/issues/${comment.issue}`,
    id: comment.id,
    node_id: Buffer.from(`IssueComment${comment.id}`).toString("base64"),
    user: comment.user,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: comment.user.type === "Bot" ? "NONE" : "CONTRIBUTOR",
    body: comment.body,
    performed_via_github_app:
      comment.user.login === JOB_LOGIN
        ? { id: 15_368, slug: "github-actions", name: "GitHub Actions" }
        : null,
  });

  /** @param {import("./artifact-service.mjs").Artifact} artifact */
  const artifactObject = (artifact) => ({
    id: artifact.id,
    node_id: Buffer.from(`Artifact${artifact.id}`).toString("base64"),
    name: artifact.name,
    size_in_bytes: artifact.size,
    url: `${repository.url}/actions/artifacts/${artifact.id}`,
    archive_download_url: `${repository.url}/actions/artifacts/${artifact.id}/zip`,
    expired: artifact.expired,
    digest: artifact.digest,
    created_at: artifact.createdAt,
    expires_at: artifact.expiresAt,
    updated_at: artifact.createdAt,
    workflow_run: {
      id: artifact.run.id,
      repository_id: repository.id,
      head_repository_id: artifact.run.headRepositoryId,
      head_branch: artifact.run.headBranch,
      head_sha: artifact.run.headSha,
    },
  });

  /** @param {import("./runs.mjs").Run} run */
  const runObject = (run) => ({
    id: run.id,
    name: "benchmarks",
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.path,
    run_number: 1,
    run_attempt: run.attempt,
    event: run.event,
    status: run.conclusion === null ? "in_progress" : "completed",
    conclusion: run.conclusion,
    workflow_id: 1,
    url: `${repository.url}/actions/runs/${run.id}`,
    html_url: `https://github.com/${repository.full_name}/actions/runs/${run.id}`,
    artifacts_url: `${repository.url}/actions/runs/${run.id}/artifacts`,
    pull_requests: [],
    created_at: run.createdAt,
    updated_at: run.createdAt,
    repository,
    head_repository: {
      ...(run.fork === null ? repository : payloads.forkOf(run.fork)),
      id: run.headRepositoryId,
    },
  });

  /** @param {Call} call */
  const visibleRuns = ({ query }) =>
    runs.runs.toReversed().filter((run) => {
      const [branch, event, status] = ["branch", "event", "status"].map((name) => query.get(name));
      return (
        (branch == null || branch === run.headBranch) &&
        (event == null || event === run.event) &&
        (status == null ||
          status === (run.conclusion ?? "in_progress") ||
          (status === "completed" && run.conclusion !== null))
      );
    });

  /** @type {Record<string, (call: Call) => Answer>} */
  const handlers = {
    "GET /user": ({ caller }) =>
      caller.isInstallation ? notAccessible() : json(200, payloads.account(caller.login)),

    [VIEWER]: ({ body, caller }) =>
      /^\{\s*viewer\s*\{\s*login\s*\}\s*\}$/.test(body.query)
        ? json(200, { data: { viewer: { login: caller.login } } })
        : json(200, { errors: [{ message: "the loopback knows no other query than the viewer's login" }] }),

    "GET /repos/{owner}/{repo}": () => json(200, repository),

    "GET /repos/{owner}/{repo}/issues/{issue_number}/comments": (call) => {
      if (repository.private && !mayTalk(call.caller, "read")) return notAccessible();
      const issue = Number(call.path.issue_number);
      if (!pullRequests.has(issue)) return notFound();
      const since = call.query.get("since");
      return page(
        call,
        comments
          .filter((comment) => comment.issue === issue && (since === null || comment.updatedAt >= since))
          .map(commentObject),
        (items) => items,
      );
    },

    "POST /repos/{owner}/{repo}/issues/{issue_number}/comments": ({ path, body, caller }) => {
      if (!mayTalk(caller, "write")) return notAccessible();
      const issue = Number(path.issue_number);
      if (!pullRequests.has(issue)) return notFound();
      if (body.body.length > COMMENT_CHARACTERS_LIMIT) return tooLong();
      const type = caller.isInstallation ? "Bot" : "User";
      return json(201, commentObject(addComment(issue, body.body, { login: caller.login, type })));
    },

    "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}": ({ path, body, caller }) => {
      if (!mayTalk(caller, "write")) return notAccessible();
      const comment = comments.find(({ id }) => id === Number(path.comment_id));
      if (comment === undefined) return notFound();
      if (body.body.length > COMMENT_CHARACTERS_LIMIT) return tooLong();
      comment.body = body.body;
      comment.updatedAt = new Date().toISOString();
      return json(200, commentObject(comment));
    },

    "GET /repos/{owner}/{repo}/issues/{issue_number}/labels": (call) => {
      if (!mayTalk(call.caller, "read")) return notAccessible();
      const issue = Number(call.path.issue_number);
      if (!pullRequests.has(issue)) return notFound();
      return page(
        call,
        [...labelsOf(issue)].map((name) => ({ name })),
        (items) => items,
      );
    },

    "GET /repos/{owner}/{repo}/issues/{issue_number}/events": (call) => {
      if (!mayTalk(call.caller, "read")) return notAccessible();
      const found = labelEvents.filter(({ issue }) => issue === Number(call.path.issue_number));
      return page(
        call,
        found.map(({ event, label, by, at }) => ({
          event,
          label: { name: label },
          actor: payloads.account(by),
          created_at: at,
        })),
        (items) => items,
      );
    },

    "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls": (call) =>
      page(
        call,
        [...pullRequests.values()].filter((pull) => pull.merge_commit_sha === call.path.commit_sha),
        (items) => items,
      ),

    "GET /repos/{owner}/{repo}/git/commits/{commit_sha}": ({ path }) => {
      const sha = path.commit_sha ?? "";
      const parents = commits.get(sha);
      if (!/^[0-9a-f]{40}$/.test(sha)) return problem(422, "The SHA parameter must be exactly 40 characters");
      return parents === undefined
        ? notFound()
        : json(200, { sha, parents: parents.map((parent) => ({ sha: parent })) });
    },

    "GET /repos/{owner}/{repo}/pulls": (call) => {
      const state = call.query.get("state") ?? "open";
      const [head, base] = [call.query.get("head"), call.query.get("base")];
      const found = [...pullRequests.values()]
        .reverse()
        .filter(
          (pull) =>
            (state === "all" || pull.state === state) &&
            (head === null || pull.head.label === head) &&
            (base === null || pull.base.ref === base),
        );
      return page(call, found, (items) => items);
    },

    "GET /repos/{owner}/{repo}/pulls/{pull_number}": ({ path }) => {
      const pull = pullRequests.get(Number(path.pull_number));
      return pull === undefined ? notFound() : json(200, pull);
    },

    "GET /repos/{owner}/{repo}/actions/artifacts": (call) =>
      withActions(call, () => artifactPage(call, artifactService.artifacts)),

    "GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts": (call) =>
      withActions(call, () => {
        const ofRun = artifactService.artifacts.filter(({ run }) => run.id === Number(call.path.run_id));
        return artifactPage(call, ofRun);
      }),

    "GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}": (call) =>
      withActions(call, () => {
        const artifact = artifactOf(call);
        return artifact === undefined ? notFound() : json(200, artifactObject(artifact));
      }),

    "GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}": (call) =>
      withActions(call, () => {
        const artifact = artifactOf(call);
        if (artifact === undefined || call.path.archive_format !== "zip") return notFound();
        if (artifact.expired) return problem(410, "Artifact has expired");
        return { status: 302, headers: { location: blobs.readAddress(artifact.blob) } };
      }),

    "GET /repos/{owner}/{repo}/actions/runs": (call) =>
      withActions(call, () => runPage(call, visibleRuns(call))),

    "GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs": (call) =>
      withActions(call, () => runPage(call, visibleRuns(call))),

    "GET /repos/{owner}/{repo}/actions/runs/{run_id}": (call) =>
      withActions(call, () => {
        const run = runs.runs.find(({ id }) => id === Number(call.path.run_id));
        return run === undefined ? notFound() : json(200, runObject(run));
      }),
  };

  /** @param {Call} call */
  const artifactOf = ({ path }) =>
    artifactService.artifacts.find(({ id, ready }) => ready && id === Number(path.artifact_id));

  /**
   * @param {Call} call
   * @param {import("./artifact-service.mjs").Artifact[]} artifacts
   */
  const artifactPage = (call, artifacts) => {
    const name = call.query.get("name");
    const found = artifacts
      .toReversed()
      .filter((artifact) => artifact.ready && (name === null || artifact.name === name));
    return page(call, found.map(artifactObject), (items, total) => ({
      total_count: total,
      artifacts: items,
    }));
  };

  /**
   * @param {Call} call
   * @param {import("./runs.mjs").Run[]} found
   */
  const runPage = (call, found) =>
    page(call, found.map(runObject), (items, total) => ({ total_count: total, workflow_runs: items }));

  return {
    comments,
    pullRequests,
    commits,
    labelEvents,
    runObject,
    addComment,

    /**
     * @param {TokenDescription} [description]
     * @returns {string}
     */
    token({ permissions = {}, login } = {}) {
      const token = `${login === undefined ? "ghs" : "ghp"}_${randomBytes(18).toString("hex")}`;
      tokens.set(token, {
        login: login ?? JOB_LOGIN,
        isJob: login === undefined,
        isInstallation: login?.endsWith("[bot]") ?? true,
        may: (permission, access) =>
          permissions[permission] === "write" || (access === "read" && permissions[permission] === "read"),
      });
      return token;
    },

    /**
     * @param {string} method
     * @param {URL} url
     * @returns {string} method and path template, or the path itself where there is none
     */
    route: (method, url) => {
      const match = matchOperation(method, namedPath(url), url.searchParams, "");
      return match?.route ?? `${method} ${url.pathname}`;
    },

    /**
     * @param {string} method
     * @param {URL} url
     * @param {import("node:http").IncomingHttpHeaders} headers
     * @param {string} bodyText
     * @returns {Answer}
     */
    answer(method, url, headers, bodyText) {
      const match =
        `${method} ${url.pathname}` === VIEWER
          ? { route: VIEWER, path: /** @type {Record<string, string>} */ ({}), violations: [] }
          : matchOperation(method, namedPath(url), url.searchParams, bodyText);
      /** @type {string[]} */
      const violations = match?.violations ?? [
        "GitHub's description, as far as it is kept, has no such call",
      ];
      if (headers["user-agent"] === undefined) violations.push("header user-agent is missing");
      const route = match?.route ?? `${method} ${url.pathname}`;
      for (const violation of violations) violate(route, violation);
      if (match === null || violations.length > 0) {
        return problem(422, "Validation Failed", { errors: violations });
      }
      const sent = /^(?:token|bearer) (.+)$/i.exec(headers.authorization ?? "")?.[1];
      if (sent === undefined) return problem(401, "Requires authentication");
      const caller = tokens.get(sent);
      if (caller === undefined) return problem(401, "Bad credentials");
      const { owner, repo } = match.path;
      if (owner !== undefined && `${owner}/${repo}` !== repository.full_name) return notFound();
      return (
        handlers[route]?.({
          path: match.path,
          query: url.searchParams,
          body: bodyText === "" ? null : JSON.parse(bodyText),
          caller,
          url,
        }) ?? notFound()
      );
    },
  };

  /**
   * Links to further pages name the repository by number, so those paths come back too.
   *
   * @param {URL} url
   */
  function namedPath(url) {
    return url.pathname.replace(`/repositories/${repository.id}`, `/repos/${repository.full_name}`);
  }

  /**
   * @param {Call} call
   * @param {() => Answer} body
   */
  function withActions(call, body) {
    return call.caller.may("actions", "read") ? body() : notAccessible();
  }

  /**
   * @param {Call} call
   * @param {any[]} items
   * @param {(items: any[], total: number) => unknown} envelope
   * @returns {Answer}
   */
  function page({ query, url }, items, envelope) {
    const size = Math.min(Math.max(Number(query.get("per_page") ?? 30), 1), 100);
    const number = Math.max(Number(query.get("page") ?? 1), 1);
    const last = Math.max(Math.ceil(items.length / size), 1);
    /** @param {number} to */
    const link = (to) => {
      const address = new URL(
        namedPath(url).replace(`/repos/${repository.full_name}`, `/repositories/${repository.id}`),
        origin(),
      );
      address.search = url.search;
      address.searchParams.set("page", String(to));
      return address.href;
    };
    const links = [
      ...(number > 1 ? [`<${link(number - 1)}>; rel="prev"`] : []),
      ...(number < last ? [`<${link(number + 1)}>; rel="next"`, `<${link(last)}>; rel="last"`] : []),
      ...(number > 1 ? [`<${link(1)}>; rel="first"`] : []),
    ];
    const answer = json(200, envelope(items.slice((number - 1) * size, number * size), items.length));
    if (links.length > 0) answer.headers = { ...answer.headers, link: links.join(", ") };
    return answer;
  }
}

/**
 * @param {Caller} caller
 * @param {"read" | "write"} access
 */
function mayTalk(caller, access) {
  return !caller.isJob || caller.may("pull-requests", access) || caller.may("issues", access);
}

/**
 * @param {number} status
 * @param {unknown} body
 * @returns {Answer}
 */
function json(status, body) {
  return {
    status,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "x-github-request-id": randomBytes(8).toString("hex").toUpperCase(),
    },
    body: JSON.stringify(body),
  };
}

/**
 * @param {number} status
 * @param {string} message
 * @param {Record<string, unknown>} [more]
 */
export function problem(status, message, more = {}) {
  return json(status, {
    message,
    documentation_url: "https://docs.github.com/rest",
    status: String(status),
    ...more,
  });
}

const notAccessible = () => problem(403, "Resource not accessible by integration");
const notFound = () => problem(404, "Not Found");
const tooLong = () =>
  problem(422, "Validation Failed", {
    errors: [
      {
        resource: "IssueComment",
        code: "unprocessable",
        field: "data",
        message: `Body is too long (maximum is ${COMMENT_CHARACTERS_LIMIT} characters)`,
      },
    ],
  });
