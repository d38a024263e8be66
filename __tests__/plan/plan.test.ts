import { expect, test } from "@jest/globals";
import type { Config } from "../../src/inputs/config.ts";
import type { Occasion } from "../../src/inputs/occasion.ts";
import { planRun } from "../../src/plan/plan.ts";
import { aConfig } from "../support/configs.ts";

const commit = "c".repeat(40);
const pullRequest: Occasion = {
  kind: "pull-request",
  number: 1,
  mergeCommit: commit,
  headCommit: commit,
  baseCommit: commit,
  baseBranch: "release",
  defaultBranch: "main",
  fromFork: false,
};
const onBranch = (kind: "push" | "schedule" | "dispatch", branch: string): Occasion => ({
  kind,
  branch,
  defaultBranch: "main",
  commit,
});

test.each<[string, Occasion, Partial<Config>, object]>([
  [
    "a pull request is compared with the first parent of its merge",
    pullRequest,
    {},
    {
      kind: "compare",
      base: { kind: "merge-parent", mergeCommit: commit, otherwise: commit, baseBranch: "release" },
      maybeBase: null,
    },
  ],
  [
    "a pull request from a fork is measured like any other",
    { ...pullRequest, fromFork: true },
    {},
    { kind: "compare" },
  ],
  ["a push to the default branch records", onBranch("push", "main"), {}, { kind: "record", branch: "main" }],
  ["a schedule records", onBranch("schedule", "main"), {}, { kind: "record" }],
  ["a dispatch on the default branch records", onBranch("dispatch", "main"), {}, { kind: "record" }],
  ["a push to another branch never records", onBranch("push", "topic"), {}, { kind: "skip" }],
  [
    "a dispatch of another branch is compared with the default branch",
    onBranch("dispatch", "topic"),
    {},
    { kind: "compare", base: { kind: "revision", revision: "main" }, maybeBase: commit },
  ],
  [
    "a push with a base that is named is compared with it, and records nothing",
    onBranch("push", "main"),
    { base: "v1" },
    { kind: "compare", base: { kind: "revision", revision: "v1" }, maybeBase: commit },
  ],
  [
    "without a baseline there is nothing to record",
    onBranch("push", "main"),
    { baseline: [] },
    { kind: "skip" },
  ],
  [
    "a merge group is compared with its base",
    {
      kind: "merge-group",
      pullRequest: null,
      commit,
      baseCommit: commit,
      baseBranch: "main",
      defaultBranch: "main",
    },
    {},
    { kind: "compare", base: { kind: "revision", revision: commit }, maybeBase: commit },
  ],
  [
    "a merge group with a base that is named is never that base by right",
    {
      kind: "merge-group",
      pullRequest: null,
      commit,
      baseCommit: commit,
      baseBranch: "main",
      defaultBranch: "main",
    },
    { base: "HEAD" },
    { kind: "compare", base: { kind: "revision", revision: "HEAD" }, maybeBase: null },
  ],
  [
    "another interpreter for base compares interpreters on one tree",
    pullRequest,
    { basePython: "python3.13" },
    { kind: "compare", base: { kind: "same-tree" } },
  ],
  [
    "a base that is named wins over another interpreter for base, and compares both at once",
    pullRequest,
    { basePython: "python3.13", base: "v1" },
    { kind: "compare", base: { kind: "revision", revision: "v1" } },
  ],
  [
    "check compares",
    { kind: "local", command: "check", branch: "topic" },
    {},
    { kind: "compare", base: { kind: "local-default" } },
  ],
  [
    "record records",
    { kind: "local", command: "record", branch: "topic" },
    {},
    { kind: "record", branch: "topic" },
  ],
  [
    "an event that names no base is skipped, and the reason says how to compare there",
    { kind: "other", event: "issues" },
    {},
    { kind: "skip", why: expect.stringMatching(/issues .*`base`/) },
  ],
  [
    "a base that is named is compared with on every event",
    { kind: "other", event: "workflow_run" },
    { base: "main" },
    { kind: "compare", base: { kind: "revision", revision: "main" }, maybeBase: null, baselineBranches: [] },
  ],
  [
    "interpreters are compared on every event",
    { kind: "other", event: "release" },
    { basePython: "python3.13" },
    { kind: "compare", base: { kind: "same-tree" } },
  ],
])("%s", (_title, occasion, overrides, expected) => {
  expect(planRun(aConfig({ baseline: ["cache"], ...overrides }), occasion)).toMatchObject(expected);
});

test("a pull request's baseline comes from its base branch first, then from the default branch", () => {
  expect(planRun(aConfig(), pullRequest)).toMatchObject({ baselineBranches: ["release", "main"] });
});

test.each<[string, Partial<Config>]>([
  ["pull_request_target is refused", {}],
  ["pull_request_target is refused with a base that is named", { base: "main" }],
])("%s", (_title, overrides) => {
  const event: Occasion = { kind: "other", event: "pull_request_target" };
  expect(() => planRun(aConfig(overrides), event)).toThrow(/does not run on `pull_request_target`/);
});

test("recording where no baseline is wanted is refused before anything is measured", () => {
  const record: Occasion = { kind: "local", command: "record", branch: "local" };
  expect(() => planRun(aConfig({ baseline: [] }), record)).toThrow(/needs a place to record to/);
});

test("no baseline is looked for when none is wanted", () => {
  expect(planRun(aConfig({ baseline: [] }), pullRequest)).toMatchObject({ baselineBranches: [] });
});

test.each<[Occasion]>([
  [pullRequest],
  [{ ...pullRequest, fromFork: true }],
  [
    {
      kind: "merge-group",
      pullRequest: null,
      commit,
      baseCommit: commit,
      baseBranch: "main",
      defaultBranch: "main",
    },
  ],
  [onBranch("push", "topic")],
  [{ kind: "other", event: "workflow_run" }],
])("nothing is ever recorded on %j", (occasion) => {
  expect(planRun(aConfig({ baseline: ["cache"] }), occasion).kind).not.toBe("record");
});
