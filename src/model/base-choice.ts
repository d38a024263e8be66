/** What is compared, and how base was chosen: facts, which report/words/compared.ts puts into words. */

/** How base was chosen, where nobody named it. */
export type BaseChosenAs =
  /**
   * Where HEAD left this branch. `isTip`: the branch has gone no further. `declaredBy`: the remote's own name for it,
   * `origin/HEAD`, where it was chosen for that; missing otherwise.
   */
  | {
      readonly kind: "merge-base";
      readonly branch: string;
      readonly isTip: boolean;
      readonly declaredBy?: string;
    }
  /**
   * The commit before HEAD. `noneSince`: HEAD is on a branch that has no commit of its own since this one; missing on the
   * default branch itself.
   */
  | { readonly kind: "before-head"; readonly noneSince?: string }
  /** The commit of this branch that the platform merges the pull request into. */
  | { readonly kind: "merged-into"; readonly branch: string };

/** The commit of a side. */
export interface ComparedCommit {
  /** Full hash; null for a working tree with uncommitted changes, or outside git. */
  readonly commit: string | null;
  /** Name for people: `main`, `HEAD^`, `working tree`. */
  readonly label: string;
  /** How base was chosen. Absent for head, and if somebody named base. */
  readonly chosenAs?: BaseChosenAs;
}
