/** What a stored baseline was worth for this run: facts, which report/words/baseline.ts puts into words. */

/** Between the machine of a baseline and this one. */
export type FingerprintDifference =
  | { readonly kind: "cpu" | "os" | "python"; readonly baseline: string; readonly here: string }
  | { readonly kind: "lock-files" }
  | { readonly kind: "packages" }
  /** Recorded before the packages were kept. */
  | { readonly kind: "packages-unknown" }
  | { readonly kind: "variables"; readonly names: readonly string[] };

/** Why times of then can't be taken at the speed of now. */
export type WhyNotScaled =
  | { readonly kind: "machine-speed-unknown" }
  /** By how much slower the machine is now, by its canary: fraction. */
  | { readonly kind: "machine-speed-differs"; readonly slower: number };

/** Why the history of a benchmark can't settle it. */
export type WhyNoProspect =
  /** Its own code is not what was recorded, or nobody told it. */
  | "other-code"
  | "not-on-base"
  | "few-runs"
  /** Enough runs, but nobody stored how fast the machine was in them. */
  | "without-canary"
  /** Its level changed, and fewer runs than enough have been at the new one. */
  | "new-level"
  /** The last runs lie off the level of those before. */
  | "doubtful"
  | "never-recorded"
  | "too-noisy";

/** Why the store was not asked before base was measured. */
export type WhyNotAsked =
  | { readonly kind: "compare-setting"; readonly compare: string }
  | { readonly kind: "none-found" }
  | { readonly kind: "other-interpreter" }
  | { readonly kind: "runs-as-a-whole" }
  | { readonly kind: "several-metrics" }
  | { readonly kind: "base-never-recorded"; readonly commit: string }
  | { readonly kind: "base-recorded-elsewhere"; readonly differences: readonly FingerprintDifference[] }
  | { readonly kind: "head-not-collected" }
  /** Too few benchmarks have a history that could settle them; the commonest reason. */
  | {
      readonly kind: "no-prospects";
      readonly why: WhyNoProspect;
      readonly count: number;
      readonly of: number;
      /** Runs from which a history counts. */
      readonly enoughRuns: number;
    };

/** What the stored baseline was used for. */
export type BaselineUse =
  /** All there was to compare with. */
  | { readonly kind: "compared-with"; readonly differences: readonly FingerprintDifference[] }
  | { readonly kind: "not-asked"; readonly why: WhyNotAsked }
  | { readonly kind: "settled"; readonly what: "everything" | "some" }
  /** `why`: where it could settle nothing of time, though it has a history. */
  | { readonly kind: "settled-nothing"; readonly why: WhyNotScaled | null }
  /** This run's recording got slower, and the earlier baseline stays. */
  | { readonly kind: "kept" };

/** What measuring the settled rows paired would have taken at least, less what measuring head alone took. */
export interface StoreSavings {
  /** Rows that were settled without base. */
  readonly rows: number;
  /** Paired blocks of those rows that were not measured. */
  readonly blocks: number;
  /** May be negative, where too few were settled. */
  readonly seconds: number;
}

/** Three different things: found, missing (never written, or evicted), unreadable (there, but not usable). */
export interface UnreadableBaseline {
  readonly kind: "unreadable";
  readonly source: string;
  readonly why: string;
  /** Whether what is there can never be read, as against a store that does not answer now. */
  readonly isDamaged: boolean;
}

/** What the report says of the stored baseline. */
export type BaselineReport =
  | {
      readonly state: "found";
      readonly source: string;
      readonly commit: string;
      readonly use: BaselineUse;
      /** Others of several stores that could not be read. */
      readonly problems: readonly UnreadableBaseline[];
      /** What it saved; null where it settled nothing. */
      readonly savings: StoreSavings | null;
    }
  /** `why`: more than that none was recorded. */
  | { readonly state: "missing"; readonly source: string; readonly why: string | null }
  | { readonly state: "unreadable"; readonly source: string; readonly why: string }
  | {
      readonly state: "not-used";
      readonly why: "not-wanted" | "recorded-now" | "nothing-measured" | "two-files";
      /** Where it was recorded; empty otherwise. */
      readonly source: string;
    };
