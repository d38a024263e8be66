import { expect, test } from "@jest/globals";
import { countedNames, type JobVariables, namesToLookFor } from "../../src/baseline/variables.ts";

const counted = (variables: JobVariables, job: JobVariables = {}) =>
  countedNames(variables, new Set(Object.keys(variables)), { ...job, ...variables });

/** What a job on a hosted runner has besides, in two runs of one workflow. */
const PUSH = {
  CI: "true",
  GITHUB_ACTIONS: "true",
  GITHUB_ACTOR: "octocat",
  GITHUB_EVENT_NAME: "push",
  GITHUB_REF: "refs/heads/main",
  GITHUB_REF_NAME: "main",
  GITHUB_RUN_ID: "15794857363",
  GITHUB_RUN_NUMBER: "411",
  GITHUB_SHA: "1f0e2d3c4b5a69788796a5b4c3d2e1f001234567",
  HOME: "/home/runner",
  ImageVersion: "20261101.1.0",
  INVOCATION_ID: "b0a9",
  JOURNAL_STREAM: "9:18",
  LD_LIBRARY_PATH: "/opt/hostedtoolcache/Python/3.13.0/x64/lib",
  MEMORY_PRESSURE_WATCH: "/sys/fs/cgroup/a",
  PATH: "/usr/bin",
  RUNNER_NAME: "GitHub Actions 12",
  RUNNER_TRACKING_ID: "github_1",
  SYSTEMD_EXEC_PID: "1",
  pythonLocation: "/opt/hostedtoolcache/Python/3.13.0/x64",
};
const PULL = {
  ...PUSH,
  GITHUB_BASE_REF: "main",
  GITHUB_EVENT_NAME: "pull_request",
  GITHUB_HEAD_REF: "faster-parser",
  GITHUB_REF: "refs/pull/12/merge",
  GITHUB_REF_NAME: "12/merge",
  GITHUB_RUN_ID: "15794857999",
  GITHUB_RUN_NUMBER: "412",
  GITHUB_SHA: "aabbccddeeff00112233445566778899aabbccdd",
  ImageVersion: "20261108.1.0",
  INVOCATION_ID: "c1b2",
  pythonLocation: "/opt/hostedtoolcache/Python/3.13.1/x64",
};

test.each([
  ["a push", PUSH],
  ["a pull request", PULL],
])("nothing that the runner of %s sets itself belongs to a baseline", (_title, job) => {
  expect(counted(job)).toEqual([]);
});

test.each<[string, JobVariables]>([
  ["a commit", { BUILD: PUSH.GITHUB_SHA }],
  ["a short commit", { BUILD: PUSH.GITHUB_SHA.slice(0, 8) }],
  ["a branch", { BRANCH: "main" }],
  ["the name of a build", { BUILD: `shop-${PUSH.GITHUB_RUN_ID}` }],
])("a variable that repeats %s of the run does not belong to a baseline", (_title, variables) => {
  expect(counted(variables, PUSH)).toEqual([]);
});

test("a variable that repeats the number of a pull request does not belong to a baseline", () => {
  expect(counted({ PREVIEW: "12" }, PULL)).toEqual([]);
});

test.each([
  "PYTHONOPTIMIZE",
  "PYTHONMALLOC",
  "PYTHON_GIL",
  "PYTHON_JIT",
  "MALLOC_ARENA_MAX",
  "GLIBC_TUNABLES",
  "LD_PRELOAD",
  "OMP_NUM_THREADS",
  "OPENBLAS_NUM_THREADS",
  "MKL_NUM_THREADS",
  "POLARS_MAX_THREADS",
])("%s belongs to a baseline whether or not the project mentions it", (name) => {
  expect(countedNames({ [name]: "1" }, new Set(), {})).toEqual([name]);
});

test("a variable of the project belongs to a baseline where the project mentions it", () => {
  const variables = { APP_MODE: "fast", EDITOR_OF_ADA: "vi" };
  expect(countedNames(variables, new Set(["APP_MODE"]), PUSH)).toEqual(["APP_MODE"]);
});

test("every variable that may count does where nobody knows what the project mentions", () => {
  expect(countedNames({ APP_MODE: "fast", ...PUSH }, null, PUSH)).toEqual(["APP_MODE"]);
});

test.each(["DB_PASSWORD", "SHOP_TOKEN", "AWS_SECRET_ACCESS_KEY", "STRIPE_API_KEY", "SENTRY_DSN"])(
  "%s is a credential, of which not even a hash is kept",
  (name) => {
    expect(namesToLookFor({ [name]: "hunter2" })).toEqual([]);
  },
);

test("an empty variable is none", () => {
  expect(counted({ APP_MODE: "", PYTHONOPTIMIZE: "" })).toEqual([]);
});
