/**
 * Why the verdict of a row is what it is, where its numbers do not show it: facts, which report/row-notes.ts puts into
 * words.
 */
import type { Cause } from "./cause.ts";
import type { Lost } from "./loss.ts";
import type { Better, SideName, Unit } from "./quantity.ts";
import type { FingerprintDifference, WhyNotScaled } from "./stored-evidence.ts";

export type RowNote =
  | NotOnBothSides
  | DidNotRun
  | NotMeasured
  | Undecided
  | WithoutRatio
  | StoredGrounds
  | Accepted
  | NotStored
  /** Head's text of the benchmark does not work on base: a part of the change may be the benchmark's. */
  | { readonly kind: "own-text-on-base" };

/** Only one of the sides has it, or they have different things. */
export type NotOnBothSides =
  | { readonly kind: "benchmark-not-on"; readonly side: SideName }
  /** Of the benchmark, the quantity of the row. */
  | { readonly kind: "quantity-not-on"; readonly side: SideName }
  | { readonly kind: "not-in-baseline" }
  /** The configuration of head no longer names it. */
  | { readonly kind: "no-longer-named" }
  | { readonly kind: "unit-differs"; readonly base: Unit; readonly head: Unit }
  /** In which way its values are better. */
  | { readonly kind: "better-differs"; readonly base: Better; readonly head: Better }
  /** What the sides say that they measure. */
  | { readonly kind: "incomparable"; readonly why: Cause };

export type DidNotRun =
  /** By its own text. */
  | { readonly kind: "skipped"; readonly why: Cause }
  /** Only there: on head, although both sides have the same text. */
  | { readonly kind: "skipped-on"; readonly side: SideName; readonly why: Cause }
  | { readonly kind: "not-collected-on-head"; readonly why: Cause; readonly isOnBaseToo: boolean }
  /** Base has its file. */
  | { readonly kind: "not-collected-on-base"; readonly why: Cause }
  /** Base collects it from the same text; `why` is head's own word, if it has one. */
  | { readonly kind: "lost-on-head"; readonly why: Cause | null }
  /** `onBase`: how it fails there, where it does. */
  | { readonly kind: "fails-on-head"; readonly why: Cause; readonly onBase: Cause | null }
  /** `ranBefore`: in other blocks. */
  | { readonly kind: "fails-on-base"; readonly why: Cause; readonly ranBefore: boolean };

export type NotMeasured =
  | { readonly kind: "not-measured-in-time" }
  /** Of the stored baseline, or of head. */
  | { readonly kind: "too-little-stored" }
  /** A benchmark process was lost before it was decided. */
  | { readonly kind: "process-lost"; readonly lost: Lost };

export type Undecided =
  | {
      readonly kind: "undecided";
      readonly blocks: number;
      /** So many blocks would not settle it either; null where they might. */
      readonly tooCloseFor: number | null;
      readonly processes: ProcessesApart | null;
    }
  /** In each of its blocks, when measuring ended early. */
  | { readonly kind: "over-budget-in-each-block"; readonly blocks: number }
  | { readonly kind: "canary-drifted" }
  /** It runs on several CPUs at a time, and there was one. */
  | { readonly kind: "only-one-cpu" }
  /** It runs on several CPUs at a time, and so much of their time went to others. */
  | { readonly kind: "cpus-were-shared"; readonly share: number }
  /** Of two files: by how far their processes lie apart. */
  | { readonly kind: "processes-too-far-apart" }
  /** Of two files. */
  | { readonly kind: "measured-on-another-machine" };

/** Two kinds of processes: what a few of them show is no change of all, and no noise. */
export interface ProcessesApart {
  readonly slower: number;
  readonly of: number;
  /** head / base − 1, of each kind. */
  readonly slowerChange: number;
  readonly othersChange: number;
}

/** What a floor says, of values that have a ratio and of those that have none. */
export type WithoutRatio =
  | { readonly kind: "below-floor" }
  | { readonly kind: "worse-below-floor" }
  | { readonly kind: "beyond-floor"; readonly isWorse: boolean }
  /** In some blocks by more and in some by less. */
  | { readonly kind: "about-floor" }
  /** Values at zero or below, and no floor to decide by. */
  | { readonly kind: "no-floor" };

/** What the stored baseline was worth for the row. */
export type StoredGrounds =
  | { readonly kind: "text-changed-since-recorded" }
  | WhyNotScaled
  /** `speed`: how much slower this machine is now (fraction), where the level was scaled by it. */
  | { readonly kind: "against-level"; readonly runs: number; readonly speed: number | null }
  | {
      readonly kind: "against-last-run";
      /** Empty on the same kind of machine. */
      readonly differences: readonly FingerprintDifference[];
      /** By how much slower the whole suite is there (fraction), where it was taken out. */
      readonly suiteChange: number | null;
    }
  /** Some calls take far longer than the typical one, which is all that the store knows. */
  | { readonly kind: "typical-calls-alone" };

/** By a rule of the config file. */
export interface Accepted {
  readonly kind: "accepted" | "acceptance-ended";
  readonly until: string;
  readonly reason: string;
}

/** Of a recording. */
export interface NotStored {
  readonly kind: "not-stored";
  readonly why: "not-above-zero" | "too-few-blocks" | "not-measured";
}
