/**
 * What the gate adds: before its first line of work, and around the batches that it measures.
 *
 * Measuring time is the timed loops of pairs and of warm-up batches, on both sides. Everything else is added:
 * calibration, untimed calls, messages, processes, checkouts, deciding, telling.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findNode24 } from "../e2e/node24.mjs";
import { repositoryFolder } from "./folders.ts";
import { type Check, check } from "./overhead/checks.ts";
import type { Ledger } from "./overhead/ledger.ts";
import { measureStartUp, type StartUp } from "./overhead/start-up.ts";
import { type TracedRun, tracedRun } from "./overhead/traced-run.ts";
import { makeProject } from "./project.ts";
import { machineName } from "./recording.ts";
import { rounded, type Spread, spreadOf, sum } from "./spread.ts";

/** The goal: added ≤ 10 % of measuring time + 2 s. */
const ALLOWED_SHARE = 0.1;
const ALLOWED_SECONDS = 2;

export interface OverheadRequest {
  readonly python: string;
  /** Of each kind of start, against an empty script. */
  readonly startPairs: number;
  /** Runs of the real command line. */
  readonly checks: number;
  /** Runs in this process, with every port traced. */
  readonly tracedRuns: number;
}

export interface Overhead {
  readonly recordedAt: string;
  readonly machine: string;
  readonly startUp: StartUp;
  readonly check: AroundBatches & { readonly repeatedPairs: Spread; readonly verdicts: readonly string[] };
  readonly traced: AroundBatches & {
    /** Where the whole time goes, each second in one account. */
    readonly seconds: Readonly<Record<keyof Ledger, Spread>>;
    /** Of the ports, by name, in order of their first call; they overlap. */
    readonly portSeconds: Readonly<Record<string, Spread>>;
    readonly batches: {
      readonly pairs: Spread;
      readonly warmUps: Spread;
      readonly calibration: Spread;
      readonly visits: Spread;
    };
    readonly microseconds: {
      /** A round trip without untimed calls. */
      readonly plainRoundTrip: Spread;
      readonly untimedCallsOfOnePairedBatch: Spread;
      readonly nextBenchmark: Spread;
    };
  };
}

export interface AroundBatches {
  readonly blocks: Spread;
  readonly wallSeconds: Spread;
  readonly measuringSeconds: Spread;
  readonly addedSeconds: Spread;
  readonly addedShareOfMeasuring: Spread;
  /** What the goal leaves: negative where it is missed. */
  readonly secondsToGoal: Spread;
}

export async function overhead(request: OverheadRequest): Promise<Overhead> {
  const { python, startPairs, checks, tracedRuns } = request;
  const node24 = await findNode24(fileURLToPath(new URL(".tools", repositoryFolder)), (message) =>
    process.stderr.write(`${message}\n`),
  );
  return {
    recordedAt: new Date().toISOString(),
    machine: machineName(),
    startUp: await measureStartUp(join(node24, "node"), startPairs),
    check: ofChecks(await repeated(checks, (folder) => check(folder, python, join(node24, "node")))),
    traced: ofTracedRuns(await repeated(tracedRuns, (folder, run) => tracedRun(folder, python, run + 1))),
  };
}

/** In a checkout of its own each time, without any `.pyc` files: as in a job. */
async function repeated<T>(times: number, run: (folder: string, index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let index = 0; index < times; index += 1) {
    await using project = await makeProject({ percent: 0, nullEdit: 0 });
    results.push(await run(project.folder, index));
  }
  return results;
}

function ofChecks(checks: readonly Check[]): Overhead["check"] {
  return {
    ...aroundBatches(
      checks.map((one) => ({ ...one, measuringSeconds: one.pairSeconds + one.warmUpSeconds })),
    ),
    repeatedPairs: spreadOf(checks.map((one) => one.repeatedPairs)),
    verdicts: checks.map((one) => one.verdict),
  };
}

function ofTracedRuns(runs: readonly TracedRun[]): Overhead["traced"] {
  const ledgers = runs.map((run) => run.accounts.ledger);
  const names = Object.keys(ledgers[0] ?? {}) as (keyof Ledger)[];
  const ports = [...new Set(runs.flatMap((run) => run.trace.spans.map((span) => span.name)))];
  const portSeconds = (name: string, { trace }: TracedRun) =>
    sum(trace.spans.filter((span) => span.name === name).map((span) => span.to - span.from));
  const perRun = (figure: (accounts: TracedRun["accounts"]) => number) =>
    spreadOf(runs.map((run) => figure(run.accounts)));
  return {
    ...aroundBatches(
      runs.map(({ wall, accounts }) => ({
        wallSeconds: wall,
        measuringSeconds: accounts.ledger.pairs + accounts.ledger.warmUps,
        blocks: accounts.blocks,
      })),
    ),
    seconds: Object.fromEntries(
      names.map((name) => [name, spreadOf(ledgers.map((one) => one[name]))]),
    ) as Record<keyof Ledger, Spread>,
    portSeconds: Object.fromEntries(
      ports.map((name) => [name, spreadOf(runs.map((run) => portSeconds(name, run)))]),
    ),
    batches: {
      pairs: perRun(({ batches }) => batches.pairs),
      warmUps: perRun(({ batches }) => batches.warmUps),
      calibration: perRun(({ batches }) => batches.calibration),
      visits: perRun(({ visits }) => visits),
    },
    microseconds: {
      plainRoundTrip: perRun(({ plainRoundTrip }) => 1e6 * plainRoundTrip),
      untimedCallsOfOnePairedBatch: perRun(
        ({ ledger, batches }) => (1e6 * ledger.untimedCalls) / batches.pairs,
      ),
      nextBenchmark: perRun(({ ledger, visits, blocks }) => (1e6 * ledger.nextBenchmark) / (visits - blocks)),
    },
  };
}

function aroundBatches(
  runs: readonly {
    readonly wallSeconds: number;
    readonly measuringSeconds: number;
    readonly blocks: number;
  }[],
): AroundBatches {
  const added = runs.map((run) => run.wallSeconds - run.measuringSeconds);
  return {
    blocks: spreadOf(runs.map((run) => run.blocks)),
    wallSeconds: spreadOf(runs.map((run) => run.wallSeconds)),
    measuringSeconds: spreadOf(runs.map((run) => run.measuringSeconds)),
    addedSeconds: spreadOf(added),
    addedShareOfMeasuring: spreadOf(
      runs.map((run, index) => (added[index] ?? Number.NaN) / run.measuringSeconds),
    ),
    secondsToGoal: spreadOf(
      runs.map((run, index) =>
        rounded(ALLOWED_SHARE * run.measuringSeconds + ALLOWED_SECONDS - (added[index] ?? Number.NaN)),
      ),
    ),
  };
}
