/**
 * The history inside a baseline: a list of runs, and for every benchmark one median for each run. A new recording takes
 * over what the store has, and adds itself at the end. Pure.
 */
import {
  BASELINE_VERSION,
  type Baseline,
  type BaselineRun,
  type BaselineSeries,
  type Fingerprint,
  type LookedIntoDrift,
  type Series,
} from "../model.ts";
import { median } from "../statistics/student.ts";
import { differentVariables } from "./variables.ts";

/** Most runs that a baseline keeps, including its own. */
export const MOST_RUNS = 100;
/** Digits of a stored median: its noise is a thousand times larger than the rounding. */
const SIGNIFICANT_DIGITS = 5;

/** What one run measured, before it has a history. */
export interface Recording {
  readonly commit: string;
  readonly branch: string;
  /** Time of the recording: ISO 8601, UTC. */
  readonly recordedAt: string;
  readonly fingerprint: Fingerprint;
  /** Hash of the settings, as in `Baseline`. */
  readonly setting: string | null;
  /** Time of the canary, as in `BaselineRun`. */
  readonly canary: number | null;
  readonly series: readonly (Series & Pick<BaselineSeries, "code">)[];
}

/**
 * Whether two fingerprints are the same, as far as is known. Recordings that do not store their variables count as
 * having the same, as they did before variables were stored.
 */
export function sameFingerprint(a: Fingerprint, b: Fingerprint): boolean {
  return (
    a.cpu === b.cpu &&
    a.os === b.os &&
    a.python === b.python &&
    a.lock === b.lock &&
    a.packages === b.packages &&
    differentVariables(a, b).length === 0
  );
}

/** Whether two fingerprints are the same, including what they do not say. */
function isOneFingerprint(a: Fingerprint, b: Fingerprint): boolean {
  return (a.variables === null) === (b.variables === null) && sameFingerprint(a, b);
}

/** Whether two fingerprints are certainly the same: what is unknown may differ, and settles nothing. */
export function surelySameFingerprint(a: Fingerprint, b: Fingerprint): boolean {
  return a.packages !== null && sameFingerprint(a, b);
}

/**
 * Whether two runs are close enough for a trend: the same CPU and the same Python, except for its patch release. Hosted
 * images change every week, and lock files with every dependency; whether these made a difference is for somebody to
 * see.
 */
export function similarMachine(a: Fingerprint, b: Fingerprint): boolean {
  return a.cpu === b.cpu && withoutPatch(a.python) === withoutPatch(b.python);
}

/** A version without its patch release: `CPython 3.13.0 (free-threaded)` becomes `CPython 3.13 (free-threaded)`. */
export function withoutPatch(python: string): string {
  return python.replace(/(?<!\d)(\d+\.\d+)\S*/, "$1");
}

/** How many recordings were made on a machine like this one, each of another commit. */
export function runsOnMachine({ runs, fingerprints }: Baseline, fingerprint: Fingerprint): number {
  const isSame = fingerprints.map((one) => surelySameFingerprint(one, fingerprint));
  return runs.filter((run) => isSame[run.fingerprint]).length;
}

/**
 * The recording as a baseline, with the history of an earlier one before it.
 *
 * A benchmark that is no longer collected is dropped with its history. One that is collected, but could not be measured
 * in this run, keeps it: it may run again tomorrow. One whose own code changed is another benchmark, and starts anew.
 *
 * @param collected ids of the suite as it is now
 * @param lookedInto what this run found about drifts, by `seriesKey`; for the others, what earlier runs found is kept
 */
export function withHistory(
  recording: Recording,
  earlier: Baseline | null,
  collected: readonly string[],
  lookedInto: ReadonlyMap<string, LookedIntoDrift | null> = new Map(),
): Baseline {
  const { commit, branch, recordedAt, fingerprint, setting, canary } = recording;
  const kept = earlier === null ? [] : keptRuns(earlier, recording);
  const fingerprints = distinct([
    ...kept.flatMap(({ run }) => earlier?.fingerprints[run.fingerprint] ?? []),
    fingerprint,
  ]);
  const place = (one: Fingerprint) => fingerprints.findIndex((other) => isOneFingerprint(one, other));
  const runs: BaselineRun[] = [
    ...kept.map(({ run }) => ({
      ...run,
      fingerprint: place(earlier?.fingerprints[run.fingerprint] ?? fingerprint),
    })),
    {
      commit,
      recordedAt,
      fingerprint: place(fingerprint),
      canary: canary === null ? null : rounded(canary),
    },
  ];
  const before = new Map(earlier?.series.map((series) => [seriesKey(series), series]));
  const columnOf = (series: BaselineSeries | undefined) =>
    kept.map(({ index }) => series?.history[index] ?? null);
  const measured = recording.series.map((series): BaselineSeries => {
    const known = before.get(seriesKey(series));
    const sameCode = known !== undefined && known.code === series.code;
    return {
      ...series,
      medians: series.medians.map(rounded),
      history: [...columnOf(sameCode ? known : undefined), rounded(median(series.medians))],
      crept:
        lookedInto.get(seriesKey(series)) ??
        (sameCode && !lookedInto.has(seriesKey(series)) ? known.crept : null),
    };
  });
  const present = new Set(measured.map(seriesKey));
  const stillThere = new Set(collected);
  const missed = (earlier?.series ?? [])
    .filter((series) => stillThere.has(series.id) && !present.has(seriesKey(series)))
    .map((series) => ({ ...series, medians: [], history: [...columnOf(series), null] }))
    .filter(({ history }) => history.some((value) => value !== null));
  return {
    schemaVersion: BASELINE_VERSION,
    commit,
    branch,
    recordedAt,
    fingerprint,
    fingerprints,
    setting,
    runs,
    series: [...measured, ...missed],
  };
}

/**
 * Runs that are kept: all except those of the same commit on the same kind of machine, which this run measured anew.
 */
function keptRuns(
  earlier: Baseline,
  { commit, fingerprint }: Recording,
): { readonly run: BaselineRun; readonly index: number }[] {
  return earlier.runs
    .map((run, index) => ({ run, index }))
    .filter(({ run }) => {
      const on = earlier.fingerprints[run.fingerprint];
      return run.commit !== commit || on === undefined || !sameFingerprint(on, fingerprint);
    })
    .slice(-(MOST_RUNS - 1));
}

/** Key of a series: benchmarks are told apart by id and metric. */
export function seriesKey({ id, metric }: Pick<Series, "id" | "metric">): string {
  return `${metric} ${id}`;
}

function distinct(fingerprints: readonly Fingerprint[]): Fingerprint[] {
  const found: Fingerprint[] = [];
  for (const one of fingerprints) if (!found.some((other) => isOneFingerprint(one, other))) found.push(one);
  return found;
}

function rounded(value: number): number {
  return Number(value.toPrecision(SIGNIFICANT_DIGITS));
}
