/** Some of many names, so that no list in a result grows without bound. */
export interface Names {
  readonly first: readonly string[];
  /** How many there are besides. */
  readonly more: number;
}
