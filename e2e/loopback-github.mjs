/**
 * A GitHub on this machine's loopback interface, with everything in memory: the REST calls that the action makes
 * (each checked against GitHub's own description), the cache service, the artifact service, and the storage
 * behind them. For tests that use the real client libraries over real sockets.
 */
// @ts-check
import { createServer } from "node:http";
import { createArtifactService } from "./loopback/artifact-service.mjs";
import { createBlobStore } from "./loopback/blobs.mjs";
import { createCacheService } from "./loopback/cache-service.mjs";
import { createPayloads } from "./loopback/payloads.mjs";
import { createRest, problem } from "./loopback/rest.mjs";
import { createRuns } from "./loopback/runs.mjs";
import { createTwirp, failure, TWIRP_ROOT } from "./loopback/twirp.mjs";

/**
 * @typedef {import("./loopback/blobs.mjs").Answer} Answer
 *
 * @typedef {object} Options
 * @property {string} [owner]
 * @property {string} [repo]
 * @property {string} [defaultBranch]
 * @property {number} [port] a free one unless given
 * @property {boolean} [isPrivate] in a private repository, reading needs permissions too
 *
 * @typedef {object} Trouble what is to happen instead of, or before, the ordinary answer
 * @property {number} [status] answered instead
 * @property {{ status: number, headers?: Record<string, string>, body: string }} [answer] answered instead, word for word
 * @property {number} [cutAfter] the connection is cut after so many bytes of the ordinary answer
 * @property {boolean} [hangUp] the connection is cut instead
 * @property {boolean} [silent] nothing is answered and nothing is done, as if the request had not arrived
 * @property {number} [delayMs] waited first
 * @property {number} [times] how many requests meet it; 1 unless given, Infinity for all
 *
 * @typedef {object} Request
 * @property {string} method
 * @property {string} route operation template, `CacheService/CreateCacheEntry`, or `PUT blob`
 * @property {string} path with query, signatures blanked
 * @property {number} status 0 when the connection was cut
 */

const REQUEST_BYTES_LIMIT = 256 * 1024 * 1024;

/**
 * Starts the server; it listens when the promise resolves.
 *
 * @param {Options} [options]
 */
export async function startLoopbackGitHub(options = {}) {
  const { owner = "octo-org", repo = "shop", defaultBranch = "main", isPrivate = false, port = 0 } = options;

  const server = createServer((request, response) => {
    handle(request, response).catch((error) => {
      violations.push({
        route: `${request.method} ${request.url}`,
        what: `the server failed: ${error.stack}`,
      });
      response.destroy();
    });
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(undefined));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const url = `http://127.0.0.1:${address.port}`;

  /** @type {{ route: string, what: string }[]} */
  const violations = [];
  /** @type {Request[]} */
  const requests = [];
  /** @type {{ route: string, trouble: Trouble, left: number }[]} */
  const troubles = [];
  /** @param {string} route @param {string} what */
  const violate = (route, what) => {
    violations.push({ route, what });
  };

  const payloads = createPayloads({ owner, repo, defaultBranch, apiUrl: url, isPrivate });
  const runs = createRuns({ defaultBranch, repositoryId: payloads.repository.id });
  const blobs = createBlobStore(() => url);
  const cacheService = createCacheService(blobs);
  const artifactService = createArtifactService(blobs);
  const twirp = createTwirp({ ...cacheService.methods, ...artifactService.methods }, runs, violate);
  const rest = createRest({ payloads, runs, artifactService, blobs, origin: () => url, violate });

  /** @param {string} method @param {URL} target */
  function routeOf(method, target) {
    if (target.pathname.startsWith(TWIRP_ROOT)) return twirp.route(target.pathname);
    if (target.pathname.startsWith(blobs.root)) return `${method} blob`;
    return rest.route(method, target);
  }

  /**
   * @param {string} route
   * @param {string} method
   * @param {URL} target
   * @param {import("node:http").IncomingHttpHeaders} headers
   * @param {Buffer} body
   */
  function answer(route, method, target, headers, body) {
    if (target.pathname.startsWith(TWIRP_ROOT)) return twirp.answer(route, headers, body.toString("utf8"));
    if (target.pathname.startsWith(blobs.root)) return blobs.answer(method, target, headers, body);
    return rest.answer(method, target, headers, body.toString("utf8"));
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   */
  async function handle(request, response) {
    const method = request.method ?? "GET";
    const target = new URL(request.url ?? "/", url);
    const body = await readBody(request);
    const route = routeOf(method, target);
    const trouble = nextTrouble(route);
    const seen = {
      method,
      route,
      path: `${target.pathname}${target.search}`.replace(/sig=[^&]*/, "sig=***"),
      status: 0,
    };
    requests.push(seen);
    if (trouble?.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, trouble.delayMs));
    if (trouble?.silent) return;
    if (trouble?.hangUp) {
      response.destroy();
      return;
    }
    const given =
      trouble?.answer ??
      (trouble?.status === undefined
        ? answer(route, method, target, request.headers, body)
        : troubled(target, trouble.status));
    seen.status = given.status;
    if (trouble?.cutAfter !== undefined) {
      const whole = Buffer.from(given.body ?? "");
      response.writeHead(given.status, { ...given.headers, "content-length": String(whole.length) });
      response.write(whole.subarray(0, trouble.cutAfter), () => response.destroy());
      return;
    }
    response.writeHead(given.status, given.headers);
    response.end(given.body);
  }

  /** @param {string} route */
  function nextTrouble(route) {
    const found = troubles.find((entry) => entry.route === route && entry.left > 0);
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.trouble;
  }

  async function stop() {
    const closed = new Promise((resolve) => server.close(() => resolve(undefined)));
    server.closeAllConnections();
    await closed;
  }

  return {
    /** Address of the REST interface and of the results service: `GITHUB_API_URL`, `ACTIONS_RESULTS_URL`. */
    url,
    owner,
    repo,
    payloads,
    /** What a test may read and seed directly. */
    state: {
      requests,
      comments: rest.comments,
      pullRequests: rest.pullRequests,
      commits: rest.commits,
      labelEvents: rest.labelEvents,
      runs: runs.runs,
      cacheEntries: cacheService.entries,
      artifacts: artifactService.artifacts,
    },
    /** Requests that the real GitHub would not have accepted as they were; empty after a good test. */
    violations,
    /** A REST token: a job's own, or with `login` a person's. */
    token: rest.token,
    /** A workflow run, for `runtimeToken`. */
    addRun: runs.add,
    /** `ACTIONS_RUNTIME_TOKEN` of a run. */
    runtimeToken: runs.runtimeToken,
    /** A run as REST and payloads show it. */
    runObject: rest.runObject,
    addComment: rest.addComment,
    /** An artifact as an upload would have left it. */
    addArtifact: artifactService.add,
    /**
     * @param {import("./loopback/payloads.mjs").PullRequestDescription} description
     * @returns {{ number: number, [field: string]: any }} the pull request, as REST and payloads show it
     */
    addPullRequest(description) {
      const pullRequest = payloads.pullRequest(description);
      rest.pullRequests.set(pullRequest.number, pullRequest);
      return pullRequest;
    },
    /**
     * Makes the next requests of a route fail, as often as `times` says.
     *
     * @param {string} route as in `state.requests`
     * @param {Trouble} trouble
     */
    fail(route, trouble) {
      troubles.push({ route, trouble, left: trouble.times ?? 1 });
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/**
 * @param {URL} target
 * @param {number} status
 * @returns {Answer}
 */
function troubled(target, status) {
  if (target.pathname.startsWith(TWIRP_ROOT)) {
    return failure(status, status === 429 ? "resource_exhausted" : "unavailable", "made to fail");
  }
  return problem(status, status === 403 ? "Resource not accessible by integration" : "made to fail");
}

/**
 * @param {import("node:http").IncomingMessage} request
 * @returns {Promise<Buffer>}
 */
async function readBody(request) {
  /** @type {Buffer[]} */
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > REQUEST_BYTES_LIMIT) throw new Error("the request is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
