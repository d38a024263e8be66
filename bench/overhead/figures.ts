/** What runs took, as figures: measuring time, what is added to it, and where that goes. */
import { rounded, type Spread, spreadOf, sum } from "../spread.ts";
import type { Check } from "./checks.ts";
import type { Ledger } from "./ledger.ts";
import type { TracedRun } from "./traced-run.ts";

/** The goal: added ≤ 10 % of measuring time + 2 s. */
const ALLOWED_SHARE = 0.1;
const ALLOWED_SECONDS = 2;

export interface AroundBatches {
  readonly blocks: Spread;
  readonly wallSeconds: Spread;
  readonly measuringSeconds: Spread;
  readonly addedSeconds: Spread;
  readonly addedShareOfMeasuring: Spread;
  /** What the goal leaves: negative where it is missed. */
  readonly secondsToGoal: Spread;
}

export interface CheckFigures extends AroundBatches {
  readonly repeatedPairs: Spread;
  readonly verdicts: readonly string[];
}

export interface TracedFigures extends AroundBatches {
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
}

export function ofChecks(checks: readonly Check[]): CheckFigures {
  return {
    ...aroundBatches(
      checks.map((one) => ({ ...one, measuringSeconds: one.pairSeconds + one.warmUpSeconds })),
    ),
    repeatedPairs: spreadOf(checks.map((one) => one.repeatedPairs)),
    verdicts: checks.map((one) => one.verdict),
  };
}

export function ofTracedRuns(runs: readonly TracedRun[]): TracedFigures {
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
