/** Whether a label of the pull request accepts its slowdowns. */

/** A label, and who set it. */
export interface SetLabel {
  readonly label: string;
  /** Login; null if the platform does not say. */
  readonly by: string | null;
  /** Time: ISO 8601, UTC; null if the platform does not say. */
  readonly at: string | null;
}

export type LabelState =
  | ({ readonly kind: "set" } & SetLabel)
  | { readonly kind: "not-set" }
  /** Nobody can be asked; it counts as not set. */
  | { readonly kind: "unknown"; readonly label: string; readonly why: string };
