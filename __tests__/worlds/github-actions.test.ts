import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
// Jest can't load two modules at the same time that share one of Node's.
import "../../src/adapters/baseline-artifact.ts";
import "../../src/adapters/baseline-file.ts";
import {
  type ActionPlace,
  commentKey,
  githubActionsWorld,
  jobFrom,
  publishTroubleToGitHub,
} from "../../src/worlds/github-actions.ts";
import { baseline, fingerprint } from "../support/baselines.ts";
import { aConfig } from "../support/configs.ts";
import { startLoopback, withVariables } from "../support/loopback.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/repositories.ts";
import { aResult } from "../support/results.ts";

const RUNNER = {
  GITHUB_WORKFLOW: "ci",
  GITHUB_JOB: "bench",
  GITHUB_ACTION: "gate",
  RUNNER_OS: "Linux",
  RUNNER_ARCH: "X64",
  pythonLocation: "/opt/hostedtoolcache/Python/3.13.0/x64",
};
const INPUTS = { benchmarks: "bench/", budget: "10%" };

const keyOf = (variables: NodeJS.ProcessEnv, inputs: Readonly<Record<string, string>> = {}) =>
  commentKey(jobFrom({ ...RUNNER, ...variables }), { ...INPUTS, ...inputs });

describe("a leg of a matrix has a comment of its own when it differs in", () => {
  test.each<[string, NodeJS.ProcessEnv, Record<string, string>]>([
    ["system", { RUNNER_OS: "macOS" }, {}],
    ["architecture", { RUNNER_ARCH: "ARM64" }, {}],
    ["Python", { pythonLocation: "/opt/hostedtoolcache/Python/3.14.0/x64" }, {}],
    ["threading", { pythonLocation: "/opt/hostedtoolcache/Python/3.13.0/x64-freethreaded" }, {}],
    ["implementation", { pythonLocation: "/opt/hostedtoolcache/PyPy/3.13.1/x64/bin" }, {}],
    ["folder", {}, { "working-directory": "packages/a" }],
    ["benchmarks", {}, { benchmarks: "bench/slow" }],
    ["interpreter", {}, { python: "python3.14" }],
    ["step", { GITHUB_ACTION: "gate_2" }, {}],
  ])("%s", (_, variables, inputs) => {
    expect(keyOf(variables, inputs)).not.toBe(keyOf({}));
  });
});

test.each<[string, NodeJS.ProcessEnv, Record<string, string>]>([
  ["another patch release", { pythonLocation: "/opt/hostedtoolcache/Python/3.13.11/x64" }, {}],
  ["another run", { GITHUB_RUN_ID: "2", GITHUB_RUN_ATTEMPT: "3" }, {}],
  ["another budget", {}, { budget: "5%" }],
])("%s finds the same comment", (_, variables, inputs) => {
  expect(keyOf(variables, inputs)).toBe(keyOf({}));
});

test("a long list of benchmarks leaves room for the comment", () => {
  expect(keyOf({}, { benchmarks: "app.module:function\n".repeat(10_000) }).length).toBeLessThan(200);
});

test("Python of a self-hosted runner on Windows is found, too", () => {
  const location = "C:\\hostedtoolcache\\windows\\Python\\3.13.0\\x64";
  expect(jobFrom({ pythonLocation: location }).leg).toEqual(["", "", "Python 3.13 x64"]);
});

test.each([
  ["octo-org/shop/.github/workflows/bench.yml@refs/heads/main", ".github/workflows/bench.yml"],
  ["octo-org/shop/.github/workflows/bench.yml@refs/pull/7/merge", ".github/workflows/bench.yml"],
  ["", null],
])("the workflow of %j is %j", (reference, file) => {
  expect(jobFrom({ GITHUB_WORKFLOW_REF: reference }).workflowFile).toBe(file);
});

describe("on the runner", () => {
  let folder: TemporaryFolder;
  const path = (name: string) => join(folder.path, name);
  const variables = () => ({ GITHUB_OUTPUT: path("output"), GITHUB_STEP_SUMMARY: path("summary") });
  const job = () => jobFrom({ ...RUNNER, RUNNER_TEMP: path("temp") });
  const place = (given: Partial<ActionPlace> = {}): ActionPlace => ({
    folder: path("project"),
    harnessFolder: path("harness"),
    written: {},
    token: "",
    jsonReport: null,
    htmlReport: null,
    ...given,
  });
  const outputOf = (name: string) =>
    new RegExp(`^${name}<<(\\S+)\\n(.*)\\n\\1$`, "m").exec(readFileSync(path("output"), "utf8"))?.[2];

  // The toolkit remembers the summary's file from the first time on.
  beforeAll(() => {
    folder = temporaryFolder();
  });
  afterAll(() => folder[Symbol.dispose]());
  beforeEach(() => {
    for (const file of Object.values(variables())) writeFileSync(file, "");
    jest.spyOn(process.stdout, "write").mockImplementation(() => true);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test.each([
    ["named relative to the project", "out/result.json", "project/out/result.json"],
    ["not named", null, "temp/hotpath-gate/result.json"],
  ])("a report that is %s is put out by its absolute path", async (_, jsonReport, written) => {
    using _variables = withVariables(variables());
    await using world = githubActionsWorld(
      aConfig(),
      { kind: "other", event: "x" },
      job(),
      place({ jsonReport }),
    );
    await world.publish(aResult());
    expect(outputOf("json-report")).toBe(path(written));
    expect(existsSync(path(written))).toBe(true);
  });

  test("the baseline goes to every store that is named, and comes from the one that still has it", async () => {
    await using github = await startLoopback();
    // Of a time that has been, whatever the clock says.
    const stored = baseline({ recordedAt: "2025-01-01T00:00:00.000Z" });
    const run = github.addRun({ ref: "refs/heads/main", headSha: stored.commit });
    using _variables = withVariables({
      ...variables(),
      GITHUB_API_URL: github.url,
      GITHUB_SERVER_URL: "https://github.com",
      ACTIONS_RESULTS_URL: github.url,
      ACTIONS_RUNTIME_TOKEN: github.runtimeToken(run),
    });
    const worldTrusting = (baselineWorkflow: string | null) =>
      githubActionsWorld(
        aConfig({ baseline: ["artifact", "file"], baselinePath: "baseline.json", baselineWorkflow }),
        { kind: "other", event: "x" },
        jobFrom({
          ...RUNNER,
          RUNNER_TEMP: path("temp"),
          GITHUB_REPOSITORY: `${github.owner}/${github.repo}`,
          GITHUB_WORKFLOW_REF: "octo-org/shop/.github/workflows/benchmarks.yml@refs/heads/main",
        }),
        place({ token: github.token({ permissions: { actions: "read" } }) }),
      );
    const scope = {
      branches: ["main"],
      suite: "pytest",
      targets: [],
      setting: [],
      fingerprint: fingerprint(),
    };

    await using world = worldTrusting(null);
    expect(await world.saveBaseline(scope, stored)).toMatchObject({ kind: "saved", problems: [] });
    run.conclusion = "success";
    expect(existsSync(path("project/baseline.json"))).toBe(true);
    rmSync(path("project/baseline.json"));
    expect(await world.loadBaseline(scope)).toMatchObject({
      kind: "found",
      baseline: stored,
      source: expect.stringMatching(/^artifact \d+ of run/),
    });
    await using other = worldTrusting(".github/workflows/record.yml");
    expect(await other.loadBaseline(scope)).toMatchObject({
      kind: "missing",
      source: expect.stringMatching(/name it in baseline-workflow\) and baseline.json$/),
    });
    expect(github.violations).toEqual([]);
  });

  test("a run that could not measure has a summary and no verdict", async () => {
    using _variables = withVariables(variables());
    await publishTroubleToGitHub("No base.", null, { kind: "other", event: "x" }, job(), place());
    expect(readFileSync(path("summary"), "utf8")).toMatch(
      /^### ✗ hotpath-gate could not measure\n\nNo base\./,
    );
    expect(readFileSync(path("output"), "utf8")).toBe("");
  });
});
