import { describe, expect, test } from "@jest/globals";
import { MOST_RUNS, type Recording, withHistory } from "../../src/baseline/history.ts";
import type { Baseline } from "../../src/model.ts";
import { fingerprint, storedSeries } from "../support/baselines.ts";

const xeon = fingerprint({ cpu: "Intel Xeon" });

const recording = (
  run: number,
  changes: Partial<Recording> & { readonly value?: number } = {},
): Recording => {
  const { value = 0.001 * (run + 1), ...others } = changes;
  return {
    commit: `commit-${run}`,
    branch: "main",
    recordedAt: `2026-11-02T00:00:${String(run % 60).padStart(2, "0")}.000Z`,
    fingerprint: fingerprint(),
    setting: null,
    canary: 0.001,
    series: [
      {
        id: "a",
        metric: "time",
        unit: "s",
        better: "smaller",
        medians: [value, value, value * 3],
        code: "code",
      },
    ],
    ...others,
  };
};
/** Recorded one after the other, each on what the one before stored. */
const recorded = (...recordings: readonly Recording[]): Baseline =>
  recordings.reduce<Baseline | null>(
    (earlier, one) => withHistory(one, earlier, ["a", "b"]),
    null,
  ) as Baseline;
const variablesOf = ({ runs, fingerprints }: Baseline) =>
  runs.map((run) => fingerprints[run.fingerprint]?.variables);
const columnOf = (baseline: Baseline, id = "a") => baseline.series.find((one) => one.id === id)?.history;

test("the first recording is its own history, a median a benchmark", () => {
  const first = recorded(recording(0));
  expect(first.runs).toEqual([
    { commit: "commit-0", recordedAt: "2026-11-02T00:00:00.000Z", fingerprint: 0, canary: 0.001 },
  ]);
  expect(first.fingerprints).toEqual([fingerprint()]);
  expect(first.series).toEqual([
    storedSeries({ id: "a", medians: [0.001, 0.001, 0.003], code: "code", history: [0.001] }),
  ]);
});

test("each recording has the time of its canary, with five digits, or that there was none", () => {
  const third = recorded(
    recording(0, { canary: 0.00123456 }),
    recording(1, { canary: null }),
    recording(2, { canary: 0.002 }),
  );
  expect(third.runs.map(({ canary }) => canary)).toEqual([0.0012346, null, 0.002]);
});

test("every further one puts itself behind those before it, whichever machine they ran on", () => {
  const third = recorded(recording(0), recording(1, { fingerprint: xeon }), recording(2));
  expect(third.runs.map((run) => [run.commit, run.fingerprint])).toEqual([
    ["commit-0", 0],
    ["commit-1", 1],
    ["commit-2", 0],
  ]);
  expect(third.fingerprints).toEqual([fingerprint(), xeon]);
  expect(columnOf(third)).toEqual([0.001, 0.002, 0.003]);
});

test("a hundred runs are kept, and no fingerprint that none of them has", () => {
  const first = recording(0, { fingerprint: xeon });
  const long = recorded(first, ...Array.from({ length: MOST_RUNS }, (_, run) => recording(run + 1)));
  expect(long.runs).toHaveLength(MOST_RUNS);
  expect(long.runs[0]?.commit).toBe("commit-1");
  expect(columnOf(long)).toHaveLength(MOST_RUNS);
  expect(columnOf(long)?.at(-1)).toBe(0.101);
  expect(long.fingerprints).toEqual([fingerprint()]);
});

test("measuring a commit again on the same kind of machine takes the place of the run before", () => {
  const again = recorded(recording(0), recording(1), recording(1, { value: 0.5 }));
  expect(columnOf(again)).toEqual([0.001, 0.5]);
  const elsewhere = recorded(recording(1), recording(1, { fingerprint: xeon, value: 0.5 }));
  expect(columnOf(elsewhere)).toEqual([0.002, 0.5]);
});

test("stored medians have five digits", () => {
  const [series] = recorded(recording(0, { value: 1 / 3 })).series;
  expect(series?.history).toEqual([0.33333]);
  expect(series?.medians).toEqual([0.33333, 0.33333, 1]);
});

describe("a benchmark", () => {
  const other = {
    id: "b",
    metric: "time",
    unit: "s",
    better: "smaller",
    medians: [2],
    code: "code",
  } as const;

  test("that comes later has no values before", () => {
    const both = recorded(recording(0), recording(1, { series: [...recording(1).series, other] }));
    expect(columnOf(both, "b")).toEqual([null, 2]);
  });

  test("that one run could not measure keeps its history", () => {
    const broken = recorded(recording(0, { series: [other] }), recording(1), recording(2));
    expect(columnOf(broken, "b")).toEqual([2, null, null]);
    expect(broken.series.find(({ id }) => id === "b")?.medians).toEqual([]);
    const mended = withHistory(recording(3, { series: [other] }), broken, ["a", "b"]);
    expect(columnOf(mended, "b")).toEqual([2, null, null, 2]);
  });

  test("that is no longer collected is dropped", () => {
    const gone = withHistory(recording(1), recorded(recording(0, { series: [other] })), ["a"]);
    expect(gone.series.map(({ id }) => id)).toEqual(["a"]);
  });

  test("whose own code changed starts anew", () => {
    const [series] = recording(1).series;
    const changed = recorded(
      recording(0),
      recording(1, { series: series === undefined ? [] : [{ ...series, code: "other" }] }),
    );
    expect(columnOf(changed)).toEqual([null, 0.002]);
  });
});

test("recordings that say nothing of their variables stay apart from those that do", () => {
  const known = [{ APP_MODE: "1" }, { APP_MODE: "2" }];
  const all = [null, ...known].map((variables, run) =>
    recording(run, { fingerprint: fingerprint({ variables }) }),
  );
  expect(variablesOf(recorded(...all))).toEqual([null, ...known]);
});
