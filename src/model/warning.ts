/**
 * What the person should know and may want to act on; never fails the job by itself. Facts, which report/words/warning.ts puts
 * into words.
 */
import type { Cause } from "./cause.ts";

import type { Drift } from "./drift.ts";
import type { Lost } from "./loss.ts";
import type { Names } from "./names.ts";
import type { Metric } from "./quantity.ts";

export type Warning =
  | OfBase
  | OfMeasuring
  | OfFiles
  | OfBenchmarks
  | OfSettings
  | OfRecording
  /** How many warnings of each kind a result has no room for. */
  | {
      readonly kind: "more-warnings";
      readonly count: number;
      readonly kinds: readonly { readonly kind: string; readonly count: number }[];
    }
  /** Where and when the times of two files were measured. */
  | { readonly kind: "plain-ratios"; readonly onTwoMachines: boolean }
  /** Of two recordings: the history of base's has `runs` on head's kind of machine, and it takes `enough`. */
  | { readonly kind: "few-recordings"; readonly runs: number; readonly enough: number };

/** Head is compared with something other than one might expect. */
export type OfBase =
  /** The history does not reach back to where the branch began. */
  | { readonly kind: "base-is-branch-tip" }
  /** `because`: uncommitted changes, or files that git does not know. */
  | { readonly kind: "base-is-head"; readonly because: "changes" | "unknown-files"; readonly files: Names }
  /** Base can't be had. */
  | { readonly kind: "stored-baseline-instead"; readonly why: string }
  /** The stored baseline, which is all that head is compared with, was recorded at head's own commit. */
  | { readonly kind: "baseline-of-head"; readonly commit: string }
  | { readonly kind: "missing-submodules"; readonly paths: Names }
  /** Base has the code that head's benchmarks run, under other names. */
  | {
      readonly kind: "renamed-code";
      readonly files: readonly { readonly base: string; readonly head: string }[];
      readonly more: number;
    }
  | { readonly kind: "all-new" }
  /** Both sides run in one environment. `setup` is the command that would give each its own. */
  | { readonly kind: "dependencies-changed"; readonly files: Names; readonly setup: string };

/** What measuring had to do without, or was disturbed by. */
export type OfMeasuring =
  | { readonly kind: "measuring-ended"; readonly lost: Lost }
  /** Instructions of some benchmarks were not counted; `id` is the first of them. */
  | {
      readonly kind: "not-counted";
      readonly count: number;
      readonly of: number;
      readonly id: string;
      readonly why: Cause;
    }
  | { readonly kind: "changed-code"; readonly files: Names }
  | { readonly kind: "not-pinned" }
  | { readonly kind: "layout-randomised" }
  /** `change` is a fraction. */
  | { readonly kind: "canary-drifted"; readonly change: number }
  | { readonly kind: "time-limit" }
  /** Seconds of a full collection of what the benchmarks import. */
  | { readonly kind: "heap-grew"; readonly base: number; readonly head: number }
  /** The command of a suite that runs as a whole fails on both sides. */
  | { readonly kind: "command-fails"; readonly why: Cause };

/** Files that differ between the sides, or that may belong to either. */
export type OfFiles =
  | {
      readonly kind: "benchmark-text";
      /** Number of compared benchmarks that may differ because of it. */
      readonly benchmarks: number;
      /** Files of the benchmarks; null for all of them. */
      readonly files: Names | null;
      readonly isOfConftestAlone: boolean;
      readonly why: Cause;
    }
  | {
      readonly kind:
        | "perhaps-code"
        | "changed-helpers"
        | "changed-test-files"
        | "linked-benchmarks"
        | "linked-modules"
        | "generated-files"
        | "compiled-files"
        | "ignored-data"
        | "changed-checkout";
      readonly files: Names;
    }
  | { readonly kind: "too-many-generated-files"; readonly count: number }
  /** `staysInCheckout`: the next run takes the changes for the user's. */
  | { readonly kind: "changed-by-setup"; readonly files: Names; readonly staysInCheckout: boolean }
  /** An installed distribution that only shares its name with a project of the repository. */
  | { readonly kind: "namesake"; readonly distribution: string; readonly declaredIn: string };

/** Doubts about benchmarks, or about rules for them. */
export type OfBenchmarks =
  | { readonly kind: "doubtful-benchmark"; readonly id: string; readonly doubt: BenchmarkDoubt }
  /** Some benchmarks do not run on base; `id` is the first of them. `isSetUp`: base was installed by `setup`. */
  | {
      readonly kind: "failed-on-base" | "skipped-on-base";
      readonly count: number;
      readonly id: string;
      readonly why: Cause;
      readonly isSetUp: boolean;
    }
  /** Targets that name nothing on head any more. */
  | { readonly kind: "emptied-targets"; readonly targets: Names }
  | { readonly kind: "lost-on-head"; readonly count: number; readonly id: string }
  /** `where` is a file or a target. */
  | {
      readonly kind: "not-collected-on-base";
      readonly where: string;
      readonly why: Cause;
      readonly isSetUp: boolean;
    }
  /** Removed and new benchmarks that resemble each other. */
  | {
      readonly kind: "renamed-benchmarks";
      readonly differBy: "parameters" | "file";
      readonly removed: Names;
      readonly fresh: Names;
    }
  | { readonly kind: "more-renamed-benchmarks"; readonly count: number };

export type BenchmarkDoubt =
  | "does-nothing"
  | "names-function"
  | "answered-from-cache"
  | "gives-function"
  | "gives-coroutine"
  | "gives-generator"
  | "uses-up-inputs"
  | "defined-twice";

export type OfSettings =
  /** Nobody could be asked whether the label is set that accepts slowdowns, so it counts as not set. */
  | { readonly kind: "label-unknown"; readonly label: string; readonly why: string }
  /**
   * Rules that do nothing. `metric` is set if only that matches no row; `wider`, if the pattern matches nothing and this
   * one does.
   */
  | {
      readonly kind: "idle-budget" | "idle-acceptance";
      readonly benchmarks: string;
      readonly metric: Metric | null;
      readonly wider?: string;
    }
  /** A config file that is not read because of another one. */
  | { readonly kind: "hidden-config"; readonly path: string; readonly by: string }
  | { readonly kind: "held-hash-seed" };

export type OfRecording =
  | { readonly kind: "uncommitted" }
  /** The baseline is a new file of the checkout, which git does not ignore. */
  | { readonly kind: "baseline-in-checkout"; readonly path: string }
  /** It may be over its budget since the previous baseline; `change` is a fraction. */
  | { readonly kind: "undecided-recording"; readonly id: string; readonly change: number | null }
  /** Benchmarks that may be slower than at that commit could not be measured next to it. */
  | {
      readonly kind: "not-measured-again";
      readonly benchmarks: number;
      readonly commit: string;
      readonly why: string;
    }
  | { readonly kind: "drift"; readonly drift: Drift }
  | {
      readonly kind: "drift-postponed";
      readonly id: string;
      readonly metric: Metric;
      readonly change: number;
      readonly best: string;
    }
  /** Some of several stores did not take the baseline. */
  | { readonly kind: "saved-in-part"; readonly problems: readonly string[] }
  | { readonly kind: "baseline-not-saved"; readonly target: string; readonly why: string };
