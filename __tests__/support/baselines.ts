import type { Baseline, Fingerprint } from "../../src/model.ts";

export const fingerprint = (changes: Partial<Fingerprint> = {}): Fingerprint => ({
  cpu: "AMD EPYC 7763",
  os: "ubuntu24 20261101.1.0",
  python: "CPython 3.13.0",
  lock: null,
  ...changes,
});

export const baseline = (changes: Partial<Baseline> = {}): Baseline => ({
  schemaVersion: 1,
  commit: "a".repeat(40),
  branch: "main",
  recordedAt: "2026-11-02T03:04:05.678Z",
  fingerprint: fingerprint(),
  series: [
    {
      id: "benchmarks/test_parse.py::test_orders[größe]",
      metric: "time",
      unit: "s",
      medians: [0.001, 0.0012],
    },
    { id: "app.scoring:score", metric: "time", unit: "s", medians: [2.5e-7] },
  ],
  ...changes,
});
