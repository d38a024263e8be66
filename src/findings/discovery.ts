/** What each side was found to have, before anything is timed. */

import type { GateError } from "../errors.ts";
import type { ToolResults } from "../formats/tool-results.ts";
import type { Cause } from "../model/cause.ts";
import type { Benchmark, SeriesQuantity } from "../model.ts";
import type { GeneratedFiles } from "../ports.ts";
import type { Doubt, Hello } from "../protocol.ts";
import type { LoadedModule } from "./loaded-module.ts";
import type { Problem } from "./problem.ts";

/** Files of head that are not as HEAD has them, from before the run, and by `setup`: paths relative to the checkout. */
export interface HeadChanges {
  readonly before: readonly string[];
  readonly bySetup: readonly string[];
}

/** What base runs in its own version, because head's does not work there. */
export interface OwnText {
  /** Ids of what base runs in its own version; sorted. */
  readonly ids: readonly string[];
  /** Files of base's own, relative to the checkout; null where it is all that `benchmarks` names. */
  readonly files: readonly string[] | null;
  /** Why head's version does not work there, of the first that does not. */
  readonly why: Cause;
}

/** Dependencies that differ between base and head while both share one environment. */
export interface ChangedDependencies {
  /** Files that say other things on head, relative to the checkout. */
  readonly files: readonly string[];
  /** What installs each side by its own files: the value of `setup`. */
  readonly setup: string;
}

/** An installed distribution that is only called like a project of the repository. */
export interface Stranger {
  readonly distribution: string;
  /** File of the repository that declares the name. */
  readonly declaredIn: string;
}

/** Code of head that base has under another name: paths. */
export interface RenamedFile {
  readonly head: string;
  readonly base: string;
}

/** What one side alone collects from files that both have. */
export interface OneSided {
  /** Ids that base collects from head's own files, and runs, and that head does not collect; why, by head's own word. */
  readonly lost: ReadonlyMap<string, Cause | null>;
  /** Ids that head has and base does not, though base has their file as well and can't collect it: why it can't. */
  readonly unread: ReadonlyMap<string, Cause>;
  /** Ids that base has in its own version of the benchmark files. */
  readonly ofBaseItself: ReadonlySet<string>;
}

/** A command of which nothing shows that it runs the code of its side. */
export interface UnprovenCommand {
  readonly command: string;
  /** A Python process in it that did not say what it loads; null where there is none, and none of the side's code either. */
  readonly unseen: LoadedModule | null;
}

/** What one side answered. */
export interface Collection {
  /** Locations are relative to the checkout. */
  readonly benchmarks: readonly Benchmark[];
  /** Files or targets that could not be read. */
  readonly problems: readonly Problem[];
  /** Files or folders that skip themselves as a whole. */
  readonly skips: readonly Problem[];
  /** Modules that the side loaded, with those of child processes where these were watched. */
  readonly modules: readonly LoadedModule[];
  /** What speaks against benchmarks, as far as their files tell. */
  readonly doubts: readonly Doubt[];
  /** What watching child processes told besides; null where they were not. */
  readonly children: Children | null;
  readonly python: Hello["python"];
  /** CPUs it may run on; null where pinning is not possible. */
  readonly cpus: readonly number[] | null;
  /** What the first run of the suite `results` has told; null for all others. */
  readonly run: ToolResults | null;
  /** What it has values of, where the suite tells that on collection: the suite `results`; null for all others. */
  readonly quantities: readonly SeriesQuantity[] | null;
  /** Why nothing could be collected at all. Absent: something could. */
  readonly broken?: GateError;
  /** Why that run's command ended with another status than 0, although it has written its results. */
  readonly trouble: string | null;
}

export interface Children {
  /** Other places than the side's tree that the project's packages could be imported from. */
  readonly installed: readonly LoadedModule[];
  /** Commands of which nothing shows that they run the side's code; empty for what is no command. */
  readonly unproven: readonly UnprovenCommand[];
  /** Whether every benchmark was called for it. */
  readonly isComplete: boolean;
}

export interface Discovery {
  readonly head: Collection;
  readonly base: Collection | null;
  /** What base had before head's benchmark files were laid over it; empty where both have the same. */
  readonly formerly: readonly Benchmark[];
  /** Ids that base's configuration names and head's no longer does. */
  readonly dropped?: ReadonlySet<string>;
  /** What base's own benchmark files can't be collected for; null where base was not asked, or could not answer. */
  readonly formerProblems: readonly Problem[] | null;
  /** False where base is older than all code that head's benchmarks run: then they have nothing to be compared with. */
  readonly baseHasProject: boolean;
  /** What of the code that head's benchmarks run base has under other names, where that is all it has of it. Absent: nothing. */
  readonly renamedCode?: readonly RenamedFile[];
  /** What base runs in its own version, because head's does not work there; null where both run the same. */
  readonly ownText: OwnText | null;
  /** Files that base took over with the benchmarks, and that may be code under test as well as their helpers. Absent: none. */
  readonly perhapsCode?: readonly string[];
  /** Installed distributions that are only called like a project of the repository. Absent: none. */
  readonly strangers?: readonly Stranger[];
  /** What one side alone collects from files that both have; empty where no base was opened. */
  readonly oneSided: OneSided;
  /** Files of tests that were loaded with the benchmarks, and that each side has in another version. Absent: none. */
  readonly ownOfTests?: readonly string[];
  /** What of the files that git ignores base was given, or lacks; null where no base was opened. */
  readonly generated: GeneratedFiles | null;
  /** Null where base and head depend on the same, or each has an environment of its own. */
  readonly changedDependencies: ChangedDependencies | null;
  /** Ids that every side has, in head's order. */
  readonly common: readonly string[];
  /** Whether both sides run in the same environment variables; what each is installed into may differ. */
  readonly sameSetting: boolean;
  /** CPUs that every side may run on. */
  readonly cpus: readonly number[] | null;
}
