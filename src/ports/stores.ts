/** Where baselines are stored, and which one is meant. */

import type { Baseline, BaselineLoad, BaselineSave, Fingerprint } from "../model.ts";

/** The two halves of a store, for one scope. */
export interface BaselineStore {
  /** Loads the baseline. Never throws if a service is down or a file is broken: those are `unreadable`. */
  load(): Promise<BaselineLoad>;
  save(baseline: Baseline): Promise<BaselineSave>;
}

/** Which baseline is meant: the same suite with the same settings, on the same branch and kind of machine. */
export interface BaselineScope {
  /** Branches that may be used, best first; empty: no baseline is wanted. */
  readonly branches: readonly string[];
  readonly suite: string;
  readonly targets: readonly string[];
  /**
   * What else distinguishes baselines: folder of the project, how it is installed, its environment. It is only
   * compared.
   */
  readonly setting: readonly unknown[];
  readonly fingerprint: Fingerprint;
}

/**
 * Full hash of base's commit, fetched into the repository; null if there is only the working tree. A change is never
 * compared with what it wrote itself.
 *
 * @throws GateError if it can't be had
 */
export type CommitOfBase = () => Promise<string | null>;
