/** What doctor found: the document of `--json`, from which the text is rendered. Units are as in the model. */
import type { Conditions, RowVerdict, SuiteKind } from "../model.ts";

/** Version of this document, which rises when a reader of the former one would misread the new one. */
export const DIAGNOSIS_VERSION = 1;

export interface Diagnosis {
  readonly schemaVersion: typeof DIAGNOSIS_VERSION;
  readonly tool: { readonly name: "hotpath-gate"; readonly version: string };
  readonly machine: Machine;
  readonly config: {
    readonly suite: SuiteKind;
    /** What is measured, as targets; empty if there are no benchmarks and the canary was measured alone. */
    readonly benchmarks: readonly string[];
    readonly budget: number;
    readonly timeLimitSeconds: number;
    readonly seed: number;
  };
  readonly run: SameCodeRun;
  readonly timing: Timing;
  /** What was measured, the noisiest first, without the canary. */
  readonly benchmarks: readonly BenchmarkNoise[];
  readonly canary: BenchmarkNoise | null;
  readonly power: Power;
  readonly forecasts: Forecasts;
  /** What limits the gate, and reasons to doubt this diagnosis; the most important first. */
  readonly findings: readonly Finding[];
}

export interface Machine {
  readonly cpu: string;
  readonly os: string;
  readonly python: string;
  /** CPUs that processes can be pinned to, one at a time; null if they can't be pinned. */
  readonly cpus: number | null;
  readonly layout: Conditions["layout"];
}

/** The A/A run. */
export interface SameCodeRun {
  readonly blocks: number;
  readonly seconds: number;
  readonly pairs: number;
  /** Pairs measured again because something else ran during one of their batches, for an unknown time. */
  readonly repeatedPairs: number;
  /** Part of the batches' wall clock for which something else ran on their CPU; null if unknown. */
  readonly runDelayShare: number | null;
  readonly timeLimitReached: boolean;
  readonly canary: Conditions["canary"];
}

export interface Timing {
  /** Time before the first block: environments, interpreters, collecting. */
  readonly preparationSeconds: number;
  /** How much longer the first block takes than the others, because it calibrates. */
  readonly calibrationSeconds: number;
  /** Duration of a block with every benchmark in it. */
  readonly blockSeconds: number;
  /** Part of that before the first batch. */
  readonly startSeconds: number;
}

export interface BenchmarkNoise {
  readonly id: string;
  readonly budget: number;
  /** SD of the log ratios of its blocks. */
  readonly deviation: number;
  /** Seconds for each call. */
  readonly seconds: number;
  /** Seconds that it takes in a block. */
  readonly blockSeconds: number;
  /** Pairs in a block. */
  readonly pairs: number;
  /** How often a block compares the sides, at least: more than its pairs if these ran side by side. */
  readonly comparisons: number;
  /** Verdict of the gate about this unchanged code; null for the canary. */
  readonly verdict: RowVerdict | null;
}

export interface Power {
  /** Simulated runs that each figure rests on. */
  readonly runs: number;
  /** Blocks that fit into the time limit, at most as many as the rule looks at. */
  readonly affordableBlocks: number;
  /** Most blocks that the rule looks at. */
  readonly mostBlocks: number;
  /** What is found of a benchmark with the median noise and the median budget. */
  readonly typical: Detection;
  /** What is found of the noisiest benchmarks; empty if there is only one. */
  readonly noisiest: readonly (Detection & { readonly id: string })[];
  /**
   * Largest block SD at which the wanted slowdown is found in the typical benchmark, given time for all blocks; null if
   * there is none.
   */
  readonly neededDeviation: number | null;
}

/** The smallest slowdowns that are found 80 % and 99 % of the time; null if there is none. */
export interface Detection {
  /** SD of the log ratios of its blocks. */
  readonly deviation: number;
  readonly budget: number;
  /** The slowdown that a gate with this budget should find 99 % of the time. */
  readonly wanted: number;
  readonly found80: number | null;
  readonly found99: number | null;
}

export interface Forecasts {
  /** Simulated runs that each forecast rests on. */
  readonly runs: number;
  /** Forecast if no benchmark slows down. */
  readonly unchanged: Forecast;
  /** Forecast if one benchmark with typical noise slows down by `change`, and the others do not. */
  readonly regression: Forecast & { readonly change: number };
}

/** Forecast of a pull request: median over simulated runs, and how they end (as shares of the runs). */
export interface Forecast {
  readonly blocks: number;
  readonly seconds: number;
  readonly red: number;
  /** Share of the runs that are not red, and leave at least one benchmark undecided. */
  readonly inconclusive: number;
}

/** What limits it. Which ones hold is decided in `findings.ts`; what to do about each is said in `report/doctor/advice.ts`. */
export type Finding =
  /** Unchanged code was called slower, or faster. */
  | (Named & { readonly code: "false-alarm" })
  | { readonly code: "canary-drifted"; readonly change: number }
  | { readonly code: "not-pinned" }
  | { readonly code: "single-cpu" }
  | { readonly code: "layout-randomised" }
  | { readonly code: "debug-build" }
  /** Something else runs on the CPU for a good part of the time. */
  | { readonly code: "busy-machine"; readonly runDelayShare: number }
  | { readonly code: "preempted"; readonly repeatedPairs: number; readonly pairs: number }
  /**
   * Fewer blocks fit into the time limit than it takes to find the wanted slowdown. `neededSeconds` is for all of them.
   */
  | {
      readonly code: "time-limit";
      readonly timeLimitSeconds: number;
      readonly neededSeconds: number;
      readonly affordableBlocks: number;
      readonly mostBlocks: number;
    }
  | {
      readonly code: "noise";
      /** `machine` if the canary is too noisy as well. */
      readonly source: "machine" | "benchmarks";
      readonly deviation: number;
      readonly neededDeviation: number;
    }
  /** The part of the noise that no replication removes is too large for the budget. */
  | { readonly code: "small-budget"; readonly budget: number }
  | (Named & { readonly code: "noisy-benchmarks"; readonly neededDeviation: number })
  | { readonly code: "process-starts"; readonly startSeconds: number; readonly blockSeconds: number }
  /** Long benchmarks get fewer pairs, and take this share of a block. */
  | (Named & { readonly code: "long-benchmarks"; readonly blockShare: number })
  /** Benchmarks whose author allows few calls. */
  | (Named & { readonly code: "few-rounds" })
  | (Named & { readonly code: "not-measured"; readonly message: string })
  | { readonly code: "no-benchmarks" };

/** How many benchmarks, and the names of the first few. */
interface Named {
  readonly count: number;
  readonly benchmarks: readonly string[];
}
