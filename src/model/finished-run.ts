/** A workflow run that has finished, and what came of reporting it: facts, which report/words/finished-run.ts puts into words. */
import type { Names } from "./names.ts";

/** What the event says of a run, or the service when it is asked. */
export interface FinishedRun {
  readonly id: number;
  /** How often it was run; the first time is 1. */
  readonly attempt: number;
  /** Name of the event that started it. */
  readonly event: string;
  /** Path of its workflow's file in the repository. */
  readonly workflow: string;
  /** Null while it goes on. */
  readonly conclusion: string | null;
  readonly headCommit: string;
  /** Branch of head, and the repository that it is in; null if that is gone. */
  readonly head: { readonly branch: string; readonly owner: string; readonly repositoryId: number } | null;
  readonly url: string;
}

/** Which run a comment tells of, so that no older one takes its place. */
export type RunOfComment = Pick<FinishedRun, "id" | "attempt">;

/** Why nothing of a run is reported. */
export type WhyNotReported =
  | { readonly kind: "of-another-event"; readonly event: string }
  | { readonly kind: "of-another-workflow"; readonly workflow: string; readonly wanted: string }
  /** It was cancelled, or never began. */
  | { readonly kind: "did-not-end"; readonly conclusion: string }
  | { readonly kind: "ran-again"; readonly attempt: number }
  /** Closed, or with another commit by now. */
  | { readonly kind: "no-open-pull-request"; readonly commit: string }
  | { readonly kind: "several-pull-requests"; readonly numbers: readonly number[] };

/** Why what a run handed over is not used. */
export type WhyRefused =
  | { readonly kind: "too-many"; readonly count: number; readonly most: number }
  | { readonly kind: "not-delivered"; readonly why: string }
  | { readonly kind: "no-result"; readonly why: string }
  /** The commit that it says was measured is neither head of the run nor a merge of it. */
  | { readonly kind: "of-another-commit"; readonly commit: string | null }
  /** It says that a label accepts a slowdown, and the pull request does not have that label, or nobody can tell. */
  | { readonly kind: "label-not-set"; readonly label: string; readonly isKnown: boolean }
  /** Verdicts of rows that do not follow from what was measured. */
  | { readonly kind: "rows-disagree"; readonly ids: Names }
  /** The verdict of the gate does not follow from its rows. */
  | { readonly kind: "verdict-disagrees"; readonly verdict: string };
