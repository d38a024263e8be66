/** Checkouts of both sides: which commit base is, and the files of either. */

import type { BaseChosenAs } from "../model/base-choice.ts";
import type { ChangedPath } from "../model/same-code.ts";
import type { OfBase } from "../model/warning.ts";

/** A checkout on disk. `root` is absolute and has no symbolic links in it. */
export interface Checkout {
  readonly root: string;
  /** The project's folder in it (`working-directory`), with forward slashes; empty for the root itself. */
  readonly folder: string;
  /** Full hash; null outside git or with uncommitted changes. */
  readonly commit: string | null;
  readonly label: string;
}

/** Which commit `base` is, before anybody looked whether it exists. */
export type BaseChoice =
  /**
   * First parent of the checked-out merge commit. If the checkout is not that merge, the commit where it left
   * `otherwise`, a commit of `baseBranch`. `headCommit` is the tip of what is to be merged.
   */
  | {
      readonly kind: "merge-parent";
      readonly mergeCommit: string;
      readonly headCommit: string;
      readonly otherwise: string;
      readonly baseBranch: string;
    }
  | { readonly kind: "revision"; readonly revision: string }
  /**
   * Local default: the commit where HEAD left the default branch; on that branch itself, `HEAD` if there are
   * uncommitted changes, and otherwise `HEAD^`.
   */
  | { readonly kind: "local-default" }
  /** The same tree on both sides: interpreters or environments are compared, not commits. */
  | { readonly kind: "same-tree" };

/** The commit of base, which is in the repository. */
export interface BaseCommit {
  /** Full hash. */
  readonly commit: string;
  readonly label: string;
  /** How base differs from what was asked for. */
  readonly warning: OfBase | null;
  /** Absent if somebody named it. */
  readonly chosenAs?: BaseChosenAs;
}

/** Reads the text of a project's file, by its path there; null if it can't be read. */
export type TextOf = (file: string) => Promise<string | null>;

/** Ignored modules that a build has left next to head's code; relative to the checkout. */
export interface LaidOver {
  /** Python files that base was given. */
  readonly python: readonly string[];
  /** Compiled modules that base lacks. They are made from head's sources, so base is not given them. */
  readonly compiled: readonly string[];
  /** Number of Python files if they were too many, or too large, to be generated: then none of them was laid over. */
  readonly tooMany: number;
}

/** Ignored files that head's checkout has next to its code; relative to the checkout. */
export interface GeneratedFiles extends LaidOver {
  /** Files other than modules that base lacks: the code may read them if they exist. */
  readonly data: readonly string[];
}

export interface Worktree extends Checkout {
  /** Paths of submodules that the commit has and that can't be had here, so they are empty. */
  readonly lacks: readonly string[];
}

/** What links in the benchmarks' folders lead to: real places, relative to the checkout. */
export interface LinkedPlaces {
  /** Part of the benchmarks, so base takes it over; with the links on the way. */
  readonly text: readonly string[];
  /** Probably code under test, so each side has its own; or helpers of the benchmarks among it. */
  readonly modules: readonly string[];
}

export interface Checkouts {
  head(): Promise<Checkout>;
  /**
   * Tracked and untracked files that are not ignored, relative to the root, with forward slashes. Of environments in
   * the checkout, only tracked files.
   */
  files(checkout: Checkout): Promise<readonly string[]>;
  /**
   * Files that Python can import, even if git ignores them, as paths relative to the checkout; without `__pycache__`.
   *
   * @param places files and folders, relative to the checkout, to look in instead of everywhere
   */
  codeFiles(checkout: Checkout, places?: readonly string[]): Promise<readonly string[]>;
  /**
   * Where in its checkout head has each of these paths: without `..` and links on the way. A link that is named itself
   * is listed with what it leads to. What head does not have, or what leads out, is left out.
   *
   * @param paths relative to the checkout, like the result
   */
  realPlaces(head: Checkout, paths: readonly string[]): Promise<readonly string[]>;
  /**
   * What links in these places lead to, as far as that is in the checkout.
   *
   * @param of what is named as benchmarks, its `realPlaces`, and where modules are imported from; relative to the
   * checkout
   * @throws GateError if there is more than can be looked through
   */
  linkedPlaces(
    head: Checkout,
    of: {
      readonly named: readonly string[];
      readonly places: readonly string[];
      readonly codeFolders: readonly string[];
    },
  ): Promise<LinkedPlaces>;
  /** Text of a listed file; null if it can't be read. */
  text(checkout: Checkout, path: string): Promise<string | null>;
  /**
   * The commit of base, fetched from the remote if the checkout is shallow.
   *
   * @throws GateError if it is not a commit, or can't be fetched, or if base is checked out where a pull request should
   * be
   */
  resolveBase(choice: BaseChoice): Promise<BaseCommit>;
  /** A worktree of `commit`. Disposing it removes it, and its entry in git's list. */
  worktree(commit: string, label: string): Promise<Worktree & AsyncDisposable>;
  /**
   * Lays head's version of each of `fromHead` over its `realPlaces` in base's worktree, which keeps its own for
   * `takeHeadBack`.
   *
   * @param fromHead paths relative to the checkout
   * @param linked places of `LinkedPlaces`: a link among them is laid over by itself, without what it leads to
   * @throws GateError if one leads out of the checkout
   */
  layHeadOver(base: Checkout, fromHead: readonly string[], linked?: readonly string[]): Promise<void>;
  /**
   * Restores base's own version of each path that head's was laid over, and removes what base does not have.
   *
   * @param paths relative to the checkout; null for everything
   */
  takeHeadBack(base: Checkout, paths: readonly string[] | null): Promise<void>;
  /**
   * Lays Python files over base's worktree that head has, git ignores and base lacks, as builds write them next to the
   * code.
   *
   * @param codeFolders where they can be imported from, relative to the checkout
   */
  layGeneratedOver(base: Checkout, codeFolders: readonly string[]): Promise<LaidOver>;
  /**
   * Files of head, other than modules, that git ignores, base lacks and the code may read: in base's folders of Python
   * code, and in the roots of checkout and project if tracked Python mentions their names.
   */
  dataBaseLacks(base: Checkout): Promise<readonly string[]>;
  /** What git ignores in the checkout, by its current rules. */
  ignoreRules(checkout: Checkout): Promise<IgnoreRules>;
  /** Hash of each existing file. */
  hashes(checkout: Checkout, paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /**
   * What the file system records about each file. It changes whenever the file is written, even if the content is
   * restored.
   */
  marks(checkout: Checkout, paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Files of head's checkout that git knows and that differ from HEAD now, without what the run writes. */
  trackedChanges(): Promise<readonly string[]>;
  /** SHA-256 over names and contents of head's files; null if none of them exists. */
  contentHash(paths: readonly string[]): Promise<string | null>;
  /**
   * Absolute paths in a text, such as a command line, that lead into head's checkout. What belongs to no commit is left
   * out: what git ignores, and virtual environments.
   */
  pathsIntoHead(text: string): Promise<readonly string[]>;
  /** Files at or below these paths in which head's working tree differs from the commit, including untracked ones. */
  changedFiles(commit: string, paths: readonly string[]): Promise<readonly string[]>;
  /** Everything in which head differs from a commit; not what git ignores. @throws GateError if git can't tell */
  changedPaths(commit: string): Promise<readonly ChangedPath[]>;
  /** Those of the absolute paths that exist in head's checkout although git does not know them. */
  unknownToGit(paths: readonly string[]): Promise<readonly string[]>;
}

/** Rules as they were when they were asked for, whatever was written to the checkout since. */
export interface IgnoreRules {
  /** Ignored paths. @param paths relative to the checkout; they need not exist @throws GateError if git can't tell */
  ignored(paths: readonly string[]): Promise<ReadonlySet<string>>;
}
