/** A world at its ports: commits whose benchmarks take a known time, a store in memory, a clock that batches move. */

import { BaseUnreachable } from "../../src/errors.ts";
import type { Baseline, BaselineLoad, Fingerprint, Result } from "../../src/model.ts";
import type { LabelState } from "../../src/ports/acceptance.ts";
import type { Checkout } from "../../src/ports/checkouts.ts";
import type { Side } from "../../src/ports/environments.ts";
import { HarnessLost, type HarnessProcess } from "../../src/ports/processes.ts";
import type { World } from "../../src/ports/world.ts";
import { CANARY_ID, type Doubt, type Message } from "../../src/protocol.ts";
import { inWords } from "../../src/report/words/progress.ts";
import { randomStream } from "../../src/statistics/random.ts";
import { fingerprint } from "./baselines.ts";
import { type FakeBenchmark, fakeHarness } from "./fake-harness.ts";

/** Seconds a call of each benchmark, by id. */
export type Speeds = Readonly<Record<string, number>>;

export interface FakeRepository {
  /** The commit that is checked out. */
  head: string;
  /** First parent of head. */
  base: string;
  /** Speeds by commit; a commit that is not here was rewritten away. */
  readonly commits: Record<string, Speeds>;
}

/** Oddities of a commit. */
export interface Oddities {
  /** The outcome, by id, where the benchmark is to be measured. */
  readonly arrives?: Readonly<Record<string, FakeBenchmark["arrives"]>>;
  /** Number of its processes that have to measure before `arrives` holds. */
  readonly arrivesAfter?: number;
  /** Doubts that its harness has of benchmarks. */
  readonly doubts?: readonly Doubt[];
  /** Submodules that can't be had. */
  readonly lacks?: readonly string[];
  /** Files that can't be collected. */
  readonly uncollectable?: readonly string[];
  /** Texts of files that are there besides, by path. */
  readonly texts?: Readonly<Record<string, string>>;
  /** The project's files, where they are others than usual. */
  readonly files?: readonly string[];
  /** How its processes end once so many of them have measured. */
  readonly lost?: { readonly after: number; readonly how: LostProcess };
}

export type LostProcess =
  | "does not start"
  | "is silent"
  | "exits"
  | "is killed"
  | "breaks the protocol"
  | "can't collect any more"
  | "answers out of turn"
  | "speaks another version";

/** Message of a lost process in place of the one that says what it has collected. */
const LAST_MESSAGES: Partial<Record<LostProcess, Message>> = {
  "can't collect any more": { type: "broken", message: "ImportError: no module named gone" },
  "answers out of turn": { type: "finished", modules: [], doubts: [], build: [] },
};
const LAST_WORDS: Partial<Record<LostProcess, string>> = {
  "does not start": "could not be started: no such file",
  "is silent": "gave no answer within 10 s",
  exits: "exited with status 7",
  "is killed": "was ended by SIGKILL (killed from outside, often because memory ran out)",
  "breaks the protocol": "sent something outside the protocol",
  "speaks another version": "speaks version 9 of the protocol, not 1",
};
const NEVER_GREETS: readonly LostProcess[] = ["does not start", "speaks another version"];

/** A harness that is lost as it begins to measure. */
function losing(harness: HarnessProcess, how: LostProcess): HarnessProcess {
  const { side } = harness;
  return {
    ...harness,
    receive: async () => {
      const last = LAST_MESSAGES[how];
      if (last !== undefined) return last;
      throw new HarnessLost(side, how === "is silent" ? "timed-out" : "exited", LAST_WORDS[how] ?? "", "");
    },
  };
}

export interface FakeWorld extends World {
  readonly repository: FakeRepository;
  /** Oddities by commit. */
  readonly oddities: Record<string, Oddities>;
  /** The answer of the store. */
  stored: BaselineLoad;
  fingerprint: Fingerprint;
  /** The place that head loads the project's own module from; null for its tree. */
  headModule: string | null;
  /** Factor on the times of the whole run: another machine, or another day. */
  machine: number;
  /** Whether the pull request has the label that accepts slowdowns, and how often that was asked. */
  label: LabelState;
  askedForLabel: number;
  /** Commits of the sides of which processes were started, in order, each once in a row. */
  readonly measured: string[];
  readonly published: Result[];
  readonly savedBaselines: Baseline[];
  readonly said: string[];
}

/** SD of a process: two of the same code differ by it. */
const PROCESS_DEVIATION = 0.005;

export function fakeWorld(repository: FakeRepository): FakeWorld {
  /** Of worktrees that are not given back yet. */
  const openRoots = new Set<string>();
  let now = 0;
  let processes = 0;
  const measuredBy = new Map<string, number>();
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
    redirect: null,
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
    label: { kind: "not-set" },
    askedForLabel: 0,
    measured: [],
    published: [],
    savedBaselines: [],
    said: [],
    counting: {
      whyNotCounting: async () => "this world has no valgrind",
      startCounting: () => Promise.reject(new Error("this world counts nothing")),
    },
    bytecode: { foreign: async () => [] },
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
      linkedPlaces: async () => ({ text: [], modules: [] }),
      text: async ({ commit }, path) => world.oddities[commit ?? ""]?.texts?.[path] ?? null,
      contentHash: async () => null,
      changedPaths: async () => [],
      unknownToGit: async () => [],
      ignoreRules: async () => ({ ignored: async () => new Set() }),
      hashes: async () => new Map(),
      marks: async () => new Map(),
      async resolveBase(choice) {
        const commit = choice.kind === "revision" ? choice.revision : repository.base;
        if (repository.commits[commit] === undefined) {
          throw new BaseUnreachable(`${commit} is not in the repository`, "Fetch it.");
        }
        return { commit, label: commit, warning: null };
      },
      worktree: async (commit) => {
        const checkout = checkoutOf(commit, `/base-${commit}`);
        openRoots.add(checkout.root);
        return {
          ...checkout,
          lacks: world.oddities[commit]?.lacks ?? [],
          [Symbol.asyncDispose]: async () => {
            openRoots.delete(checkout.root);
          },
        };
      },
      layHeadOver: async () => {},
      takeHeadBack: async () => {},
      layGeneratedOver: async () => ({ python: [], compiled: [], tooMany: 0 }),
      dataBaseLacks: async () => [],
      changedFiles: async () => [],
      trackedChanges: async () => [],
      pathsIntoHead: async () => [],
    },
    environments: {
      prepare: async ({ name, checkout, setup }) => side(checkout, name, setup !== null),
      fingerprint: async () => world.fingerprint,
      distributionsOf: async () => new Map(),
      contentsOf: async () => new Map(),
    },
    processes: {
      canShareLayout: async () => true,
      async start(of) {
        const commit = of.checkout.commit ?? "";
        // As long as a process takes to start, so that a worktree that is given back meanwhile is gone.
        await new Promise((started) => setImmediate(started));
        const isWorktree = of.checkout.root.startsWith("/base-");
        if (isWorktree && !openRoots.has(of.checkout.root)) {
          throw new Error(`${of.name} was started in a worktree that is gone`);
        }
        const speeds = repository.commits[commit] ?? {};
        if (world.measured.at(-1) !== commit) world.measured.push(commit);
        const odd = world.oddities[commit] ?? {};
        const isDoomed = () => (measuredBy.get(commit) ?? 0) >= (odd.lost?.after ?? Number.POSITIVE_INFINITY);
        if (odd.lost !== undefined && NEVER_GREETS.includes(odd.lost.how) && isDoomed())
          throw new HarnessLost(of.name, "exited", LAST_WORDS[odd.lost.how] ?? "", "");
        const random = randomStream(1, "process", processes++);
        const luck = () => 1 + PROCESS_DEVIATION * (random.integer(-1000, 1000) / 577);
        const benchmarks = Object.fromEntries(
          Object.entries({ ...speeds, [CANARY_ID]: 1e-3 }).map(([id, seconds]) => [
            id,
            {
              ns: Math.round(seconds * 1e9 * luck() * world.machine),
              arrives:
                (measuredBy.get(commit) ?? 0) >= (odd.arrivesAfter ?? 0) ? odd.arrives?.[id] : undefined,
            },
          ]),
        );
        const harness = fakeHarness(
          of.name,
          benchmarks,
          (seconds) => {
            now += seconds;
          },
          { app: (of.name === "head" ? world.headModule : null) ?? `${of.checkout.root}/app.py` },
          odd.uncollectable?.map((where) => ({ where, message: "ImportError: no module named gone" })),
          odd.doubts,
        );
        let doomed = harness as HarnessProcess;
        return {
          ...harness,
          send: (command) => {
            if (command.type === "begin" && command.only !== null) {
              if (odd.lost !== undefined && isDoomed()) doomed = losing(harness, odd.lost.how);
              measuredBy.set(commit, (measuredBy.get(commit) ?? 0) + 1);
            }
            harness.send(command);
          },
          receive: (seconds) => doomed.receive(seconds),
        };
      },
    },
    loadBaseline: async ({ branches }) => (branches.length === 0 ? { kind: "not-wanted" } : world.stored),
    async acceptanceLabel() {
      world.askedForLabel += 1;
      return world.label;
    },
    async saveBaseline(_scope, baseline) {
      world.savedBaselines.push(baseline);
      world.stored = { kind: "found", source: "memory", baseline };
      return { kind: "saved", target: "memory", problems: [] };
    },
    async publish(result) {
      world.published.push(result);
    },
    progress: inWords({
      group: (title, body) => {
        world.said.push(title);
        return body();
      },
      waiting: (words, body) => {
        world.said.push(words(null));
        return body();
      },
      info: (message) => world.said.push(message),
      warning: (message) => world.said.push(message),
      blocks: () => {},
    }),
    clock: {
      seconds: () => now,
      now: () => new Date(Date.UTC(2026, 10, 2) + now * 1000).toISOString(),
    },
  };
  return world;
}
