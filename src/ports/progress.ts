/** Where a run says how far it is. */

import type { BlocksState, Setback, Stage, Step } from "../model/progress.ts";
import type { Warning } from "../model.ts";

export interface Progress {
  /** Runs a stage. Everything reported inside belongs to it. */
  stage<T>(stage: Stage, body: () => Promise<T>): Promise<T>;
  step(step: Step): void;
  warn(warning: Warning | Setback): void;
  /** Reports the state of the blocks. It is called only between blocks, so that drawing disturbs no batch. */
  blocks(state: BlocksState): void;
}

/** Wordings of one fact, the longest first. */
export type Wordings = readonly [string, ...string[]];

/** Where lines for a person go: a job's log, or a terminal. */
export interface Lines {
  /** Writes a heading; every line written inside belongs to it. */
  group<T>(title: string, body: () => Promise<T>): Promise<T>;
  /**
   * Writes a heading as `group` does, and shows in a terminal for how long it has been running.
   *
   * @param words the heading, after so many seconds; null if they are not to be told
   */
  waiting<T>(words: (seconds: number | null) => string, body: () => Promise<T>): Promise<T>;
  info(message: string): void;
  warning(message: string): void;
  /**
   * Replaces the previous state, if that is possible.
   *
   * @param words the same in fewer and fewer words, for the room that there is
   */
  blocks(state: BlocksState, words: Wordings): void;
}
