import { describe, expect, test } from "@jest/globals";
import { publishResult } from "../../src/publish/publish.ts";
import { aPullRequest, fakeSurface } from "../support/fake-surface.ts";
import { aResult, aRow } from "../support/results.ts";

const result = aResult({ benchmarks: [aRow({ id: "app:slow", verdict: "regressed" }), aRow()] });

test("everything is told, the comment last", async () => {
  const { surface, told } = fakeSurface();
  const { comment, warnings } = await publishResult(result, surface, aPullRequest());
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
    const { comment, warnings } = await publishResult(result, surface, aPullRequest());
    expect(warnings).toEqual([{ code, message }]);
    expect(comment).toMatchObject({ kind: "created" });
    expect(told.length).toBeGreaterThan(0);
  });

  test("the comment", async () => {
    const { surface } = fakeSurface();
    const target = aPullRequest({ refuse: "list", with: new Error("502 Bad Gateway") });
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
    const { comment, warnings } = await publishResult(
      result,
      surface,
      aPullRequest({ refuse: "everything" }),
    );
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
    const { warnings } = await publishResult(result, surface, aPullRequest({ refuse: "create" }));
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
    await publishResult(result, surface, aPullRequest({ refuse: "create", fromFork: true }));
    expect(annotations.at(-1)?.message).toContain("comes from a fork, whose token is read-only");
    expect(annotations.at(-1)?.message).not.toContain("permissions:");
  });
});
