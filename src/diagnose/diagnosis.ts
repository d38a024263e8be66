/** What doctor found out: the document of `--json`, from which the text is rendered. Units as in the model. */
import type { Conditions, RowVerdict, SuiteKind } from "../model.ts";

export interface Diagnosis {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: "hotpath-gate"; readonly version: string };
  readonly machine: Machine;
  readonly config: {
    readonly suite: SuiteKind;
    /** Empty where there are no benchmarks and the canary was measured alone. */
    readonly benchmarks: readonly string[];
    readonly budget: number;
    readonly timeLimitSeconds: number;
    readonly seed: number;
  };
  readonly run: SameCodeRun;
  readonly timing: Timing;
  /** What was measured, the noisiest first; the canary is not among them. */
  readonly benchmarks: readonly BenchmarkNoise[];
  readonly canary: BenchmarkNoise | null;
  readonly power: Power;
  readonly forecasts: Forecasts;
  /** What limits it, and what speaks against trusting this; the most important first. */
  readonly findings: readonly Finding[];
}

export interface Machine {
  readonly cpu: string;
  readonly os: string;
  readonly python: string;
  /** CPUs that processes can be pinned to, one at a time; null where they can't be pinned. */
  readonly cpus: number | null;
  readonly layout: Conditions["layout"];
}

/** The A/A run. */
export interface SameCodeRun {
  readonly blocks: number;
  readonly seconds: number;
  readonly pairs: number;
  /** Pairs measured again because something else ran during one of their batches, nobody knows for how long. */
  readonly repeatedPairs: number;
  /** Part of the batches' wall clock for which something else ran on their CPU; null where unknown. */
  readonly runDelayShare: number | null;
  readonly timeLimitReached: boolean;
  readonly canary: Conditions["canary"];
}

export interface Timing {
  /** Before the first block: environments, interpreters, collecting. */
  readonly preparationSeconds: number;
  /** What the first block takes longer than the others, because it calibrates. */
  readonly calibrationSeconds: number;
  /** Of a block with every benchmark in it. */
  readonly blockSeconds: number;
  /** Of that, until the first batch. */
  readonly startSeconds: number;
}

export interface BenchmarkNoise {
  readonly id: string;
  readonly budget: number;
  /** SD of its blocks' log ratios. */
  readonly deviation: number;
  /** Seconds a call. */
  readonly seconds: number;
  /** What it takes in a block. */
  readonly blockSeconds: number;
  /** Pairs a block. */
  readonly pairs: number;
  /** How often a block compares the sides, at least: more than its pairs where these ran side by side. */
  readonly comparisons: number;
  /** What the gate would have said of this unchanged code; null for the canary. */
  readonly verdict: RowVerdict | null;
}

export interface Power {
  /** Simulated runs that each figure rests on. */
  readonly runs: number;
  /** That fit into the time limit, at most as many as the rule looks at. */
  readonly affordableBlocks: number;
  /** As many as the rule looks at. */
  readonly mostBlocks: number;
  /** Of a benchmark with the median noise, and the budget in the middle. */
  readonly typical: Detection;
  /** Of the noisiest ones; none where there is a single benchmark. */
  readonly noisiest: readonly (Detection & { readonly id: string })[];
  /** The largest block SD at which the typical one finds what is wanted, given time for all blocks; null where none does. */
  readonly neededDeviation: number | null;
}

/** The smallest slowdown that is found 80 % and 99 % of the time; null where none is. */
export interface Detection {
  /** SD of its blocks' log ratios. */
  readonly deviation: number;
  readonly budget: number;
  /** The slowdown that a gate with this budget should find 99 % of the time. */
  readonly wanted: number;
  readonly found80: number | null;
  readonly found99: number | null;
}

export interface Forecasts {
  /** Simulated runs that each of them rests on. */
  readonly runs: number;
  /** No benchmark got slower. */
  readonly unchanged: Forecast;
  /** One benchmark with typical noise got slower by `change`, the others did not. */
  readonly regression: Forecast & { readonly change: number };
}

/** Of a pull request: median over simulated runs, and how they end (as shares of the runs). */
export interface Forecast {
  readonly blocks: number;
  readonly seconds: number;
  readonly red: number;
  /** Of those that are not red: at least one benchmark is undecided. */
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
  /** Fewer blocks fit into the time limit than it takes to find what is wanted; `neededSeconds` for all of them. */
  | {
      readonly code: "time-limit";
      readonly timeLimitSeconds: number;
      readonly neededSeconds: number;
      readonly affordableBlocks: number;
      readonly mostBlocks: number;
    }
  | {
      readonly code: "noise";
      /** The machine where the canary is too noisy as well. */
      readonly source: "machine" | "benchmarks";
      readonly deviation: number;
      readonly neededDeviation: number;
    }
  /** What no replication removes is too much for it. */
  | { readonly code: "small-budget"; readonly budget: number }
  | (Named & { readonly code: "noisy-benchmarks"; readonly neededDeviation: number })
  | { readonly code: "process-starts"; readonly startSeconds: number; readonly blockSeconds: number }
  /** They get fewer pairs, and take this share of a block. */
  | (Named & { readonly code: "long-benchmarks"; readonly blockShare: number })
  /** Their author allows few calls. */
  | (Named & { readonly code: "few-rounds" })
  | (Named & { readonly code: "not-measured"; readonly message: string })
  | { readonly code: "no-benchmarks" };

/** How many benchmarks, and the first few by name. */
interface Named {
  readonly count: number;
  readonly benchmarks: readonly string[];
}
