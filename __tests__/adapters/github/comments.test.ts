import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { githubComments } from "../../../src/adapters/github/comments.ts";
import { type Comment, NotPermitted } from "../../../src/ports/publishing.ts";
import { type LoopbackGitHub, type LoopbackTrouble, startLoopback } from "../../support/loopback.ts";

const LIST = "GET /repos/{owner}/{repo}/issues/{issue_number}/comments";
const CREATE = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
const UPDATE = "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}";
const VIEWER = "POST /graphql";
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

const isOurs = ({ body, author }: Comment) =>
  body.startsWith("slower") && author.login === "github-actions[bot]";

test("a comment that was created is listed with its author and address, and can be updated", async () => {
  const comments = commentsAs(WRITER);
  const { url } = await comments.create("slower: `größe` & <b>", isOurs);
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

  test("is known for a job's", async () => {
    expect(await commentsAs(WRITER).me()).toBe("github-actions[bot]");
  });

  test("is known for an app's", async () => {
    expect(await commentsAs({ ...WRITER, login: "shop-bot[bot]" }).me()).toBe("shop-bot[bot]");
  });

  test("is not known where the service has no GraphQL, and that is no failure", async () => {
    github.fail(VIEWER, { status: 404 });
    expect(await commentsAs(WRITER).me()).toBeNull();
  });

  test("is no guess where the service is in trouble", async () => {
    github.fail(VIEWER, { status: 503, times: Number.POSITIVE_INFINITY });
    await expect(commentsAs(WRITER).me()).rejects.toThrow("made to fail");
  });
});

describe("a token that may not", () => {
  const reader = { permissions: { "pull-requests": "read" } };

  test.each([
    ["write", (body: string) => commentsAs(reader).create(body, isOurs), /Resource not accessible/],
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
    .create("slower", isOurs)
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
    await comments.create("slower", isOurs);
    const [made] = await all(comments.list());
    github.fail(UPDATE, trouble);
    await comments.update(made?.id ?? 0, "faster");
    expect((await all(comments.list())).map(({ body }) => body)).toEqual(["faster"]);
  });

  test("that stays is thrown after three attempts", async () => {
    github.fail(CREATE, { status: 503, times: Number.POSITIVE_INFINITY });
    const error = await commentsAs(WRITER)
      .create("slower", isOurs)
      .catch((thrown: unknown) => thrown);
    expect(error).not.toBeInstanceOf(NotPermitted);
    expect(requestsTo(CREATE)).toHaveLength(3);
  });

  test("that loses the answer to a comment that was made makes no second one", async () => {
    github.fail(CREATE, { status: 502 });
    const { id } = github.addComment(pullRequest, "slower", { login: "github-actions[bot]", type: "Bot" });
    const { url } = await commentsAs(WRITER).create("slower", isOurs);
    expect(url).toContain(String(id));
    expect(requestsTo(CREATE)).toHaveLength(1);
  });

  test("that loses the answer to a comment whose line ends it changed makes no second one", async () => {
    github.fail(CREATE, { status: 502 });
    const bot = { login: "github-actions[bot]", type: "Bot" } as const;
    github.addComment(pullRequest, "slower\r\nby far", { login: "somebody", type: "User" });
    const { id } = github.addComment(pullRequest, "slower\r\nby far\r\n", bot);
    const { url } = await commentsAs(WRITER).create("slower\nby far", isOurs);
    expect(url).toContain(String(id));
    expect(requestsTo(CREATE)).toHaveLength(1);
  });

  test("that cuts the answer to a comment that was made makes no second one", async () => {
    github.fail(CREATE, { cutAfter: 40 });
    const comments = commentsAs(WRITER);
    const { url } = await comments.create("slower", isOurs);
    expect((await all(comments.list())).map(({ body, url: at }) => [body, at])).toEqual([["slower", url]]);
    expect(requestsTo(CREATE)).toHaveLength(1);
  });
});

describe("a list that is not whole is never taken for a short one:", () => {
  const html = { status: 200, headers: { "content-type": "text/html" }, body: "<h1>Proxy</h1>" };
  const json = (body: string) => ({
    status: 200,
    headers: { "content-type": "application/json" },
    body,
  });
  const always = Number.POSITIVE_INFINITY;

  test.each<[string, LoopbackTrouble, RegExp]>([
    ["cut off by the connection", { cutAfter: 30 }, /cut off, or is not JSON/],
    ["cut off with everything in order", { answer: json('[{"id": 1, "bo') }, /cut off, or is not JSON/],
    ["empty", { answer: json("") }, /cut off, or is not JSON/],
    ["a page of somebody else's", { answer: html }, /cut off, or is not JSON/],
    ["an object", { answer: json("{}") }, /the list of comments is not what it documents/],
    ["of other things", { answer: json("[1]") }, /the list of comments is not what it documents/],
  ])("%s", async (_, trouble, why) => {
    github.addComment(pullRequest, "ours", { login: "github-actions[bot]", type: "Bot" });
    github.fail(LIST, { ...trouble, times: always });
    await expect(all(commentsAs(WRITER).list())).rejects.toThrow(why);
  });

  test("one that was cut off once is asked for again", async () => {
    github.addComment(pullRequest, "ours", { login: "github-actions[bot]", type: "Bot" });
    github.fail(LIST, { cutAfter: 30 });
    expect((await all(commentsAs(WRITER).list())).map(({ body }) => body)).toEqual(["ours"]);
  });

  test("a page with fewer than it could have is followed by the next one that the service names", async () => {
    github.addComment(pullRequest, "ours", { login: "github-actions[bot]", type: "Bot" });
    const next = `<${github.url}/repositories/1/issues/7/comments?page=2>; rel="next"`;
    const [few, rest] = [
      json("[]"),
      json(JSON.stringify([{ id: 5, html_url: "x", body: "later", user: null }])),
    ];
    github.fail(LIST, { answer: { ...few, headers: { ...few.headers, link: next } } });
    github.fail(LIST, { answer: rest });
    expect((await all(commentsAs(WRITER).list())).map(({ body }) => body)).toEqual(["later"]);
  });

  test("a list without an end is given up on", async () => {
    const link = `<${github.url}/x>; rel="next"`;
    const answer = { ...json("[]"), headers: { "content-type": "application/json", link } };
    github.fail(LIST, { answer, times: always });
    await expect(all(commentsAs(WRITER).list())).rejects.toThrow(/over 10000 comments/);
  });
});

describe("a limit of the rate", () => {
  const limited = (status: number, headers: Readonly<Record<string, string>>, message: string) => ({
    status,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ message }),
  });
  const SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes.";
  const reset = (seconds: number) => ({
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": String(Math.ceil(Date.now() / 1000) + seconds),
  });

  test.each([
    ["secondary, as 403", () => limited(403, { "retry-after": "1" }, SECONDARY)],
    ["secondary, as 429", () => limited(429, { "retry-after": "1" }, SECONDARY)],
    ["primary, about to end", () => limited(403, reset(1), "API rate limit exceeded")],
    ["of a proxy, which gives no time", () => limited(429, {}, "slow down")],
  ])("(%s) is waited for, and the comment is made once", async (_, answer) => {
    github.fail(CREATE, { answer: answer() });
    const comments = commentsAs(WRITER);
    await comments.create("slower", isOurs);
    expect((await all(comments.list())).map(({ body }) => body)).toEqual(["slower"]);
  });

  test.each([
    ["secondary, for an hour", () => limited(403, { "retry-after": "3600" }, SECONDARY)],
    ["secondary, for an hour, as 429", () => limited(429, { "retry-after": "3600" }, SECONDARY)],
    ["primary, for an hour", () => limited(403, reset(3600), "API rate limit exceeded")],
  ])("(%s) is not waited for, nor taken for a missing permission", async (_, answer) => {
    github.fail(LIST, { answer: answer(), times: Number.POSITIVE_INFINITY });
    const error = await all(commentsAs(WRITER).list()).catch((thrown: unknown) => thrown);
    expect(error).not.toBeInstanceOf(NotPermitted);
    expect((error as Error).message).toMatch(/rate limit/);
    expect(requestsTo(LIST)).toHaveLength(1);
  });

  test("that does not end is given up on", async () => {
    github.fail(LIST, {
      answer: limited(429, { "retry-after": "1" }, SECONDARY),
      times: Number.POSITIVE_INFINITY,
    });
    await expect(all(commentsAs(WRITER).list())).rejects.toThrow(/secondary rate limit/);
    expect(requestsTo(LIST).length).toBeLessThan(10);
  });
});

test("a service that says nothing is given up on in the time that all requests have together", async () => {
  github.fail(LIST, { silent: true, times: Number.POSITIVE_INFINITY });
  const comments = githubComments({
    token: github.token(WRITER),
    repository: `${github.owner}/${github.repo}`,
    pullRequest,
    apiUrl: github.url,
    retrySeconds: 0.01,
    requestSeconds: 0.2,
    totalSeconds: 0.5,
  });
  const began = performance.now();
  await expect(all(comments.list())).rejects.toThrow();
  expect((performance.now() - began) / 1000).toBeLessThan(3);
});
