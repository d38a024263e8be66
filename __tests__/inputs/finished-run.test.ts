import { expect, test } from "@jest/globals";
import { readFinishedRun } from "../../src/inputs/finished-run.ts";

const RUN = {
  id: 42,
  run_attempt: 2,
  event: "pull_request",
  path: ".github/workflows/benchmarks.yml@refs/heads/main",
  conclusion: "failure",
  head_sha: "a".repeat(40),
  head_branch: "faster",
  html_url: "https://github.com/octo-org/shop/actions/runs/42",
  head_repository: { id: 7, owner: { login: "ada" }, name: "shop" },
  name: "benchmarks",
};
const payload = (changes: object = {}, action = "completed") => ({
  action,
  workflow_run: { ...RUN, ...changes },
  repository: { full_name: "octo-org/shop" },
});

test("a run is read from the event, its workflow without the branch that it is of", () => {
  expect(readFinishedRun("workflow_run", payload())).toEqual({
    id: 42,
    attempt: 2,
    event: "pull_request",
    workflow: ".github/workflows/benchmarks.yml",
    conclusion: "failure",
    headCommit: "a".repeat(40),
    head: { branch: "faster", owner: "ada", repositoryId: 7 },
    url: "https://github.com/octo-org/shop/actions/runs/42",
  });
});

test.each([
  ["repository", { head_repository: null }],
  ["branch", { head_branch: null }],
])("a run whose %s is gone has no head", (_, changes) => {
  expect(readFinishedRun("workflow_run", payload(changes)).head).toBeNull();
});

test.each<[string, string, unknown, RegExp]>([
  ["another event", "pull_request", payload(), /the event pull_request is about none/],
  [
    "a run that begins",
    "workflow_run",
    payload({ conclusion: null }, "requested"),
    /when a run was requested/,
  ],
  ["a run without an end", "workflow_run", payload({ conclusion: null }), /before it had anything to report/],
  [
    "a run without a commit",
    "workflow_run",
    payload({ head_sha: "main" }),
    /is not as GitHub sends it: workflow_run\.head_sha/,
  ],
  ["no payload", "workflow_run", null, /is not as GitHub sends it/],
])("%s is refused", (_, name, given, message) => {
  expect(() => readFinishedRun(name, given)).toThrow(message);
});
