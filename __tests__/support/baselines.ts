import type { Baseline, BaselineSeries, Fingerprint } from "../../src/model.ts";

export const fingerprint = (changes: Partial<Fingerprint> = {}): Fingerprint => ({
  cpu: "AMD EPYC 7763",
  os: "ubuntu24 20261101.1.0",
  python: "CPython 3.13.0",
  lock: null,
  packages: "p1",
  variables: {},
  ...changes,
});

export const storedSeries = (changes: Partial<BaselineSeries> = {}): BaselineSeries => ({
  id: "app.scoring:score",
  metric: "time",
  unit: "s",
  better: "smaller",
  medians: [2.5e-7],
  code: null,
  history: [2.5e-7],
  crept: null,
  ...changes,
});

/** A baseline of a single run, unless `runs` says otherwise. */
export const baseline = (changes: Partial<Baseline> = {}): Baseline => {
  const { commit = "a".repeat(40), recordedAt = "2026-11-02T03:04:05.678Z" } = changes;
  const of = changes.fingerprint ?? fingerprint();
  return {
    schemaVersion: 2,
    commit,
    branch: "main",
    recordedAt,
    fingerprint: of,
    fingerprints: [of],
    setting: null,
    runs: [{ commit, recordedAt, fingerprint: 0, canary: 0.001 }],
    series: [
      storedSeries({
        id: "benchmarks/test_parse.py::test_orders[größe]",
        medians: [0.001, 0.0012],
        code: "0123456789ab",
        history: [0.0011],
      }),
      storedSeries(),
    ],
    ...changes,
  };
};
