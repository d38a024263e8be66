/** What crept over its budget on the default branch. */
import type { Metric } from "./quantity.ts";

/** What a verdict rests on. */
export type Evidence =
  | "paired"
  | "stored-same-machine"
  | "stored-other-machine"
  /** One value a side, of which nobody knows how much it varies: the plain ratio decides. */
  | "point";

/** A benchmark that slowed down by more than its budget over several recordings, in steps none of which did. */
export interface Drift {
  readonly id: string;
  readonly metric: Metric;
  /** Fraction: now against the best; above zero is worse, also where bigger is better. */
  readonly change: number;
  /** 95 % interval; null where it rests on stored values alone. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly evidence: Evidence;
  /** Commit of the newest recording at its best, and of the one that was measured beside it. */
  readonly best: string;
  readonly now: string;
  /** Recordings between the two, the latter included. */
  readonly runs: number;
  /** Why it rests on stored values alone; null where it does not. */
  readonly unpaired: Unpaired | null;
}

export interface Unpaired {
  readonly why: "undecided" | "did-not-run" | "not-possible";
  /** What was said of it, which is not ours; null where nothing was. */
  readonly detail: string | null;
}
