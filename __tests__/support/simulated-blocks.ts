/** Blocks as a model of a machine would measure them, for showing how the rules behave. */
import { normalValues } from "../../src/statistics/normal.ts";
import { randomStream } from "../../src/statistics/random.ts";
import type { SequentialInput } from "../../src/statistics/sequential-rule.ts";

/** Standard normal values from a seed. */
export function gaussians(seed: number): () => number {
  return normalValues(randomStream(seed, "gaussian"));
}

/** `count` benchmarks with the true change (a fraction) and block SD (logarithmic), and a budget of 10 %. */
export function simulatedSuite(options: {
  readonly seed: number;
  readonly count: number;
  readonly change: number;
  readonly deviation: number;
  readonly blocks?: number;
}): SequentialInput[] {
  const gaussian = gaussians(options.seed);
  return Array.from({ length: options.count }, (_, index) => ({
    id: `b${index}`,
    logBudget: Math.log1p(0.1),
    gated: true,
    logRatios: Array.from(
      { length: options.blocks ?? 24 },
      () => Math.log1p(options.change) + options.deviation * gaussian(),
    ),
  }));
}
