/**
 * From a trace to where its time went. Every second of the run is in exactly one account: base and head take
 * turns, and where they do not (starting, collecting, leaving), the later of the two counts.
 */
import type { Result } from "../../src/model.ts";
import { CANARY_ID } from "../../src/protocol.ts";
import { sum } from "../spread.ts";
import type { ProcessTrace, Trace } from "./trace.ts";
import { type Batch, batchesOf, type Kept, sortBatches, type Visit } from "./visits.ts";
import { earliest, latestGone, walkOf } from "./walk.ts";

/** Seconds. */
export interface Ledger {
  /** Timed loops of the pairs that were kept, and of those that were repeated. */
  readonly pairs: number;
  /** What pairs side by side took beyond that. */
  readonly besidePairs: number;
  readonly warmUps: number;
  readonly calibration: number;
  /** Calls before the timed ones: what such a batch takes beyond its timed loops and a plain round trip. */
  readonly untimedCalls: number;
  /** From sending `batch` to having its answer, without the loops and the untimed calls. */
  readonly roundTrips: number;
  /** The controller between an answer and the next command. */
  readonly betweenBatches: number;
  /** From `next` to both sides `ready` at the benchmark after it. */
  readonly nextBenchmark: number;
  readonly startToHello: number;
  readonly helloToCollected: number;
  readonly collectedToFirstReady: number;
  readonly lastNextToFinished: number;
  readonly leaving: number;
  /** Deciding and whatever else there is between blocks. */
  readonly betweenBlocks: number;
  /** Checkouts, environments, suite: before anything is collected. */
  readonly opening: number;
  /** From the first collecting process to the first block. */
  readonly discovery: number;
  /** After the last block: explaining, comparing, telling, taking down. */
  readonly afterwards: number;
}

export interface Accounts {
  readonly ledger: Ledger;
  readonly blocks: number;
  /** Of one benchmark in one block. */
  readonly visits: number;
  readonly batches: { readonly pairs: number; readonly warmUps: number; readonly calibration: number };
  readonly visited: readonly Visit[];
  /** Seconds of a round trip without untimed calls: the median over the batches that had none. */
  readonly plainRoundTrip: number;
}

/** @param from when the run began, @param to when it had ended, on the controller's clock */
export function accountFor({ processes, result }: Trace, from: number, to: number): Accounts {
  if (result === null) throw new Error("the traced run published nothing");
  const inOrder = processes.toSorted((one, other) => one.asked - other.asked);
  const collecting = inOrder.filter((one) => beginOf(one)?.only === null);
  const blocks = pairsOf(inOrder.filter((one) => beginOf(one)?.only?.[0] === CANARY_ID));
  const visited = blocks.flatMap((block, index) => batchesOf(block, keptOf(result, index)));
  const sorted = sortBatches(visited);
  const plainRoundTrip = sorted.plainRoundTrip;
  const all = [...sorted.pairs, ...sorted.warmUps, ...sorted.calibration];
  const untimedCalls = sum(
    all.filter((batch) => batch.untimed > 0).map((batch) => Math.max(0, beyondLoops(batch) - plainRoundTrip)),
  );
  const walks = blocks.map(walkOf);
  const firstAsked = earliest(blocks[0] ?? []);
  const lastGone = latestGone(blocks.at(-1) ?? []);
  const collectingFrom = earliest(collecting);
  const ledger: Ledger = {
    pairs: sum(sorted.pairs.map((batch) => batch.wall)),
    besidePairs: sum(visited.map((visit) => visit.besidePairs)),
    warmUps: sum(sorted.warmUps.map((batch) => batch.wall)),
    calibration: sum(sorted.calibration.map((batch) => batch.wall)),
    untimedCalls,
    roundTrips: sum(all.map(beyondLoops)) - untimedCalls,
    betweenBatches: sum(walks.map((walk) => walk.betweenBatches)),
    nextBenchmark: sum(walks.map((walk) => walk.nextBenchmark)),
    startToHello: sum(walks.map((walk) => walk.startToHello)),
    helloToCollected: sum(walks.map((walk) => walk.helloToCollected)),
    collectedToFirstReady: sum(walks.map((walk) => walk.collectedToFirstReady)),
    lastNextToFinished: sum(walks.map((walk) => walk.lastNextToFinished)),
    leaving: sum(walks.map((walk) => walk.leaving)),
    betweenBlocks: sum(
      blocks.slice(1).map((block, index) => earliest(block) - latestGone(blocks[index] ?? [])),
    ),
    opening: collectingFrom - from,
    discovery: firstAsked - collectingFrom,
    afterwards: to - lastGone,
  };
  return {
    ledger,
    blocks: blocks.length,
    visits: visited.length,
    batches: {
      pairs: sorted.pairs.length,
      warmUps: sorted.warmUps.length,
      calibration: sorted.calibration.length,
    },
    visited,
    plainRoundTrip,
  };
}

function keptOf(result: Result, block: number): (id: string) => Kept {
  const blocksOf = new Map(result.benchmarks.map((row) => [row.id, row.blocks]));
  blocksOf.set(CANARY_ID, result.evidence.canaryBlocks);
  return (id) => {
    const kept = blocksOf.get(id)?.find((one) => one.block === block);
    return { pairs: kept?.pairs.head.length ?? 0, sideBySide: kept?.sideBySide ?? false };
  };
}

function beyondLoops(batch: Batch): number {
  return batch.answer - batch.wall;
}

function pairsOf(processes: readonly ProcessTrace[]): ProcessTrace[][] {
  const blocks: ProcessTrace[][] = [];
  for (const one of processes) {
    const last = blocks.at(-1);
    if (last?.length === 1) last.push(one);
    else blocks.push([one]);
  }
  return blocks;
}

function beginOf(process: ProcessTrace) {
  const first = process.utterances[0];
  return first?.kind === "sent" && first.command.type === "begin" ? first.command : null;
}
