/** What a signal does: measuring ends at once, and everything that was made is taken down on the way out. */
import { Interrupted } from "../errors.ts";
import type { CountingProcesses, HarnessProcess, PythonProcesses } from "../ports.ts";

export interface Interruptible extends PythonProcesses, CountingProcesses {
  killAll(): void;
}

/**
 * The same processes, but on SIGINT or SIGTERM all are killed and no further one is started, so that the run
 * unwinds and disposes of its worktrees and environments. A second signal ends it where it is.
 *
 * @param removeNow last resort of the second signal: removes what must not be left behind, without waiting
 */
export function endedBySignals(
  processes: Interruptible,
  removeNow: () => void,
): PythonProcesses & CountingProcesses & Disposable {
  let signalled: NodeJS.Signals | null = null;
  const onSignal = (signal: NodeJS.Signals) => {
    processes.killAll();
    if (signalled !== null) {
      removeNow();
      process.exit(130);
    }
    signalled = signal;
  };
  const throwIfSignalled = () => {
    if (signalled !== null) throw new Interrupted(signalled);
  };
  const orInterruption = (error: unknown): never => {
    throwIfSignalled();
    throw error;
  };
  // A process that we killed ourselves says nothing about the benchmark it was in.
  const interruptible = (harness: HarnessProcess): HarnessProcess => ({
    ...harness,
    receive: (timeoutSeconds) => harness.receive(timeoutSeconds).catch(orInterruption),
  });
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    canShareLayout: () => processes.canShareLayout(),
    async start(side, layout) {
      throwIfSignalled();
      return interruptible(await processes.start(side, layout).catch(orInterruption));
    },
    whyNotCounting: () => processes.whyNotCounting(),
    async startCounting(side, layout) {
      throwIfSignalled();
      const harness = await processes.startCounting(side, layout).catch(orInterruption);
      return {
        ...interruptible(harness),
        switchCounting: (on) => harness.switchCounting(on).catch(orInterruption),
        counted: (windows) => harness.counted(windows).catch(orInterruption),
      };
    },
    [Symbol.dispose]() {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
