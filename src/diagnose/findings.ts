/** What limits a gate on this machine: decides which findings hold. Pure. */
import { FEWEST_PAIRS } from "../measure/batch-plan.ts";
import type { BenchmarkNoise, Detection, Diagnosis, Finding } from "./diagnosis.ts";

export type Facts = Pick<Diagnosis, "machine" | "run" | "timing" | "benchmarks" | "canary" | "power">;

/** A benchmark, or a file of them, and why it could not be measured. */
export interface Unmeasured {
  readonly id: string;
  readonly message: string;
}

/** The slowdown that a gate should reliably find, in budgets. */
const WANTED_OF_BUDGET = 1.5;
const NAMED = 3;
/**
 * Share of preempted pairs from which they are reported. They are repeated and only cost time, but with so many of
 * them, the pairs that were kept are suspicious as well.
 */
const MANY_REPEATED = 0.2;
/**
 * Share of time for other processes from which it is reported. Batches then take a third longer, and caches are shared.
 */
const MUCH_DELAY = 0.25;
/** Seconds below which starting processes is nothing to act on, whatever its share. */
const NOTABLE_START_SECONDS = 0.5;
const LARGE_START_SHARE = 1 / 3;
/** Seconds of a call up to which a benchmark's share of a block is enough for all pairs. */
const LONG_SECONDS = 0.02;
/**
 * Share of a block from which long benchmarks are reported. If they take less, and are still decided, they do no harm.
 */
const LARGE_LONG_SHARE = 1 / 4;

/** Findings in order: reasons to doubt the diagnosis first, then causes before their effects. */
export function findingsOf(
  facts: Facts,
  unmeasured: readonly Unmeasured[],
  timeLimitSeconds: number,
): Finding[] {
  const { benchmarks } = facts;
  return [
    ...namedFinding(
      "false-alarm",
      benchmarks.filter(({ verdict }) => verdict === "regressed" || verdict === "improved"),
    ),
    ...ofMachine(facts),
    ...ofPower(facts, timeLimitSeconds),
    ...ofTime(facts),
    ...notMeasured(unmeasured),
    ...(benchmarks.length === 0 && unmeasured.length === 0 ? [{ code: "no-benchmarks" as const }] : []),
  ];
}

function ofMachine({ machine, run }: Facts): Finding[] {
  const { repeatedPairs, runDelayShare, pairs, canary } = run;
  return [
    ...(canary?.drifted ? [{ code: "canary-drifted" as const, change: canary.change }] : []),
    ...(machine.cpus === null ? [{ code: "not-pinned" as const }] : []),
    ...(machine.cpus === 1 ? [{ code: "single-cpu" as const }] : []),
    ...(machine.layout === "randomised" ? [{ code: "layout-randomised" as const }] : []),
    ...(/\bdebug\b/.test(machine.python) ? [{ code: "debug-build" as const }] : []),
    ...(runDelayShare !== null && runDelayShare > MUCH_DELAY
      ? [{ code: "busy-machine" as const, runDelayShare }]
      : []),
    ...(repeatedPairs > MANY_REPEATED * pairs ? [{ code: "preempted" as const, repeatedPairs, pairs }] : []),
  ];
}

function ofPower({ power, timing, benchmarks, canary }: Facts, timeLimitSeconds: number): Finding[] {
  const { affordableBlocks, mostBlocks, typical, noisiest, neededDeviation } = power;
  // Time would not help those that are too noisy even for all blocks.
  const wouldDo = noisiest.filter((one) => !findsWanted(one) && !isTooNoisy(one, power));
  const findings: Finding[] = [];
  if (affordableBlocks < mostBlocks && (!findsWanted(typical) || wouldDo.length > 0)) {
    const neededSeconds = mostBlocks * timing.blockSeconds;
    findings.push({ code: "time-limit", timeLimitSeconds, neededSeconds, affordableBlocks, mostBlocks });
  }
  if (neededDeviation === null) {
    if (!findsWanted(typical)) findings.push({ code: "small-budget", budget: typical.budget });
    return findings;
  }
  if (typical.deviation > neededDeviation) {
    const source = canary !== null && canary.deviation > neededDeviation ? "machine" : "benchmarks";
    findings.push({ code: "noise", source, deviation: typical.deviation, neededDeviation });
    return findings;
  }
  const tooNoisy = benchmarks.filter((one) => isTooNoisy(one, power));
  return [
    ...findings,
    ...namedFinding("noisy-benchmarks", tooNoisy).map((one) => ({ ...one, neededDeviation })),
  ];
}

function ofTime({ timing, benchmarks, canary, power }: Facts): Finding[] {
  const { startSeconds, blockSeconds } = timing;
  const slowToStart =
    startSeconds >= NOTABLE_START_SECONDS && startSeconds > LARGE_START_SHARE * blockSeconds;
  // If whole runs of a tool are compared, all have a single pair.
  const allPairs = Math.max(canary?.pairs ?? 0, ...benchmarks.map(({ pairs }) => pairs));
  const few = benchmarks.filter(({ pairs }) => pairs < Math.min(FEWEST_PAIRS, allPairs / 2));
  const long = few.filter(({ seconds }) => seconds >= LONG_SECONDS);
  const short = few.filter(({ seconds }) => seconds < LONG_SECONDS);
  // Medians need not add up to one another.
  const blockShare = Math.min(1, long.reduce((sum, one) => sum + one.blockSeconds, 0) / blockSeconds);
  const isLimit = (some: readonly BenchmarkNoise[]) => some.some((one) => isTooNoisy(one, power));
  return [
    ...(slowToStart ? [{ code: "process-starts" as const, startSeconds, blockSeconds }] : []),
    ...(blockShare > LARGE_LONG_SHARE || isLimit(long)
      ? namedFinding("long-benchmarks", longestFirst(long)).map((one) => ({ ...one, blockShare }))
      : []),
    ...(isLimit(short) ? namedFinding("few-rounds", short) : []),
  ];
}

function notMeasured(unmeasured: readonly Unmeasured[]): Finding[] {
  const [first] = unmeasured;
  if (first === undefined) return [];
  const ids = [...new Set(unmeasured.map(({ id }) => id))];
  return namedFinding(
    "not-measured",
    ids.map((id) => ({ id })),
  ).map((one) => ({ ...one, message: first.message }));
}

function namedFinding<Code extends string>(code: Code, benchmarks: readonly { readonly id: string }[]) {
  if (benchmarks.length === 0) return [];
  return [{ code, count: benchmarks.length, benchmarks: benchmarks.slice(0, NAMED).map(({ id }) => id) }];
}

function longestFirst(benchmarks: readonly BenchmarkNoise[]): BenchmarkNoise[] {
  return benchmarks.toSorted((one, other) => other.blockSeconds - one.blockSeconds);
}

export function findsWanted({ found99, wanted }: Detection): boolean {
  return found99 !== null && found99 <= wanted;
}

/** The slowdown that a gate with this budget should find nearly always. */
export function wantedOf(budget: number): number {
  return WANTED_OF_BUDGET * budget;
}

/** Whether a benchmark is too noisy even for all blocks. A larger budget allows more noise. */
function isTooNoisy(
  { deviation, budget }: { readonly deviation: number; readonly budget: number },
  { neededDeviation, typical }: Diagnosis["power"],
): boolean {
  return neededDeviation === null || deviation > (neededDeviation * roomOf(budget)) / roomOf(typical.budget);
}

/** Distance between the budget and the wanted slowdown; logarithmic. */
function roomOf(budget: number): number {
  return Math.log1p(wantedOf(budget)) - Math.log1p(budget);
}
