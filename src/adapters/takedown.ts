/**
 * What has to be removed if a run ends without unwinding: by a second signal, a deadline, or an uncaught error.
 * Processes are ended first, and then the folders that they may still be writing to are removed.
 */

type Kind = "processes" | "files";

const UNDONE: Readonly<Record<Kind, Set<() => void>>> = { processes: new Set(), files: new Set() };

/**
 * Registers something to undo.
 *
 * @param undo synchronous; called at most once, and allowed to fail
 * @returns disposed of once there is nothing left to undo
 */
export function atTakedown(kind: Kind, undo: () => void): Disposable {
  // The same function may be given twice.
  const own = () => undo();
  UNDONE[kind].add(own);
  return { [Symbol.dispose]: () => UNDONE[kind].delete(own) };
}

/** Ends only the processes, so that whoever waits for one of them unwinds. Never throws. */
export function endProcesses(): void {
  undoAll(UNDONE.processes);
}

/** Undoes everything at once. Never throws. */
export function takeDown(): void {
  endProcesses();
  undoAll(UNDONE.files);
  UNDONE.files.clear();
}

function undoAll(undone: ReadonlySet<() => void>): void {
  for (const undo of undone) {
    try {
      undo();
    } catch {
      // The next run removes what this one could not.
    }
  }
}
