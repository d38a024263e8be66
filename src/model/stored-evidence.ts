/** What a stored baseline was worth for this run: facts, which report/words/baseline.ts puts into words. */

/** Difference between the machine of a baseline and this one. */
export type FingerprintDifference =
  | { readonly kind: "cpu" | "os" | "python"; readonly baseline: string; readonly here: string }
  | { readonly kind: "lock-files" }
  | { readonly kind: "packages" }
  /** It was recorded before packages were stored. */
  | { readonly kind: "packages-unknown" }
  | { readonly kind: "variables"; readonly names: readonly string[] };

/** Why earlier times can't be scaled to the current speed. */
export type WhyNotScaled =
  | { readonly kind: "machine-speed-unknown" }
  /** How much slower the machine is now, by its canary, as a fraction. */
  | { readonly kind: "machine-speed-differs"; readonly slower: number };

/** Why the history of a benchmark can't settle it. */
export type WhyNoProspect =
  /** Its code differs from what was recorded, or is unknown. */
  | "other-code"
  | "not-on-base"
  | "few-runs"
  /** There are enough runs, but none stored how fast the machine was. */
  | "without-canary"
  /** Its level changed, and too few runs have been at the new one. */
  | "new-level"
  /** The last runs lie off the level of those before. */
  | "doubtful"
  | "never-recorded"
  | "too-noisy";

/** Why a history does not show the level of a benchmark. */
export type WhyNoLevel = Exclude<WhyNoProspect, "never-recorded" | "too-noisy">;

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
  /** Too few benchmarks have a history that could settle them; `why` is the most common reason. */
  | {
      readonly kind: "no-prospects";
      readonly why: WhyNoProspect;
      readonly count: number;
      readonly of: number;
      /** Number of runs from which a history counts. */
      readonly enoughRuns: number;
    };

/** What the stored baseline was used for. */
export type BaselineUse =
  /** It was all there was to compare with. */
  | { readonly kind: "compared-with"; readonly differences: readonly FingerprintDifference[] }
  | { readonly kind: "not-asked"; readonly why: WhyNotAsked }
  | { readonly kind: "settled"; readonly what: "everything" | "some" }
  /** It settled nothing. `why` is set if it could settle no times although it has a history. */
  | { readonly kind: "settled-nothing"; readonly why: WhyNotScaled | null }
  /** This run's recording slowed down, so the earlier baseline stays. */
  | { readonly kind: "kept" };

/** What measuring the settled rows side by side would have taken at least, less what measuring head alone took. */
export interface StoreSavings {
  /** Rows that were settled without base. */
  readonly rows: number;
  /** Blocks of those rows that were not measured side by side. */
  readonly blocks: number;
  /** Saved seconds; may be negative if too few rows were settled. */
  readonly seconds: number;
}

/**
 * A baseline that could not be read. Found, missing (never written, or evicted) and unreadable (there, but not usable)
 * are three different things.
 */
export interface UnreadableBaseline {
  readonly kind: "unreadable";
  readonly source: string;
  readonly why: string;
  /** Whether it can never be read; false if the store only does not answer now. */
  readonly isDamaged: boolean;
}

/** What the report says about the stored baseline. */
export type BaselineReport =
  | {
      readonly state: "found";
      readonly source: string;
      readonly commit: string;
      readonly use: BaselineUse;
      /** Other stores that could not be read. */
      readonly problems: readonly UnreadableBaseline[];
      /** What it saved; null if it settled nothing. */
      readonly savings: StoreSavings | null;
    }
  /** `why` says more than that none was recorded. */
  | { readonly state: "missing"; readonly source: string; readonly why: string | null }
  | { readonly state: "unreadable"; readonly source: string; readonly why: string }
  | {
      readonly state: "not-used";
      readonly why: "not-wanted" | "recorded-now" | "nothing-measured" | "two-files";
      /** Where it was recorded; empty otherwise. */
      readonly source: string;
    };
