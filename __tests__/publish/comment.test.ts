import { describe, expect, test } from "@jest/globals";
import type { RunOfComment } from "../../src/model/finished-run.ts";
import type { Result } from "../../src/model.ts";
import { type CommentWhen, publishComment, replaceComments } from "../../src/publish/comment.ts";
import { commentMarker, runMark, runOf } from "../../src/report/comment-marker.ts";
import { type FakeComments, fakeComments } from "../support/fake-comments.ts";
import { aResult, aRow } from "../support/results.ts";

const MARKER = commentMarker("default");
const BODY = `${MARKER}\n### new`;
const OLD = `${MARKER}\n### old`;
const ME = { login: "me", type: "User" };
const BOT = { login: "github-actions[bot]", type: "Bot" };

interface Given {
  readonly when?: CommentWhen;
  readonly result?: Result;
  readonly body?: string;
  readonly run?: RunOfComment;
}

function publish(comments: FakeComments, given: Given = {}) {
  return publishComment({
    comments,
    body: given.body ?? BODY,
    marker: MARKER,
    when: given.when ?? "always",
    result: given.result ?? aResult(),
    run: given.run ?? null,
  });
}

describe("one comment a pull request", () => {
  test("is created where there is none, after all comments were looked at", async () => {
    const comments = fakeComments({
      me: "me",
      existing: Array.from({ length: 250 }, () => ({ body: "hi", author: ME })),
    });
    expect(await publish(comments)).toEqual({ kind: "created", url: "https://example/251" });
    expect(comments.seen()).toBe(250);
    expect(comments.bodies().at(-1)).toBe(BODY);
  });

  test("is updated in place, wherever it is", async () => {
    const others = Array.from({ length: 180 }, () => ({ body: "hi", author: ME }));
    const comments = fakeComments({ me: "me", existing: [...others, { body: OLD, author: ME }, ...others] });
    expect(await publish(comments)).toEqual({ kind: "updated", url: "https://example/181" });
    expect(comments.bodies().filter((body) => body.startsWith(MARKER))).toEqual([BODY]);
  });

  test.each([
    ["as it was sent", BODY],
    ["with the line ends of the service", `${BODY.replace("\n", "\r\n")}\n`],
  ])("is left alone where it says the same already, %s", async (_, body) => {
    const comments = fakeComments({ me: "me", existing: [{ body, author: ME }] });
    expect(await publish(comments)).toEqual({ kind: "unchanged", url: "https://example/1" });
    expect(comments.writes()).toBe(0);
  });

  test("is the oldest one where there are several, in whatever order they are listed", async () => {
    const existing = [
      { id: 30, body: OLD, author: ME },
      { id: 10, body: OLD, author: ME },
      { id: 20, body: OLD, author: ME },
    ];
    expect(await publish(fakeComments({ me: "me", existing }))).toEqual({
      kind: "updated",
      url: "https://example/10",
    });
  });
});

describe("a comment of somebody else is never touched", () => {
  test.each([
    ["another user who copied the marker", "me", { login: "mallory", type: "User" }, OLD],
    ["a bot, where the token acts as a user", "me", BOT, OLD],
    ["another bot, where the token is a job's", null, { login: "renovate[bot]", type: "Bot" }, OLD],
    ["a user, where the token is a job's", null, { login: "mallory", type: "User" }, OLD],
    ["ourselves, quoting the marker further down", "me", ME, `> ${MARKER}\n> ### old`],
    ["ourselves, for another gate", "me", ME, `${commentMarker("other")}\n### old`],
  ])("%s", async (_, me, author, body) => {
    const comments = fakeComments({ me, existing: [{ body, author }] });
    expect(await publish(comments)).toMatchObject({ kind: "created" });
    expect(comments.bodies()[0]).toBe(body);
  });

  test("where the service does not say whose token it is, ours is the job's", async () => {
    const comments = fakeComments({ me: null, existing: [{ body: OLD, author: BOT }] });
    expect(await publish(comments)).toMatchObject({ kind: "updated" });
  });
});

describe("the setting `comment` is", () => {
  const unchanged = aResult({ benchmarks: [aRow(), aRow({ change: 0.05, interval: [0.02, 0.08] })] });

  test("never: nobody is even asked", async () => {
    const comments = fakeComments({ me: "me", existing: [{ body: OLD, author: ME }], refuse: "everything" });
    expect(await publish(comments, { when: "never" })).toEqual({ kind: "not-wanted", url: null });
  });

  test("on change: not for rows that are all within budget", async () => {
    const comments = fakeComments({ me: "me" });
    expect(await publish(comments, { when: "on-change", result: unchanged })).toEqual({
      kind: "not-wanted",
      url: null,
    });
    expect(comments.writes()).toBe(0);
  });

  test("on change: a comment that is there is updated, so that it does not go on warning", async () => {
    const comments = fakeComments({ me: "me", existing: [{ body: OLD, author: ME }] });
    expect(await publish(comments, { when: "on-change", result: unchanged })).toMatchObject({
      kind: "updated",
    });
  });

  test.each(["regressed", "improved", "inconclusive", "new", "removed", "errored"] as const)(
    "on change: for a row that is %s",
    async (verdict) => {
      const result = aResult({ verdict: "passed", benchmarks: [aRow(), aRow({ verdict })] });
      expect(await publish(fakeComments({ me: "me" }), { when: "on-change", result })).toMatchObject({
        kind: "created",
      });
    },
  );

  test("on change: for a gate that failed without a row to show for it", async () => {
    const result = aResult({ verdict: "failed", config: { failOn: ["missing-baseline"] } });
    expect(await publish(fakeComments({ me: "me" }), { when: "on-change", result })).toMatchObject({
      kind: "created",
    });
  });
});

describe("what the service refuses is an outcome, not an error", () => {
  test.each(["me", "list", "create"] as const)("%s is not permitted", async (refuse) => {
    const outcome = await publish(fakeComments({ me: "me", refuse }));
    expect(outcome).toEqual({
      kind: "not-permitted",
      yaml: "permissions:\n  contents: read\n  pull-requests: write\n",
    });
  });

  test("update is not permitted", async () => {
    const comments = fakeComments({ me: "me", existing: [{ body: OLD, author: ME }], refuse: "update" });
    expect(await publish(comments)).toMatchObject({ kind: "not-permitted" });
  });

  test("anything else says why", async () => {
    const comments = fakeComments({ me: "me", refuse: "create", with: new Error("502 Bad Gateway") });
    expect(await publish(comments)).toEqual({ kind: "failed", why: "502 Bad Gateway" });
  });
});

describe("a comment of a later run", () => {
  const of = (id: number, attempt: number) => `${MARKER}\n${runMark({ id, attempt })}### told`;
  const run = { id: 20, attempt: 2 };

  test.each([
    ["of a later run", of(21, 1)],
    ["of a later attempt", of(20, 3)],
  ])("%s stays", async (_, body) => {
    const comments = fakeComments({ me: "me", existing: [{ body, author: ME }] });
    expect(await publish(comments, { run, body: of(20, 2) })).toEqual({
      kind: "superseded",
      url: "https://example/1",
    });
    expect(comments.writes()).toBe(0);
  });

  test.each([
    ["an earlier run", of(19, 9)],
    ["an earlier attempt", of(20, 1)],
    ["nobody knows which run", OLD],
    ["a run that is written elsewhere in it", `${MARKER}\n### told\n${runMark({ id: 99, attempt: 1 })}`],
  ])("takes the place of that of %s", async (_, body) => {
    const comments = fakeComments({ me: "me", existing: [{ body, author: ME }] });
    expect((await publish(comments, { run, body: of(20, 2) })).kind).toBe("updated");
    expect(comments.bodies()).toEqual([of(20, 2)]);
  });

  test("is told from others by the line after its marker, with any line ends", () => {
    expect(runOf(of(20, 2))).toEqual(run);
    expect(runOf(of(20, 2).replaceAll("\n", "\r\n"))).toEqual(run);
    expect(runOf(OLD)).toBeNull();
    expect(runMark(null)).toBe("");
  });
});

test("of several comments, those of the account that are meant are replaced, each by its own", async () => {
  const existing = [
    { body: "a 1", author: ME },
    { body: "a 2", author: { login: "eve", type: "User" } },
    { body: "b 3", author: ME },
    { body: `<!-- a -->\n${runMark({ id: 5, attempt: 1 })}`, author: ME },
  ];
  const comments = fakeComments({ me: "me", existing });
  const outcomes = await replaceComments(
    comments,
    (body) => body.includes("a"),
    (body) => `${body} is gone`,
    { id: 4, attempt: 1 },
  );
  expect(outcomes.map(({ kind }) => kind)).toEqual(["updated", "superseded"]);
  expect(comments.bodies().slice(0, 3)).toEqual(["a 1 is gone", "a 2", "b 3"]);
});
