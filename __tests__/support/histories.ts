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
