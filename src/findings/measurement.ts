/** The outcome of measuring. */
import type { Recording } from "../baseline/history.ts";
import type { Lost } from "../model/loss.ts";
import type { Conditions, PairedSeries, Series, Warning } from "../model.ts";
import type { Doubt } from "../protocol.ts";
import type { Namesake } from "./discovery.ts";
import type { Failure } from "./failure.ts";
import type { LoadedModule } from "./loaded-module.ts";

/** A process that was lost between two benchmarks. */
export interface Loss {
  /** Ids of the benchmarks that were still being measured. */
  readonly ids: ReadonlySet<string>;
  readonly lost: Lost;
}

/** Base and head, or head alone if a baseline is recorded. */
export type Arms<T> = { readonly head: T; readonly base: T | null };

/** Series of all benchmarks, in the order in which they were measured. */
export interface Measurement<S> {
  /** Series of the benchmarks and of the canary. */
  readonly series: readonly S[];
  readonly failures: readonly Failure[];
  readonly modules: Arms<readonly LoadedModule[]>;
  /** Doubts about benchmarks, each once. */
  readonly doubts: readonly Doubt[];
  readonly conditions: Omit<Conditions, "canary">;
  /**
   * By which part calls took longer on average than the typical one, at most in a block; by id, for times that head
   * alone was measured in. What only every n-th call costs is in no median.
   */
  readonly meanExcess: ReadonlyMap<string, number>;
  /** Why measuring ended early, other than by the time limit; empty if it did not. */
  readonly warnings: readonly Warning[];
  /** The process that was lost between two benchmarks; null where none was. */
  readonly loss: Loss | null;
}

/** Decides when enough is measured. It is asked at its looks, and does not know how blocks are made. */
export interface Decider {
  /** Numbers of blocks after which it is asked, ascending; the last one ends the run. */
  readonly looks: readonly number[];
  /** Ids that need no further block, given everything measured so far. */
  decided(series: readonly PairedSeries[]): ReadonlySet<string>;
}

/** Both sides in pairs, or head alone if the store stands for base. */
export type MeasuredSides =
  | {
      readonly kind: "paired";
      readonly measurement: Measurement<PairedSeries>;
      /** What only head could run: new benchmarks, and those that fail on base. */
      readonly headOnly: Measurement<Series> | null;
      readonly namesakes?: NamesakesFound;
    }
  | {
      readonly kind: "alone";
      readonly measurement: Measurement<Series>;
      readonly namesakes?: NamesakesFound;
    };

/**
 * Installed distributions that only share their name with a project of the repository, and that were loaded by now.
 * Absent: none.
 */
export type NamesakesFound = readonly Namesake[];

/** A benchmark that a recording has no place for. */
export interface Unstored {
  readonly series: Series;
  /** Why it is not stored. A history consists of logarithms, and of runs that are told apart by their noise. */
  readonly why: "not-above-zero" | "too-few-blocks" | "failed";
}

/** The outcome of measuring head for a baseline. */
export interface Recorded {
  readonly recording: Recording;
  /** Benchmarks that have no place in it, and why. */
  readonly unstored: readonly Unstored[];
  readonly failures: readonly Failure[];
  /** The lost process that ended it early; null if there was none. */
  readonly loss: Loss | null;
  readonly warnings: readonly Warning[];
  readonly doubts: readonly Doubt[];
  readonly conditions: Conditions;
}
