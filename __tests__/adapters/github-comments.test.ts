import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { githubComments } from "../../src/adapters/github-comments.ts";
import { type Comment, NotPermitted } from "../../src/ports.ts";
import { type LoopbackGitHub, startLoopback } from "../support/loopback.ts";

const LIST = "GET /repos/{owner}/{repo}/issues/{issue_number}/comments";
const CREATE = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
const UPDATE = "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}";
const WRITER = { permissions: { "pull-requests": "write" } };

let github: LoopbackGitHub;
let pullRequest: number;

beforeEach(async () => {
  github = await startLoopback();
  ({ number: pullRequest } = github.addPullRequest({
    number: 7,
    title: "Parse faster",
    author: "ada",
    headRef: "feature",
    headSha: "a".repeat(40),
    baseSha: "b".repeat(40),
  }));
});
afterEach(async () => {
  await github.stop();
  expect(github.violations).toEqual([]);
});

const commentsAs = (description: object, number = pullRequest) =>
  githubComments({
    token: github.token(description),
    repository: `${github.owner}/${github.repo}`,
    pullRequest: number,
    apiUrl: github.url,
    retrySeconds: 0.01,
  });

async function all(comments: AsyncIterable<Comment>): Promise<Comment[]> {
  const found: Comment[] = [];
  for await (const comment of comments) found.push(comment);
  return found;
}
const requestsTo = (route: string) => github.state.requests.filter((request) => request.route === route);

test("a comment that was created is listed with its author and address, and can be updated", async () => {
  const comments = commentsAs(WRITER);
  const { url } = await comments.create("slower: `größe` & <b>");
  const [made, ...others] = await all(comments.list());
  expect(others).toEqual([]);
  expect(made).toEqual({
    id: expect.any(Number),
    body: "slower: `größe` & <b>",
    author: { login: "github-actions[bot]", type: "Bot" },
    url,
  });
  expect(await comments.update(made?.id ?? 0, "faster")).toEqual({ url });
  expect((await all(comments.list())).map(({ body }) => body)).toEqual(["faster"]);
});

test.each([0, 1, 99, 100, 101, 250])("all of %i comments are listed, in order", async (count) => {
  for (let index = 0; index < count; index++) {
    github.addComment(pullRequest, `comment ${index}`, { login: "ada" });
  }
  const found = await all(commentsAs(WRITER).list());
  expect(found.map(({ body }) => body)).toEqual(Array.from({ length: count }, (_, at) => `comment ${at}`));
});

describe("who the token acts as", () => {
  test("is known for a person's token", async () => {
    expect(await commentsAs({ login: "ada" }).me()).toBe("ada");
  });

  test("is not known for a job's, and that is no failure", async () => {
    expect(await commentsAs(WRITER).me()).toBeNull();
  });
});

describe("a token that may not", () => {
  const reader = { permissions: { "pull-requests": "read" } };

  test.each([
    ["write", (body: string) => commentsAs(reader).create(body), /Resource not accessible/],
    ["change", (body: string) => commentsAs(reader).update(1, body), /Resource not accessible/],
  ])("%s a comment is not permitted, and the request is made once", async (_, act, message) => {
    const error = await act("slower").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotPermitted);
    expect((error as Error).message).toMatch(message);
    expect(github.state.requests).toHaveLength(1);
  });

  test("log in at all is not permitted", async () => {
    const comments = githubComments({
      token: "ghs_unknown",
      repository: `${github.owner}/${github.repo}`,
      pullRequest,
      apiUrl: github.url,
    });
    await expect(all(comments.list())).rejects.toBeInstanceOf(NotPermitted);
  });
});

test("a pull request that is not there is another mistake than a token that may not", async () => {
  const error = await commentsAs(WRITER, 99)
    .create("slower")
    .catch((thrown: unknown) => thrown);
  expect(error).not.toBeInstanceOf(NotPermitted);
  expect((error as Error).message).toMatch(/Not Found/);
});

describe("trouble of the service", () => {
  test.each([
    ["an error", { status: 502 }],
    ["a cut connection", { hangUp: true }],
  ])("that passes (%s) is not noticed", async (_, trouble) => {
    const comments = commentsAs(WRITER);
    for (const route of [LIST, CREATE]) github.fail(route, trouble);
    await comments.create("slower");
    const [made] = await all(comments.list());
    github.fail(UPDATE, trouble);
    await comments.update(made?.id ?? 0, "faster");
    expect((await all(comments.list())).map(({ body }) => body)).toEqual(["faster"]);
  });

  test("that stays is thrown after three attempts", async () => {
    github.fail(CREATE, { status: 503, times: Number.POSITIVE_INFINITY });
    const error = await commentsAs(WRITER)
      .create("slower")
      .catch((thrown: unknown) => thrown);
    expect(error).not.toBeInstanceOf(NotPermitted);
    expect(requestsTo(CREATE)).toHaveLength(3);
  });

  test("that loses the answer to a comment that was made makes no second one", async () => {
    github.fail(CREATE, { status: 502 });
    const { id } = github.addComment(pullRequest, "slower", { login: "github-actions[bot]", type: "Bot" });
    const { url } = await commentsAs(WRITER).create("slower");
    expect(url).toContain(String(id));
    expect(requestsTo(CREATE)).toHaveLength(1);
  });

  test("that is a rate limit is not taken for a missing permission", async () => {
    github.fail(CREATE, { status: 429 });
    const error = await commentsAs(WRITER)
      .create("slower")
      .catch((thrown: unknown) => thrown);
    expect(error).not.toBeInstanceOf(NotPermitted);
  });
});
