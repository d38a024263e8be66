import { describe, expect, test } from "@jest/globals";
import type { FinishedRun } from "../../src/model/finished-run.ts";
import type { Result } from "../../src/model.ts";
import type { LabelState } from "../../src/ports/acceptance.ts";
import type { FinishedRuns, OpenPullRequest } from "../../src/ports/finished-runs.ts";
import { handedOverName, packResult } from "../../src/publish/hand-over.ts";
import { commentMarker, runMark } from "../../src/report/comment-marker.ts";
import { reportFinishedRun } from "../../src/runs/finished-run.ts";
import { fakeComments, type GivenComments } from "../support/fake-comments.ts";
import { aResult, aRow, aSideReport, blocksAround } from "../support/results.ts";

const HEAD = "a".repeat(40);
const MERGE = "c".repeat(40);
const WORKFLOW = ".github/workflows/benchmarks.yml";
const RUN: FinishedRun = {
  id: 42,
  attempt: 2,
  event: "pull_request",
  workflow: WORKFLOW,
  conclusion: "failure",
  headCommit: HEAD,
  head: { branch: "faster", owner: "eve", repositoryId: 7 },
  url: "https://github.com/octo-org/shop/actions/runs/42",
};
const OPEN: OpenPullRequest = { number: 5, headCommit: HEAD, headRepositoryId: 7, isOfThisRepository: true };
const NAME = handedOverName("benchmarks/gate", 2);
const GATE = NAME.slice(20, 32);

const result = (commit: string | null, id = "app:f"): Result =>
  aResult({
    verdict: "failed",
    reason: {
      kind: "failed",
      failures: [{ kind: "regressed", regressed: { rows: 1, areTimes: true, budget: 0.1 } }],
    },
    sides: { base: aSideReport({ name: "base" }), head: aSideReport({ commit }) },
    benchmarks: [aRow({ id, verdict: "regressed", change: 0.5, blocks: blocksAround(0.001, 0.5, 0.01, 8) })],
  });

interface Given {
  readonly run?: Partial<FinishedRun>;
  readonly now?: Partial<FinishedRun> | null;
  readonly open?: readonly OpenPullRequest[];
  readonly files?: Readonly<Record<string, Uint8Array | Error>>;
  readonly comments?: Partial<GivenComments>;
  /** Label that the pull request has. */
  readonly label?: string;
}

/** Reports a run with one good result, of which a test changes what matters to it. */
async function reported(given: Given = {}) {
  const run = { ...RUN, ...given.run };
  const comments = fakeComments({ me: "github-actions[bot]", ...given.comments });
  const asked: number[] = [];
  const runs: FinishedRuns = {
    now: async () => (given.now === null ? null : { ...run, ...given.now }),
    pullRequestsFrom: async () => given.open ?? [OPEN],
    parentsOf: async (commit) => (commit === MERGE ? ["b".repeat(40), HEAD] : commit === HEAD ? ["d"] : null),
    handedOver: async (_, most) =>
      Object.entries(given.files ?? { [NAME]: packResult(result(MERGE)) })
        .slice(0, most + 1)
        .map(([name, content]) => ({
          name,
          read: async () => {
            if (content instanceof Error) throw content;
            return content;
          },
        })),
  };
  const stage = {
    runs,
    labelOf: async (label: string): Promise<LabelState> =>
      label === given.label ? { kind: "set", label, by: "ada", at: null } : { kind: "not-set" },
    commentsOf: (number: number) => {
      asked.push(number);
      return comments;
    },
  };
  const report = await reportFinishedRun(
    run,
    { workflow: WORKFLOW, when: "always", acceptLabel: "accept-slowdown" },
    stage,
  );
  return { report, bodies: comments.bodies(), writes: comments.writes(), asked };
}

test.each([
  ["of the merge that the platform made", MERGE],
  ["of head itself", HEAD],
])("a result %s becomes the comment of its pull request, and says whose run measured", async (_, commit) => {
  const { report, bodies, asked } = await reported({ files: { [NAME]: packResult(result(commit)) } });
  expect(report).toMatchObject({
    kind: "reported",
    pullRequest: 5,
    outcomes: [{ kind: "reported", verdict: "failed", comment: { kind: "created" } }],
    outdated: [],
  });
  expect(asked).toEqual([5]);
  expect(bodies).toHaveLength(1);
  expect(bodies[0]).toMatch(
    /^<!-- hotpath-gate:handed-over%2F\.github%2Fworkflows%2Fbenchmarks\.yml%2F[0-9a-f]{12} -->\n<!-- run 42\.2 -->\n### ✗/,
  );
  expect(bodies[0]).toContain(
    "[The pull request's own run](https://github.com/octo-org/shop/actions/runs/42) measured this, and its author controls that run.",
  );
});

test("several gates of one run have a comment each", async () => {
  const other = handedOverName("benchmarks/other", 2);
  const { report, bodies } = await reported({
    files: { [NAME]: packResult(result(MERGE)), [other]: packResult(result(MERGE, "app:g")) },
  });
  expect(report).toMatchObject({ outcomes: [{ kind: "reported" }, { kind: "reported" }] });
  expect(bodies).toHaveLength(2);
});

describe("nothing is reported, and no comment is touched,", () => {
  const old = {
    body: `${commentMarker(`handed-over/${WORKFLOW}/${GATE}`)}\nold`,
    author: { login: "github-actions[bot]", type: "Bot" },
  };

  test.each<[string, Given, object]>([
    ["of a run that a push started", { run: { event: "push" } }, { kind: "of-another-event", event: "push" }],
    [
      "of a run that a pull request's own secrets would have been in",
      { run: { event: "pull_request_target" } },
      { kind: "of-another-event" },
    ],
    [
      "of another workflow of the same name",
      { run: { workflow: ".github/workflows/evil.yml" } },
      { kind: "of-another-workflow", wanted: WORKFLOW },
    ],
    ["of a run that was cancelled", { run: { conclusion: "cancelled" } }, { kind: "did-not-end" }],
    ["of a run that waits for approval", { run: { conclusion: "action_required" } }, { kind: "did-not-end" }],
    ["of a run that was started again", { now: { attempt: 3 } }, { kind: "ran-again", attempt: 3 }],
    ["where the pull request was closed", { open: [] }, { kind: "no-open-pull-request", commit: HEAD }],
    [
      "where the pull request has a newer commit",
      { open: [{ ...OPEN, headCommit: "e".repeat(40) }] },
      { kind: "no-open-pull-request" },
    ],
    [
      "where a branch of that name is another repository's",
      { open: [{ ...OPEN, headRepositoryId: 8 }] },
      { kind: "no-open-pull-request" },
    ],
    [
      "where the pull request is for another repository",
      { open: [{ ...OPEN, isOfThisRepository: false }] },
      { kind: "no-open-pull-request" },
    ],
    ["where head's repository is gone", { run: { head: null } }, { kind: "no-open-pull-request" }],
    [
      "where two pull requests have that head",
      { open: [OPEN, { ...OPEN, number: 6 }] },
      { kind: "several-pull-requests", numbers: [5, 6] },
    ],
  ])("%s", async (_title, given, why) => {
    const { report, bodies, writes } = await reported({ ...given, comments: { existing: [old] } });
    expect(report).toMatchObject({ kind: "not-reported", why });
    expect([bodies, writes]).toEqual([[old.body], 0]);
  });
});

describe("what is forged is refused, and makes no comment:", () => {
  test.each<[string, Given["files"], object]>([
    [
      "the commit of somebody else's pull request",
      { [NAME]: packResult(result("e".repeat(40))) },
      { kind: "of-another-commit" },
    ],
    ["no commit", { [NAME]: packResult(result(null)) }, { kind: "of-another-commit", commit: null }],
    ["a branch in the place of a commit", { [NAME]: packResult(result("main")) }, { kind: "no-result" }],
    ["a page", { [NAME]: Buffer.from("<html>") }, { kind: "no-result" }],
    [
      "a file that does not come",
      { [NAME]: new Error("it is too large") },
      { kind: "not-delivered", why: "it is too large" },
    ],
    [
      "a green verdict over a slow row",
      {
        [NAME]: packResult({
          ...result(MERGE),
          verdict: "passed",
          reason: { kind: "within-budget", compared: 1 },
        }),
      },
      { kind: "verdict-disagrees" },
    ],
  ])("%s", async (_title, files = {}, why) => {
    const { report, bodies } = await reported({ files });
    expect(report).toMatchObject({ outcomes: [{ kind: "refused", why }] });
    expect(bodies).toEqual([]);
  });

  test("more results than any workflow has", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        handedOverName(`gate ${index}`, 2),
        packResult(result(MERGE)),
      ]),
    );
    const { report, bodies } = await reported({ files });
    expect(report).toMatchObject({ outcomes: [{ kind: "refused", why: { kind: "too-many", most: 20 } }] });
    expect(bodies).toEqual([]);
  });

  test.each([
    ["another attempt", handedOverName("benchmarks/gate", 1)],
    ["no attempt", "hotpath-gate-result-0123456789ab"],
    ["another kind", "hotpath-gate-baseline-main"],
  ])("an artifact of %s, which nobody looks at", async (_, name) => {
    const { report, bodies } = await reported({ files: { [name]: packResult(result(MERGE)) } });
    expect(report).toMatchObject({ kind: "reported", outcomes: [] });
    expect(bodies).toEqual([]);
  });

  test("names that would be markup", async () => {
    const { bodies } = await reported({
      files: { [NAME]: packResult(result(MERGE, "app:f --> <img src=x> @octocat")) },
    });
    // In code, where none of it is markup.
    expect(bodies[0]?.replace(/`[^`]*`|```[\s\S]*?```/g, "")).not.toMatch(/<img|@octocat/);
  });
});

describe("an earlier comment", () => {
  const author = { login: "github-actions[bot]", type: "Bot" };
  const comment = (gate: string, run = "") =>
    `${commentMarker(`handed-over/${WORKFLOW}/${gate}`)}\n${run}### ✓ all well`;

  test("of the same gate is updated", async () => {
    const { report, bodies } = await reported({ comments: { existing: [{ body: comment(GATE), author }] } });
    expect(report).toMatchObject({ outcomes: [{ comment: { kind: "updated" } }] });
    expect(bodies).toHaveLength(1);
    expect(bodies[0]).toContain("### ✗");
  });

  test("of a gate that handed nothing over no longer says that all is well", async () => {
    const { report, bodies } = await reported({
      files: {},
      comments: { existing: [{ body: comment(GATE, runMark({ id: 41, attempt: 1 })), author }] },
    });
    expect(report).toMatchObject({ outcomes: [], outdated: [{ kind: "updated" }] });
    expect(bodies[0]).toMatch(
      /^<!-- hotpath-gate:handed-over[^\n]* -->\n<!-- run 42\.2 -->\n### ✗ hotpath-gate could not measure/,
    );
    expect(bodies[0]).not.toContain("all well");
  });

  test("of a gate that forged its result no longer says that all is well", async () => {
    const { bodies } = await reported({
      files: { [NAME]: Buffer.from("x") },
      comments: { existing: [{ body: comment(GATE), author }] },
    });
    expect(bodies[0]).not.toContain("all well");
  });

  test.each<[string, { body: string; author: { login: string; type: string } }]>([
    ["of a later run", { body: comment(GATE, runMark({ id: 43, attempt: 1 })), author }],
    ["of somebody else", { body: comment("0123456789ab"), author: { login: "eve", type: "User" } }],
    [
      "of another workflow",
      { body: `${commentMarker("handed-over/.github/workflows/other.yml/0")}\nx`, author },
    ],
    ["of a gate that comments itself", { body: `${commentMarker("benchmarks/gate")}\nx`, author }],
  ])("%s stays", async (_, existing) => {
    const { bodies } = await reported({ comments: { existing: [existing] } });
    expect(bodies[0]).toBe(existing.body);
  });
});

test("a run that is gone by now is reported by what its event said", async () => {
  expect((await reported({ now: null })).report).toMatchObject({ kind: "reported", pullRequest: 5 });
});

describe("a slowdown that is said to be accepted by a label", () => {
  const accepted = (label: string): Result => {
    const { benchmarks, ...rest } = result(MERGE);
    const notes = [{ kind: "accepted-by-label", label, by: "eve", at: null }] as const;
    return {
      ...rest,
      ...{ verdict: "passed", reason: { kind: "within-budget", compared: 1 } },
      benchmarks: benchmarks.map((row) => ({ ...row, verdict: "accepted", notes })),
    };
  };
  const handedOver = (label: string) => ({ files: { [NAME]: packResult(accepted(label)) } });

  test("is believed where the pull request has that label", async () => {
    const { report } = await reported({ ...handedOver("accept-slowdown"), label: "accept-slowdown" });
    expect(report).toMatchObject({ outcomes: [{ kind: "reported", verdict: "passed" }] });
  });

  test.each<[string, string, Given]>([
    ["where it does not", "accept-slowdown", {}],
    ["where it has another one, which the run chose", "good first issue", { label: "good first issue" }],
  ])("is refused %s", async (_, label, given) => {
    const { report, bodies } = await reported({ ...handedOver(label), ...given });
    expect(report).toMatchObject({
      outcomes: [{ kind: "refused", why: { kind: "label-not-set", label, isKnown: true } }],
    });
    expect(bodies).toEqual([]);
  });
});
