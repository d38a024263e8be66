/** What a result says about the sides that were measured. */
import type { SuiteKind } from "../model.ts";
import type { Checkout, LinkedPlaces } from "../ports/checkouts.ts";
import type { HeadChanges } from "./discovery.ts";

export interface HeadFacts {
  readonly suite: SuiteKind;
  readonly checkout: Pick<Checkout, "commit" | "label">;
  readonly changes: HeadChanges;
}

export interface BaseFacts {
  readonly checkout: Pick<Checkout, "commit" | "label">;
  /** Paths of submodules of the side that can't be had. */
  readonly lacks: readonly string[];
  /** Files that links in the benchmarks' folders lead to, and that are not the same on head. */
  readonly changedLinks: LinkedPlaces;
}
