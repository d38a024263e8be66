/** Standard normal values from a seeded stream. */
import type { RandomStream } from "./random.ts";

const STEPS = 0x7fff_ffff;

/** An endless stream of values, made in pairs as by Box & Muller 1958. */
export function normalValues(random: RandomStream): () => number {
  const uniform = () => (random.integer(0, STEPS - 1) + 0.5) / STEPS;
  let second: number | null = null;
  return () => {
    if (second !== null) {
      const value = second;
      second = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    second = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
