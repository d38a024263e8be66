/**
 * What has to go when a run ends in another way than by unwinding: a second signal, a deadline, an error that nobody
 * caught. Processes go first, then the folders that they may still be writing to.
 */

type Kind = "processes" | "files";

const UNDONE: Readonly<Record<Kind, Set<() => void>>> = { processes: new Set(), files: new Set() };

/**
 * @param undo synchronous; called at most once, and allowed to fail
 * @returns disposed of once there is nothing to undo any more
 */
export function atTakedown(kind: Kind, undo: () => void): Disposable {
  // The same function may be given twice.
  const own = () => undo();
  UNDONE[kind].add(own);
  return { [Symbol.dispose]: () => UNDONE[kind].delete(own) };
}

/** Ends the processes alone, so that whoever waits for one of them unwinds. Never throws. */
export function endProcesses(): void {
  undoAll(UNDONE.processes);
}

/** Everything, at once. Never throws. */
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
