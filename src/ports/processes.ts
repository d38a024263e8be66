/** The processes that measure, as the stages see them. */

import type { SideName } from "../model.ts";
import type { Command, Hello, Message } from "../protocol.ts";
import type { Side } from "./environments.ts";

/** What both processes of a block share, so that layout effects cancel. */
export interface SharedLayout {
  /** Hash seed, unless the side's environment sets one. */
  readonly hashSeed: number;
  /** Bytes of padding in the environment. */
  readonly padding: number;
  /** Seed of the heap perturbation at start. */
  readonly heapSeed: number;
}

/** A running harness. Messages come in the order they were sent. */
export interface HarnessProcess extends AsyncDisposable {
  readonly side: SideName;
  readonly hello: Hello;
  send(command: Command): void;
  /** The next message. @throws HarnessLost if the process ends, or sends nothing for `timeoutSeconds` */
  receive(timeoutSeconds: number): Promise<Message>;
}

/** A harness that has ended or was given up. `output` is the tail of what it printed. */
export class HarnessLost extends Error {
  override readonly name = "HarnessLost";
  readonly side: SideName;
  /** How it was lost. `not-started`: it did not say hello in time. */
  readonly how: "timed-out" | "not-started" | "exited";
  readonly detail: string;
  readonly output: string;
  constructor(side: SideName, how: HarnessLost["how"], detail: string, output: string) {
    super(`${side}: ${detail}`);
    this.side = side;
    this.how = how;
    this.detail = detail;
    this.output = output;
  }
}

/** Both sides' harnesses, lost at the same point of a run: neither is more to blame than the other. */
export class BothLost extends HarnessLost {
  readonly losses: readonly HarnessLost[];
  constructor(first: HarnessLost, second: HarnessLost) {
    super(first.side, first.how, first.detail, first.output);
    this.losses = [first, second];
  }
}

/** A harness under callgrind, which counts the instructions of what it is told to. */
export interface CountingProcess extends HarnessProcess {
  /**
   * Switches counting, which makes everything a hundred times slower: off until something is to be counted.
   *
   * @throws HarnessLost
   */
  switchCounting(on: boolean): Promise<void>;
  /**
   * Instructions since the last call, of all windows together.
   *
   * @param windows that the harness says it has opened
   * @throws HarnessLost if callgrind did not report them one by one
   */
  counted(windows: number): Promise<number>;
}

export interface PythonProcesses {
  /** Whether address randomisation can be switched off for the processes started here. */
  canShareLayout(): Promise<boolean>;
  /**
   * Starts a harness in a process group of its own and waits for its `hello`. Disposing it kills the whole group, and
   * whatever escaped from it.
   */
  start(side: Side, layout: SharedLayout): Promise<HarnessProcess>;
}

export interface CountingProcesses {
  /** Why instructions can't be counted here, and what to do; null if they can. */
  whyNotCounting(): Promise<string | null>;
  /** Starts a harness like `PythonProcesses.start`, under callgrind, with counting off. */
  startCounting(side: Side, layout: SharedLayout): Promise<CountingProcess>;
}
