/**
 * The outside world, as the stages see it. Each port has its adapter in `adapters/`; tests put fakes here and nowhere
 * else.
 */

import type { Baseline, BaselineLoad, BaselineSave, Result } from "../model.ts";
import type { LabelState } from "./acceptance.ts";
import type { Checkouts } from "./checkouts.ts";
import type { Clock } from "./clock.ts";
import type { Bytecode, Environments } from "./environments.ts";
import type { ResultFiles } from "./files.ts";
import type { CountingProcesses, PythonProcesses } from "./processes.ts";
import type { Progress } from "./progress.ts";
import type { BaselineScope, CommitOfBase } from "./stores.ts";

/** Everything a run needs from outside. */
export interface World {
  readonly checkouts: Checkouts;
  readonly environments: Environments;
  readonly processes: PythonProcesses;
  readonly bytecode: Bytecode;
  readonly counting: CountingProcesses;
  readonly resultFiles: ResultFiles;
  /**
   * Loads the stored baseline.
   *
   * @param of whose version of a committed baseline counts; the working tree's unless a base is compared with
   */
  loadBaseline(scope: BaselineScope, of?: CommitOfBase): Promise<BaselineLoad>;
  /** Whether the pull request that is measured, or was merged as the commit that is, has the label that accepts slowdowns. */
  acceptanceLabel(): Promise<LabelState>;
  saveBaseline(scope: BaselineScope, baseline: Baseline): Promise<BaselineSave>;
  /**
   * Publishes everything that a person or a later step gets to see.
   *
   * @throws GateError if a file that the user named can't be written, after everything else was published
   */
  publish(result: Result): Promise<void>;
  readonly progress: Progress;
  readonly clock: Clock;
}
