/** Sides that processes can be started on, as every stage after them knows them. */

import type { HeadChanges } from "../findings/discovery.ts";
import type { HeadFacts } from "../findings/sides.ts";
import type { BenchmarkSettings } from "../inputs/config.ts";
import type { HeldSuite } from "../plan/held-suite.ts";
import type { GeneratedFiles, LinkedPlaces } from "../ports/checkouts.ts";
import type { Side } from "../ports/environments.ts";
import type { World } from "../ports/world.ts";

/** What links lead to where there are none. */
export const NOTHING_LINKED: LinkedPlaces = { text: [], modules: [] };

export interface OpenSide extends AsyncDisposable {
  readonly side: Side;
  /** Files of the project's folder, relative to it. */
  readonly files: readonly string[];
  /** All files of the repository, relative to the checkout. */
  readonly repositoryFiles: readonly string[];
}

export interface OpenHead extends OpenSide {
  readonly suite: HeldSuite;
  /** What base takes over from head: real places, relative to the checkout. */
  readonly shared: readonly string[];
  /** What links in the benchmarks' folders lead to; the text is part of `shared`. */
  readonly linked: LinkedPlaces;
  /** Files that git knows and that were not as HEAD has them when the run began, and those that `setup` changed since. */
  readonly changes: HeadChanges;
  /** What is measured of each benchmark, and where a command of the suite `results` writes it. */
  readonly settings: Pick<BenchmarkSettings, "metrics" | "resultsFile" | "resultsFormat">;
}

/** What a result says of head. */
export function factsOf({ suite: { suite }, side: { checkout }, changes }: OpenHead): HeadFacts {
  return { suite, checkout, changes };
}

/** Head, how long and by which chance it is measured, and the world: what every stage of a run has. */
export interface OpenRun extends MeasuringLimits {
  readonly head: OpenHead;
  readonly world: World;
}

interface MeasuringLimits {
  readonly timeLimitSeconds: number;
  readonly seed: number;
}

/** The run of a head that was opened, with no more of the settings than every stage needs. */
export function openRun(head: OpenHead, { timeLimitSeconds, seed }: MeasuringLimits, world: World): OpenRun {
  return { head, timeLimitSeconds, seed, world };
}

export interface OpenBase extends OpenSide {
  /** Files of benchmarks, relative to the checkout, that are not the same on head. */
  readonly changedBenchmarks: readonly string[];
  /** The conftest files among these that lie above the benchmarks, which tests have as well. */
  readonly changedConftests: readonly string[];
  /** Paths of submodules of the side that can't be had. */
  readonly lacks: readonly string[];
  /** Files that links in the benchmarks' folders lead to, and that are not the same on head. */
  readonly changedLinks: LinkedPlaces;
  /** What git ignores on head and base was given, or lacks. */
  readonly generated: GeneratedFiles;
  /** Lays head's benchmark files over base's: the same question, put to different code. */
  takeOverBenchmarks(): Promise<void>;
  /** Gives base its own version of these files back, relative to the checkout; null for all that it took over. */
  takeBackBenchmarks(files: readonly string[] | null): Promise<void>;
}
