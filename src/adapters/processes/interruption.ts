/**
 * What a signal does: everything that runs is ended at once, nothing more is started, and the run unwinds and disposes
 * of its worktrees and environments. If that takes more than a few seconds, or a second signal comes, the process ends
 * where it is.
 */
import { constants } from "node:os";
import { Interrupted } from "../../errors.ts";
import type { CountingProcesses, HarnessProcess, PythonProcesses } from "../../ports/processes.ts";
import { endProcesses, takeDown } from "../takedown.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;
/**
 * How long a run may unwind. Everything is to be gone within five seconds, and removing what is left takes some of
 * them.
 */
const UNWIND_SECONDS = 3;

let received: NodeJS.Signals | null = null;

/**
 * Installs the one listener for signals, before anything is started. Only the roots call it.
 *
 * @param exit ends the process if it gets no time to unwind
 */
export function listenForSignals(exit: (status: number) => void = (status) => process.exit(status)): void {
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (received !== null) return takeDownAndExit(exit);
      received = signal;
      endProcesses();
      // Unwinding may also wait for a service that does not answer, which is no reason to stay.
      setTimeout(() => takeDownAndExit(exit), UNWIND_SECONDS * 1000).unref();
    });
  }
  // If files may not grow any more, writing fails; without a listener, the process would be killed instead.
  process.on("SIGXFSZ", () => {});
  // Without a listener, this signal opens Node's inspector on a port, and any process of the same user may send it.
  process.on("SIGUSR1", () => {});
}

function takeDownAndExit(exit: (status: number) => void): void {
  takeDown();
  exit(statusOfSignal(received ?? "SIGTERM"));
}

/** The signal that ends the run; null if none came. */
export function interruption(): NodeJS.Signals | null {
  return received;
}

/** Exit status of a signal, as shells give it: 128 and the signal's number. */
export function statusOfSignal(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/** Ends the caller once a signal came. @throws Interrupted */
export function throwIfInterrupted(): void {
  if (received !== null) throw new Interrupted(received);
}

/** Throws what explains a failure: a signal, if one came. @throws Interrupted, or the error itself if no signal came */
function orInterruption(error: unknown): never {
  throwIfInterrupted();
  throw error;
}

/** The same processes, but none is started once a signal came, and one that a signal ended says so. */
export function endedBySignals(
  processes: PythonProcesses & CountingProcesses,
): PythonProcesses & CountingProcesses {
  // A process that we killed ourselves says nothing about the benchmark it was in.
  const interruptible = (harness: HarnessProcess): HarnessProcess => ({
    ...harness,
    receive: (timeoutSeconds) => harness.receive(timeoutSeconds).catch(orInterruption),
  });
  return {
    canShareLayout: () => processes.canShareLayout(),
    async start(side, layout) {
      throwIfInterrupted();
      return interruptible(await processes.start(side, layout).catch(orInterruption));
    },
    whyNotCounting: () => processes.whyNotCounting(),
    async startCounting(side, layout) {
      throwIfInterrupted();
      const harness = await processes.startCounting(side, layout).catch(orInterruption);
      return {
        ...interruptible(harness),
        switchCounting: (on) => harness.switchCounting(on).catch(orInterruption),
        counted: (windows) => harness.counted(windows).catch(orInterruption),
      };
    },
  };
}
