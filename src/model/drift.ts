/** Benchmarks that drifted over their budget on the default branch. */
import type { Metric } from "./quantity.ts";

/** What a verdict rests on. */
export type Evidence =
  | "paired"
  /** It reads the same files on both sides, so that nothing had to be measured. */
  | "same-code"
  | "stored-same-machine"
  | "stored-other-machine"
  /** One value for each side, of which nobody knows how much it varies: the plain ratio decides. */
  | "point";

/** A benchmark that slowed down by more than its budget over several recordings, in steps that were all within it. */
export interface Drift {
  readonly id: string;
  readonly metric: Metric;
  /** Change since it was best, as a fraction; above zero is worse, even if bigger is better. */
  readonly change: number;
  /** 95 % interval of the change; null if it rests on stored values alone. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly evidence: Exclude<Evidence, "same-code">;
  /** Commit of the newest recording at its best, and of the one that was measured next to it. */
  readonly best: string;
  readonly now: string;
  /** Recordings between the two, including the latter. */
  readonly runs: number;
  /** Why it rests on stored values alone; null if it does not. */
  readonly unpaired: Unpaired | null;
}

export interface Unpaired {
  readonly why: "undecided" | "did-not-run" | "not-possible";
  /** What others said about it; null if nothing was said. */
  readonly detail: string | null;
}
