import { describe, expect, test } from "@jest/globals";
import type { Annotation, Surface } from "../../src/ports.ts";
import { type PullRequestTarget, publishResult, publishTrouble } from "../../src/publish/publish.ts";
import { commentMarker } from "../../src/report/comment.ts";
import { fakeComments, type GivenComments } from "../support/fake-comments.ts";
import { aResult, aRow } from "../support/results.ts";

const result = aResult({ benchmarks: [aRow({ id: "app:slow", verdict: "regressed" }), aRow()] });

/** A surface that writes down what it is told, and breaks where it is told to. */
function fakeSurface(breaks: readonly (keyof Surface)[] = []) {
  const told: string[] = [];
  const annotations: Annotation[] = [];
  const tell = (call: keyof Surface, what: string) => {
    if (breaks.includes(call)) throw new Error(`${call} is broken`);
    told.push(what);
  };
  const surface: Surface = {
    annotate(annotation) {
      tell("annotate", `annotation ${annotation.level}`);
      annotations.push(annotation);
    },
    async summary(markdown) {
      tell("summary", `summary ${markdown.split("\n")[0]}`);
    },
    output(name, value) {
      tell("output", `output ${name}=${value}`);
    },
  };
  return { surface, told, annotations };
}

function pullRequest(given: Partial<GivenComments> & Partial<PullRequestTarget> = {}): PullRequestTarget {
  return {
    comments: fakeComments({ me: "me", ...given }),
    when: "always",
    key: "default",
    summaryUrl: null,
    fromFork: false,
    ...given,
  };
}

test("everything is told, the comment last", async () => {
  const { surface, told } = fakeSurface();
  const { comment, warnings } = await publishResult(result, surface, pullRequest());
  expect(told).toEqual([
    "annotation error",
    "summary ### ✗ hotpath-gate: 1 of 2 hot paths got slower",
    "output verdict=failed",
    "output regressions=1",
    "output improvements=0",
    "output inconclusive=0",
    "output baseline-source=",
  ]);
  expect(comment).toEqual({ kind: "created", url: "https://example/1" });
  expect(warnings).toEqual([]);
});

test("outside of a pull request nothing is commented on", async () => {
  const { surface } = fakeSurface();
  expect(await publishResult(result, surface, null)).toEqual({ comment: null, warnings: [] });
});

describe("what fails leaves a warning, and the rest is told all the same", () => {
  test.each([
    ["annotate", "annotations-not-written", "The annotations could not be written: annotate is broken"],
    ["summary", "summary-not-written", "The job summary could not be written: summary is broken"],
    ["output", "outputs-not-written", "The outputs of the step could not be written: output is broken"],
  ] as const)("%s", async (call, code, message) => {
    const { surface, told } = fakeSurface([call]);
    const { comment, warnings } = await publishResult(result, surface, pullRequest());
    expect(warnings).toEqual([{ code, message }]);
    expect(comment).toMatchObject({ kind: "created" });
    expect(told.length).toBeGreaterThan(0);
  });

  test("the comment", async () => {
    const { surface } = fakeSurface();
    const target = pullRequest({ refuse: "list", with: new Error("502 Bad Gateway") });
    const { comment, warnings } = await publishResult(result, surface, target);
    expect(comment).toEqual({ kind: "failed", why: "502 Bad Gateway" });
    expect(warnings).toEqual([
      {
        code: "comment-not-written",
        message: "The comment on the pull request could not be written: 502 Bad Gateway",
      },
    ]);
  });

  test("everything at once", async () => {
    const { surface } = fakeSurface(["annotate", "summary", "output"]);
    const { comment, warnings } = await publishResult(result, surface, pullRequest({ refuse: "everything" }));
    expect(comment).toMatchObject({ kind: "not-permitted" });
    expect(warnings.map(({ code }) => code)).toEqual([
      "annotations-not-written",
      "summary-not-written",
      "outputs-not-written",
      "notice-not-written",
    ]);
  });
});

describe("a comment that the token may not write is a notice", () => {
  test("with the YAML to paste", async () => {
    const { surface, annotations } = fakeSurface();
    const { warnings } = await publishResult(result, surface, pullRequest({ refuse: "create" }));
    expect(warnings).toEqual([]);
    expect(annotations.at(-1)).toEqual({
      level: "notice",
      title: "hotpath-gate may not comment on this pull request",
      message:
        "The result is in the job summary. For the comment, add this to the workflow or the job:\n\npermissions:\n  contents: read\n  pull-requests: write\n",
      location: null,
    });
  });

  test("which for a fork says that no YAML helps", async () => {
    const { surface, annotations } = fakeSurface();
    await publishResult(result, surface, pullRequest({ refuse: "create", fromFork: true }));
    expect(annotations.at(-1)?.message).toContain("comes from a fork, whose token is read-only");
    expect(annotations.at(-1)?.message).not.toContain("permissions:");
  });
});

describe("a run that could not measure", () => {
  const trouble = "base `v9` is not a commit. @octocat <b>look</b>";
  const ours = { body: `${commentMarker("default")}\nall is well`, author: { login: "me", type: "User" } };

  test("replaces what an earlier run said, so that no green comment stands over a red job", async () => {
    const comments = fakeComments({ me: "me", existing: [ours] });
    const { surface, told } = fakeSurface();
    expect(await publishTrouble(trouble, surface, pullRequest({ comments }))).toEqual([]);
    expect(told).toEqual(["summary ### ✗ hotpath-gate could not measure"]);
    const [body] = comments.bodies();
    expect(body?.startsWith(commentMarker("default"))).toBe(true);
    expect(body).toContain("could not measure");
    expect(body).not.toContain("all is well");
    expect(body).not.toMatch(/@octocat|<b>/);
  });

  test("makes no comment where there is none", async () => {
    const comments = fakeComments({ me: "me" });
    await publishTrouble(trouble, fakeSurface().surface, pullRequest({ comments }));
    expect(comments.bodies()).toEqual([]);
  });

  test("says so where its comment can't be updated, and never throws", async () => {
    const comments = fakeComments({
      me: "me",
      existing: [ours],
      refuse: "everything",
      with: new Error("502"),
    });
    const warnings = await publishTrouble(
      trouble,
      fakeSurface(["summary"]).surface,
      pullRequest({ comments }),
    );
    expect(warnings.map(({ code }) => code)).toEqual(["summary-not-written", "comment-not-written"]);
  });
});
