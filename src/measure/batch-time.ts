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

/** How batches were run, and what is known of them. */
export interface Running {
  /** At the same time as the other side's on one CPU, or one after the other. */
  readonly sideBySide: boolean;
  /** Whether both sides tell what the garbage collector takes: they are to be treated alike. */
  readonly isCollectorKnown: boolean;
}

/** Seconds a call of each batch of one side, as they are told. @param calls of each batch */
export function callSeconds(
  batches: readonly Measured[],
  calls: number,
  { sideBySide, isCollectorKnown }: Running,
): number[] {
  const wholes = batches.map((batch) => countedNs(batch, sideBySide));
  const nanoseconds = isCollectorKnown ? evenlyCollectedNs(batches, wholes) : wholes;
  return nanoseconds.map((ns) => asTold(ns / 1e9 / calls));
}

/**
 * Nanoseconds that count of a batch. Side by side, it is the CPU time: what runs so never waits, and the clock on the
 * wall shows the other side as well.
 */
export function countedNs(batch: Measured, sideBySide: boolean): number {
  return sideBySide ? batch.cpuNs : undelayedNs(batch);
}

/**
 * Whether it waited, of two that ran side by side, for more than a trace of its time, so that its CPU time is not all it
 * takes. That it was kept from the CPU is no waiting; a page that a virtual machine fetches is, and takes next to nothing.
 */
export function waited({ waits, wallNs, cpuNs, runDelayNs }: Measured): boolean {
  if (waits === 0) return false;
  return runDelayNs === null || wallNs - runDelayNs > 1.02 * cpuNs;
}

/** Whether its CPU time may be all the time it takes: it is known how often it waits, and that it took little time. */
export function hardlyWaits(batch: Measured): boolean {
  return batch.waits !== null && batch.cpuNs >= 0.9 * undelayedNs(batch);
}

/** Without the digits that say nothing, and would only make a result document longer. */
export function asTold(seconds: number): number {
  return Number(seconds.toPrecision(DIGITS));
}

/**
 * Nanoseconds of batches of one side, with the garbage collector's part of all of them spread evenly over each.
 *
 * It pauses a program now and then, if there is much to collect for as long as a batch takes. A median over pairs would
 * tell whether the typical batch has such a pause, and not what pauses cost.
 */
function evenlyCollectedNs(batches: readonly Measured[], wholes: readonly number[]): number[] {
  const parts = wholes.map((whole, index) => ({
    whole,
    // Never more than all: it may have run just outside the timed calls, or on a clock that ticks slowly.
    collector: Math.min(batches[index]?.collectorNs ?? 0, whole),
  }));
  const share = parts.reduce((sum, { collector }) => sum + collector, 0) / parts.length;
  return parts.map(({ whole, collector }) => whole - collector + share);
}

/** Whether something else ran in the course of it for nobody knows how long. */
export function wasDisturbed({ preemptions, runDelayNs }: Measured): boolean {
  return runDelayNs === null && preemptions !== null && preemptions > 0;
}
