/**
 * Seeded randomness. Every use draws from a stream of its own, named by labels, so that another draw in one place
 * changes nothing elsewhere, and a run can be repeated from its seed.
 */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export interface RandomStream {
  /** A whole number, both ends included. */
  integer(low: number, high: number): number;
  coin(): boolean;
  shuffled<T>(items: readonly T[]): T[];
}

/** The stream of a seed and labels. @param seed whole number, 0 to 2³² − 1 */
export function randomStream(seed: number, ...labels: readonly (string | number)[]): RandomStream {
  const generator = xoroshiro128plus(mixed(seed, labels));
  const integer = (low: number, high: number) => uniformInt(generator, low, high);
  return {
    integer,
    coin: () => integer(0, 1) === 1,
    shuffled: (items) => {
      // Fisher–Yates, in the form of Knuth, TAOCP volume 2, algorithm 3.4.2 P.
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last--) {
        const chosen = integer(0, last);
        [shuffled[last], shuffled[chosen]] = [
          shuffled[chosen] as (typeof shuffled)[0],
          shuffled[last] as (typeof shuffled)[0],
        ];
      }
      return shuffled;
    },
  };
}

/** FNV-1a over the seed and the labels, which spreads neighbouring block numbers over the generator's whole range. */
function mixed(seed: number, labels: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of [seed, ...labels].join("\u0000")) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return hash | 0;
}
