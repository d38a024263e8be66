/** Files that a run writes, and those that a command of the user's does. */

/** A text, or its pieces in order. */
export type Content = string | Iterable<string>;

export interface Files {
  /** Writes a file whole or not at all. @throws GateError if it can't be written */
  write(path: string, content: Content): Promise<void>;
}

/** Where a command of the user's is to write its results, and what it has written there. */
export interface ResultPlace extends AsyncDisposable {
  /** Absolute path of a file that does not exist yet, for a command that can be told where to write. */
  readonly file: string;
  /** What was written; null if nothing was since the place was made. @throws GateError if it can't be read */
  written(): Promise<{
    /** Name of the file, as messages call it. */
    readonly name: string;
    readonly text: string;
    /** Text of another file of the same tool that says more about it; null if there is none. */
    readonly companion: string | null;
  } | null>;
}

export interface ResultFiles {
  /**
   * Makes a place.
   *
   * @param folder that `pattern` is relative to: absolute
   * @param pattern path or glob of what the command writes of its own accord; null if it is told `file`
   */
  place(folder: string, pattern: string | null): Promise<ResultPlace>;
}
