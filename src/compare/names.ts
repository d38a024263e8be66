/** Some of many names. Pure. */
import type { Names } from "../model/names.ts";

/** More in a result are read by nobody; reports show fewer. */
const MOST = 20;

export function someOf(names: readonly string[]): Names {
  return { first: names.slice(0, MOST), more: Math.max(0, names.length - MOST) };
}
