/** A world at its ports: commits whose benchmarks take a known time, a store in memory, a clock that batches move. */
import { BaseUnreachable } from "../../src/errors.ts";
import type { Baseline, BaselineLoad, Fingerprint, Result } from "../../src/model.ts";
import type { Checkout, Side, World } from "../../src/ports.ts";
import { CANARY_ID, type Doubt } from "../../src/protocol.ts";
import { randomStream } from "../../src/statistics/random.ts";
import { fingerprint } from "./baselines.ts";
import { type FakeBenchmark, fakeHarness } from "./fake-harness.ts";

/** Seconds a call of each benchmark, by id. */
export type Speeds = Readonly<Record<string, number>>;

export interface FakeRepository {
  /** What is checked out. */
  head: string;
  /** First parent of head. */
  base: string;
  /** By commit; what is not here was rewritten away. */
  readonly commits: Record<string, Speeds>;
}

/** What is odd about a commit. */
export interface Oddities {
  /** By id: what happens where the benchmark is to be measured. */
  readonly arrives?: Readonly<Record<string, FakeBenchmark["arrives"]>>;
  /** What its harness says against benchmarks. */
  readonly doubts?: readonly Doubt[];
  /** Files that can't be collected. */
  readonly uncollectable?: readonly string[];
  /** Texts of files that are there besides, by path. */
  readonly texts?: Readonly<Record<string, string>>;
  /** The project's files, where they are others than usual. */
  readonly files?: readonly string[];
}

export interface FakeWorld extends World {
  readonly repository: FakeRepository;
  /** By commit. */
  readonly oddities: Record<string, Oddities>;
  /** What the store holds. */
  stored: BaselineLoad;
  fingerprint: Fingerprint;
  /** Where head loads the project's own module from; null for its tree. */
  headModule: string | null;
  /** Factor on the times of the whole run: another machine, or another day. */
  machine: number;
  /** Commits of the sides of which processes were started, in order, each once in a row. */
  readonly measured: string[];
  readonly published: Result[];
  readonly savedBaselines: Baseline[];
  readonly said: string[];
}

/** SD of a process: two of the same code differ by it. */
const PROCESS_DEVIATION = 0.005;

export function fakeWorld(repository: FakeRepository): FakeWorld {
  let now = 0;
  let processes = 0;
  const side = (
    checkout: Checkout,
    name: "base" | "head",
    hasOwnEnvironment: boolean,
  ): Side & AsyncDisposable => ({
    name,
    checkout,
    python: "/usr/bin/python3",
    environment: {},
    workingDirectory: checkout.root,
    pythonPath: [checkout.root],
    pythonPathFirst: true,
    notFrom: [],
    ownEnvironment: hasOwnEnvironment ? `/environments/${name}` : null,
    ownFolder: null,
    [Symbol.asyncDispose]: async () => {},
  });
  const checkoutOf = (commit: string, root: string): Checkout => ({
    root,
    folder: "",
    commit,
    label: commit,
  });
  const world: FakeWorld = {
    repository,
    oddities: {},
    stored: { kind: "missing", source: "memory" },
    fingerprint: fingerprint(),
    machine: 1,
    headModule: null,
    measured: [],
    published: [],
    savedBaselines: [],
    said: [],
    counting: {
      whyNotCounting: async () => "this world has no valgrind",
      startCounting: () => Promise.reject(new Error("this world counts nothing")),
    },
    resultFiles: {
      place: () => Promise.reject(new Error("no command of this world writes results")),
    },
    checkouts: {
      head: async () => checkoutOf(repository.head, "/head"),
      files: async ({ commit }) => {
        const { files = ["app.py", "benchmarks/bench_app.py"], texts = {} } =
          world.oddities[commit ?? ""] ?? {};
        return [...files, ...Object.keys(texts)];
      },
      codeFiles: async () => [],
      realPlaces: async (_head, paths) => paths,
      text: async ({ commit }, path) => world.oddities[commit ?? ""]?.texts?.[path] ?? null,
      contentHash: async () => null,
      hashes: async () => new Map(),
      marks: async () => new Map(),
      async resolveBase(choice) {
        const commit = choice.kind === "revision" ? choice.revision : repository.base;
        if (repository.commits[commit] === undefined) {
          throw new BaseUnreachable(`${commit} is not in the repository`, "Fetch it.");
        }
        return { commit, label: commit, warning: null };
      },
      worktree: async (commit) => ({
        ...checkoutOf(commit, `/base-${commit}`),
        [Symbol.asyncDispose]: async () => {},
      }),
      layHeadOver: async () => {},
      takeHeadBack: async () => {},
      layGeneratedOver: async () => ({ python: [], compiled: [], tooMany: 0 }),
      changedFiles: async () => [],
      pathsIntoHead: async () => [],
    },
    environments: {
      prepare: async ({ name, checkout, setup }) => side(checkout, name, setup !== null),
      fingerprint: async () => world.fingerprint,
    },
    processes: {
      canShareLayout: async () => true,
      async start(of) {
        const commit = of.checkout.commit ?? "";
        const speeds = repository.commits[commit] ?? {};
        if (world.measured.at(-1) !== commit) world.measured.push(commit);
        const odd = world.oddities[commit] ?? {};
        const random = randomStream(1, "process", processes++);
        const luck = () => 1 + PROCESS_DEVIATION * (random.integer(-1000, 1000) / 577);
        const benchmarks = Object.fromEntries(
          Object.entries({ ...speeds, [CANARY_ID]: 1e-3 }).map(([id, seconds]) => [
            id,
            { ns: Math.round(seconds * 1e9 * luck() * world.machine), arrives: odd.arrives?.[id] },
          ]),
        );
        return fakeHarness(
          of.name,
          benchmarks,
          (seconds) => {
            now += seconds;
          },
          { app: (of.name === "head" ? world.headModule : null) ?? `${of.checkout.root}/app.py` },
          odd.uncollectable?.map((where) => ({ where, message: "ImportError: no module named gone" })),
          odd.doubts,
        );
      },
    },
    loadBaseline: async ({ branches }) => (branches.length === 0 ? { kind: "not-wanted" } : world.stored),
    async saveBaseline(_scope, baseline) {
      world.savedBaselines.push(baseline);
      world.stored = { kind: "found", source: "memory", baseline };
      return { kind: "saved", target: "memory", problems: [] };
    },
    async publish(result) {
      world.published.push(result);
    },
    progress: {
      group: (_title, body) => body(),
      info: (message) => world.said.push(message),
      warning: (message) => world.said.push(message),
      blocks: () => {},
    },
    clock: {
      seconds: () => now,
      now: () => new Date(Date.UTC(2026, 10, 2) + now * 1000).toISOString(),
    },
  };
  return world;
}
