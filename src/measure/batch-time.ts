/** From what a harness says of a batch to the time that counts. Pure. */
import type { Measured } from "../protocol.ts";

/**
 * Nanoseconds that a batch on one CPU took, less those for which the kernel let something else run instead (its run
 * delay, as `/proc/<pid>/schedstat` counts it; where that is unknown, simply the wall clock).
 *
 * Waiting that the benchmark asked for (sleep, input, locks) stays in. It never falls below the CPU time of the process
 * and its children: while these kept each other waiting, that was the benchmark's own work.
 */
export function undelayedNs({
  wallNs,
  cpuNs,
  childrenNs,
  runDelayNs,
}: Pick<Measured, "wallNs" | "cpuNs" | "childrenNs" | "runDelayNs">): number {
  if (runDelayNs === null) return wallNs;
  return Math.max(wallNs - runDelayNs, Math.min(cpuNs + (childrenNs ?? 0), wallNs));
}

/** Digits of a time: a clock of nanoseconds says no more of a batch of some milliseconds. */
const DIGITS = 7;

/** How batches were run. */
export interface Running {
  /** Whether both sides' batches ran at the same time on one CPU, and not one after the other. */
  readonly sideBySide: boolean;
  readonly onAllCpus: boolean;
}

/** How batches were run, and what is known of them. */
export interface TimedBy extends Running {
  /** Whether both sides tell what the garbage collector takes: they are to be treated alike. */
  readonly isCollectorKnown: boolean;
}

/** Calls of a batch. */
export interface BatchCalls {
  readonly timed: number;
  readonly untimed: number;
}

/** Seconds a call of each batch of one side, as they are told. @param sizes of the batches, at the same places */
export function callSeconds(
  batches: readonly Measured[],
  sizes: readonly BatchCalls[],
  { isCollectorKnown, ...running }: TimedBy,
): number[] {
  const parts = batches.map((batch, index) => {
    const calls = sizes[index] ?? { timed: 1, untimed: 0 };
    return { batch, calls, whole: countedNs(batch, running) };
  });
  const collected = isCollectorKnown
    ? evenlyCollectedNs(parts)
    : parts.map(({ whole, calls }) => whole / calls.timed);
  const putOff = putOffNs(parts);
  return collected.map((ns) => asTold((ns + putOff) / 1e9));
}

interface BatchPart {
  readonly batch: Measured;
  readonly calls: BatchCalls;
  /** Nanoseconds of the batch that count. */
  readonly whole: number;
}

/**
 * Nanoseconds that count of a batch. Side by side, it is the CPU time: what runs so never waits, and the clock on the
 * wall shows the other side as well. On several CPUs, it is the clock on the wall: of what threads wait for a CPU, nobody
 * knows what they owe to each other, and what of it anybody waited for.
 */
export function countedNs(batch: Measured, { sideBySide, onAllCpus }: Running): number {
  if (onAllCpus) return batch.wallNs;
  return sideBySide ? batch.cpuNs : undelayedNs(batch);
}

/**
 * Where it could have used this many CPUs at a time, it did not wait for one thread alone. A thread that wakes another one
 * and waits for it has use for two for a moment.
 */
const PARALLEL_FROM_CPUS = 1.2;
/**
 * Of threads and processes that have ended, nobody knows for how long they waited for a CPU. Where they worked for more than
 * this part of the time, and less than so much of it is explained, they may have waited for each other.
 */
const ENDED_PART = 0.05;
const EXPLAINED_PART = 0.9;
/** The clocks of a batch are read one after the other, and that of the wall last: it sees so much less than the others. */
const CLOCKS_APART_NS = 20_000;
/** Part of a benchmark's time that others work for it afterwards, from which on it hands work over instead of sharing it. */
const HANDED_OVER_PART = 0.05;

/**
 * Whether it runs on several CPUs at a time, of batches of one side that had all of them: its threads and child processes
 * together ran, or could have run, for longer than they took. What hands work over, and does not wait for it, gets one
 * CPU all the same: there, its time shows what it makes others do.
 */
export function isParallel(batches: readonly Measured[]): boolean {
  const wallNs = sumOf(batches, (batch) => batch.wallNs);
  const wantedNs = sumOf(batches, (batch) => batch.cpuNs + (batch.childrenNs ?? 0) + (batch.runDelayNs ?? 0));
  const putOffNs = sumOf(batches, (batch) => batch.putOffNs ?? 0);
  const endedNs = sumOf(batches, (batch) => batch.endedNs ?? 0);
  const mayHaveBeen = endedNs > ENDED_PART * wallNs && wantedNs < EXPLAINED_PART * wallNs;
  const isMore =
    wantedNs > PARALLEL_FROM_CPUS * wallNs && wantedNs - wallNs > CLOCKS_APART_NS * batches.length;
  return (isMore || mayHaveBeen) && putOffNs < HANDED_OVER_PART * wallNs;
}

/** Part of the CPUs' time that has to be left over, for others on them to take nothing from a benchmark. */
const LEFT_OVER_PART = 1 / 4;
/** Digits of a share that mean something. */
const SHARE_DIGITS = 3;

/**
 * Part of the CPUs' time that something else had, of batches of one side that had all of them; 0 where CPUs were left over.
 * Null where it is unknown.
 */
export function othersShare(batches: readonly Measured[]): number | null {
  const machines = batches.flatMap(({ machine }) => machine ?? []);
  const capacityNs = machines.reduce((sum, { spanNs, cpus }) => sum + spanNs * cpus, 0);
  if (machines.length < batches.length || capacityNs === 0) return null;
  const busyNs = machines.reduce((sum, one) => sum + one.busyNs, 0);
  const ownNs = machines.reduce((sum, one) => sum + one.ownNs, 0);
  const isCrowded = busyNs > (1 - LEFT_OVER_PART) * capacityNs;
  return isCrowded ? Number((Math.max(0, busyNs - ownNs) / capacityNs).toFixed(SHARE_DIGITS)) : 0;
}

/**
 * Whether it waited, of two that ran side by side, for more than a trace of its time, so that its CPU time is not all it
 * takes. That it was kept from the CPU is no waiting; a page that a virtual machine fetches is, and takes next to nothing.
 */
export function waited({ waits, wallNs, cpuNs, runDelayNs }: Measured): boolean {
  if (waits === 0) return false;
  return runDelayNs === null || wallNs - runDelayNs > 1.02 * cpuNs;
}

/**
 * Whether the CPU time of the thread that measures may be all the time it takes: it is known how often it waits, and that it
 * took little time, for other threads as well.
 */
export function hardlyWaits(batch: Measured): boolean {
  const taken = undelayedNs(batch);
  return batch.waits !== null && batch.cpuNs >= 0.9 * taken && (batch.othersNs ?? 0) < 0.1 * taken;
}

/** Seconds without the digits that say nothing, and would only make a result document longer. */
export function asTold(seconds: number): number {
  return Number(seconds.toPrecision(DIGITS));
}

/**
 * Nanoseconds a call of batches of one side, with the garbage collector's part of all of them spread evenly over each.
 *
 * It pauses a program now and then, if there is much to collect for as long as a batch takes. A median over pairs would
 * tell whether the typical batch has such a pause, and not what pauses cost.
 */
function evenlyCollectedNs(parts: readonly BatchPart[]): number[] {
  // Never more than all: it may have run just outside the timed calls, or on a clock that ticks slowly.
  const collectorOf = ({ batch, whole }: BatchPart) => Math.min(batch.collectorNs ?? 0, whole);
  const share = sumOf(parts, collectorOf) / sumOf(parts, ({ calls }) => calls.timed);
  return parts.map((part) => (part.whole - collectorOf(part)) / part.calls.timed + share);
}

/** Part of a benchmark's time below which work of other threads is taken for what clocks can't tell apart. */
const PUT_OFF_PART = 0.01;

/**
 * Nanoseconds a call that other threads worked for it outside of timed calls: what is handed to them and not waited for.
 *
 * What they do within timed calls is in their time already. Some of that may be left from untimed calls, which is why
 * all of their work is divided by all calls, and what was counted is taken off.
 */
function putOffNs(parts: readonly BatchPart[]): number {
  const within = sumOf(parts, ({ batch }) => batch.othersNs ?? 0);
  const outside = sumOf(parts, ({ batch }) => batch.putOffNs ?? 0);
  if (outside < PUT_OFF_PART * sumOf(parts, ({ whole }) => whole)) return 0;
  const timed = sumOf(parts, ({ calls }) => calls.timed);
  const all = timed + sumOf(parts, ({ calls }) => calls.untimed);
  return Math.max(0, (within + outside) / all - within / timed);
}

function sumOf<T>(of: readonly T[], value: (one: T) => number): number {
  return of.reduce((sum, one) => sum + value(one), 0);
}

/** Whether something else ran in the course of a batch for nobody knows how long. */
export function wasDisturbed({ preemptions, runDelayNs }: Measured): boolean {
  return runDelayNs === null && preemptions !== null && preemptions > 0;
}
