/** Why the gate says what it says: facts, which report/words/gate-reason.ts puts into words. */
import type { Cause } from "./cause.ts";
import type { Lost } from "./loss.ts";
import type { Names } from "./names.ts";

/** A history that is too short to show how far runs lie apart. */
export interface ShortHistory {
  /** Recordings on this kind of machine, each of another commit. */
  readonly runs: number;
  /** How many it takes. */
  readonly enough: number;
}

export type GateReason =
  /** Failures in the order of their importance; at least one. */
  | { readonly kind: "failed"; readonly failures: readonly GateFailure[] }
  /** A lost process left rows undecided, and head is not to blame. */
  | { readonly kind: "process-lost"; readonly rows: number }
  /** Rows were over their budget in all of the few blocks that there was time for. */
  | { readonly kind: "over-budget-in-few-blocks"; readonly rows: number }
  /** Too many of the measured rows had too little time. */
  | { readonly kind: "time-too-short"; readonly undecided: number; readonly of: number }
  | { readonly kind: "undecided"; readonly rows: number }
  /** Rows regressed, but `fail-on` does not list that. */
  | { readonly kind: "regressed-and-let-pass"; readonly regressed: Regressed }
  | { readonly kind: "within-budget"; readonly compared: number }
  /** Base has none of the code that the benchmarks run. */
  /** Nothing that differs is read by any benchmark. */
  | { readonly kind: "same-code"; readonly rows: number; readonly files: number }
  | { readonly kind: "first-benchmarks" }
  /** Head has none of the benchmarks that base has. `elsewhere`: paths that look like benchmarks, though nothing names them. */
  | { readonly kind: "all-removed"; readonly rows: number; readonly elsewhere?: Names }
  | { readonly kind: "nothing-compared" }
  | {
      readonly kind: "recorded";
      readonly benchmarks: number;
      readonly target: string;
      /** Recordings that its history has now. */
      readonly runs: number;
      /** Missing if unknown, or if it has enough of this kind of machine. */
      readonly history?: ShortHistory;
    }
  /** The store did not take the baseline. */
  | { readonly kind: "baseline-not-saved"; readonly target: string; readonly why: string }
  | { readonly kind: "nothing-to-store"; readonly why: NothingMeasured }
  /** The recording slowed down, and the baseline of an earlier commit stays. */
  | {
      readonly kind: "baseline-kept";
      readonly commit: string;
      readonly slower: SlowerRecording;
      /** Whether pull requests are compared with it, and not with the commit that they start from. */
      readonly isComparedWith: boolean;
    }
  /** Nothing was to be measured. */
  | { readonly kind: "not-wanted"; readonly why: string }
  | { readonly kind: "same-commit"; readonly label: string };

/** Why a recording has no benchmark; `why` is what the first of them said. */
export type NothingMeasured =
  | { readonly kind: "failed"; readonly why: Cause }
  | { readonly kind: "process-lost"; readonly lost: Lost }
  | { readonly kind: "no-time" };

export type GateFailure =
  | { readonly kind: "regressed"; readonly regressed: Regressed }
  | { readonly kind: "over-budget-when-cut-short"; readonly rows: number }
  | { readonly kind: "errored"; readonly rows: number }
  | { readonly kind: "undecided"; readonly rows: number }
  | { readonly kind: "removed"; readonly rows: number }
  | { readonly kind: "baseline"; readonly state: "missing" | "unreadable" };

export interface Regressed {
  readonly rows: number;
  /** Whether all of them are times, so that they are slower, and not worse in another way. */
  readonly areTimes: boolean;
  /** Their budget as a fraction; null if they have several. */
  readonly budget: number | null;
}

/** How a recording slowed down since the previous baseline: at least one of the two is set. */
export interface SlowerRecording {
  readonly regressed: Regressed | null;
  /** Rows that may have got worse, if `fail-on` lists that. */
  readonly undecided: { readonly rows: number; readonly areTimes: boolean } | null;
}
