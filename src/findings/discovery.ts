/** What each side was found to have before anything is timed. */

import type { GateError } from "../errors.ts";
import type { ToolResults } from "../formats/tool-results.ts";
import type { Cause } from "../model/cause.ts";
import type { Benchmark, SeriesQuantity } from "../model.ts";
import type { GeneratedFiles } from "../ports/checkouts.ts";
import type { Doubt, Hello } from "../protocol.ts";
import type { LoadedModule } from "./loaded-module.ts";
import type { Problem } from "./problem.ts";

/** Files of head that differ from HEAD, changed before the run or by `setup`: paths relative to the checkout. */
export interface HeadChanges {
  readonly before: readonly string[];
  readonly bySetup: readonly string[];
}

/** What base runs in its own version, because head's does not work there. */
export interface OwnText {
  /** Ids of benchmarks that base runs in its own version, sorted. */
  readonly ids: readonly string[];
  /** Base's own files, relative to the checkout; null if it is all that `benchmarks` names. */
  readonly files: readonly string[] | null;
  /** Why head's version does not work there: the reason of the first one that does not. */
  readonly why: Cause;
}

/** Dependencies that differ between base and head while both share one environment. */
export interface ChangedDependencies {
  /** Files that differ on head, relative to the checkout. */
  readonly files: readonly string[];
  /** Command that installs each side from its own files: the value of `setup`. */
  readonly setup: string;
}

/** Modules that both sides run as they are on head, although head changes them: paths relative to the checkout. */
export interface TakenOver {
  /** Nobody knows whether they are code under test or helpers. */
  readonly perhapsCode: readonly string[];
  /** Helpers, which lie in a folder of benchmarks. */
  readonly helpers: readonly string[];
}

/** An installed distribution that only shares its name with a project of the repository. */
export interface Namesake {
  readonly distribution: string;
  /** File of the repository that declares the name. */
  readonly declaredIn: string;
}

/** Code of head that base has under another name: paths. */
export interface RenamedFile {
  readonly head: string;
  readonly base: string;
}

/** What only one side collects from files that both have. */
export interface OneSided {
  /** Ids that base collects from head's own files, and runs, and that head does not collect; with head's own reason. */
  readonly lost: ReadonlyMap<string, Cause | null>;
  /**
   * Ids that head has and base does not, although base has their file as well and can't collect it; with the reason.
   */
  readonly unread: ReadonlyMap<string, Cause>;
  /** Ids that base has in its own version of the benchmark files. */
  readonly ofBaseItself: ReadonlySet<string>;
}

/** A command of which nothing shows that it runs the code of its side. */
export interface UnprovenCommand {
  readonly command: string;
  /**
   * A Python process of the command that did not say what it loads; null if there is none, and nothing of the side's
   * code either.
   */
  readonly unseen: LoadedModule | null;
}

/** The answer of one side. */
export interface Collection {
  /** Benchmarks, with locations relative to the checkout. */
  readonly benchmarks: readonly Benchmark[];
  /** Files or targets that could not be read. */
  readonly problems: readonly Problem[];
  /** Targets that name nothing on head any more, and that base has benchmarks of. Absent: none. */
  readonly emptied?: readonly string[];
  /** Files or folders that skip themselves as a whole. */
  readonly skips: readonly Problem[];
  /** Modules that the side loaded, with those of child processes where these were watched. */
  readonly modules: readonly LoadedModule[];
  /** Doubts about benchmarks, as far as their files show. */
  readonly doubts: readonly Doubt[];
  /** What else watching child processes showed; null if they were not watched. */
  readonly children: Children | null;
  readonly python: Hello["python"];
  /** CPUs it may run on; null if pinning is not possible. */
  readonly cpus: readonly number[] | null;
  /** What the first run of the suite `results` has told; null for all others. */
  readonly run: ToolResults | null;
  /**
   * Quantities that the side has values of, if the suite reports them on collection (`results`); null for other suites.
   */
  readonly quantities: readonly SeriesQuantity[] | null;
  /** Why nothing at all could be collected. Absent: something could. */
  readonly broken?: GateError;
  /**
   * Why the command of that run ended with a status other than 0, although it wrote its results; null if it did not.
   */
  readonly trouble: string | null;
}

export interface Children {
  /** Other places than the side's tree that the project's packages could be imported from. */
  readonly installed: readonly LoadedModule[];
  /** Commands of which nothing shows that they run the side's code; empty for suites without commands. */
  readonly unproven: readonly UnprovenCommand[];
  /** Whether every benchmark was called to find this out. */
  readonly isComplete: boolean;
}

export interface Discovery {
  readonly head: Collection;
  readonly base: Collection | null;
  /** What base had before head's benchmark files were laid over it; empty if both have the same. */
  readonly formerly: readonly Benchmark[];
  /** Ids that base's configuration names and head's no longer does. */
  readonly dropped?: ReadonlySet<string>;
  /** What base can't collect of its own benchmark files; null if base was not asked, or could not answer. */
  readonly formerProblems: readonly Problem[] | null;
  /** False if base is older than all code that head's benchmarks run: then they have nothing to be compared with. */
  readonly baseHasProject: boolean;
  /**
   * The code that head's benchmarks run, and its other names on base, if base has it only under these. Absent: none.
   */
  readonly renamedCode?: readonly RenamedFile[];
  /** What base runs in its own version, because head's does not work there; null if both run the same. */
  readonly ownText: OwnText | null;
  /** Modules that base took over with the benchmarks, and that head changes. Absent: none. */
  readonly takenOver?: TakenOver;
  /** Installed distributions that only share their name with a project of the repository. Absent: none. */
  readonly namesakes?: readonly Namesake[];
  /** What only one side collects from files that both have; empty if no base was opened. */
  readonly oneSided: OneSided;
  /** Test files that were loaded with the benchmarks, and of which each side has its own version. Absent: none. */
  readonly ownOfTests?: readonly string[];
  /** Ignored files that base was given, or lacks; null if no base was opened. */
  readonly generated: GeneratedFiles | null;
  /** Different dependencies; null if they are the same, or if each side has an environment of its own. */
  readonly changedDependencies: ChangedDependencies | null;
  /** Ids that every side has, in head's order. */
  readonly common: readonly string[];
  /** Whether both sides run with the same environment variables; what each is installed into may differ. */
  readonly sameSetting: boolean;
  /** CPUs that every side may run on. */
  readonly cpus: readonly number[] | null;
}
