/**
 * The outside world, as the stages see it. Each port has its adapter in `adapters/`; tests put fakes here and nowhere
 * else.
 */

import type { BaseChosenAs } from "./model/base-choice.ts";
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
}

/** Rules as they were when they were asked for, whatever was written to the checkout since. */
export interface IgnoreRules {
  /** Ignored paths. @param paths relative to the checkout; they need not exist @throws GateError if git can't tell */
  ignored(paths: readonly string[]): Promise<ReadonlySet<string>>;
}

/** A checkout with its interpreter and environment: everything that is needed to start its processes. */
export interface Side {
  readonly name: SideName;
  readonly checkout: Checkout;
  /** Absolute path of the interpreter. */
  readonly python: string;
  /** Complete environment of its processes: scrubbed of tokens, without the harness's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute path of the folder where the side runs. */
  readonly workingDirectory: string;
  /** Absolute paths of the folders with the side's code. */
  readonly pythonPath: readonly string[];
  /** Whether `pythonPath` goes before installed packages (shared environment) or after (own environment). */
  readonly pythonPathFirst: boolean;
  /**
   * Absolute paths of folders whose code this side must not see. An editable install puts head's folders on everybody's
   * path, and base would find there what only head has.
   */
  readonly notFrom: readonly string[];
  /** The side's own virtual environment; null if both sides share the job's. */
  readonly ownEnvironment: string | null;
  /** Folder of everything that was made for this side only, and that its environment names; null if nothing was. */
  readonly ownFolder: string | null;
}

export interface Environments {
  /**
   * Runs `setup` in the checkout, in a virtual environment made for it; without `setup`, uses the job's own
   * environment. Disposing it removes what was made.
   *
   * @throws GateError if the interpreter is not found or `setup` fails
   */
  prepare(request: {
    readonly name: SideName;
    readonly checkout: Checkout;
    /**
     * Root of head's checkout if the side has another one: paths into it in variables of the job are replaced by the
     * side's own. Null if nothing is to be replaced.
     */
    readonly headRoot: string | null;
    readonly python: string;
    readonly setup: string | null;
    readonly environment: Readonly<Record<string, string>>;
    readonly pythonPath: readonly string[] | null;
    readonly workingDirectory: string;
    /** Whether the side's processes use the job's own home, cache and temporary folders. */
    readonly sharesFolders: boolean;
  }): Promise<Side & AsyncDisposable>;
  fingerprint(side: Side): Promise<Fingerprint>;
  /** The distribution that installed each of the modules, by file; without modules that none of them claims. */
  distributionsOf(
    modules: readonly { readonly name: string; readonly file: string }[],
  ): Promise<ReadonlyMap<string, Installed>>;
  /**
   * Hash of each file's content, by its path; without files that can't be read, or that hold only comments.
   *
   * @param files absolute
   */
  contentsOf(files: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** What an installed distribution says about itself. */
export interface Installed {
  readonly distribution: string;
  /**
   * Folder that it was installed from, absolute and without links; null if it was not a folder, or if it does not say.
   */
  readonly source: string | null;
  /** Whether its Python code stays in that folder, so that what was installed only leads to it. */
  readonly isEditable: boolean;
  /** Whether it was installed from a file on this machine, such as a wheel that was built here. */
  readonly isFromFile: boolean;
  /** Installed files, which show whose it is; null if they are not written down. */
  readonly files: readonly InstalledFile[] | null;
}

export interface InstalledFile {
  /** Path relative to the folder that it is imported from, with forward slashes. */
  readonly path: string;
  /** SHA-256 of what was installed there, in URL-safe base64; null if it is not written down, and for empty files. */
  readonly hash: string | null;
}

/** What both processes of a block share, so that layout effects cancel. */
export interface SharedLayout {
  /** Hash seed, unless the side's environment sets one. */
  readonly hashSeed: number;
  /** Bytes of padding in the environment. */
  readonly padding: number;
  /** Seed of the heap perturbation at start. */
  readonly heapSeed: number;
}

/** A running harness. Messages come in the order they were sent. */
export interface HarnessProcess extends AsyncDisposable {
  readonly side: SideName;
  readonly hello: Hello;
  send(command: Command): void;
  /** The next message. @throws HarnessLost if the process ends, or sends nothing for `timeoutSeconds` */
  receive(timeoutSeconds: number): Promise<Message>;
}

/** A harness that has ended or was given up. `output` is the tail of what it printed. */
export class HarnessLost extends Error {
  override readonly name = "HarnessLost";
  readonly side: SideName;
  /** How it was lost. `not-started`: it did not say hello in time. */
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
  /**
   * Switches counting, which makes everything a hundred times slower: off until something is to be counted.
   *
   * @throws HarnessLost
   */
  switchCounting(on: boolean): Promise<void>;
  /**
   * Instructions since the last call, of all windows together.
   *
   * @param windows that the harness says it has opened
   * @throws HarnessLost if callgrind did not report them one by one
   */
  counted(windows: number): Promise<number>;
}

export interface PythonProcesses {
  /** Whether address randomisation can be switched off for the processes started here. */
  canShareLayout(): Promise<boolean>;
  /**
   * Starts a harness in a process group of its own and waits for its `hello`. Disposing it kills the whole group, and
   * whatever escaped from it.
   */
  start(side: Side, layout: SharedLayout): Promise<HarnessProcess>;
}

export interface Bytecode {
  /**
   * Compiled files next to the side's sources that its interpreter would run in their place, and would not make of
   * them; relative to the checkout.
   *
   * @param sources relative to the checkout; what is not a Python source is left out
   * @throws GateError if nobody can tell
   */
  foreign(side: Side, sources: readonly string[]): Promise<readonly string[]>;
}

export interface CountingProcesses {
  /** Why instructions can't be counted here, and what to do; null if they can. */
  whyNotCounting(): Promise<string | null>;
  /** Starts a harness like `PythonProcesses.start`, under callgrind, with counting off. */
  startCounting(side: Side, layout: SharedLayout): Promise<CountingProcess>;
}

/** Where a command of the user's is to write its results, and what it has written there. */
export interface ResultPlace extends AsyncDisposable {
  /** Absolute path of a file that does not exist yet, for a command that can be told where to write. */
  readonly file: string;
  /** What was written; null if nothing was since the place was made. @throws GateError if it can't be read */
  written(): Promise<{
    /** Name of the file, as messages call it. */
    readonly name: string;
    readonly text: string;
    /** Text of another file of the same tool that says more about it; null if there is none. */
    readonly companion: string | null;
  } | null>;
}

export interface ResultFiles {
  /**
   * Makes a place.
   *
   * @param folder that `pattern` is relative to: absolute
   * @param pattern path or glob of what the command writes of its own accord; null if it is told `file`
   */
  place(folder: string, pattern: string | null): Promise<ResultPlace>;
}

/** The two halves of a store, for one scope. */
export interface BaselineStore {
  /** Loads the baseline. Never throws if a service is down or a file is broken: those are `unreadable`. */
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
  /** Login that the token acts as; null if the service does not say, as some don't for a job's own token. */
  me(): Promise<string | null>;
  /** Comments of all pages. @throws if it can't be read to its end, because ours may be missing in half a list */
  list(): AsyncIterable<Comment>;
  /** Makes a comment. @param isOurs recognises the comment that was made if the answer to making it got lost */
  create(body: string, isOurs: (comment: Comment) => boolean): Promise<{ readonly url: string }>;
  update(id: number, body: string): Promise<{ readonly url: string }>;
}

/** Thrown by PullRequestComments if the token lacks a permission. */
export class NotPermitted extends Error {
  override readonly name = "NotPermitted";
}

export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
  readonly location: Location | null;
}

/** Where a run shows its result: the job's page and outputs, or a terminal. */
export interface Surface {
  annotate(annotation: Annotation): void;
  summary(markdown: string): Promise<void>;
  output(name: string, value: string): void;
}

export interface Progress {
  /** Runs a stage. Everything reported inside belongs to it. */
  stage<T>(stage: Stage, body: () => Promise<T>): Promise<T>;
  step(step: Step): void;
  warn(warning: Warning | Setback): void;
  /** Reports the state of the blocks. It is called only between blocks, so that drawing disturbs no batch. */
  blocks(state: BlocksState): void;
}

/** Wordings of one fact, the longest first. */
export type Wordings = readonly [string, ...string[]];

/** Where lines for a person go: a job's log, or a terminal. */
export interface Lines {
  /** Writes a heading; every line written inside belongs to it. */
  group<T>(title: string, body: () => Promise<T>): Promise<T>;
  /**
   * Writes a heading as `group` does, and shows in a terminal for how long it has been running.
   *
   * @param words the heading, after so many seconds; null if they are not to be told
   */
  waiting<T>(words: (seconds: number | null) => string, body: () => Promise<T>): Promise<T>;
  info(message: string): void;
  warning(message: string): void;
  /**
   * Replaces the previous state, if that is possible.
   *
   * @param words the same in fewer and fewer words, for the room that there is
   */
  blocks(state: BlocksState, words: Wordings): void;
}

/** Everything a run needs from outside. */
export interface World {
  readonly checkouts: Checkouts;
  readonly environments: Environments;
  readonly processes: PythonProcesses;
  readonly bytecode: Bytecode;
  readonly counting: CountingProcesses;
  readonly resultFiles: ResultFiles;
  /**
   * Loads the stored baseline.
   *
   * @param of whose version of a committed baseline counts; the working tree's unless a base is compared with
   */
  loadBaseline(scope: BaselineScope, of?: CommitOfBase): Promise<BaselineLoad>;
  saveBaseline(scope: BaselineScope, baseline: Baseline): Promise<BaselineSave>;
  /**
   * Publishes everything that a person or a later step gets to see.
   *
   * @throws GateError if a file that the user named can't be written, after everything else was published
   */
  publish(result: Result): Promise<void>;
  readonly progress: Progress;
  readonly clock: Clock;
}

/**
 * Full hash of base's commit, fetched into the repository; null if there is only the working tree. A change is never
 * compared with what it wrote itself.
 *
 * @throws GateError if it can't be had
 */
export type CommitOfBase = () => Promise<string | null>;

/** Which baseline is meant: the same suite with the same settings, on the same branch and kind of machine. */
export interface BaselineScope {
  /** Branches that may be used, best first; empty: no baseline is wanted. */
  readonly branches: readonly string[];
  readonly suite: string;
  readonly targets: readonly string[];
  /**
   * What else distinguishes baselines: folder of the project, how it is installed, its environment. It is only
   * compared.
   */
  readonly setting: readonly unknown[];
  readonly fingerprint: Fingerprint;
}

export interface Clock {
  /** Monotonic time in seconds. */
  seconds(): number;
  /** Current time: ISO 8601, UTC. */
  now(): string;
}

/** A text, or its pieces in order. */
export type Content = string | Iterable<string>;

export interface Files {
  /** Writes a file whole or not at all. @throws GateError if it can't be written */
  write(path: string, content: Content): Promise<void>;
}
