import type { ChildProcess } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { baselineArtifacts } from "../../../src/adapters/stores/baseline-artifact.ts";
import { encodeBaseline } from "../../../src/baseline/document.ts";
import { baselineName } from "../../../src/baseline/key.ts";
import type { Baseline, BaselineSave } from "../../../src/model.ts";
import type { BaselineScope, BaselineStore } from "../../../src/ports/stores.ts";
import { baselineStoreContract } from "../../support/baseline-store-contract.ts";
import { baseline, fingerprint } from "../../support/baselines.ts";
import { hurry } from "../../support/hurry.ts";
import {
  type LoopbackGitHub,
  type LoopbackRun,
  OUTAGES,
  startLoopback,
  withVariables,
} from "../../support/loopback.ts";
import { lineThat, STAY_ALIVE, startNodeProgram, WITHOUT_ROOM } from "../../support/node-program.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/repositories.ts";

const WORKFLOW = ".github/workflows/benchmarks.yml";
const LIST = "GET /repos/{owner}/{repo}/actions/artifacts";
const RUN = "GET /repos/{owner}/{repo}/actions/runs/{run_id}";
const DOWNLOAD = "GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}";
const ALWAYS = { times: Number.POSITIVE_INFINITY };

const scope = (changes: Partial<BaselineScope> = {}): BaselineScope => ({
  branches: ["main"],
  suite: "pytest",
  targets: ["benchmarks"],
  setting: [],
  fingerprint: fingerprint(),
  ...changes,
});
const NAME = baselineName(scope(), "main", fingerprint());

/** The client reads the address of the interface once, when it is loaded: every server of this file has the same. */
let port = 0;
let variables: Disposable;

beforeAll(async () => {
  const first = await startLoopback();
  port = Number(new URL(first.url).port);
  await first.stop();
  variables = withVariables({ GITHUB_API_URL: `http://127.0.0.1:${port}` });
});
afterAll(() => {
  variables[Symbol.dispose]();
});
beforeEach(() => {
  // The client speaks to the job's log.
  jest.spyOn(process.stdout, "write").mockReturnValue(true);
  hurry();
});
afterEach(() => {
  jest.restoreAllMocks();
});

interface JobOptions {
  readonly branches?: readonly string[];
  readonly permissions?: object;
  readonly workflow?: string | null;
  readonly run?: LoopbackRun;
  readonly requestSeconds?: number;
  readonly loadSeconds?: number;
}

/** One job of a run, its own unless given. */
function job(github: LoopbackGitHub, folder: TemporaryFolder, options: JobOptions = {}): BaselineStore {
  const { branches = ["main"], permissions = { actions: "read" }, workflow = WORKFLOW } = options;
  const { run = github.addRun({ ref: "refs/heads/main" }), requestSeconds = 10, loadSeconds = 40 } = options;
  const store = baselineArtifacts({
    scope: scope({ branches }),
    token: github.token({ permissions }),
    repository: `${github.owner}/${github.repo}`,
    apiUrl: github.url,
    workflow,
    temporaryFolder: join(folder.path, "temp"),
    retrySeconds: 0.01,
    requestSeconds,
    loadSeconds,
  });
  const inJob = async <T>(body: () => Promise<T>): Promise<T> => {
    using _ = withVariables({
      ACTIONS_RESULTS_URL: github.url,
      ACTIONS_RUNTIME_TOKEN: github.runtimeToken(run),
      GITHUB_WORKSPACE: folder.path,
      GITHUB_SERVER_URL: "https://github.com",
    });
    return await body();
  };
  return {
    load: () => inJob(() => store.load()),
    async save(stored) {
      // The run is one of the commit that it records.
      run.headSha = stored.commit;
      run.headBranch = stored.branch;
      const saved = await inJob(() => store.save(stored));
      run.conclusion = "success";
      return saved;
    },
  };
}

/** A job in a process of its own: the client takes run and token from the environment. `said` is what `save` gives. */
async function jobApart(
  github: LoopbackGitHub,
  folder: TemporaryFolder,
  stored: Baseline,
  limits?: string,
): Promise<{ child: ChildProcess; run: LoopbackRun; said: () => Promise<BaselineSave> }> {
  const run = github.addRun({ ref: "refs/heads/main", headSha: stored.commit });
  const environment = {
    GITHUB_API_URL: github.url,
    ACTIONS_RESULTS_URL: github.url,
    ACTIONS_RUNTIME_TOKEN: github.runtimeToken(run),
    GITHUB_SERVER_URL: "https://github.com",
  };
  const place = {
    scope: scope(),
    token: github.token(),
    repository: `${github.owner}/${github.repo}`,
    workflow: WORKFLOW,
    temporaryFolder: join(folder.path, "temp"),
  };
  const child = await startNodeProgram(
    `${STAY_ALIVE}
    Object.assign(process.env, ${JSON.stringify(environment)});
    const { baselineArtifacts } = await import("./src/adapters/stores/baseline-artifact.ts");
    const saved = await baselineArtifacts(${JSON.stringify(place)}).save(${JSON.stringify(stored)});
    process.stdout.write("\\nsaid " + JSON.stringify(saved) + "\\n");`,
    folder.path,
    limits,
  );
  const said = async () => JSON.parse((await lineThat(child, /^said /)).slice("said ".length));
  return { child, run, said };
}

baselineStoreContract(
  "artifact",
  async () => {
    const github = await startLoopback({ port });
    const folder = temporaryFolder();
    const options: { requestSeconds?: number } = {};
    return {
      open: (branches) => job(github, folder, branches === undefined ? options : { ...options, branches }),
      async spoil(bytes) {
        github.addArtifact(github.addRun({ ref: "refs/heads/main", conclusion: "success" }), NAME, bytes);
      },
      async saveAtOnce(all) {
        return Promise.all(
          all.map(async (one) => {
            const { run, said } = await jobApart(github, folder, one);
            const saved = await said();
            run.conclusion = "success";
            return saved;
          }),
        );
      },
      async saveWithoutRoom(one) {
        return (await jobApart(github, folder, one, WITHOUT_ROOM)).said();
      },
      repeat(times) {
        const [first] = github.state.artifacts;
        if (first?.blob.content == null) throw new Error("nothing is stored");
        for (let time = 0; time < times; time++) {
          const { headSha, conclusion } = first.run;
          const run = github.addRun({ ref: "refs/heads/main", headSha, conclusion });
          github.addArtifact(run, NAME, first.blob.content);
        }
      },
      requests: () => github.state.requests.length,
      close: () => github.stop(),
      async abandon() {
        await job(github, folder).save(baseline({ commit: "d".repeat(40) }));
        const artifact = github.state.artifacts.at(-1);
        if (artifact !== undefined) artifact.ready = false;
      },
      async evict() {
        for (const artifact of github.state.artifacts) artifact.expired = true;
      },
      fail(outage) {
        github.fail(LIST, OUTAGES[outage] ?? {});
        if (OUTAGES[outage]?.silent) options.requestSeconds = 0.2;
      },
      async [Symbol.asyncDispose]() {
        await github.stop();
        folder[Symbol.dispose]();
        expect(github.violations).toEqual([]);
      },
    };
  },
  { keepsAll: true, outages: Object.keys(OUTAGES) },
);

describe("an artifact", () => {
  let github: LoopbackGitHub;
  let folder: TemporaryFolder;
  beforeEach(async () => {
    github = await startLoopback({ port });
    folder = temporaryFolder();
  });
  afterEach(async () => {
    await github.stop();
    folder[Symbol.dispose]();
    expect(github.violations).toEqual([]);
  });

  type Artifact = LoopbackGitHub["state"]["artifacts"][number];
  type Run = Parameters<LoopbackGitHub["addRun"]>[0];
  /** What a run left that ended well on main, unless it says otherwise. */
  function leave(content: Uint8Array | Baseline = good, run: Partial<Run> = {}): Artifact {
    const commit = content instanceof Uint8Array ? "a".repeat(40) : content.commit;
    const of = github.addRun({ ref: "refs/heads/main", headSha: commit, conclusion: "success", ...run });
    return github.addArtifact(of, NAME, content instanceof Uint8Array ? content : encodeBaseline(content));
  }
  const load = (options: JobOptions = {}) => job(github, folder, options).load();
  const requestsTo = (route: string) => github.state.requests.filter((request) => request.route === route);
  const good = baseline();
  const newer = baseline({ commit: "b".repeat(40), recordedAt: "2026-11-20T00:00:00.000Z" });
  const FOUND_GOOD = { kind: "found", baseline: { commit: good.commit } };

  test("is named by its number and its run", async () => {
    const { run } = leave();
    expect(await load()).toEqual({
      kind: "found",
      baseline: good,
      source: expect.stringMatching(new RegExp(`^artifact \\d+ of run ${run.id}$`)),
    });
  });

  describe("of the same name and newer is ignored when it is of", () => {
    test.each<[string, Partial<Run>]>([
      [
        "a fork's pull request, whose branch is called main",
        { headRepositoryId: 666, event: "pull_request" },
      ],
      ["a push to a fork's own main", { headRepositoryId: 666 }],
      ["a pull request of the repository's own", { event: "pull_request" }],
      ["a workflow that others can cause", { event: "workflow_run" }],
      ["a workflow that runs with the repository's token on a fork's code", { event: "pull_request_target" }],
      ["another branch", { headBranch: "topic", ref: "refs/heads/topic" }],
      ["a run that failed", { conclusion: "failure" }],
      ["a run that still goes on", { conclusion: null }],
      ["another workflow", { path: ".github/workflows/other.yml" }],
    ])("%s", async (_, run) => {
      leave();
      leave(newer, run);
      expect(await load()).toMatchObject(FOUND_GOOD);
    });
  });

  test.each<[string, Partial<Run>, string]>([
    ["a fork's", { headRepositoryId: 666 }, "one from another repository or branch"],
    ["uploaded on a pull request", { event: "pull_request" }, "one uploaded on pull_request"],
    ["of a failed run", { conclusion: "failure" }, "one from a run that did not succeed"],
  ])(
    "that is %s is no defect of the store where there is no other, and the source says why",
    async (_, run, why) => {
      leave(good, run);
      expect(await load()).toEqual({ kind: "missing", source: `artifacts (passed over: ${why})` });
    },
  );

  describe("of another workflow", () => {
    const path = ".github/workflows/record.yml";

    test("is missing, and the source names the input that would make it count", async () => {
      leave(good, { path });
      leave(newer, { event: "pull_request" });
      expect(await load()).toEqual({
        kind: "missing",
        source: `artifacts (passed over: one from the workflow \`${path}\`: if that workflow records baselines, name it in \`baseline-workflow\`)`,
      });
    });

    test.each([
      ["that is the trusted one", path],
      ["serves where nobody knows which one runs", null],
    ])("%s is found", async (_, workflow) => {
      leave(good, { path });
      expect(await load({ workflow })).toMatchObject(FOUND_GOOD);
    });

    test("is that workflow's, of whichever reference the service says it is", async () => {
      leave(good, { path: `${WORKFLOW}@refs/heads/main` });
      expect(await load()).toMatchObject(FOUND_GOOD);
    });
  });

  const withContent = (artifact: Artifact, content: Uint8Array) => {
    artifact.blob.content = Buffer.from(content);
    artifact.digest = null;
  };

  describe("gives way to the next older one when it is", () => {
    test.each<[string, (newest: Artifact) => void]>([
      ["expired", (artifact) => Object.assign(artifact, { expired: true })],
      ["not complete", (artifact) => Object.assign(artifact, { ready: false })],
      ["deleted since it was listed", () => github.fail(DOWNLOAD, { status: 404 })],
      ["expired since it was listed", () => github.fail(DOWNLOAD, { status: 410 })],
      [
        "not what was uploaded",
        (artifact) => Object.assign(artifact, { digest: `sha256:${"0".repeat(64)}` }),
      ],
      ["cut short", ({ blob }) => Object.assign(blob, { content: blob.content?.subarray(0, -20) })],
      ["said to be too large", (artifact) => Object.assign(artifact, { size: 65 * 1024 * 1024 })],
      ["too large, though it was said not to be", (one) => withContent(one, Buffer.alloc(65 * 1024 * 1024))],
      ["no baseline", (artifact) => withContent(artifact, Buffer.from("no"))],
      ["a bomb", (one) => withContent(one, gzipSync(Buffer.alloc(257 * 2 ** 20), { level: 1 }))],
      ["of another commit than its run", ({ run }) => Object.assign(run, { headSha: "c".repeat(40) })],
      [
        "of another branch than its run",
        (one) => withContent(one, encodeBaseline({ ...newer, branch: "x" })),
      ],
      ["of a run that was deleted", () => github.fail(RUN, { status: 404 })],
    ])("%s", async (_, spoil) => {
      leave();
      spoil(leave(newer));
      expect(await load()).toMatchObject(FOUND_GOOD);
    });
  });

  test("of another commit than its run is refused where there is no other", async () => {
    leave(good, { headSha: "c".repeat(40) });
    expect(await load()).toMatchObject({
      kind: "unreadable",
      why: "it does not match the commit and branch of its run",
      isDamaged: true,
    });
  });

  test("that is an archive is not unpacked", async () => {
    leave(Buffer.from("504b0304140000000000", "hex"));
    expect(await load()).toMatchObject({
      kind: "unreadable",
      why: expect.stringMatching(/^it is not a baseline/),
    });
  });

  describe("is looked for within bounds:", () => {
    test("after five that can't be used, the first of them is told of", async () => {
      leave();
      for (let number = 0; number < 6; number++) leave(Buffer.from("no"));
      expect(await load()).toMatchObject({
        kind: "unreadable",
        why: expect.stringMatching(/^it is not a baseline/),
        isDamaged: true,
      });
      expect(requestsTo(DOWNLOAD)).toHaveLength(5);
    });

    test("a flood from a fork does not make it missing", async () => {
      leave();
      for (let number = 0; number < 1000; number++) leave(newer, { headRepositoryId: 666 });
      expect(await load()).toMatchObject({
        kind: "unreadable",
        why: expect.stringMatching(/^none of the 1000 newest artifacts called \S+ can be trusted/),
        isDamaged: false,
      });
      expect(requestsTo(RUN)).toEqual([]);
    });

    test("a smaller flood does not hide it", async () => {
      leave();
      for (let number = 0; number < 250; number++) leave(newer, { headRepositoryId: 666 });
      expect(await load()).toMatchObject(FOUND_GOOD);
      expect(requestsTo(LIST)).toHaveLength(3);
    });

    test("a flood of the branch's own does not use up the token", async () => {
      leave();
      for (let number = 0; number < 60; number++) leave(newer, { event: "workflow_run" });
      expect(await load()).toMatchObject({
        kind: "unreadable",
        why: expect.stringMatching(/^none of the branch's own 50 newest artifacts/),
        isDamaged: false,
      });
      expect(requestsTo(RUN)).toHaveLength(50);
    });
  });

  describe("can't be read, and the report has the YAML to paste, with a token that", () => {
    const PASTE = /`permissions: \{[^}]*actions: read[^}]*\}`/;

    test.each<[string, JobOptions, [string, number] | null]>([
      ["lacks actions: read", { permissions: { contents: "read" } }, null],
      ["is not shown the list", {}, [LIST, 404]],
      ["is not shown the run", {}, [RUN, 403]],
      ["may list but not download", {}, [DOWNLOAD, 403]],
    ])("%s", async (_, options, trouble) => {
      leave();
      if (trouble !== null) github.fail(trouble[0], { status: trouble[1], ...ALWAYS });
      expect(await load(options)).toMatchObject({
        kind: "unreadable",
        why: expect.stringMatching(PASTE),
        isDamaged: false,
      });
    });
  });

  test("can't be read without any token, and nobody is asked", async () => {
    leave();
    const place = { repository: "octo-org/shop", workflow: WORKFLOW, temporaryFolder: folder.path };
    expect(await baselineArtifacts({ scope: scope(), token: "", ...place }).load()).toMatchObject({
      kind: "unreadable",
      why: expect.stringMatching(/^`github-token` is empty/),
      isDamaged: false,
    });
    expect(github.state.requests).toEqual([]);
  });

  describe("is unreadable for now, not missing, when", () => {
    test.each<[string, string, object]>([
      ["its run can't be looked up", RUN, { status: 502 }],
      ["the interface does not say where it is", DOWNLOAD, { status: 503 }],
      ["the interface hangs up", DOWNLOAD, { hangUp: true }],
      ["the storage fails", "GET blob", { status: 500 }],
      ["the storage hangs up", "GET blob", { hangUp: true }],
    ])("%s", async (_, route, trouble) => {
      leave();
      github.fail(route, { ...trouble, ...ALWAYS });
      expect(await load()).toMatchObject({ kind: "unreadable", isDamaged: false });
    });

    test("the storage says nothing: the gate does not wait as long as the client", async () => {
      leave();
      github.fail("GET blob", { silent: true, ...ALWAYS });
      const asked = performance.now();
      expect(await load({ loadSeconds: 0.5 })).toMatchObject({
        kind: "unreadable",
        why: "GitHub did not deliver it within 0.5 s",
        isDamaged: false,
      });
      expect(performance.now() - asked).toBeLessThan(5_000);
      expect(readdirSync(join(folder.path, "temp"))).toEqual([]);
      // The client is still at it, and must not outlive the test.
      await github.stop();
      await wait(200);
    });
  });

  test("leaves no file behind, loaded or stored or neither", async () => {
    leave();
    await load();
    await job(github, folder).save(newer);
    github.fail("PUT blob", { status: 400, ...ALWAYS });
    expect((await job(github, folder).save(newer)).kind).toBe("not-saved");
    leave(Buffer.from("no"));
    await load();
    expect(readdirSync(join(folder.path, "temp"))).toEqual([]);
    expect(readdirSync(folder.path)).toEqual(["temp"]);
  });

  test("of a job that is run again takes the place of the first attempt's", async () => {
    const run = github.addRun({ ref: "refs/heads/main" });
    expect((await job(github, folder, { run }).save(good)).kind).toBe("saved");
    expect((await job(github, folder, { run }).save(newer)).kind).toBe("saved");
    expect(github.state.artifacts).toHaveLength(1);
    expect(await load()).toMatchObject({ kind: "found", baseline: { commit: newer.commit } });
  });

  describe("is not stored, and the report says why,", () => {
    test("where an attempt before was killed while it stored", async () => {
      const run = github.addRun({ ref: "refs/heads/main" });
      leave();
      Object.assign(github.addArtifact(run, NAME, Buffer.from("half")), { ready: false });
      expect(await job(github, folder, { run }).save(newer)).toMatchObject({
        kind: "not-saved",
        why: expect.stringMatching(
          /^an earlier attempt of this run left an artifact .*; a new run will store it$/,
        ),
      });
      expect(await load()).toMatchObject(FOUND_GOOD);
    });

    test("where the job is killed before it is finalised: nobody finds half of it", async () => {
      leave();
      const FINALISE = "ArtifactService/FinalizeArtifact";
      github.fail(FINALISE, { silent: true, ...ALWAYS });
      const { child, run } = await jobApart(github, folder, newer);
      for (let waits = 0; waits < 500 && requestsTo(FINALISE).length === 0; waits++) await wait(20);
      expect(requestsTo(FINALISE)).toHaveLength(1);
      child.kill("SIGKILL");
      run.conclusion = "success";
      expect(await load()).toMatchObject(FOUND_GOOD);
    });

    test("when it is not finalised", async () => {
      github.fail("ArtifactService/FinalizeArtifact", { status: 500, ...ALWAYS });
      expect(await job(github, folder).save(good)).toMatchObject({
        kind: "not-saved",
        why: expect.stringMatching(/FinalizeArtifact/),
      });
      expect((await load()).kind).toBe("missing");
    });

    test("where the job has no service", async () => {
      using _ = withVariables({ ACTIONS_RUNTIME_TOKEN: undefined, ACTIONS_RESULTS_URL: undefined });
      const place = { repository: "octo-org/shop", workflow: WORKFLOW, temporaryFolder: folder.path };
      expect(await baselineArtifacts({ scope: scope(), token: "", ...place }).save(good)).toMatchObject({
        kind: "not-saved",
        why: expect.stringMatching(/ACTIONS_RUNTIME_TOKEN/),
      });
    });

    test("where there is no folder for what is temporary", async () => {
      writeFileSync(join(folder.path, "temp"), "");
      expect(await job(github, folder).save(good)).toMatchObject({ kind: "not-saved" });
      expect(github.state.artifacts).toEqual([]);
    });
  });
});
