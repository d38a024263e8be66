/** Baselines with a history behind them, written as logarithms. */
import { type Baseline, type Fingerprint, type Series, TIME } from "../../src/model.ts";
import { CANARY_ID } from "../../src/protocol.ts";
import { baseline, fingerprint, storedSeries } from "./baselines.ts";

/** Commit of a run, by its place. */
export const commitAt = (run: number): string => String(run).padStart(40, "0");

/** Logarithm of the seconds that the canary takes where the machine is as fast as usual. */
export const CANARY_LEVEL = Math.log(0.001);

/**
 * A baseline of these benchmarks: logarithms of their medians (in seconds), run by run, null for one that was not
 * measured. All runs are on the same machine unless `machines` says on which each was, and as fast as usual unless
 * `canary` has logarithms of other seconds.
 */
export function baselineOf(
  logs: Readonly<Record<string, readonly (number | null)[]>>,
  machines: readonly Fingerprint[] = [],
  canary: readonly (number | null)[] = [],
): Baseline {
  const count = Math.max(...Object.values(logs).map(({ length }) => length));
  const on = Array.from({ length: count }, (_, run) => machines[run] ?? fingerprint());
  const recordedAt = (run: number) => new Date(Date.UTC(2026, 0, 1 + run)).toISOString();
  return baseline({
    commit: commitAt(count - 1),
    recordedAt: recordedAt(count - 1),
    fingerprint: on.at(-1) ?? fingerprint(),
    fingerprints: on,
    runs: on.map((_, run) => {
      const level = run < canary.length ? (canary[run] ?? null) : CANARY_LEVEL;
      return {
        commit: commitAt(run),
        recordedAt: recordedAt(run),
        fingerprint: run,
        canary: level === null ? null : Math.exp(level),
      };
    }),
    series: Object.entries(logs).map(([id, column]) => {
      const last = column.at(-1) ?? null;
      return storedSeries({
        id,
        medians: last === null ? [] : sixBlocks(last),
        history: column.map((value) => (value === null ? null : Math.exp(value))),
      });
    }),
  });
}

/** Head's series around a logarithm of its median. */
export const headSeries = (id: string, value: number): Series => ({
  id,
  metric: "time",
  unit: "s",
  better: "smaller",
  medians: sixBlocks(value),
});

/** The canary of head's run, around a logarithm of its seconds. */
export const canarySeries = (level = CANARY_LEVEL, blocks = 6): Series => ({
  id: CANARY_ID,
  ...TIME,
  medians: Array.from({ length: blocks }, () => Math.exp(level)),
});

/** Six blocks of a run, 1 % apart. */
function sixBlocks(value: number): number[] {
  return [-0.01, 0.01, -0.005, 0.005, 0, 0].map((off) => Math.exp(value + off));
}

/**
 * Histories of fifty benchmarks, whose blocks have an SD of 1 %, and head once more: runs lie `deviation` apart, all
 * benchmarks of a run move together by `shared`, and base's own level changed by `step` with its last runs.
 */
export function simulatedRun(options: {
  readonly draw: () => number;
  readonly runs: number;
  readonly deviation: number;
  readonly shared?: number;
  readonly change?: number;
  readonly step?: { readonly runs: number; readonly change: number };
}) {
  const { draw, runs, deviation, shared = 0, change = 0, step = { runs: 0, change: 0 } } = options;
  const ofRun = Array.from({ length: runs + 1 }, () => shared * draw());
  const ids = Array.from({ length: 50 }, (_, index) => `b${index}`);
  const value = (run: number, level: number) => level + (ofRun[run] ?? 0) + deviation * draw();
  const logs = ids.map((id) => [
    id,
    Array.from({ length: runs }, (_, run) => value(run, -7 + (run >= runs - step.runs ? step.change : 0))),
  ]);
  const question = {
    fingerprint: fingerprint(),
    baseCommit: null,
    codes: new Map(ids.map((id) => [id, null])),
  };
  return {
    store: baselineOf(Object.fromEntries(logs)),
    head: ids.map((id) => headSeries(id, value(runs, -7 + step.change + change))),
    ids,
    question,
  };
}
