import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
// Jest can't load two modules at the same time that share one of Node's.
import "../../src/adapters/stores/baseline-artifact.ts";
import "../../src/adapters/stores/baseline-file.ts";
import { githubActionsWorld } from "../../src/worlds/github-actions.ts";
import { type ActionPlace, jobFrom } from "../../src/worlds/github-job.ts";
import { baseline, fingerprint } from "../support/baselines.ts";
import { aConfig } from "../support/configs.ts";
import { startLoopback, withVariables } from "../support/loopback.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/repositories.ts";
import { aResult } from "../support/results.ts";
import { RUNNER } from "../support/runner.ts";

const onLinux = process.platform === "linux" ? test : test.skip;

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
    runnerFiles: { restore: async () => [] },
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

  onLinux("outputs that can't be written are warned of, and the result is told all the same", async () => {
    using _variables = withVariables({ ...variables(), GITHUB_OUTPUT: "/dev/full" });
    const printed = jest.mocked(process.stdout.write);
    await using world = githubActionsWorld(aConfig(), { kind: "other", event: "x" }, job(), place());
    await expect(world.publish(aResult())).resolves.toBeUndefined();
    const log = printed.mock.calls.map(([line]) => String(line)).join("");
    for (const name of ["json-report", "html-report", "comment-url"])
      expect(log).toMatch(
        new RegExp(`::warning::The output \`${name}\` of the step could not be written: .*ENOSPC`),
      );
    expect(log).not.toMatch(/report it/);
    expect(existsSync(path("temp/hotpath-gate/result.json"))).toBe(true);
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
      source: expect.stringMatching(/name it in `baseline-workflow`\) and baseline.json$/),
    });
    expect(github.violations).toEqual([]);
  });
});
