import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { githubLabels } from "../../../src/adapters/github/labels.ts";
import { type LoopbackGitHub, startLoopback } from "../../support/loopback.ts";

const LABELS = "GET /repos/{owner}/{repo}/issues/{issue_number}/labels";
const EVENTS = "GET /repos/{owner}/{repo}/issues/{issue_number}/events";
const READER = { permissions: { "pull-requests": "read" } };
const LABEL = "accept-slowdown";
const MERGED = "c".repeat(40);

let github: LoopbackGitHub;

beforeEach(async () => {
  github = await startLoopback();
  for (const number of [7, 8]) {
    const pull = github.addPullRequest({
      ...{ number, title: "t", author: "ada", headRef: `f${number}` },
      ...{ headSha: "a".repeat(40), baseSha: "b".repeat(40), mergeSha: number === 7 ? MERGED : null },
    });
    Object.assign(pull, { merged_at: number === 7 ? "2026-11-02T09:00:00Z" : null });
  }
});
afterEach(async () => {
  await github.stop();
  expect(github.violations).toEqual([]);
});

const labels = (description: object = READER) =>
  githubLabels({
    token: github.token(description),
    repository: `${github.owner}/${github.repo}`,
    apiUrl: github.url,
    retrySeconds: 0.01,
  });
const happened = (event: "labeled" | "unlabeled", by: string, hour: number, label = LABEL) =>
  github.state.labelEvents.push({ issue: 7, event, label, by, at: `2026-11-02T${hour}:00:00Z` });

describe("a label", () => {
  test("that is set says who set it last, and when", async () => {
    happened("labeled", "eve", 10);
    happened("unlabeled", "bob", 11);
    happened("labeled", "ada", 12);
    happened("labeled", "mallory", 13, "another");
    expect(await labels().stateOf(LABEL, [7])).toEqual({
      ...{ kind: "set", label: LABEL, by: "ada", at: "2026-11-02T12:00:00Z" },
    });
  });

  test("that was removed is not set", async () => {
    happened("labeled", "eve", 10);
    happened("unlabeled", "bob", 11);
    expect(await labels().stateOf(LABEL, [7])).toEqual({ kind: "not-set" });
    expect(github.state.requests.map(({ route }) => route)).toEqual([LABELS]);
  });

  test("of another pull request is not set, and of one of several it is", async () => {
    happened("labeled", "ada", 10);
    expect(await labels().stateOf(LABEL, [8])).toEqual({ kind: "not-set" });
    expect(await labels().stateOf(LABEL, [8, 7])).toMatchObject({ kind: "set", by: "ada" });
    expect(await labels().stateOf(LABEL, [])).toEqual({ kind: "not-set" });
  });

  test("counts whoever set it, where that can't be told", async () => {
    happened("labeled", "ada", 10);
    github.fail(EVENTS, { status: 404, times: 9 });
    expect(await labels().stateOf(LABEL, [7])).toEqual({ kind: "set", label: LABEL, by: null, at: null });
  });

  test.each<[string, object, RegExp]>([
    ["the token may not read", { permissions: {} }, /may not read the labels.*pull-requests: write/],
  ])("is unknown where %s", async (_, description, why) => {
    happened("labeled", "ada", 10);
    expect(await labels(description).stateOf(LABEL, [7])).toEqual({
      ...{ kind: "unknown", label: LABEL, why: expect.stringMatching(why) },
    });
  });

  test("is unknown, and not absent, where the service gives no whole answer", async () => {
    github.fail(LABELS, { answer: { status: 200, body: '{"message": "hello"}' }, times: 9 });
    expect(await labels().stateOf(LABEL, [7])).toMatchObject({ kind: "unknown" });
  });
});

test("the pull request of a commit is the one that was merged as that", async () => {
  expect(await labels().mergedAs(MERGED)).toEqual([7]);
  expect(await labels().mergedAs("d".repeat(40))).toEqual([]);
});
