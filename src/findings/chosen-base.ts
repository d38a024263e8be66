/** What head is compared with. */
import type { OfBase } from "../model/warning.ts";

/** Which code base is, once it is known to be there. */
export type ChosenBase =
  | {
      readonly kind: "commit";
      readonly commit: string;
      readonly label: string;
      readonly warning: OfBase | null;
    }
  /** Interpreters or environments are compared, not commits. */
  | { readonly kind: "same-tree" };

/** No code at all: what was stored of it, as somebody asked for, or because the code can't be had (the warning). */
export interface StoredBase {
  readonly kind: "stored";
  readonly warning: OfBase | null;
}
