/**
 * Why the verdict of a row is what it is, if its numbers do not show it: facts, which report/words/row-note.ts puts into
 * words.
 */
import type { Cause } from "./cause.ts";
import type { Lost } from "./loss.ts";
import type { Better, SideName, Unit } from "./quantity.ts";
import type { FingerprintDifference, WhyNoLevel, WhyNotScaled } from "./stored-evidence.ts";

export type RowNote =
  | NotOnBothSides
  | DidNotRun
  | NotMeasured
  | Undecided
  | WithoutRatio
  | StoredGrounds
  | Accepted
  | AcceptedByLabel
  | NotStored
  /** It reads so many files, and none of them differs. */
  | { readonly kind: "same-code"; readonly files: number }
  /** Head's version of the benchmark does not work on base: part of the change may be the benchmark's. */
  | { readonly kind: "own-text-on-base" };

/** Only one side has it, or the sides have different things. */
export type NotOnBothSides =
  /** `movedTo`: a benchmark of that name that is new in another file, and was compared. Absent: none. */
  | {
      readonly kind: "benchmark-not-on";
      readonly side: SideName;
      readonly movedTo?: string | undefined;
    }
  /** Only one side has the row's quantity of the benchmark. */
  | { readonly kind: "quantity-not-on"; readonly side: SideName }
  | { readonly kind: "not-in-baseline" }
  /** Head's configuration no longer names it. */
  | { readonly kind: "no-longer-named" }
  | { readonly kind: "unit-differs"; readonly base: Unit; readonly head: Unit }
  /** The sides disagree about which of two values is better. */
  | { readonly kind: "better-differs"; readonly base: Better; readonly head: Better }
  /** The sides measure different things. */
  | { readonly kind: "incomparable"; readonly why: Cause };

export type DidNotRun =
  /** Skipped by its own text. */
  | { readonly kind: "skipped"; readonly why: Cause }
  /** Skipped only on that side. On head: although both sides have the same text. */
  | { readonly kind: "skipped-on"; readonly side: SideName; readonly why: Cause }
  | { readonly kind: "not-collected-on-head"; readonly why: Cause; readonly isOnBaseToo: boolean }
  /** Base has its file, and can't collect it. */
  | { readonly kind: "not-collected-on-base"; readonly why: Cause }
  /** Base collects it from the same text, and head does not. `why` is head's own reason, if it has one. */
  | { readonly kind: "lost-on-head"; readonly why: Cause | null }
  /** It fails on head. `onBase`: how it fails there, if it does. */
  | { readonly kind: "fails-on-head"; readonly why: Cause; readonly onBase: Cause | null }
  /** It fails on base. `ranBefore`: it ran there in other blocks. */
  | { readonly kind: "fails-on-base"; readonly why: Cause; readonly ranBefore: boolean }
  /** It did not run, and may be what base has under a name that is gone. */
  | { readonly kind: "may-be-moved" }
  /** It did not run, and head is not to blame for that. */
  | { readonly kind: "not-blamed-on-head" };

export type NotMeasured =
  | { readonly kind: "not-measured-in-time" }
  /** The stored baseline, or head, has too few values of it. */
  | { readonly kind: "too-little-stored" }
  /** A benchmark process was lost before it was decided. */
  | { readonly kind: "process-lost"; readonly lost: Lost };

export type Undecided =
  | {
      readonly kind: "undecided";
      readonly blocks: number;
      /** Number of blocks that would not settle it either; null if they might. */
      readonly tooCloseFor: number | null;
      readonly processes: ProcessesApart | null;
    }
  /** It was over its budget in each of its blocks when measuring ended early. */
  | { readonly kind: "over-budget-in-each-block"; readonly blocks: number }
  | { readonly kind: "canary-drifted" }
  /** It runs on several CPUs at a time, and only one was available. */
  | { readonly kind: "only-one-cpu" }
  /** It runs on several CPUs at a time, and others had this share of their time. */
  | { readonly kind: "cpus-were-shared"; readonly share: number }
  /** The processes in two files lie too far apart. */
  | { readonly kind: "processes-too-far-apart" }
  /** The two files come from different machines. */
  | { readonly kind: "measured-on-another-machine" };

/** Two kinds of processes: what only a few of them show is neither a change of all nor noise. */
export interface ProcessesApart {
  readonly slower: number;
  readonly of: number;
  /** Change of each kind: head / base − 1. */
  readonly slowerChange: number;
  readonly othersChange: number;
}

/** What a floor decided, for values with a ratio and for those without. */
export type WithoutRatio =
  | { readonly kind: "below-floor" }
  | { readonly kind: "worse-below-floor" }
  | { readonly kind: "beyond-floor"; readonly isWorse: boolean }
  /** The change is above the floor in some blocks, and below it in others. */
  | { readonly kind: "about-floor" }
  /** Values are zero or below, and there is no floor to decide by. */
  | { readonly kind: "no-floor" };

/** What the stored baseline was worth for the row. */
export type StoredGrounds =
  | { readonly kind: "text-changed-since-recorded" }
  | WhyNotScaled
  /** `speed`: how much slower this machine is now, as a fraction, if the level was scaled by it. */
  | { readonly kind: "against-level"; readonly runs: number; readonly speed: number | null }
  | {
      readonly kind: "against-last-run";
      /** How the machines differ; empty on the same kind of machine. */
      readonly differences: readonly FingerprintDifference[];
      /** How much slower the whole suite is there, as a fraction, if that was taken out. */
      readonly suiteChange: number | null;
      /**
       * Why its history on this kind of machine does not tell how far runs lie apart, and the number of runs from which one
       * does. Absent on another kind of machine, which has none.
       */
      readonly noLevel?: { readonly why: WhyNoLevel; readonly enoughRuns: number } | undefined;
    }
  /** Some calls take far longer than the typical one, and the store knows only the typical call. */
  | { readonly kind: "typical-calls-alone" };

/** Accepted by a rule of the config file. */
export interface Accepted {
  readonly kind: "accepted" | "acceptance-ended";
  readonly until: string;
  readonly reason: string;
}

/** Accepted by a label of the pull request. `by` and `at` are null if the platform does not say who set it, and when. */
export interface AcceptedByLabel {
  readonly kind: "accepted-by-label";
  readonly label: string;
  readonly by: string | null;
  readonly at: string | null;
}

/** Why a recording does not store the benchmark. */
export interface NotStored {
  readonly kind: "not-stored";
  readonly why: "not-above-zero" | "too-few-blocks" | "not-measured";
}
