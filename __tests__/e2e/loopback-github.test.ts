/**
 * The loopback GitHub, met by the client libraries that the action uses: what they do against it has to be what
 * they do against the real one.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as cache from "@actions/cache";
import { getOctokit } from "@actions/github";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { startLoopbackGitHub } from "../../e2e/loopback-github.mjs";

type GitHub = Awaited<ReturnType<typeof startLoopbackGitHub>>;

const ISSUE = 7;
const COMMENTS = "/repos/{owner}/{repo}/issues/{issue_number}/comments";

let github: GitHub;

beforeEach(async () => {
  github = await startLoopbackGitHub();
  github.addPullRequest({
    number: ISSUE,
    title: "Parse faster",
    author: "dana",
    headRef: "faster",
    headSha: "a".repeat(40),
    baseSha: "b".repeat(40),
  });
});

afterEach(async () => {
  await github.stop();
});

function client(token: string) {
  return getOctokit(token, { baseUrl: github.url }).rest;
}

const place = () => ({ owner: github.owner, repo: github.repo });
const onPullRequest = () => ({ ...place(), issue_number: ISSUE });
const writer = () => client(github.token({ permissions: { "pull-requests": "write" } }));

/** The outcome of a call that must fail, as Octokit reports it. */
async function refusal(call: Promise<unknown>): Promise<{ status: number; message: string }> {
  try {
    await call;
  } catch (error) {
    const { status, message } = error as { status: number; message: string };
    return { status, message };
  }
  throw new Error("the call was expected to fail");
}

describe("comments of a pull request", () => {
  test("are listed over as many pages as they fill, oldest first", async () => {
    for (let number = 1; number <= 250; number += 1) {
      github.addComment(ISSUE, `comment ${number}`, { login: "dana" });
    }
    const octokit = getOctokit(github.token(), { baseUrl: github.url });

    const listed = await octokit.paginate(octokit.rest.issues.listComments, {
      ...onPullRequest(),
      per_page: 100,
    });

    expect(listed.map((comment) => comment.body)).toEqual(
      Array.from({ length: 250 }, (_, index) => `comment ${index + 1}`),
    );
    expect(github.state.requests).toHaveLength(3);
    expect(github.violations).toEqual([]);
  });

  test("are created in the name of the job, and changed in place", async () => {
    const created = await writer().issues.createComment({ ...onPullRequest(), body: "first" });
    const updated = await writer().issues.updateComment({
      ...place(),
      comment_id: created.data.id,
      body: "second",
    });

    expect(created.data.user).toMatchObject({ login: "github-actions[bot]", type: "Bot" });
    expect(updated.data.html_url).toBe(created.data.html_url);
    expect(github.state.comments.map(({ body }) => body)).toEqual(["second"]);
    expect(github.violations).toEqual([]);
  });

  test.each([
    ["no permission", {}],
    ["permission to read", { "pull-requests": "read" }],
    ["another permission", { contents: "write" }],
  ] as const)("are refused to a job token with %s, in GitHub's words", async (_, permissions) => {
    const talk = client(github.token({ permissions })).issues;

    const refused = await refusal(talk.createComment({ ...onPullRequest(), body: "hello" }));

    expect(refused.status).toBe(403);
    expect(refused.message).toContain("Resource not accessible by integration");
    expect(github.state.comments).toEqual([]);
    expect(github.violations).toEqual([]);
  });

  test("are refused when too long", async () => {
    const refused = await refusal(
      writer().issues.createComment({ ...onPullRequest(), body: "x".repeat(65_537) }),
    );

    expect(refused).toMatchObject({ status: 422, message: expect.stringContaining("too long") });
    expect(github.state.comments).toEqual([]);
  });
});

test("in a private repository, reading comments needs permission too", async () => {
  await using hidden = await startLoopbackGitHub({ isPrivate: true });
  const { number } = hidden.addPullRequest({
    number: ISSUE,
    title: "Parse faster",
    author: "dana",
    headRef: "faster",
    headSha: "a".repeat(40),
    baseSha: "b".repeat(40),
  });
  const list = (permissions: Record<string, "read">) =>
    getOctokit(hidden.token({ permissions }), { baseUrl: hidden.url }).rest.issues.listComments({
      owner: hidden.owner,
      repo: hidden.repo,
      issue_number: number,
    });

  expect((await refusal(list({ contents: "read" }))).status).toBe(403);
  expect((await list({ issues: "read" })).status).toBe(200);
});

describe("who is asking:", () => {
  test("a job token may not know its own account, a person's may", async () => {
    const person = client(github.token({ login: "dana" }));

    expect((await refusal(writer().users.getAuthenticated())).status).toBe(403);
    expect((await person.users.getAuthenticated()).data.login).toBe("dana");
  });

  test("an unknown token has bad credentials", async () => {
    expect(await refusal(client("ghs_unknown").repos.get(place()))).toMatchObject({
      status: 401,
      message: expect.stringContaining("Bad credentials"),
    });
  });

  test("another repository is not found", async () => {
    expect((await refusal(writer().repos.get({ owner: "octo-org", repo: "secret" }))).status).toBe(404);
  });
});

describe("a request that GitHub does not describe", () => {
  const send = (method: string, path: string, body?: unknown) =>
    fetch(`${github.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${github.token({ permissions: { "pull-requests": "write" } })}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const comments = () => `/repos/${github.owner}/${github.repo}/issues/${ISSUE}/comments`;

  test.each([
    ["an unknown call", () => send("DELETE", comments())],
    ["an unknown query parameter", () => send("GET", `${comments()}?pages=2`)],
    ["a query parameter of the wrong type", () => send("GET", `${comments()}?per_page=many`)],
    ["a body without its required field", () => send("POST", comments(), { text: "hello" })],
    ["a body with a field of the wrong type", () => send("POST", comments(), { body: 5 })],
    ["no body where one is required", () => send("POST", comments())],
  ])("is answered 422 and remembered: %s", async (_, request) => {
    expect((await request()).status).toBe(422);
    expect(github.violations).toHaveLength(1);
    expect(github.state.comments).toEqual([]);
  });
});

describe("trouble on request", () => {
  test("meets as many requests as it was asked to", async () => {
    github.fail(`GET ${COMMENTS}`, { status: 502, times: 2 });
    const list = () => writer().issues.listComments(onPullRequest());

    expect((await refusal(list())).status).toBe(502);
    expect((await refusal(list())).status).toBe(502);
    expect((await list()).status).toBe(200);
    expect(github.state.requests.map(({ status }) => status)).toEqual([502, 502, 200]);
  });

  test("can be silence, in which nothing is done", async () => {
    github.fail(`POST ${COMMENTS}`, { silent: true });
    const request = { signal: AbortSignal.timeout(100) };
    const create = writer().issues.createComment({ ...onPullRequest(), body: "first", request });
    await expect(create).rejects.toThrow();
    expect(github.state.comments).toEqual([]);
  });

  test("can cut the connection, or only take time", async () => {
    github.fail(`GET ${COMMENTS}`, { hangUp: true });
    github.fail(`GET ${COMMENTS}`, { delayMs: 150 });
    const list = () => writer().issues.listComments(onPullRequest());

    await expect(list()).rejects.toThrow();
    const start = performance.now();
    expect((await list()).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(140);
  });
});

describe("the runner's services", () => {
  let workspace: string;
  const saved: Record<string, string | undefined> = {};

  beforeEach(async () => {
    workspace = await mkdtemp(join(tmpdir(), "hotpath-gate-loopback-"));
    await mkdir(join(workspace, "temp"));
    setEnvironment({
      ACTIONS_CACHE_SERVICE_V2: "true",
      ACTIONS_RESULTS_URL: `${github.url}/`,
      RUNNER_TEMP: join(workspace, "temp"),
      GITHUB_WORKSPACE: workspace,
      GITHUB_SERVER_URL: undefined,
    });
    // The client writes workflow commands, which a runner that runs these tests would take for its own.
    jest.spyOn(process.stdout, "write").mockReturnValue(true);
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    setEnvironment(saved);
    await rm(workspace, { recursive: true, force: true });
  });

  function setEnvironment(variables: Record<string, string | undefined>): void {
    for (const [name, value] of Object.entries(variables)) {
      if (!(name in saved)) saved[name] = process.env[name];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }

  /** From here on, the clients act as a new run of this description. */
  function actAs(description: Parameters<GitHub["addRun"]>[0]): void {
    setEnvironment({ ACTIONS_RUNTIME_TOKEN: github.runtimeToken(github.addRun(description)) });
  }

  const onMain = { ref: "refs/heads/main" };
  const onRequest = { ref: `refs/pull/${ISSUE}/merge`, baseRef: "refs/heads/main" };

  describe("offer a cache that", () => {
    const folder = () => join(workspace, "stored");
    const file = () => join(folder(), "baseline.json");

    async function save(key: string, content: string): Promise<number> {
      await mkdir(folder(), { recursive: true });
      await writeFile(file(), content);
      return cache.saveCache([folder()], key);
    }

    async function restore(key: string, prefixes: string[] = []): Promise<[string, string] | undefined> {
      await rm(folder(), { recursive: true, force: true });
      const hit = await cache.restoreCache([folder()], key, prefixes);
      return hit === undefined ? undefined : [hit, await readFile(file(), "utf8")];
    }

    test("gives back what was saved under the key", async () => {
      actAs(onMain);
      expect(await save("baseline-1", "one")).toBeGreaterThan(0);
      expect(await restore("baseline-1")).toEqual(["baseline-1", "one"]);
      expect(github.violations).toEqual([]);
    });

    test("gives back large entries, downloaded range by range", async () => {
      actAs(onMain);
      const large = Array.from({ length: 700_000 }, (_, index) => `${(index * 2_654_435_761) % 2 ** 32}`);
      await save("large", large.join());
      expect(await restore("large")).toEqual(["large", large.join()]);
    });

    test("gives the newest entry of the first prefix that has any", async () => {
      actAs(onMain);
      await save("baseline-linux-1", "old");
      await save("baseline-linux-2", "new");
      await save("baseline-other-3", "other");
      expect(await restore("baseline-linux-absent", ["baseline-linux-", "baseline-"])).toEqual([
        "baseline-linux-2",
        "new",
      ]);
      expect(await restore("absent", ["nothing-", "baseline-"])).toEqual(["baseline-other-3", "other"]);
      expect(await restore("absent", ["nothing-"])).toBeUndefined();
    });

    test("never changes an entry", async () => {
      actAs(onMain);
      await save("baseline-1", "one");
      expect(await save("baseline-1", "two")).toBe(-1);
      expect(await restore("baseline-1")).toEqual(["baseline-1", "one"]);
    });

    test("misses when the path is spelled differently", async () => {
      actAs(onMain);
      await save("baseline-1", "one");
      expect(await cache.restoreCache([`${folder()}/`], "baseline-1")).toBeUndefined();
    });

    test("serves a pull request its own entries first, then its base's", async () => {
      actAs(onMain);
      await save("baseline-main", "from main");
      actAs(onRequest);
      expect(await restore("baseline-", [])).toEqual(["baseline-main", "from main"]);
      await save("baseline-request", "from the pull request");
      expect(await restore("baseline-", [])).toEqual(["baseline-request", "from the pull request"]);
    });

    test("keeps a pull request's entries from the default branch and from other pull requests", async () => {
      actAs(onRequest);
      await save("baseline-1", "poisoned");
      actAs(onMain);
      expect(await restore("baseline-1")).toBeUndefined();
      actAs({ ref: "refs/pull/8/merge", baseRef: "refs/heads/main" });
      expect(await restore("baseline-1")).toBeUndefined();
    });

    test("does not write for a run whose token may only read", async () => {
      actAs({ ...onMain, cacheWrites: false });
      expect(await save("baseline-1", "one")).toBe(-1);
      expect(github.state.cacheEntries).toEqual([]);
    });

    test("knows no forged token", async () => {
      const token = github.runtimeToken(github.addRun(onMain));
      setEnvironment({ ACTIONS_RUNTIME_TOKEN: `${token.slice(0, -4)}AAAA` });
      expect(await save("baseline-1", "one")).toBe(-1);
    });
  });

  describe("offer artifacts that", () => {
    const post = async (method: string, token: string, body: unknown) => {
      const answer = await fetch(
        `${github.url}/twirp/github.actions.results.api.v1.ArtifactService/${method}`,
        {
          method: "POST",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: JSON.stringify(body),
        },
      );
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };

    /** Uploads in two blocks, as the artifact client does with a stream. */
    async function upload(run: ReturnType<GitHub["addRun"]>, name: string, parts: string[]): Promise<number> {
      const token = github.runtimeToken(run);
      const named = {
        workflow_run_backend_id: run.backendId,
        workflow_job_run_backend_id: run.jobBackendId,
        name,
      };
      const created = await post("CreateArtifact", token, { ...named, version: 7 });
      const address = String(created.body.signed_upload_url);
      for (const [index, part] of parts.entries()) {
        await fetch(`${address}&comp=block&blockid=${index}`, { method: "PUT", body: part });
      }
      const list = parts.map((_, index) => `<Latest>${index}</Latest>`).join("");
      await fetch(`${address}&comp=blocklist`, { method: "PUT", body: `<BlockList>${list}</BlockList>` });
      const finalized = await post("FinalizeArtifact", token, {
        ...named,
        size: String(parts.join("").length),
      });
      expect(finalized).toMatchObject({ status: 200, body: { ok: true } });
      return Number(finalized.body.artifact_id);
    }

    test("are put together from their blocks, and downloaded by way of a redirect", async () => {
      const run = github.addRun({ ...onMain, headSha: "c".repeat(40), conclusion: "success" });
      const id = await upload(run, "baseline", ["first ", "second"]);
      const reader = client(github.token({ permissions: { actions: "read" } }));

      const listed = await reader.actions.listArtifactsForRepo({ ...place(), name: "baseline" });
      expect(listed.data.artifacts).toMatchObject([
        {
          id,
          size_in_bytes: 12,
          workflow_run: { id: run.id, head_branch: "main", head_sha: "c".repeat(40) },
        },
      ]);
      const download = await reader.actions.downloadArtifact({
        ...place(),
        artifact_id: id,
        archive_format: "zip",
      });
      expect(Buffer.from(download.data as ArrayBuffer).toString()).toBe("first second");
      expect(github.violations).toEqual([]);
    });

    test("are hidden from the token of another run, and shown by REST", async () => {
      const [first, second] = [github.addRun(onMain), github.addRun(onRequest)];
      await upload(first, "baseline", ["one"]);
      const idsOf = (run: typeof first) => ({
        workflow_run_backend_id: run.backendId,
        workflow_job_run_backend_id: run.jobBackendId,
      });
      const token = github.runtimeToken(second);

      expect((await post("ListArtifacts", token, idsOf(second))).body).toEqual({ artifacts: [] });
      expect((await post("ListArtifacts", token, idsOf(first))).status).toBe(403);
      const reader = client(github.token({ permissions: { actions: "read" } }));
      const ofFirst = await reader.actions.listWorkflowRunArtifacts({ ...place(), run_id: first.id });
      expect(ofFirst.data.total_count).toBe(1);
    });

    test("have one name a run", async () => {
      const run = github.addRun(onMain);
      await upload(run, "baseline", ["one"]);
      const again = await post("CreateArtifact", github.runtimeToken(run), {
        workflow_run_backend_id: run.backendId,
        workflow_job_run_backend_id: run.jobBackendId,
        name: "baseline",
        version: 7,
      });
      expect(again).toMatchObject({ status: 409, body: { code: "already_exists" } });
    });

    test("need permission to be read by REST", async () => {
      expect((await refusal(writer().actions.listArtifactsForRepo(place()))).status).toBe(403);
    });

    test("are found on the successful runs of the default branch", async () => {
      github.addRun({ ...onRequest, event: "pull_request", conclusion: "success" });
      const good = github.addRun({ ...onMain, conclusion: "success" });
      github.addRun({ ...onMain, conclusion: "failure" });
      const reader = client(github.token({ permissions: { actions: "read" } }));

      const found = await reader.actions.listWorkflowRunsForRepo({
        ...place(),
        branch: "main",
        status: "success",
      });

      expect(found.data.workflow_runs.map(({ id }) => id)).toEqual([good.id]);
    });
  });
});
