/** A stored baseline with a hundred runs behind it. */
import { RECORD_BLOCKS } from "../../src/measure/schedule.ts";
import type { Baseline, Benchmark } from "../../src/model.ts";
import { randomStream } from "../../src/statistics/random.ts";

export const FINGERPRINT = {
  cpu: "AMD EPYC 7763 64-Core Processor",
  os: "ubuntu-24.04",
  python: "CPython 3.13.0",
  lock: "0",
  packages: "a".repeat(64),
  variables: {},
};

export const CODE = "0123456789ab";

export function madeUpBaseline(benchmarks: readonly Benchmark[], runs: number, seed: number): Baseline {
  const random = randomStream(seed, "history");
  const commitOf = (run: number) => String(run).padStart(40, "0");
  const recordedAt = "2026-01-01T00:00:00.000Z";
  return {
    schemaVersion: 2,
    commit: commitOf(runs - 1),
    branch: "main",
    recordedAt,
    fingerprint: FINGERPRINT,
    fingerprints: [FINGERPRINT],
    setting: null,
    runs: Array.from({ length: runs }, (_, run) => ({
      commit: commitOf(run),
      recordedAt,
      fingerprint: 0,
      canary: 0.001,
    })),
    series: benchmarks.map(({ id }, index) => {
      const seconds = 10 ** (-5 + (4 * (index % 97)) / 97);
      const value = () => Number((seconds * (0.9 + random.integer(0, 200_000) / 1e6)).toPrecision(5));
      return {
        id,
        metric: "time",
        unit: "s",
        better: "smaller",
        code: CODE,
        medians: Array.from({ length: RECORD_BLOCKS }, value),
        history: Array.from({ length: runs }, value),
        crept: null,
      };
    }),
  };
}
