/**
 * A world whose ports write down when they were asked and when they answered. Nothing is written anywhere
 * before the run is over: a clock read and a push are all that a batch has around it.
 */
import type { Result } from "../../src/model.ts";
import type { HarnessProcess, PythonProcesses } from "../../src/ports/processes.ts";
import type { World } from "../../src/ports/world.ts";
import type { Command, Message } from "../../src/protocol.ts";

/** Seconds on the controller's clock. */
export interface Span {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

export type Utterance =
  | { readonly at: number; readonly kind: "sent"; readonly command: Command }
  | { readonly at: number; readonly kind: "received"; readonly message: Message };

/** One harness: from the request to start it to the end of its disposal. */
export interface ProcessTrace {
  readonly side: "base" | "head";
  readonly asked: number;
  readonly hello: number;
  readonly utterances: readonly Utterance[];
  readonly leaving: number;
  readonly gone: number;
}

export interface Trace {
  readonly spans: Span[];
  readonly processes: ProcessTrace[];
  result: Result | null;
}

/**
 * @param publish what is done with the result instead of telling it to a person
 * @returns the same world, traced
 */
export function traced(world: World, publish: (result: Result) => void): { world: World; trace: Trace } {
  const trace: Trace = { spans: [], processes: [], result: null };
  const now = () => world.clock.seconds();
  const spanned =
    <Args extends unknown[], T>(name: string, call: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      const from = now();
      try {
        return await call(...args);
      } finally {
        trace.spans.push({ name, from, to: now() });
      }
    };
  const disposedSpanned = <T extends AsyncDisposable>(name: string, thing: T): T => ({
    ...thing,
    [Symbol.asyncDispose]: spanned(name, async () => thing[Symbol.asyncDispose]()),
  });
  const { checkouts, environments } = world;
  return {
    trace,
    world: {
      ...world,
      checkouts: {
        head: spanned("checkouts.head", () => checkouts.head()),
        files: spanned("checkouts.files", (of) => checkouts.files(of)),
        codeFiles: spanned("checkouts.codeFiles", (of, places) => checkouts.codeFiles(of, places)),
        linkedPlaces: spanned("checkouts.linkedPlaces", (...of) => checkouts.linkedPlaces(...of)),
        realPlaces: spanned("checkouts.realPlaces", (of, paths) => checkouts.realPlaces(of, paths)),
        trackedChanges: spanned("checkouts.trackedChanges", () => checkouts.trackedChanges()),
        text: spanned("checkouts.text", (of, path) => checkouts.text(of, path)),
        resolveBase: spanned("checkouts.resolveBase", (choice) => checkouts.resolveBase(choice)),
        worktree: spanned("checkouts.worktree", async (commit, label) =>
          disposedSpanned("worktree.dispose", await checkouts.worktree(commit, label)),
        ),
        layHeadOver: spanned("checkouts.layHeadOver", (...of) => checkouts.layHeadOver(...of)),
        ignoreRules: spanned("checkouts.ignoreRules", (of) => checkouts.ignoreRules(of)),
        hashes: spanned("checkouts.hashes", (of, paths) => checkouts.hashes(of, paths)),
        marks: spanned("checkouts.marks", (of, paths) => checkouts.marks(of, paths)),
        contentHash: spanned("checkouts.contentHash", (paths) => checkouts.contentHash(paths)),
        takeHeadBack: spanned("checkouts.takeHeadBack", (base, paths) => checkouts.takeHeadBack(base, paths)),
        layGeneratedOver: spanned("checkouts.layGeneratedOver", (base, folders) =>
          checkouts.layGeneratedOver(base, folders),
        ),
        dataBaseLacks: spanned("checkouts.dataBaseLacks", (base) => checkouts.dataBaseLacks(base)),
        pathsIntoHead: spanned("checkouts.pathsIntoHead", (text) => checkouts.pathsIntoHead(text)),
        changedPaths: spanned("checkouts.changedPaths", (commit) => checkouts.changedPaths(commit)),
        unknownToGit: spanned("checkouts.unknownToGit", (paths) => checkouts.unknownToGit(paths)),
        changedFiles: spanned("checkouts.changedFiles", (commit, paths) =>
          checkouts.changedFiles(commit, paths),
        ),
      },
      environments: {
        prepare: spanned("environments.prepare", async (request) =>
          disposedSpanned("environment.dispose", await environments.prepare(request)),
        ),
        fingerprint: spanned("environments.fingerprint", (side) => environments.fingerprint(side)),
        distributionsOf: spanned("environments.distributionsOf", (modules) =>
          environments.distributionsOf(modules),
        ),
        contentsOf: spanned("environments.contentsOf", (files) => environments.contentsOf(files)),
      },
      processes: tracedProcesses(world.processes, trace.processes, now),
      publish: spanned("publish", async (result) => {
        trace.result = result;
        publish(result);
      }),
    },
  };
}

function tracedProcesses(
  processes: PythonProcesses,
  traces: ProcessTrace[],
  now: () => number,
): PythonProcesses {
  return {
    canShareLayout: () => processes.canShareLayout(),
    async start(side, layout) {
      const asked = now();
      const process = await processes.start(side, layout);
      const hello = now();
      const utterances: Utterance[] = [];
      return {
        side: process.side,
        hello: process.hello,
        send(command) {
          utterances.push({ at: now(), kind: "sent", command });
          process.send(command);
        },
        async receive(timeoutSeconds) {
          const message = await process.receive(timeoutSeconds);
          utterances.push({ at: now(), kind: "received", message });
          return message;
        },
        async [Symbol.asyncDispose]() {
          const leaving = now();
          await process[Symbol.asyncDispose]();
          traces.push({ side: process.side, asked, hello, utterances, leaving, gone: now() });
        },
      } satisfies HarnessProcess;
    },
  };
}
