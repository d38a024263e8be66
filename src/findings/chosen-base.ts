/** What head is compared with. */
import type { BaseChosenAs } from "../model/base-choice.ts";
import type { OfBase } from "../model/warning.ts";

/** Which code base is, once it is known to exist. */
export type ChosenBase =
  | {
      readonly kind: "commit";
      readonly commit: string;
      readonly label: string;
      readonly warning: OfBase | null;
      /** Absent if somebody named it. */
      readonly chosenAs?: BaseChosenAs;
    }
  /** Interpreters or environments are compared, not commits. */
  | { readonly kind: "same-tree" };

/** Stored values without any code, because somebody asked for it, or because the code can't be had (the warning). */
export interface StoredBase {
  readonly kind: "stored";
  readonly warning: OfBase | null;
}
