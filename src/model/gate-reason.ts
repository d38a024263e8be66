/** Why the gate says what it says: facts, which report/words/gate-reason.ts puts into words. */
import type { Cause } from "./cause.ts";
import type { Lost } from "./loss.ts";

export type GateReason =
  /** In the order of their weight; at least one. */
  | { readonly kind: "failed"; readonly failures: readonly GateFailure[] }
  /** Left undecided by a lost process, for which head is not to blame. */
  | { readonly kind: "process-lost"; readonly rows: number }
  /** In all of the few blocks that there was time for. */
  | { readonly kind: "over-budget-in-few-blocks"; readonly rows: number }
  /** Of what was measured in this run. */
  | { readonly kind: "time-too-short"; readonly undecided: number; readonly of: number }
  | { readonly kind: "undecided"; readonly rows: number }
  /** `fail-on` does not list it. */
  | { readonly kind: "regressed-and-let-pass"; readonly regressed: Regressed }
  | { readonly kind: "within-budget"; readonly compared: number }
  /** Base has none of the code that the benchmarks run. */
  | { readonly kind: "first-benchmarks" }
  /** Of all that base has, head has nothing. */
  | { readonly kind: "all-removed"; readonly rows: number }
  | { readonly kind: "nothing-compared" }
  | {
      readonly kind: "recorded";
      readonly benchmarks: number;
      readonly target: string;
      /** Recordings that its history has now. */
      readonly runs: number;
    }
  /** By the store. */
  | { readonly kind: "baseline-not-saved"; readonly target: string; readonly why: string }
  | { readonly kind: "nothing-to-store"; readonly why: NothingMeasured }
  /** The recording got slower, and the baseline of an earlier commit stays. */
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
  /** Whether all of them are times, so that they are slower and not worse in another way. */
  readonly areTimes: boolean;
  /** Fraction; null where they have several. */
  readonly budget: number | null;
}

/** What a recording was found to be beside the baseline before it: at least one of the two is there. */
export interface SlowerRecording {
  readonly regressed: Regressed | null;
  /** What may have got worse, where `fail-on` lists that. */
  readonly undecided: { readonly rows: number; readonly areTimes: boolean } | null;
}
