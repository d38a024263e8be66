/** How far a run has come: facts, which report/words/progress.ts puts into words for a log or a terminal. */
import type { ComparedCommit } from "./base-choice.ts";
import type { SideName } from "./quantity.ts";

/** A phase that takes a while. */
export type Stage =
  | { readonly kind: "measure"; readonly benchmarks: number; readonly sides: "both" | "head" }
  /** Measuring once on head what base has not, or can't run. */
  | { readonly kind: "measure-head-only"; readonly benchmarks: number }
  /** Measuring head alone, as far as the store may settle it. */
  | { readonly kind: "measure-against-store"; readonly benchmarks: number; readonly of: number }
  | { readonly kind: "measure-for-baseline"; readonly benchmarks: number }
  /** Measuring of `doctor`; 0 benchmarks: the canary alone. */
  | { readonly kind: "measure-same-code"; readonly benchmarks: number }
  | { readonly kind: "count-instructions"; readonly benchmarks: number }
  /** Running `setup`, which may take minutes. Nothing is measured meanwhile. */
  | { readonly kind: "set-up"; readonly side: SideName; readonly command: string }
  /** Trying base alone where its process was lost next to head. */
  | { readonly kind: "try-base-alone" }
  /** Running the command of the suite `results`. */
  | { readonly kind: "run-command"; readonly command: string; readonly side: SideName }
  /** Finding out what changed inside slower benchmarks. No time that counts is measured meanwhile. */
  | { readonly kind: "explain"; readonly benchmarks: number }
  /** Calling each benchmark once to note what it reads. */
  | { readonly kind: "note-reads"; readonly benchmarks: number };

/** Something that was found out on the way. */
export type Step =
  /** What an event leads to. */
  | { readonly kind: "plan"; readonly plan: "compare" | "record" | "skip"; readonly why: string }
  | { readonly kind: "comparing"; readonly head: ComparedCommit; readonly base: ComparedCommit }
  | {
      readonly kind: "suite";
      readonly suite: string;
      readonly targets: readonly string[];
      readonly areCommands: boolean;
      /** Whether base's files say so, because head has no benchmarks. */
      readonly isOfBase: boolean;
      readonly why: string;
    }
  | { readonly kind: "settings-file"; readonly path: string }
  | { readonly kind: "results-read"; readonly tool: string }
  | { readonly kind: "profile-not-taken"; readonly id: string }
  /** No benchmarks were found. */
  | { readonly kind: "canary-alone" };

/** Something that went wrong without affecting a verdict; only the log reports it. */
export type Setback =
  | { readonly kind: "command-failed"; readonly side: SideName; readonly why: string }
  | { readonly kind: "head-alone-not-measured"; readonly why: string }
  /** Some slower benchmarks have no reasons. */
  | {
      readonly kind: "explaining-cut-short";
      readonly seconds: number;
      readonly left: number;
      readonly of: number;
    };

/** State between two blocks. */
export interface BlocksState {
  readonly done: number;
  /** Most blocks that there will be. */
  readonly total: number;
  readonly undecided: number;
  /** Until the last block is done, if each takes as long as the longest so far. */
  readonly secondsAtThisPace: number;
  /** Until the time limit. */
  readonly secondsToLimit: number;
}
