/** What measuring came to. */
import type { Recording } from "../baseline/history.ts";
import type { Lost } from "../model/loss.ts";
import type { Conditions, PairedSeries, Series, Warning } from "../model.ts";
import type { Doubt } from "../protocol.ts";
import type { Stranger } from "./discovery.ts";
import type { Failure } from "./failure.ts";
import type { LoadedModule } from "./loaded-module.ts";

/** A process that was lost between two benchmarks. */
export interface Loss {
  /** Benchmarks that were still being measured. */
  readonly ids: ReadonlySet<string>;
  readonly lost: Lost;
}

/** Base and head, or head alone when a baseline is recorded. */
export type Arms<T> = { readonly head: T; readonly base: T | null };

/** Series of all benchmarks, in the order in which they were measured. */
export interface Measurement<S> {
  /** The canary's series is among them. */
  readonly series: readonly S[];
  readonly failures: readonly Failure[];
  readonly modules: Arms<readonly LoadedModule[]>;
  /** What speaks against benchmarks, each once. */
  readonly doubts: readonly Doubt[];
  readonly conditions: Omit<Conditions, "canary">;
  /**
   * By which part calls on average took longer than the typical one, at most in a block; by id, of times that head alone
   * was measured in. What only every n-th call costs is in no median.
   */
  readonly meanExcess: ReadonlyMap<string, number>;
  /** Why measuring ended before it was done, other than by the time limit; null when it did not. */
  readonly warnings: readonly Warning[];
  /** The process that was lost between two benchmarks; null where none was. */
  readonly loss: Loss | null;
}

/** Says when enough is measured: asked at its looks, and knows nothing of how blocks are made. */
export interface Decider {
  /** Numbers of blocks after which it is asked, ascending; the last one ends the run. */
  readonly looks: readonly number[];
  /** Ids that need no further block, given everything measured so far. */
  decided(series: readonly PairedSeries[]): ReadonlySet<string>;
}

/** Both sides in pairs, or head alone where the store stands for base. */
export type MeasuredSides =
  | {
      readonly kind: "paired";
      readonly measurement: Measurement<PairedSeries>;
      /** What only head could run: new benchmarks, and those that fail on base. */
      readonly headOnly: Measurement<Series> | null;
      readonly strangers?: Strangers;
    }
  | { readonly kind: "alone"; readonly measurement: Measurement<Series>; readonly strangers?: Strangers };

/** Installed distributions that are only called like a project of the repository, and were loaded by now. Absent: none. */
export type Strangers = readonly Stranger[];

/** What a recording has no place for. */
export interface Unstored {
  readonly series: Series;
  /** A history is of logarithms, and of runs that are told apart by their noise. */
  readonly why: "not-above-zero" | "too-few-blocks" | "failed";
}

/** What measuring head for a baseline came to. */
export interface Recorded {
  readonly recording: Recording;
  /** What has no place in it, and why. */
  readonly unstored: readonly Unstored[];
  readonly failures: readonly Failure[];
  /** What ended it early; null where nothing did but the time limit. */
  readonly loss: Loss | null;
  readonly warnings: readonly Warning[];
  readonly doubts: readonly Doubt[];
  readonly conditions: Conditions;
}
