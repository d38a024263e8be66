/** Why something did not run, or could not be measured: what others said, or what we know ourselves. */
import type { Metric, Quantity, SideName } from "./quantity.ts";

/** A text is what a benchmark, its tool or the operating system said, and is not ours; errors/causes.ts words the rest. */
export type Cause = string | OwnCause;

/** The side's process, while the benchmark ran. */
export interface ProcessEnded {
  readonly kind: "process-ended";
  readonly side: SideName;
  readonly detail: string;
  /** The end of what it printed; may be empty. */
  readonly output: string;
  /** Whether it was given up for taking too long. */
  readonly wasSlow: boolean;
}

/** A run of a command, beside what its longest one took before. */
export interface TookTooLong {
  readonly kind: "took-too-long";
  readonly seconds: number;
  readonly longestSeconds: number;
}

/** How a command failed. */
export type CommandTrouble = string | TookTooLong;

export type OwnCause =
  | ProcessEnded
  /** Base's process, and only beside head. */
  | { readonly kind: "ended-by-head"; readonly how: string | ProcessEnded }
  /** What each side says that it measures. */
  | {
      readonly kind: "other-quantities";
      readonly base: readonly Quantity[];
      readonly head: readonly Quantity[];
    }
  /** One call, under valgrind. */
  | { readonly kind: "too-long-to-count" }
  /** The harness of a side broke what was agreed. */
  | { readonly kind: "no-quantity"; readonly side: SideName; readonly metric: Metric }
  | { readonly kind: "too-many-loops"; readonly side: SideName; readonly ran: number; readonly asked: number }
  | { readonly kind: "clock-stood-still"; readonly side: SideName }
  | { readonly kind: "out-of-turn"; readonly side: SideName; readonly sent: string }
  /** The command of the suite `results`; `on`: the only side that it fails on, null where head was run alone. */
  | { readonly kind: "command-fails"; readonly on: SideName | null; readonly why: CommandTrouble }
  | { readonly kind: "no-value"; readonly tool: string; readonly side: SideName }
  | TookTooLong
  | { readonly kind: "not-found" };
