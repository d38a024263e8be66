/**
 * A stored baseline with a hundred runs behind it.
 *
 * The document has no history of its own yet, so each run is one of the values that a series may have: as many
 * numbers to read, check and decide from as a history has.
 */
import type { Baseline, Benchmark } from "../../src/model.ts";
import { randomStream } from "../../src/statistics/random.ts";

export const FINGERPRINT = {
  cpu: "AMD EPYC 7763 64-Core Processor",
  os: "ubuntu-24.04",
  python: "CPython 3.13.0",
  lock: "0".repeat(64),
};

export function madeUpBaseline(benchmarks: readonly Benchmark[], runs: number, seed: number): Baseline {
  const random = randomStream(seed, "history");
  return {
    schemaVersion: 1,
    commit: "0123456789abcdef0123456789abcdef01234567",
    branch: "main",
    recordedAt: "2026-01-01T00:00:00.000Z",
    fingerprint: FINGERPRINT,
    series: benchmarks.map(({ id }, index) => {
      const seconds = 10 ** (-5 + (4 * (index % 97)) / 97);
      const medians = Array.from({ length: runs }, () => seconds * (0.9 + random.integer(0, 200_000) / 1e6));
      return { id, metric: "time", unit: "s", medians };
    }),
  };
}
