import { describe, expect, test } from "@jest/globals";
import { githubComments } from "../../src/adapters/github/comments.ts";
import { publishResult } from "../../src/publish/publish.ts";
import { commentMarker } from "../../src/report/comment-marker.ts";
import { aPullRequest, fakeSurface } from "../support/fake-surface.ts";
import { type LoopbackTrouble, startLoopback } from "../support/loopback.ts";
import { aResult, aRow } from "../support/results.ts";

const result = aResult({ benchmarks: [aRow({ id: "app:slow", verdict: "regressed" }), aRow()] });

test("everything is told, the comment last", async () => {
  const { surface, told } = fakeSurface();
  const { comment, unpublished } = await publishResult(result, surface, aPullRequest());
  expect(told).toEqual([
    "annotation error",
    "summary ### ✗ hotpath-gate: 1 of 2 benchmarks got slower",
    "output verdict=failed",
    "output regressions=1",
    "output improvements=0",
    "output inconclusive=0",
    "output baseline-source=",
  ]);
  expect(comment).toEqual({ kind: "created", url: "https://example/1" });
  expect(unpublished).toEqual([]);
});

test("outside of a pull request nothing is commented on", async () => {
  const { surface } = fakeSurface();
  expect(await publishResult(result, surface, null)).toEqual({ comment: null, unpublished: [] });
});

describe("what fails leaves a warning, and the rest is told all the same:", () => {
  test.each([
    ["annotate", "annotations", "annotate is broken"],
    ["summary", "summary", "summary is broken"],
    ["output", "outputs", "output is broken"],
  ] as const)("%s", async (call, what, why) => {
    const { surface, told } = fakeSurface([call]);
    const { comment, unpublished } = await publishResult(result, surface, aPullRequest());
    expect(unpublished).toEqual([{ what, why }]);
    expect(comment).toMatchObject({ kind: "created" });
    expect(told.length).toBeGreaterThan(0);
  });

  test("the comment", async () => {
    const { surface } = fakeSurface();
    const target = aPullRequest({ refuse: "list", with: new Error("502 Bad Gateway") });
    const { comment, unpublished } = await publishResult(result, surface, target);
    expect(comment).toEqual({ kind: "failed", why: "502 Bad Gateway" });
    expect(unpublished).toEqual([{ what: "comment", why: "502 Bad Gateway" }]);
  });

  test("everything at once", async () => {
    const { surface } = fakeSurface(["annotate", "summary", "output"]);
    const { comment, unpublished } = await publishResult(
      result,
      surface,
      aPullRequest({ refuse: "everything" }),
    );
    expect(comment).toMatchObject({ kind: "not-permitted" });
    expect(unpublished.map(({ what }) => what)).toEqual(["annotations", "summary", "outputs", "notice"]);
  });
});

describe("a comment that the token may not write is a notice", () => {
  test("with the YAML to paste", async () => {
    const { surface, annotations } = fakeSurface();
    const { unpublished } = await publishResult(result, surface, aPullRequest({ refuse: "create" }));
    expect(unpublished).toEqual([]);
    expect(annotations.at(-1)).toEqual({
      level: "notice",
      title: "hotpath-gate may not comment on this pull request",
      message:
        "The result is in the job summary, and in the artifact hotpath-gate-result. For the comment, add this to the workflow or the job:\n\npermissions:\n  contents: read\n  pull-requests: write\n",
      location: null,
    });
  });

  test("that says that no YAML helps for a fork", async () => {
    const { surface, annotations } = fakeSurface();
    await publishResult(result, surface, aPullRequest({ refuse: "create", fromFork: true }));
    expect(annotations.at(-1)?.message).toContain("comes from a fork, whose token is read-only");
    expect(annotations.at(-1)?.message).toMatch(/in the artifact hotpath-gate-result\. .*`mode: report`/);
    expect(annotations.at(-1)?.message).not.toContain("permissions:");
  });
});

describe("with the real client over a real socket, a comment is never made twice", () => {
  const LIST = "GET /repos/{owner}/{repo}/issues/{issue_number}/comments";
  const always = Number.POSITIVE_INFINITY;
  const json = { "content-type": "application/json" };

  test.each<[string, LoopbackTrouble]>([
    ["cut in half", { cutAfter: 200, times: always }],
    [
      "no JSON",
      {
        answer: { status: 200, headers: { "content-type": "text/html" }, body: "<h1>Proxy</h1>" },
        times: always,
      },
    ],
    ["half of its JSON", { answer: { status: 200, headers: json, body: '[{"id": 1,' }, times: always }],
    [
      "limited for an hour",
      {
        answer: {
          status: 429,
          headers: { ...json, "retry-after": "3600" },
          body: '{"message": "secondary rate limit"}',
        },
        times: always,
      },
    ],
    ["not given at all", { status: 503, times: always }],
  ])("where the list of comments is %s, and the step says so", async (_, trouble) => {
    await using github = await startLoopback();
    const { number: pullRequest } = github.addPullRequest({
      number: 7,
      title: "x",
      author: "ada",
      headRef: "x",
      headSha: "a".repeat(40),
      baseSha: "b".repeat(40),
    });
    github.addComment(pullRequest, `${commentMarker("default")}\nold`, {
      login: "github-actions[bot]",
      type: "Bot",
    });
    github.fail(LIST, trouble);
    const comments = githubComments({
      token: github.token({ permissions: { "pull-requests": "write" } }),
      repository: `${github.owner}/${github.repo}`,
      pullRequest,
      apiUrl: github.url,
      retrySeconds: 0.01,
    });
    const { comment, unpublished } = await publishResult(
      aResult(),
      fakeSurface().surface,
      aPullRequest({ comments }),
    );
    expect(comment).toMatchObject({ kind: "failed" });
    expect(unpublished).toEqual([{ what: "comment", why: expect.stringMatching(/./) }]);
    expect(github.state.requests.filter(({ route }) => /^(POST|PATCH) \/repos/.test(route))).toEqual([]);
  });

  test("that says where the result is, where it can't be handed over either", async () => {
    const { surface, annotations } = fakeSurface();
    const handOver = () => Promise.reject(new Error("no room"));
    const { unpublished } = await publishResult(
      result,
      surface,
      aPullRequest({ refuse: "create", handOver }),
    );
    expect(unpublished).toEqual([{ what: "hand-over", why: "no room" }]);
    expect(annotations.at(-1)?.message).toMatch(/^The result is in the job summary\. For the comment/);
  });
});

test("nothing is handed over where the token may comment", async () => {
  const handOver = () => Promise.reject(new Error("not asked for"));
  const { unpublished } = await publishResult(result, fakeSurface().surface, aPullRequest({ handOver }));
  expect(unpublished).toEqual([]);
});
