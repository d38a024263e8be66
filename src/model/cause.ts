/** Why something did not run, or could not be measured: what others said, or what we know ourselves. */
import type { Metric, Quantity, SideName } from "./quantity.ts";

/**
 * A text is what a benchmark, its tool or the operating system said, and is not ours. errors/causes.ts has words for
 * the rest.
 */
export type Cause = string | OwnCause;

/** The side's process ended while the benchmark ran. */
export interface ProcessEnded {
  readonly kind: "process-ended";
  readonly side: SideName;
  readonly detail: string;
  /** The end of what it printed; may be empty. */
  readonly output: string;
  /** Whether it was given up because it took too long. */
  readonly wasSlow: boolean;
}

/** A run of a command took too long, compared with its longest run before. */
export interface TookTooLong {
  readonly kind: "took-too-long";
  readonly seconds: number;
  readonly longestSeconds: number;
}

/** How a command failed. */
export type CommandTrouble = string | TookTooLong;

export type OwnCause =
  | ProcessEnded
  /** Base's process ended, and only next to head's. */
  | { readonly kind: "ended-by-head"; readonly how: string | ProcessEnded }
  /** What each side measures, if that differs. */
  | {
      readonly kind: "other-quantities";
      readonly base: readonly Quantity[];
      readonly head: readonly Quantity[];
    }
  /** One call takes too long under valgrind. */
  | { readonly kind: "too-long-to-count" }
  /** The harness of a side broke the protocol. */
  | { readonly kind: "no-quantity"; readonly side: SideName; readonly metric: Metric }
  | { readonly kind: "too-many-loops"; readonly side: SideName; readonly ran: number; readonly asked: number }
  | { readonly kind: "clock-stood-still"; readonly side: SideName }
  | { readonly kind: "out-of-turn"; readonly side: SideName; readonly sent: string }
  /**
   * The command of the suite `results` fails. `on` is the only side that it fails on, or null if head was run alone.
   */
  | { readonly kind: "command-fails"; readonly on: SideName | null; readonly why: CommandTrouble }
  | { readonly kind: "no-value"; readonly tool: string; readonly side: SideName }
  | TookTooLong
  | { readonly kind: "not-found" };
