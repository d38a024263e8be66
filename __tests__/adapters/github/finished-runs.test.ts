import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from "@jest/globals";
import { finishedRuns } from "../../../src/adapters/github/finished-runs.ts";
import type { FinishedRun } from "../../../src/model/finished-run.ts";
import { NotPermitted } from "../../../src/ports/publishing.ts";
import {
  type LoopbackGitHub,
  type LoopbackRun,
  startLoopback,
  withVariables,
} from "../../support/loopback.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/repositories.ts";

const HEAD = "a".repeat(40);
const MERGE = "c".repeat(40);
const NAME = "hotpath-gate-result-0123456789ab-1";
const READER = { permissions: { actions: "read", contents: "read" } };

let github: LoopbackGitHub;
let folder: TemporaryFolder;
let variables: Disposable;
let run: LoopbackRun;

/** The client reads the address of the interface once, when it is loaded: every server of this file has the same. */
let port = 0;

beforeAll(async () => {
  const first = await startLoopback();
  port = Number(new URL(first.url).port);
  await first.stop();
  variables = withVariables({ GITHUB_API_URL: `http://127.0.0.1:${port}` });
});
afterAll(() => {
  variables[Symbol.dispose]();
});
beforeEach(async () => {
  // The client speaks to the job's log.
  jest.spyOn(process.stdout, "write").mockReturnValue(true);
  folder = temporaryFolder();
  github = await startLoopback({ port });
  run = github.addRun({
    ref: "refs/pull/5/merge",
    event: "pull_request",
    headBranch: "faster",
    headSha: HEAD,
    fork: "eve",
    conclusion: "failure",
  });
  github.state.commits.set(MERGE, ["b".repeat(40), HEAD]);
});
afterEach(async () => {
  await github.stop();
  folder[Symbol.dispose]();
  jest.restoreAllMocks();
  expect(github.violations).toEqual([]);
});

const asked = (description: object = READER, bytesLimit = 1000, downloadSeconds = 40) =>
  finishedRuns({
    token: github.token(description),
    repository: `${github.owner}/${github.repo}`,
    apiUrl: github.url,
    retrySeconds: 0.01,
    folder: folder.path,
    bytesLimit,
    isHandedOver: (name) => name.startsWith("hotpath-gate-result-"),
    downloadSeconds,
  });
const finished = (changes: Partial<FinishedRun> = {}): FinishedRun => ({
  id: run.id,
  attempt: 1,
  event: "pull_request",
  workflow: ".github/workflows/benchmarks.yml",
  conclusion: "failure",
  headCommit: HEAD,
  head: { branch: "faster", owner: "eve", repositoryId: 1 },
  url: `https://github.com/${github.owner}/${github.repo}/actions/runs/${run.id}`,
  ...changes,
});
const aPullRequest = (number: number, given: object = {}) =>
  github.addPullRequest({
    ...{ number, title: "t", author: "eve", headRef: "faster", headSha: HEAD, baseSha: "b".repeat(40) },
    ...{ fork: "eve", ...given },
  });

test("a run is what the service says of it now, its head in the fork", async () => {
  const now = await asked().now(finished());
  expect(now).toMatchObject({ ...finished(), head: { branch: "faster", owner: "eve" } });
  expect(await asked().now(finished({ id: 1 }))).toBeNull();
});

test("pull requests are those that are open from that branch of that owner", async () => {
  aPullRequest(5);
  aPullRequest(6, { headRef: "slower" });
  aPullRequest(7, { fork: undefined });
  const found = await asked().pullRequestsFrom("eve", "faster");
  expect(found).toEqual([
    { number: 5, headCommit: HEAD, headRepositoryId: expect.any(Number), isOfThisRepository: true },
  ]);
  const now = await asked().now(finished());
  expect(found[0]?.headRepositoryId).toBe(now?.head?.repositoryId);
});

test("a merge has its parents, and what is no commit has none", async () => {
  expect(await asked().parentsOf(MERGE)).toEqual(["b".repeat(40), HEAD]);
  expect(await asked().parentsOf("d".repeat(40))).toBeNull();
  expect(await asked().parentsOf("main")).toBeNull();
});

test("files that were handed over are downloaded as they are, and others are not looked at", async () => {
  github.addArtifact(run, NAME, Buffer.from("content"));
  github.addArtifact(run, "coverage", Buffer.from("other"));
  github.addArtifact(github.addRun({ ref: "refs/heads/main" }), NAME, Buffer.from("of another run"));
  const [one, ...more] = await asked().handedOver(finished(), 5);
  expect(more).toEqual([]);
  expect(one?.name).toBe(NAME);
  expect(Buffer.from((await one?.read()) ?? []).toString()).toBe("content");
});

test("what is too large is not downloaded", async () => {
  github.addArtifact(run, NAME, Buffer.alloc(1001));
  const [one] = await asked().handedOver(finished(), 5);
  await expect(one?.read()).rejects.toThrow("it is too large");
  expect(github.state.requests.some(({ route }) => route.includes("{archive_format}"))).toBe(false);
});

test("storage that never answers is waited for until the deadline of a download", async () => {
  github.addArtifact(run, NAME, Buffer.from("content"));
  github.fail("GET blob", { silent: true, times: Number.POSITIVE_INFINITY });
  const [one] = await asked(READER, 1000, 0.5).handedOver(finished(), 5);
  await expect(one?.read()).rejects.toThrow("GitHub did not deliver it within 0.5 s");
});

test("of hundreds of files, no more are listed than one over the limit", async () => {
  for (let number = 0; number < 250; number++) github.addArtifact(run, `other-${number}`, Buffer.from("x"));
  for (let number = 0; number < 150; number++) github.addArtifact(run, `${NAME}${number}`, Buffer.from("x"));
  expect(await asked().handedOver(finished(), 20)).toHaveLength(21);
});

test("an expired file is no file, and a token that may not read is told apart from that", async () => {
  github.addArtifact(run, NAME, Buffer.from("x")).expired = true;
  expect(await asked().handedOver(finished(), 5)).toEqual([]);
  await expect(asked({ permissions: {} }).handedOver(finished(), 5)).rejects.toBeInstanceOf(NotPermitted);
});

test.each([
  ["a run", "GET /repos/{owner}/{repo}/actions/runs/{run_id}", () => asked().now(finished())],
  [
    "a list of pull requests",
    "GET /repos/{owner}/{repo}/pulls",
    () => asked().pullRequestsFrom("eve", "faster"),
  ],
  ["a commit", "GET /repos/{owner}/{repo}/git/commits/{commit_sha}", () => asked().parentsOf(MERGE)],
  [
    "artifacts",
    "GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts",
    () => asked().handedOver(finished(), 5),
  ],
])("%s that does not come whole is asked for again, and never taken for none", async (_, route, ask) => {
  github.fail(route, { status: 503 });
  github.fail(route, { cutAfter: 5 });
  await expect(ask()).resolves.not.toBeNull();
  github.fail(route, { answer: { status: 200, body: '{"message": "hello"}' }, times: 5 });
  await expect(ask()).rejects.toThrow(/is not what it documents|cut off/);
});
