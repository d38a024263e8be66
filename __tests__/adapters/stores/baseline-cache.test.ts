import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { saveCache } from "@actions/cache";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { baselineCache } from "../../../src/adapters/stores/baseline-cache.ts";
import { baselinePrefixes } from "../../../src/baseline/key.ts";
import type { Baseline, BaselineSave } from "../../../src/model.ts";
import type { BaselineScope, BaselineStore } from "../../../src/ports/stores.ts";
import { baselineStoreContract } from "../../support/baseline-store-contract.ts";
import { baseline, fingerprint } from "../../support/baselines.ts";
import { hurry } from "../../support/hurry.ts";
import { type LoopbackGitHub, OUTAGES, startLoopback, withVariables } from "../../support/loopback.ts";
import { lineThat, STAY_ALIVE, startNodeProgram, WITHOUT_ROOM } from "../../support/node-program.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/repositories.ts";

const scope = (changes: Partial<BaselineScope> = {}): BaselineScope => ({
  branches: ["main"],
  suite: "pytest",
  targets: ["benchmarks"],
  setting: [],
  fingerprint: fingerprint(),
  ...changes,
});

const LOOK_UP = "CacheService/GetCacheEntryDownloadURL";

beforeEach(() => {
  // The client speaks to the job's log.
  jest.spyOn(process.stdout, "write").mockReturnValue(true);
  hurry();
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** One job: a workspace of its own, and a token of its run. */
interface Job extends Disposable {
  readonly workspace: string;
  open(changes?: Partial<BaselineScope>): BaselineStore;
}

let runId = 100;

function job(
  github: LoopbackGitHub,
  run: Parameters<LoopbackGitHub["addRun"]>[0] = { ref: "refs/heads/main" },
  variables: Readonly<Record<string, string | undefined>> = {},
  probeSeconds: number | null = null,
  transferSeconds = 60,
): Job {
  const folder = temporaryFolder();
  // Of another depth each time, so that only a path relative to the workspace can be found again.
  const workspace = join(folder.path, ..."/work/shop".repeat((runId % 3) + 1).split("/"));
  mkdirSync(workspace, { recursive: true });
  const home = process.cwd();
  process.chdir(workspace);
  const set = withVariables({
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: join(folder.path, "temp"),
    GITHUB_SERVER_URL: "https://github.com",
    ACTIONS_CACHE_SERVICE_V2: "true",
    ACTIONS_RESULTS_URL: github.url,
    ACTIONS_RUNTIME_TOKEN: github.runtimeToken(github.addRun(run)),
    ACTIONS_CACHE_URL: undefined,
    ACTIONS_CACHE_MODE: undefined,
    ...variables,
  });
  return {
    workspace,
    open: (changes = {}) =>
      baselineCache({
        scope: scope(changes),
        runId: String(runId++),
        runAttempt: "1",
        transferSeconds,
        ...(probeSeconds === null ? {} : { probeSeconds }),
      }),
    [Symbol.dispose]() {
      set[Symbol.dispose]();
      process.chdir(home);
      folder[Symbol.dispose]();
    },
  };
}

/** In a process of its own, with the variables and the workspace that this one has by now. */
function startSaving(one: Baseline, folder: string, limits?: string) {
  const run = { scope: scope(), runId: String(runId++), runAttempt: "1" };
  const body = `${STAY_ALIVE}
    const { baselineCache } = await import("./src/adapters/stores/baseline-cache.ts");
    const saved = await baselineCache(${JSON.stringify(run)}).save(${JSON.stringify(one)});
    process.stdout.write("\\nsaid " + JSON.stringify(saved) + "\\n");`;
  return startNodeProgram(body, folder, limits);
}

async function saidBy(child: Awaited<ReturnType<typeof startNodeProgram>>): Promise<BaselineSave> {
  return JSON.parse((await lineThat(child, /^said /)).slice("said ".length));
}

baselineStoreContract(
  "cache",
  async () => {
    const github = await startLoopback();
    const jobs: Job[] = [];
    let probeSeconds: number | null = null;
    const start = () => {
      const started = job(github, undefined, {}, probeSeconds);
      jobs.push(started);
      return started;
    };
    return {
      open: (branches) => start().open(branches === undefined ? {} : { branches }),
      async spoil(bytes) {
        const { workspace } = start();
        const path = ".hotpath-gate-cache/baseline.json.gz";
        mkdirSync(join(workspace, ".hotpath-gate-cache"));
        writeFileSync(join(workspace, path), bytes);
        const [prefix = ""] = baselinePrefixes(scope(), ["main"], fingerprint());
        await saveCache([path], `${prefix}spoilt`);
      },
      async saveAtOnce(all) {
        using elsewhere = temporaryFolder();
        const saving: Promise<BaselineSave>[] = [];
        // A process each, as jobs are: of one, there is a single workspace.
        for (const one of all) {
          start();
          saving.push(saidBy(await startSaving(one, elsewhere.path)));
        }
        return await Promise.all(saving);
      },
      async saveWithoutRoom(one) {
        start();
        using elsewhere = temporaryFolder();
        return await saidBy(await startSaving(one, elsewhere.path, WITHOUT_ROOM));
      },
      repeat(times) {
        const [first] = github.state.cacheEntries;
        if (first === undefined) throw new Error("nothing is stored");
        const entries = Array.from({ length: times }, (_, at) => ({ ...first, key: `${first.key}.${at}` }));
        github.state.cacheEntries.unshift(...entries);
      },
      requests: () => github.state.requests.length,
      close: () => github.stop(),
      async abandon() {
        await start()
          .open()
          .save(baseline({ commit: "d".repeat(40) }));
        const entry = github.state.cacheEntries.at(-1);
        if (entry !== undefined) entry.ready = false;
      },
      async evict() {
        github.state.cacheEntries.splice(0);
      },
      fail(outage) {
        github.fail(LOOK_UP, OUTAGES[outage] ?? {});
        if (OUTAGES[outage]?.silent) probeSeconds = 0.2;
      },
      async [Symbol.asyncDispose]() {
        for (const started of jobs.reverse()) started[Symbol.dispose]();
        await github.stop();
        expect(github.violations).toEqual([]);
      },
    };
  },
  { keepsAll: true, outages: Object.keys(OUTAGES) },
);

describe("the cache", () => {
  let github: LoopbackGitHub;
  let folder: TemporaryFolder;
  beforeEach(async () => {
    github = await startLoopback();
    folder = temporaryFolder();
  });
  afterEach(async () => {
    await github.stop();
    folder[Symbol.dispose]();
    expect(github.violations).toEqual([]);
  });

  async function store(changes: Parameters<typeof baseline>[0] = {}) {
    using main = job(github);
    expect((await main.open().save(baseline(changes))).kind).toBe("saved");
  }

  test("serves a pull request what a push to its base stored, and names the entry", async () => {
    await store();
    using pull = job(github, { ref: "refs/pull/7/merge", baseRef: "refs/heads/main" });
    const loaded = await pull.open().load();
    expect(loaded).toEqual({
      kind: "found",
      baseline: baseline(),
      source: `cache (${github.state.cacheEntries[0]?.key})`,
    });
  });

  test("gives the newest baseline of the branch, whichever machine recorded it", async () => {
    await store();
    await store({ commit: "b".repeat(40), fingerprint: fingerprint({ cpu: "Intel Xeon" }) });
    using pull = job(github, { ref: "refs/pull/7/merge" });
    expect(await pull.open().load()).toMatchObject({ kind: "found", baseline: { commit: "b".repeat(40) } });
  });

  test("is not asked where no branch may serve", async () => {
    using main = job(github);
    expect((await main.open({ branches: [] }).load()).kind).toBe("missing");
    expect(github.state.requests).toEqual([]);
  });

  test.each([
    ["loading", async (open: Job["open"]) => open().load()],
    ["saving", async (open: Job["open"]) => open().save(baseline())],
  ])("leaves nothing in the checkout after %s", async (_, act) => {
    await store();
    using main = job(github);
    await act(main.open);
    expect(readdirSync(main.workspace)).toEqual([]);
  });

  test("does not write through a link that a checkout has where it keeps its file", async () => {
    await store();
    using pull = job(github, { ref: "refs/pull/7/merge" });
    symlinkSync(folder.path, join(pull.workspace, ".hotpath-gate-cache"));
    expect((await pull.open().load()).kind).toBe("found");
    expect(readdirSync(folder.path)).toEqual([]);
  });

  describe("is unreadable, not empty,", () => {
    test.each([
      ["refuses", { status: 403 }, /answers 403/],
      ["hangs up", { hangUp: true }, /can't be reached/],
    ])("when the service %s", async (_, trouble, why) => {
      await store();
      github.fail(LOOK_UP, { ...trouble, times: Number.POSITIVE_INFINITY });
      using pull = job(github, { ref: "refs/pull/7/merge" });
      expect(await pull.open().load()).toMatchObject({ kind: "unreadable", why: expect.stringMatching(why) });
    });

    test("when there is an entry that can't be downloaded", async () => {
      await store();
      for (const method of ["GET", "HEAD"]) {
        github.fail(`${method} blob`, { status: 404, times: Number.POSITIVE_INFINITY });
      }
      using pull = job(github, { ref: "refs/pull/7/merge" });
      expect(await pull.open().load()).toMatchObject({
        kind: "unreadable",
        why: expect.stringMatching(/^the entry hotpath-gate-v2-\S+ could not be downloaded/),
      });
    });

    test.each([
      ["the job has no cache", { ACTIONS_RESULTS_URL: undefined }, /has no cache service/],
      ["the job may not read it", { ACTIONS_CACHE_MODE: "write-only" }, /cache mode is `write-only`/],
    ])("when %s", async (_, variables, why) => {
      using main = job(github, undefined, variables);
      expect(await main.open().load()).toMatchObject({ kind: "unreadable", why: expect.stringMatching(why) });
    });
  });

  describe("says that it did not save", () => {
    test("with a token that may only read", async () => {
      using main = job(github, { ref: "refs/heads/main", cacheWrites: false });
      expect(await main.open().save(baseline())).toMatchObject({
        kind: "not-saved",
        why: expect.stringMatching(/did not accept it; the log above says why/),
      });
      expect(github.state.cacheEntries).toEqual([]);
    });

    test("under a name that is taken", async () => {
      using main = job(github);
      const again = () => baselineCache({ scope: scope(), runId: "1", runAttempt: "1" }).save(baseline());
      expect((await again()).kind).toBe("saved");
      expect((await again()).kind).toBe("not-saved");
      expect(existsSync(join(main.workspace, ".hotpath-gate-cache"))).toBe(false);
    });

    test.each([
      ["where the job has no cache", { ACTIONS_RESULTS_URL: undefined }, /has no cache service/],
      ["where the job may not write it", { ACTIONS_CACHE_MODE: "read" }, /cache mode is `read`/],
    ])("%s", async (_, variables, why) => {
      using main = job(github, undefined, variables);
      expect(await main.open().save(baseline())).toMatchObject({
        kind: "not-saved",
        why: expect.stringMatching(why),
      });
    });
  });
});

test("a cache that takes longer than its time is unreadable, and not saved to, and leaves nothing", async () => {
  await using github = await startLoopback();
  using late = job(github, undefined, {}, null, 0.001);
  const store = late.open();
  expect(await store.save(baseline())).toMatchObject({
    kind: "not-saved",
    why: "the cache service did not accept it within 0.001 s",
  });
  expect(await store.load()).toMatchObject({
    kind: "unreadable",
    why: "the cache service did not deliver it within 0.001 s",
    isDamaged: false,
  });
  expect(readdirSync(late.workspace)).toEqual([]);
});
