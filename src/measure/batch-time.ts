/** From what a harness says of a batch to the time that counts. Pure. */
import type { Measured } from "../protocol.ts";

/**
 * Nanoseconds a batch took, less those for which the kernel let something else run instead (its run delay, as
 * `/proc/<pid>/schedstat` counts it; where that is unknown, simply the wall clock).
 *
 * Waiting that the benchmark asked for (sleep, input, locks) stays in. It never falls below the CPU time of the
 * process: while its own threads kept the timed one waiting, that was its own work.
 */
export function undelayedNs({
  wallNs,
  cpuNs,
  runDelayNs,
}: Pick<Measured, "wallNs" | "cpuNs" | "runDelayNs">): number {
  if (runDelayNs === null) return wallNs;
  return Math.max(wallNs - runDelayNs, Math.min(cpuNs, wallNs));
}

/** A clock of nanoseconds says no more digits of a batch of some milliseconds. */
const DIGITS = 7;

/**
 * Seconds a call of each batch of one side, as they are told.
 *
 * @param calls of each batch
 * @param isCollectorKnown of these batches and of those that they are compared with: both are to be treated alike
 */
export function callSeconds(
  batches: readonly Measured[],
  calls: number,
  isCollectorKnown: boolean,
): number[] {
  const nanoseconds = isCollectorKnown ? evenlyCollectedNs(batches) : batches.map(undelayedNs);
  return nanoseconds.map((ns) => asTold(ns / 1e9 / calls));
}

/** Without the digits that say nothing, and would only make a result document longer. */
export function asTold(seconds: number): number {
  return Number(seconds.toPrecision(DIGITS));
}

/**
 * Nanoseconds of batches of one side, with the garbage collector's part of all of them spread evenly over each; where
 * nobody knows that part, simply their time.
 *
 * It pauses a program now and then, if there is much to collect for as long as a batch takes. A median over pairs would
 * tell whether the typical batch has such a pause, and not what pauses cost.
 */
export function evenlyCollectedNs(batches: readonly Measured[]): number[] {
  const parts = batches.map((batch) => ({ whole: undelayedNs(batch), collector: collectorNs(batch) }));
  const share = parts.reduce((sum, { collector }) => sum + collector, 0) / parts.length;
  return parts.map(({ whole, collector }) => whole - collector + share);
}

/** Never more than all: it may have run just outside the timed calls, or on a clock that ticks slowly. */
function collectorNs(batch: Measured): number {
  return Math.min(batch.collectorNs ?? 0, undelayedNs(batch));
}

/** Whether something else ran in the course of it for nobody knows how long. */
export function wasDisturbed({ preemptions, runDelayNs }: Measured): boolean {
  return runDelayNs === null && preemptions !== null && preemptions > 0;
}
