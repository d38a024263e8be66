/** Some of many names, so that no list in a result grows without bound. */
export interface Names {
  readonly first: readonly string[];
  /** How many more there are. */
  readonly more: number;
}

/** Most names in a result; reports show fewer. */
const MOST = 20;

export function someOf(names: readonly string[]): Names {
  return { first: names.slice(0, MOST), more: Math.max(0, names.length - MOST) };
}
