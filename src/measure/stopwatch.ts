/**
 * Where the time of a block goes, read off at the port that its processes come through: what is measured is not
 * slowed by it, and does not know of it.
 */
import type { Clock } from "../ports/clock.ts";
import type { HarnessProcess, PythonProcesses, SharedLayout } from "../ports/processes.ts";

/** The time of one block, in seconds; of a part that another process had to repeat, the sum. */
export interface BlockTiming {
  /** Seconds from the start of its first process until its last one was gone. */
  readonly seconds: number;
  /** Until the first batch: interpreters, imports, collecting. */
  readonly startSeconds: number;
  /** Seconds by benchmark, its set-up included. */
  readonly benchmarkSeconds: ReadonlyMap<string, number>;
}

interface Watched {
  readonly startedAt: number;
  endedAt: number;
  startSeconds: number;
  readonly benchmarkSeconds: Map<string, number>;
  /** When the processes that run now were started. */
  lastStartAt: number;
  /** Up to when the time is accounted for; null before the first batch of the processes that run now. */
  accountedAt: number | null;
}

export interface Stopwatch {
  /** The port to measure with. */
  readonly processes: PythonProcesses;
  /** Timings of the blocks, in the order in which these were started. */
  blocks(): BlockTiming[];
}

export function stopwatch(processes: PythonProcesses, clock: Clock): Stopwatch {
  // The processes of a block share its layout, and no other block has it.
  const watched = new Map<SharedLayout, Watched>();
  return {
    processes: {
      canShareLayout: () => processes.canShareLayout(),
      async start(side, layout) {
        const now = clock.seconds();
        const block = watched.get(layout) ?? newBlock(now);
        watched.set(layout, block);
        block.lastStartAt = now;
        block.accountedAt = null;
        return watchedProcess(await processes.start(side, layout), block, clock);
      },
    },
    blocks: () =>
      [...watched.values()].map(({ startedAt, endedAt, startSeconds, benchmarkSeconds }) => ({
        seconds: endedAt - startedAt,
        startSeconds,
        benchmarkSeconds,
      })),
  };
}

function newBlock(now: number): Watched {
  const benchmarkSeconds = new Map<string, number>();
  return {
    startedAt: now,
    endedAt: now,
    startSeconds: 0,
    benchmarkSeconds,
    lastStartAt: now,
    accountedAt: null,
  };
}

function watchedProcess(process: HarnessProcess, block: Watched, clock: Clock): HarnessProcess {
  let current: string | null = null;
  /** What has gone by since the last time this was asked; null before the first batch. */
  const lap = (): number | null => {
    if (block.accountedAt === null) return null;
    const now = clock.seconds();
    const seconds = now - block.accountedAt;
    block.accountedAt = now;
    return seconds;
  };
  return {
    side: process.side,
    hello: process.hello,
    send(command) {
      if (command.type === "batch" && block.accountedAt === null) {
        block.accountedAt = clock.seconds();
        block.startSeconds += block.accountedAt - block.lastStartAt;
      }
      if (command.type === "next" && current !== null) {
        block.benchmarkSeconds.set(current, (block.benchmarkSeconds.get(current) ?? 0) + (lap() ?? 0));
      }
      process.send(command);
    },
    async receive(timeoutSeconds) {
      const message = await process.receive(timeoutSeconds);
      if (message.type === "ready") current = message.id;
      // What does not run is no cost of the next one.
      else if (message.type === "failed" || message.type === "skipped") lap();
      return message;
    },
    async [Symbol.asyncDispose]() {
      await process[Symbol.asyncDispose]();
      block.endedAt = Math.max(block.endedAt, clock.seconds());
    },
  };
}
