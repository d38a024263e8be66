import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { SETTING_NAMES, SETTINGS } from "../../src/inputs/settings.ts";
import { commentKey, jobFrom, publishTroubleToGitHub, TELLING_INPUTS } from "../../src/worlds/github-job.ts";
import { withVariables } from "../support/loopback.ts";
import { temporaryFolder } from "../support/repositories.ts";
import { RUNNER } from "../support/runner.ts";

const INPUTS = { benchmarks: "bench/", budget: "10%" };

const keyOf = (variables: NodeJS.ProcessEnv, inputs: Readonly<Record<string, string>> = {}) =>
  commentKey(jobFrom({ ...RUNNER, ...variables }), { ...INPUTS, ...inputs });

describe("a leg of a matrix has a comment of its own when it differs in", () => {
  test.each<[string, NodeJS.ProcessEnv]>([
    ["system", { RUNNER_OS: "macOS" }],
    ["architecture", { RUNNER_ARCH: "ARM64" }],
    ["Python", { pythonLocation: "/opt/hostedtoolcache/Python/3.14.0/x64" }],
    ["threading", { pythonLocation: "/opt/hostedtoolcache/Python/3.13.0/x64-freethreaded" }],
    ["implementation", { pythonLocation: "/opt/hostedtoolcache/PyPy/3.13.1/x64/bin" }],
    ["step", { GITHUB_ACTION: "gate_2" }],
  ])("its job's %s", (_, variables) => {
    expect(keyOf(variables)).not.toBe(keyOf({}));
  });

  /** Of a matrix without any of these, a pull request may change how strict the gate is, and has one comment. */
  const HOW_STRICT = [
    "budget",
    "baseline",
    "baseline-workflow",
    "time-limit",
    "caches",
    "same-code",
    "inert-files",
    "config-from",
    "fail-on",
    "comment",
    "seed",
    "html-report",
    "json-report",
    "github-token",
    "accept-label",
    // Of what measures nothing, and has comments of its own.
    "mode",
    "gate-workflow",
  ];
  const inputs = SETTING_NAMES.filter((name) => SETTINGS[name].places.some((place) => place === "action"));

  test("any of the inputs that say what is gated; all others say how strictly", () => {
    expect([...TELLING_INPUTS, ...HOW_STRICT].sort()).toEqual([...inputs].sort());
  });

  test.each([...TELLING_INPUTS])("the input %s", (input) => {
    expect(keyOf({}, { [input]: "one" })).not.toBe(keyOf({}, { [input]: "other" }));
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

afterEach(() => {
  jest.restoreAllMocks();
});

test("a run that could not measure has a summary and no verdict", async () => {
  using folder = temporaryFolder();
  const [summary, output] = [join(folder.path, "summary"), join(folder.path, "output")];
  for (const file of [summary, output]) writeFileSync(file, "");
  using _variables = withVariables({ GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output });
  jest.spyOn(process.stdout, "write").mockImplementation(() => true);
  const place = {
    folder: folder.path,
    harnessFolder: folder.path,
    written: {},
    token: "",
    jsonReport: null,
    htmlReport: null,
    runnerFiles: { restore: async () => [] },
  };
  await publishTroubleToGitHub("No base.", null, { kind: "other", event: "x" }, jobFrom(RUNNER), place);
  expect(readFileSync(summary, "utf8")).toMatch(/^### ✗ hotpath-gate could not measure\n\nNo base\./);
  expect(readFileSync(output, "utf8")).toBe("");
});
