import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "@jest/globals";
import { GateError } from "../../src/errors.ts";
import { type EventFacts, readOccasion } from "../../src/inputs/occasion.ts";

const commit = "a".repeat(40);
const require = createRequire(import.meta.url);
const examples: { name: string; examples: unknown[] }[] = JSON.parse(
  readFileSync(require.resolve("@octokit/webhooks-examples"), "utf8"),
);

function example(name: string, where: (payload: never) => boolean = () => true): unknown {
  const found = examples
    .find((one) => one.name === name)
    ?.examples.find((payload) => where(payload as never));
  if (found === undefined) throw new Error(`no example of ${name}`);
  return found;
}

const anEvent = (facts: Partial<EventFacts>): EventFacts => ({
  name: "push",
  commit,
  ref: "refs/heads/main",
  payload: { repository: { default_branch: "main" } },
  ...facts,
});

test("GitHub's own pull request payload is understood", () => {
  const payload = example("pull_request") as {
    pull_request: { number: number; base: { sha: string; ref: string }; head: { sha: string } };
    repository: { default_branch: string };
  };
  expect(readOccasion(anEvent({ name: "pull_request", payload }))).toEqual({
    kind: "pull-request",
    number: payload.pull_request.number,
    mergeCommit: commit,
    headCommit: payload.pull_request.head.sha,
    baseCommit: payload.pull_request.base.sha,
    baseBranch: payload.pull_request.base.ref,
    defaultBranch: payload.repository.default_branch,
    fromFork: false,
  });
});

test.each([
  ["another repository is from a fork", { id: 2 }, true],
  ["a deleted fork is from a fork", null, true],
  ["the same repository is not from a fork", { id: 1 }, false],
])("a pull request whose head is in %s", (_title, headRepository, fromFork) => {
  const payload = {
    pull_request: {
      number: 5,
      base: { ref: "main", sha: commit, repo: { id: 1 } },
      head: { sha: commit, repo: headRepository },
    },
    repository: { default_branch: "main" },
  };
  expect(readOccasion(anEvent({ name: "pull_request", payload }))).toMatchObject({ fromFork });
});

test.each([
  ["push", "push"],
  ["workflow_dispatch", "dispatch"],
])("%s names its branch", (name, kind) => {
  expect(readOccasion(anEvent({ name, ref: "refs/heads/feature/x" }))).toEqual({
    kind,
    branch: "feature/x",
    defaultBranch: "main",
    commit,
  });
});

test("a schedule runs on the default branch, though its payload does not say so", () => {
  expect(
    readOccasion(anEvent({ name: "schedule", ref: "refs/heads/trunk", payload: { schedule: "0 4 * * *" } })),
  ).toEqual({
    kind: "schedule",
    branch: "trunk",
    defaultBranch: "trunk",
    commit,
  });
});

test("a merge group brings its base", () => {
  const payload = {
    merge_group: { base_sha: commit, base_ref: "refs/heads/main" },
    repository: { default_branch: "main" },
  };
  expect(readOccasion(anEvent({ name: "merge_group", payload }))).toMatchObject({
    kind: "merge-group",
    commit,
    baseCommit: commit,
    baseBranch: "main",
  });
});

test.each([
  ["refs/heads/gh-readonly-queue/main/pr-104-0123456789abcdef0123456789abcdef01234567", 104],
  ["refs/heads/gh-readonly-queue/release/pr-1-x/pr-7-0123456789abcdef", 7],
  ["refs/heads/gh-readonly-queue/main/pr-0-0123", null],
  ["refs/heads/other", null],
  [undefined, null],
])("a merge group of the branch %p adds pull request %p", (head_ref, pullRequest) => {
  const commit = "c".repeat(40);
  const payload = {
    merge_group: { base_sha: commit, base_ref: "refs/heads/main", head_ref },
    repository: { default_branch: "main" },
  };
  expect(readOccasion(anEvent({ name: "merge_group", payload }))).toMatchObject({ pullRequest });
});

test("any other event is named, not guessed at", () => {
  expect(readOccasion(anEvent({ name: "issue_comment" }))).toEqual({ kind: "other", event: "issue_comment" });
});

test("a payload that lacks what it always has is refused with the field's name", () => {
  const payload = { repository: { default_branch: "main" } };
  expect(() => readOccasion(anEvent({ name: "pull_request", payload }))).toThrow(GateError);
  expect(() => readOccasion(anEvent({ name: "pull_request", payload }))).toThrow(/pull_request/);
});
