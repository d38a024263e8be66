/**
 * The outside world, as the stages see it. Each port has its adapter in `adapters/`; tests put fakes here
 * and nowhere else.
 */

import type { BlocksState, Setback, Stage, Step } from "./model/progress.ts";
import type { OfBase } from "./model/warning.ts";
import type {
  Baseline,
  BaselineLoad,
  BaselineSave,
  Fingerprint,
  Location,
  Result,
  SideName,
  Warning,
} from "./model.ts";
import type { Command, Hello, Message } from "./protocol.ts";

/** A checkout on disk. `root` is absolute and has no symbolic links in it. */
export interface Checkout {
  readonly root: string;
  /** The project's folder in it (`working-directory`), forward slashes; empty for the root itself. */
  readonly folder: string;
  /** Full hash; null outside git or with uncommitted changes. */
  readonly commit: string | null;
  readonly label: string;
}

/** Which commit `base` is, before anybody looked whether it exists. */
export type BaseChoice =
  /**
   * First parent of the checked-out merge commit; when the checkout is not that merge, where it left `otherwise`, a commit
   * of `baseBranch`. `headCommit` is the tip of what is to be merged.
   */
  | {
      readonly kind: "merge-parent";
      readonly mergeCommit: string;
      readonly headCommit: string;
      readonly otherwise: string;
      readonly baseBranch: string;
    }
  | { readonly kind: "revision"; readonly revision: string }
  /** Local default: where HEAD left the default branch; on that branch itself, `HEAD` under uncommitted changes, else `HEAD^`. */
  | { readonly kind: "local-default" }
  /** The same tree on both sides: interpreters or environments are compared, not commits. */
  | { readonly kind: "same-tree" };

/** Text of a file of a project, by its path there; null where it can't be read. */
export type TextOf = (file: string) => Promise<string | null>;

/** Modules that a build has left beside head's code, where git ignores them; relative to the checkout. */
export interface LaidOver {
  /** Python files that base has now as well. */
  readonly python: readonly string[];
  /** Compiled modules that base lacks: made from head's sources, so that base is not given them. */
  readonly compiled: readonly string[];
  /** Python files that were too many, or too large, to be taken for generated: none of them was laid over. */
  readonly tooMany: number;
}

/** What head's checkout has beside its code, where git ignores it; relative to the checkout. */
export interface GeneratedFiles extends LaidOver {
  /** Files that are no modules, and that base lacks: the code may read them, and do without them otherwise. */
  readonly data: readonly string[];
}

export interface Worktree extends Checkout {
  /** Paths of submodules that the commit has and that can't be had here: they are empty. */
  readonly lacks: readonly string[];
}

/** What links in the benchmarks' folders lead to: real places, relative to the checkout. */
export interface LinkedPlaces {
  /** Part of the benchmarks: base takes it over. With links on the way. */
  readonly text: readonly string[];
  /** Probably code under test, so that each side has its own; or helpers of the benchmarks that lie among it. */
  readonly modules: readonly string[];
}

export interface Checkouts {
  head(): Promise<Checkout>;
  /**
   * Tracked and untracked files that are not ignored, relative to its root, with forward slashes. Of environments in the
   * checkout, only what is tracked.
   */
  files(checkout: Checkout): Promise<readonly string[]>;
  /**
   * What Python can import, also where git ignores it, as paths relative to the checkout; `__pycache__` apart.
   *
   * @param places files and folders, relative to the checkout, to look in instead of everywhere
   */
  codeFiles(checkout: Checkout, places?: readonly string[]): Promise<readonly string[]>;
  /**
   * Where in its checkout head has each of these: without links on the way and `..` in it, and with what a link leads to
   * that is named itself. What head does not have, or leads out, is nowhere.
   *
   * @param paths relative to the checkout, as the result
   */
  realPlaces(head: Checkout, paths: readonly string[]): Promise<readonly string[]>;
  /**
   * What links in these places lead to, as far as that is in the checkout.
   *
   * @param of what is named as benchmarks, its `realPlaces`, and where modules are imported from; relative to the checkout
   * @throws GateError when there is more than can be looked through
   */
  linkedPlaces(
    head: Checkout,
    of: {
      readonly named: readonly string[];
      readonly places: readonly string[];
      readonly codeFolders: readonly string[];
    },
  ): Promise<LinkedPlaces>;
  /** Of a file that is listed; null when it can't be read. */
  text(checkout: Checkout, path: string): Promise<string | null>;
  /**
   * Full hash and label of base, fetched from the remote when the checkout is shallow. `warning` says what
   * the choice had to settle for.
   * @throws GateError when it is not a commit, or can't be fetched, or when base is checked out where a pull request
   *   should be.
   */
  resolveBase(
    choice: BaseChoice,
  ): Promise<{ readonly commit: string; readonly label: string; readonly warning: OfBase | null }>;
  /** A worktree of `commit`. Disposing removes it, also from git's list. */
  worktree(commit: string, label: string): Promise<Worktree & AsyncDisposable>;
  /**
   * Lays head's version of each of `fromHead` over its `realPlaces` in base's worktree, which keeps its own for
   * `takeHeadBack`.
   *
   * @param fromHead paths relative to the checkout
   * @param linked places of `LinkedPlaces`: a link among them is laid over alone, without what it leads to
   * @throws GateError when one leads out of it
   */
  layHeadOver(base: Checkout, fromHead: readonly string[], linked?: readonly string[]): Promise<void>;
  /**
   * Puts base's own version of each path back where head's was laid over it, and removes what base does not have.
   *
   * @param paths relative to the checkout; null for everything
   */
  takeHeadBack(base: Checkout, paths: readonly string[] | null): Promise<void>;
  /**
   * Lays over base's worktree the Python files that head has, git ignores and base lacks, as builds write them beside the
   * code.
   *
   * @param codeFolders where they can be imported from, relative to the checkout
   */
  layGeneratedOver(base: Checkout, codeFolders: readonly string[]): Promise<LaidOver>;
  /**
   * Files of head, other than modules, that git ignores, base lacks and the code may read: in base's folders of Python
   * code, and in the roots of checkout and project where tracked Python mentions their names.
   */
  dataBaseLacks(base: Checkout): Promise<readonly string[]>;
  /** What git ignores in the checkout, by what it goes by now. */
  ignoreRules(checkout: Checkout): Promise<IgnoreRules>;
  /** What each of the files holds, as a hash; of one that is not there, nothing. */
  hashes(checkout: Checkout, paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** What the file system notes of each of the files: another text once it was written, also where that was undone. */
  marks(checkout: Checkout, paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Files of head's checkout that git knows and that are not as HEAD has them now; without what the run writes. */
  trackedChanges(): Promise<readonly string[]>;
  /** SHA-256 over names and contents of head's files; null when none of them is there. */
  contentHash(paths: readonly string[]): Promise<string | null>;
  /**
   * Absolute paths in the text, such as a command line, that lead into head's checkout; without what belongs to no
   * commit: what git ignores, and virtual environments.
   */
  pathsIntoHead(text: string): Promise<readonly string[]>;
  /** Files at or below these paths in which head's working tree differs from the commit, untracked ones included. */
  changedFiles(commit: string, paths: readonly string[]): Promise<readonly string[]>;
}

/** Rules as they were when they were asked for, whatever was written to the checkout since. */
export interface IgnoreRules {
  /**
   * @param paths relative to the checkout; they need not be there
   * @throws GateError when git can't tell
   */
  ignored(paths: readonly string[]): Promise<ReadonlySet<string>>;
}

/** A checkout with its interpreter and environment: all that is needed to start one of its processes. */
export interface Side {
  readonly name: SideName;
  readonly checkout: Checkout;
  /** Absolute path of the interpreter. */
  readonly python: string;
  /** Complete environment of its processes: scrubbed of tokens, without the harness's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where the side runs: absolute. */
  readonly workingDirectory: string;
  /** Folders with the side's code: absolute. */
  readonly pythonPath: readonly string[];
  /** Whether `pythonPath` goes before installed packages (shared environment) or after (own environment). */
  readonly pythonPathFirst: boolean;
  /**
   * Folders whose code this side must not see: absolute. An editable install puts head's folders on everybody's
   * path, and base would find there what only head has.
   */
  readonly notFrom: readonly string[];
  /** The side's own virtual environment; null when both sides share the job's. */
  readonly ownEnvironment: string | null;
  /** Where everything lies that was made for the side alone, and that its environment names; null where nothing was. */
  readonly ownFolder: string | null;
}

export interface Environments {
  /**
   * Runs `setup` in the checkout, in a virtual environment made for it; without `setup`, the job's own
   * environment. Disposing removes what was made.
   * @throws GateError when the interpreter is not found or `setup` fails.
   */
  prepare(request: {
    readonly name: SideName;
    readonly checkout: Checkout;
    /**
     * Root of head's checkout, where the side has another one: what variables of the job name there, the side gets in its
     * own. Null where nothing is to be replaced.
     */
    readonly headRoot: string | null;
    readonly python: string;
    readonly setup: string | null;
    readonly environment: Readonly<Record<string, string>>;
    readonly pythonPath: readonly string[] | null;
    readonly workingDirectory: string;
    /** Whether its processes see the job's own home, cache and temporary folders. */
    readonly sharesFolders: boolean;
  }): Promise<Side & AsyncDisposable>;
  fingerprint(side: Side): Promise<Fingerprint>;
  /** Which distribution installed each of the modules, by its file; nothing of those that none says it installed. */
  distributionsOf(
    modules: readonly { readonly name: string; readonly file: string }[],
  ): Promise<ReadonlyMap<string, Installed>>;
  /**
   * What each of the files holds, as a hash by its path; nothing of what can't be read, and of what holds comments alone.
   *
   * @param files absolute
   */
  contentsOf(files: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** What an installed distribution says of itself. */
export interface Installed {
  readonly distribution: string;
  /** Folder that it was installed from, absolute and without links; null where it was no folder, or it does not say. */
  readonly source: string | null;
  /** Whether its Python code is left in that folder, so that what was installed are ways to find it. */
  readonly isEditable: boolean;
  /** Whether it was installed from a file on this machine, such as a wheel that was built here. */
  readonly isFromFile: boolean;
  /** What was installed, to tell whose it is; null where that is not written down. */
  readonly files: readonly InstalledFile[] | null;
}

export interface InstalledFile {
  /** Relative to the folder that it is imported from, with forward slashes. */
  readonly path: string;
  /** SHA-256 of what was installed there, in URL-safe base64; null where that is not written down, and for empty files. */
  readonly hash: string | null;
}

/** What both processes of a block share, so that layout effects cancel. */
export interface SharedLayout {
  /** Unless the side's environment holds one. */
  readonly hashSeed: number;
  /** Bytes of environment padding. */
  readonly padding: number;
  /** Seeds the heap perturbation at start. */
  readonly heapSeed: number;
}

/** A running harness. Messages come in the order they were sent. */
export interface HarnessProcess extends AsyncDisposable {
  readonly side: SideName;
  readonly hello: Hello;
  send(command: Command): void;
  /** @throws HarnessLost when the process ends, or says nothing for `timeoutSeconds`. */
  receive(timeoutSeconds: number): Promise<Message>;
}

/** A harness that is gone, or that was given up on. `output` is the tail of what it printed. */
export class HarnessLost extends Error {
  override readonly name = "HarnessLost";
  readonly side: SideName;
  /** `not-started`: it never said hello in time. */
  readonly how: "timed-out" | "not-started" | "exited";
  readonly detail: string;
  readonly output: string;
  constructor(side: SideName, how: HarnessLost["how"], detail: string, output: string) {
    super(`${side}: ${detail}`);
    this.side = side;
    this.how = how;
    this.detail = detail;
    this.output = output;
  }
}

/** Both sides' harnesses, lost at the same point of a run: neither is more to blame than the other. */
export class BothLost extends HarnessLost {
  readonly losses: readonly HarnessLost[];
  constructor(first: HarnessLost, second: HarnessLost) {
    super(first.side, first.how, first.detail, first.output);
    this.losses = [first, second];
  }
}

/** A harness under callgrind, which counts the instructions of what it is told to. */
export interface CountingProcess extends HarnessProcess {
  /** Counting makes everything a hundred times slower: off until something is to be counted. @throws HarnessLost */
  switchCounting(on: boolean): Promise<void>;
  /**
   * Instructions since the last call, of all windows together.
   *
   * @param windows that the harness says it has opened
   * @throws HarnessLost when callgrind has not told them one by one
   */
  counted(windows: number): Promise<number>;
}

export interface PythonProcesses {
  /** Whether address randomisation can be switched off for the processes started here. */
  canShareLayout(): Promise<boolean>;
  /**
   * Starts a harness in a process group of its own and waits for its `hello`. Disposing kills the whole
   * group, and whatever escaped from it.
   */
  start(side: Side, layout: SharedLayout): Promise<HarnessProcess>;
}

export interface Bytecode {
  /**
   * What lies beside the side's sources as compiled by its interpreter, which would run it in their place, and that it would
   * not make of them; relative to the checkout.
   *
   * @param sources relative to the checkout; what is no Python source is left out
   * @throws GateError when nobody can tell
   */
  foreign(side: Side, sources: readonly string[]): Promise<readonly string[]>;
}

export interface CountingProcesses {
  /** Why instructions can't be counted here, and what to do; null where they can. */
  whyNotCounting(): Promise<string | null>;
  /** Like `PythonProcesses.start`, under callgrind, with counting off. */
  startCounting(side: Side, layout: SharedLayout): Promise<CountingProcess>;
}

/** Where a command of the user's is to write its results, and what it has written there. */
export interface ResultPlace extends AsyncDisposable {
  /** A file that is not there yet, for a command that can be told where to write: absolute. */
  readonly file: string;
  /** Null when nothing was written since the place was made. @throws GateError when it can't be read */
  written(): Promise<{
    /** As it is called to a person. */
    readonly name: string;
    readonly text: string;
    /** Another file of the same tool that tells more of it; null where there is none. */
    readonly companion: string | null;
  } | null>;
}

export interface ResultFiles {
  /**
   * @param folder that `pattern` is relative to: absolute
   * @param pattern path or glob of what the command writes of its own accord; null where it is told `file`
   */
  place(folder: string, pattern: string | null): Promise<ResultPlace>;
}

/** The two halves of a store, for one scope. */
export interface BaselineStore {
  /** Never throws for a service that is down or a file that is broken: those are `unreadable`. */
  load(): Promise<BaselineLoad>;
  save(baseline: Baseline): Promise<BaselineSave>;
}

export interface Comment {
  readonly id: number;
  readonly body: string;
  readonly author: { readonly login: string; readonly type: string };
  readonly url: string;
}

/** The comments of one pull request. */
export interface PullRequestComments {
  /** Login the token acts as; null where the service does not say, as some don't of a job's own token. */
  me(): Promise<string | null>;
  /** All pages. @throws when it can't be read to its end: half a list would have no comment of ours */
  list(): AsyncIterable<Comment>;
  /** @param isOurs tells the comment that was made, where the answer to making it got lost */
  create(body: string, isOurs: (comment: Comment) => boolean): Promise<{ readonly url: string }>;
  update(id: number, body: string): Promise<{ readonly url: string }>;
}

/** Thrown by PullRequestComments where the token may not. */
export class NotPermitted extends Error {
  override readonly name = "NotPermitted";
}

export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
  readonly location: Location | null;
}

/** Where a run tells its result: the job's page and outputs, or a terminal. */
export interface Surface {
  annotate(annotation: Annotation): void;
  summary(markdown: string): Promise<void>;
  output(name: string, value: string): void;
}

export interface Progress {
  /** Everything reported inside belongs to it. */
  stage<T>(stage: Stage, body: () => Promise<T>): Promise<T>;
  step(step: Step): void;
  warn(warning: Warning | Setback): void;
  /** Called between blocks only, so that drawing disturbs no batch. */
  blocks(state: BlocksState): void;
}

/** Where lines for a person go: a job's log, a terminal. */
export interface Lines {
  /** A heading; every line written inside belongs to it. */
  group<T>(title: string, body: () => Promise<T>): Promise<T>;
  info(message: string): void;
  warning(message: string): void;
  /** Takes the place of the one before, where that is possible. */
  blocks(state: BlocksState, words: string): void;
}

/** Everything a run needs from outside. */
export interface World {
  readonly checkouts: Checkouts;
  readonly environments: Environments;
  readonly processes: PythonProcesses;
  readonly bytecode: Bytecode;
  readonly counting: CountingProcesses;
  readonly resultFiles: ResultFiles;
  /** @param of whose word counts for a baseline that is committed; the working tree's unless a base is compared with */
  loadBaseline(scope: BaselineScope, of?: CommitOfBase): Promise<BaselineLoad>;
  saveBaseline(scope: BaselineScope, baseline: Baseline): Promise<BaselineSave>;
  /**
   * Everything a person or a later step gets to see.
   *
   * @throws GateError when a file that the user named can't be written, after everything else was told
   */
  publish(result: Result): Promise<void>;
  readonly progress: Progress;
  readonly clock: Clock;
}

/**
 * Full hash of base's commit, brought into the repository; null where there is none but the working tree. What a change
 * is compared with is never what the change itself wrote.
 *
 * @throws GateError when it can't be had
 */
export type CommitOfBase = () => Promise<string | null>;

/** Which baseline is meant: the same suite in the same setting, on the same branch and kind of machine. */
export interface BaselineScope {
  /** Branches that may serve, best first; none: no baseline is wanted. */
  readonly branches: readonly string[];
  readonly suite: string;
  readonly targets: readonly string[];
  /** What else makes it another: folder of the project, how it is installed, its environment. Only compared. */
  readonly setting: readonly unknown[];
  readonly fingerprint: Fingerprint;
}

export interface Clock {
  /** Seconds, monotonic. */
  seconds(): number;
  /** ISO 8601, UTC. */
  now(): string;
}

/** A text, or its pieces in order. */
export type Content = string | Iterable<string>;

export interface Files {
  /** Whole or not at all. @throws GateError when it can't be written. */
  write(path: string, content: Content): Promise<void>;
}
