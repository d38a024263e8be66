/**
 * One block: a fresh process a side, both walking the same benchmarks in the same order, in turns on one CPU: short ones
 * given here, one side at a time; those of long calls by the kernel, side by side.
 *
 * Whatever the machine does, it does to both: that is what makes a ratio of neighbouring batches worth more
 * than either of them.
 */

import { begin, describeArrival, due, nextArrival, type Walked } from "../conversation/conversation.ts";
import type { Failure } from "../findings/failure.ts";
import type { LoadedModule } from "../findings/loaded-module.ts";
import type { Arms } from "../findings/measurement.ts";
import type { OwnCause } from "../model/cause.ts";
import { type Quantity, type SideName, TIME } from "../model.ts";
import { HarnessLost, type HarnessProcess, type SharedLayout } from "../ports/processes.ts";
import type { Doubt, Message, Ready } from "../protocol.ts";
import type { Calibration } from "./batch-plan.ts";
import type { MeasuredBlock } from "./measure-pairs.ts";
import { ALONE, measureReady, neverSideBySide, type ReadyOutcome, type ReadySides } from "./measure-ready.ts";
import { ofEach, present, startArms } from "./start-arms.ts";

/** What is to be walked in a block, and how. */
export type BlockRequest = ReadySides["request"] & {
  /** Ids to walk, in order. */
  readonly order: readonly string[];
  readonly layout: SharedLayout;
  /** What each side is asked for; null for a base that is not measured. */
  readonly walked: Arms<Omit<Walked, "only" | "cpu">>;
  /** True once the time limit is reached: the walk ends after the benchmark at hand. */
  readonly isOver: () => boolean;
};

export interface BlockOutcome {
  /** Blocks by id, one for each quantity. */
  readonly measured: ReadonlyMap<string, readonly MeasuredBlock[]>;
  readonly failures: readonly Failure[];
  readonly repeatedPairs: number;
  /** Failures only of a block in which the benchmark ran beside the other side, perhaps because of that. */
  readonly putOff: readonly Failure[];
  /** Sums over all batches whose run delay is known, and beside which the other side did not run. */
  readonly runDelay: RunDelay;
  /** Nanoseconds of a garbage collection of all that was imported, of each pair of processes: of base, then of head. */
  readonly fullCollections: readonly (readonly (number | null)[])[];
  /** Modules each side had loaded when it finished. */
  readonly modules: Arms<readonly LoadedModule[]>;
  /** Doubts of either side. */
  readonly doubts: readonly Doubt[];
}

/** How long batches ran, and how long they waited for the CPU, in nanoseconds. */
export interface RunDelay {
  readonly wallNs: number;
  readonly runDelayNs: number;
}

/**
 * Walks one block. A process that hangs or dies costs only the benchmark it was in: the rest of the block
 * goes on in a fresh pair.
 *
 * @param start starts one side's harness
 * @param calibrations of benchmarks met in earlier blocks; new ones are added
 * @throws HarnessLost when a side is lost before it reached its first benchmark; `BothLost` when both are
 */
export async function walkBlock(
  request: BlockRequest,
  start: (side: SideName, layout: SharedLayout) => Promise<HarnessProcess>,
  calibrations: Map<string, Calibration>,
): Promise<BlockOutcome> {
  const measured = new Map<string, readonly MeasuredBlock[]>();
  const failures: Failure[] = [];
  const putOff: Failure[] = [];
  const beside = new Set<string>();
  const told: LastWords = { modules: { head: [], base: [] }, doubts: [] };
  const fullCollections: (number | null)[][] = [];
  const counters = { repeatedPairs: 0, wallNs: 0, runDelayNs: 0 };
  let remaining = request.order;
  while (remaining.length > 0 && !request.isOver()) {
    await using arms = await startArms(request, start);
    const walk: Walk = {
      request,
      calibrations,
      measured,
      failures,
      beside,
      putOff,
      fullCollections,
      counters,
      arms,
    };
    remaining = await walkRemaining(walk, remaining, told);
  }
  return {
    measured,
    failures,
    putOff,
    repeatedPairs: counters.repeatedPairs,
    runDelay: { wallNs: counters.wallNs, runDelayNs: counters.runDelayNs },
    fullCollections,
    modules: { head: told.modules.head, base: request.walked.base === null ? null : told.modules.base },
    doubts: told.doubts,
  };
}

interface Walk extends ReadySides {
  readonly request: BlockRequest;
  readonly measured: Map<string, readonly MeasuredBlock[]>;
  readonly failures: Failure[];
  readonly putOff: Failure[];
  readonly fullCollections: (number | null)[][];
}

/** What the sides say when they have come to their end. */
interface LastWords {
  readonly modules: { readonly head: LoadedModule[]; readonly base: LoadedModule[] };
  readonly doubts: Doubt[];
}

/** @returns what a lost process left to be walked */
async function walkRemaining(
  walk: Walk,
  order: readonly string[],
  told: LastWords,
): Promise<readonly string[]> {
  for (const process of walk.arms.inOrder) {
    const walked = walk.request.walked[process.side];
    if (walked === null) throw new Error(`${process.side} was started without anything to measure`);
    begin(process, { ...walked, only: order, cpu: walk.request.cpu }, walk.request.layout);
  }
  const collections = await ofEach(present(walk.arms).map((process) => awaitCollected(walk, process)));
  walk.fullCollections.push(collections);
  for (const [index, id] of order.entries()) {
    if (walk.request.isOver()) return [];
    try {
      await walkBenchmark(walk, id);
    } catch (error) {
      if (!(error instanceof HarnessLost)) throw error;
      note(walk, { id, side: error.side, kind: howFailed(error), message: causeOf(error) });
      return order.slice(index + 1);
    }
  }
  await Promise.all(present(walk.arms).map((process) => awaitFinished(walk, process, told)));
  return [];
}

/** @returns nanoseconds of a garbage collection of all that was imported; null where unknown */
async function awaitCollected(walk: Walk, process: HarnessProcess): Promise<number | null> {
  return (await due(process, "collected", walk.request.answerSeconds)).fullCollectionNs;
}

async function awaitFinished(walk: Walk, process: HarnessProcess, told: LastWords): Promise<void> {
  try {
    const last = await arrivalOf(walk, process, null);
    if (last.type !== "finished") return;
    told.modules[process.side].push(...last.modules);
    told.doubts.push(...last.doubts);
  } catch (error) {
    // Everything is measured by now: a suite that dies in its own tear-down takes no verdict with it.
    if (!(error instanceof HarnessLost)) throw error;
  }
}

async function walkBenchmark(walk: Walk, id: string): Promise<void> {
  const { arms } = walk;
  // One after the other: a side may still be setting up while the other one answers, but nothing is timed.
  const arrivals = await Promise.all(
    present(arms).map(async (process) => ({ process, message: await arrivalOf(walk, process, id) })),
  );
  const ready: { process: HarnessProcess; message: Ready }[] = [];
  for (const { process, message } of arrivals) {
    if (message.type === "ready" && message.id === id) ready.push({ process, message });
    else note(walk, describeArrival(process, id, message));
  }
  if (ready.length === arrivals.length) {
    const [first, other] = ready;
    const difference = other === undefined ? null : otherQuantities(ready);
    const block: ReadyOutcome =
      difference === null
        ? await measureReady(walk, id, first?.message ?? ALONE)
        : {
            kind: "failed",
            failure: { id, side: "base", kind: "incomparable", message: difference },
            left: [],
          };
    if (block.kind === "measured") walk.measured.set(id, block.blocks);
    else note(walk, block.failure);
    const left = block.kind === "measured" ? [] : block.left;
    for (const { process } of ready) if (!left.includes(process.side)) process.send({ type: "next" });
    return;
  }
  for (const { process } of ready) process.send({ type: "next" });
}

/** The next benchmark that a side has come to; a benchmark of which something is said late was not measured. */
function arrivalOf(walk: Walk, process: HarnessProcess, awaited: string | null): Promise<Message> {
  return nextArrival(process, awaited, walk.request.answerSeconds, (late) => {
    walk.measured.delete(late.id);
    const isOfIt = ({ id, side }: Failure) => id === late.id && side === late.side;
    if (![...walk.failures, ...walk.putOff].some(isOfIt)) note(walk, late);
  });
}

/**
 * What fails where it ran beside the other side may fail because of it: a file of the same name, memory for both. It is
 * tried again in turns, in the next block.
 */
function note(walk: Walk, failure: Failure): void {
  if (walk.beside.has(failure.id)) {
    neverSideBySide(walk, failure.id);
    walk.putOff.push(failure);
  } else walk.failures.push(failure);
}

/** How the sides differ in what they say that they measure; null where they say the same. */
function otherQuantities(
  ready: readonly { readonly process: HarnessProcess; readonly message: Ready }[],
): OwnCause | null {
  const quantitiesOf = (side: SideName) =>
    ready.find(({ process }) => process.side === side)?.message.quantities ?? [TIME];
  const [base, head] = [quantitiesOf("base"), quantitiesOf("head")];
  const isSame =
    base.length === head.length && base.every((one, place) => isSameQuantity(one, head[place] ?? null));
  return isSame ? null : { kind: "other-quantities", base, head };
}

function isSameQuantity(one: Quantity, other: Quantity | null): boolean {
  return one.metric === other?.metric && one.unit === other.unit && one.better === other.better;
}

function howFailed({ how }: HarnessLost): Failure["kind"] {
  return how === "exited" ? "exited" : "timed-out";
}

function causeOf({ side, detail, output, how }: HarnessLost): OwnCause {
  const last = output.trim().split("\n").at(-1) ?? "";
  return { kind: "process-ended", side, detail, output: last, wasSlow: how === "timed-out" };
}
