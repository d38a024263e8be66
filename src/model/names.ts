/** Some of many names, so that no list in a result grows without bound. */
export interface Names {
  readonly first: readonly string[];
  /** How many there are besides. */
  readonly more: number;
}

/** More in a result are read by nobody; reports show fewer. */
const MOST = 20;

export function someOf(names: readonly string[]): Names {
  return { first: names.slice(0, MOST), more: Math.max(0, names.length - MOST) };
}
