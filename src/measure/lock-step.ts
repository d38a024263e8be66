/**
 * One block: a fresh process a side, both walking the same benchmarks in the same order, in turns on one CPU: short ones
 * given here, one side at a time; those of long calls by the kernel, side by side.
 *
 * Whatever the machine does, it does to both: that is what makes a ratio of neighbouring batches worth more
 * than either of them.
 */

import type { Failure } from "../findings/failure.ts";
import type { LoadedModule } from "../findings/loaded-module.ts";
import type { Arms } from "../findings/measurement.ts";
import type { OwnCause } from "../model/cause.ts";
import { type Quantity, type SideName, TIME } from "../model.ts";
import { BothLost, HarnessLost, type HarnessProcess, type SharedLayout } from "../ports.ts";
import type { Command, Doubt, Measured, Message, Ready } from "../protocol.ts";
import type { RandomStream } from "../statistics/random.ts";
import { median } from "../statistics/student.ts";
import {
  BATCH_SECONDS,
  type BatchPlan,
  type Calibration,
  calibrated,
  firstLimitedPlan,
  isIrregular,
  nextCalibration,
  planBatches,
  planningSeconds,
  type Share,
} from "./batch-plan.ts";
import { countedNs, hardlyWaits, isParallel, type Running, undelayedNs } from "./batch-time.ts";
import {
  type Asked,
  columnsOf,
  type MeasuredBlock,
  type MeasuredPair,
  measureInTurns,
  measureSideBySide,
  othersShareIn,
} from "./measure-pairs.ts";
import { BatchFailed, describeArrival, runBatch } from "./run-batch.ts";

export interface BlockRequest {
  readonly block: number;
  /** Ids to walk, in order. */
  readonly order: readonly string[];
  readonly cpu: number | null;
  /** How many CPUs there are to run on; null where the process can't be pinned to one of them. */
  readonly cpus: number | null;
  readonly layout: SharedLayout;
  readonly begin: Arms<Omit<Extract<Command, { type: "begin" }>, "type" | "only" | "cpu" | "heapSeed">>;
  readonly random: RandomStream;
  /** Of one benchmark. */
  readonly share: Share;
  /** That of one whose calls are irregular. */
  readonly irregularShare: Share;
  /** How long one answer may take. */
  readonly answerSeconds: number;
  /** True once the time limit is reached: the walk ends after the benchmark at hand. */
  readonly isOver: () => boolean;
}

export interface BlockOutcome {
  /** By id, one for each quantity. */
  readonly measured: ReadonlyMap<string, readonly MeasuredBlock[]>;
  readonly failures: readonly Failure[];
  readonly repeatedPairs: number;
  /** Those that fail only in a block in which they ran beside the other side, and perhaps because of it. */
  readonly putOff: readonly Failure[];
  /** Of all batches whose run delay is known, and beside which the other side did not run. */
  readonly runDelay: RunDelay;
  /** Nanoseconds of a garbage collection of all that was imported, of each pair of processes: of base, then of head. */
  readonly fullCollections: readonly (readonly (number | null)[])[];
  /** Modules each side had loaded when it finished. */
  readonly modules: Arms<readonly LoadedModule[]>;
  /** Of either side. */
  readonly doubts: readonly Doubt[];
}

/** Nanoseconds. */
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
  const told: Told = { modules: { head: [], base: [] }, doubts: [] };
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
    modules: { head: told.modules.head, base: request.begin.base === null ? null : told.modules.base },
    doubts: told.doubts,
  };
}

interface Walk {
  readonly request: BlockRequest;
  readonly calibrations: Map<string, Calibration>;
  readonly measured: Map<string, readonly MeasuredBlock[]>;
  readonly failures: Failure[];
  /** Ids that ran side by side in this block. */
  readonly beside: Set<string>;
  readonly putOff: Failure[];
  readonly fullCollections: (number | null)[][];
  readonly counters: { repeatedPairs: number; wallNs: number; runDelayNs: number };
  readonly arms: StartedArms;
}

type StartedArms = Arms<HarnessProcess> & {
  /** Those that there are, in the order in which they do what nobody times. */
  readonly inOrder: readonly HarnessProcess[];
};

/** What the sides say when they have come to their end. */
interface Told {
  readonly modules: { readonly head: LoadedModule[]; readonly base: LoadedModule[] };
  readonly doubts: Doubt[];
}

/** @returns what a lost process left to be walked */
async function walkRemaining(walk: Walk, order: readonly string[], told: Told): Promise<readonly string[]> {
  for (const process of walk.arms.inOrder) {
    const begin = walk.request.begin[process.side];
    if (begin === null) throw new Error(`${process.side} was started without anything to measure`);
    process.send({
      type: "begin",
      ...begin,
      only: order,
      cpu: walk.request.cpu,
      heapSeed: walk.request.layout.heapSeed,
    });
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
  const answer = await process.receive(walk.request.answerSeconds);
  if (answer.type === "collected") return answer.fullCollectionNs;
  throw new HarnessLost(
    process.side,
    "exited",
    answer.type === "broken" ? answer.message : `sent ${answer.type} where collected was due`,
    "",
  );
}

async function awaitFinished(walk: Walk, process: HarnessProcess, told: Told): Promise<void> {
  try {
    const last = await nextArrival(walk, process, null);
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
    present(arms).map(async (process) => ({ process, message: await nextArrival(walk, process, id) })),
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

/** The next benchmark a side has come to; what it says late of those it has left is noted on the way. */
async function nextArrival(walk: Walk, process: HarnessProcess, awaited: string | null): Promise<Message> {
  for (;;) {
    const message = await process.receive(walk.request.answerSeconds);
    if ((message.type !== "failed" && message.type !== "skipped") || message.id === awaited) return message;
    walk.measured.delete(message.id);
    const isOfIt = ({ id, side }: Failure) => id === message.id && side === process.side;
    if (![...walk.failures, ...walk.putOff].some(isOfIt))
      note(walk, describeArrival(process, message.id, message));
  }
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

/** Where the sides say different things of what they measure; null where they say the same. */
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

type ReadyOutcome =
  | { readonly kind: "measured"; readonly blocks: readonly MeasuredBlock[] }
  | {
      readonly kind: "failed";
      readonly failure: Failure;
      /** The sides that have left the benchmark by themselves. */
      readonly left: readonly SideName[];
    };

/** What a side may do when it is ready for a benchmark. */
type Readiness = Pick<Ready, "calls" | "limit" | "setsUp" | "quantities">;
const ALONE: Readiness = { calls: 1, limit: null, setsUp: false, quantities: null };
/** What is no time takes no practice, and asked twice in one process it would give the same. */
const ONCE: BatchPlan = {
  loops: 1,
  untimed: 0,
  warmups: 0,
  pairs: 1,
  sideBySide: false,
  mayVary: false,
  onAllCpus: false,
  longestSeconds: Number.POSITIVE_INFINITY,
  goOnLoops: 0,
};

async function measureReady(
  walk: Walk,
  id: string,
  { calls, limit, setsUp, quantities: given }: Readiness,
): Promise<ReadyOutcome> {
  const { request, calibrations } = walk;
  const quantities = given ?? [TIME];
  const isTimed = quantities.some(({ metric }) => metric === "time");
  try {
    const isCalibrating = isTimed && limit === null && !calibrations.has(id);
    if (isCalibrating) calibrations.set(id, await calibrate(walk, id, setsUp));
    const plan = planOf(isTimed, calibrations.get(id), request, limit);
    // Calibrating warms up as well.
    await warmUp(walk, id, plan, isCalibrating ? 1 : 0);
    // Where nothing was run before, what fails on both sides has to be seen to fail on base.
    const baseFirst = !isTimed || !calibrations.has(id);
    const { pairs, ...planned } = await measureAsPlanned(walk, id, plan, limit, { quantities, baseFirst });
    const { loops, sideBySide, onAllCpus } = planned;
    if (isTimed) calibrations.set(id, afterPairs(calibrations.get(id), loops, pairs, planned));
    const { block } = request;
    // Whose author left no calls to find it out, turns out to run on several CPUs where it had one: this block tells nothing.
    if (calibrations.get(id)?.parallel === true && !onAllCpus) return { kind: "measured", blocks: [] };
    return {
      kind: "measured",
      blocks: quantities.map((quantity, index) => ({
        quantity,
        block,
        cpu: onAllCpus ? null : request.cpu,
        loops: loops * calls,
        sideBySide,
        cpus: onAllCpus ? request.cpus : null,
        othersShare: onAllCpus ? othersShareIn(pairs) : null,
        pairs: columnsOf(pairs, quantity, index, calls, planned),
      })),
    };
  } catch (error) {
    if (!(error instanceof BatchFailed)) throw error;
    return { kind: "failed", failure: error.failure, left: error.left };
  }
}

/** Side by side where that is planned; in turns where it is not, or where it turns out that the benchmark waits. */
async function measureAsPlanned(
  walk: Walk,
  id: string,
  plan: BatchPlan,
  limit: Ready["limit"],
  asked: Asked,
): Promise<Running & { readonly loops: number; readonly pairs: readonly MeasuredPair[] }> {
  let inTurns = plan;
  if (plan.sideBySide) {
    walk.beside.add(id);
    const pairs = await measureSideBySide(walk, id, plan, asked.quantities);
    if (pairs !== null) return { loops: plan.loops, sideBySide: true, onAllCpus: false, pairs };
    neverSideBySide(walk, id);
    // Only what is timed is ever planned side by side.
    inTurns = planOf(true, walk.calibrations.get(id), walk.request, limit);
  }
  const pairs = await measureInTurns(walk, id, inTurns, limit === null, asked);
  return { loops: inTurns.loops, sideBySide: false, onAllCpus: inTurns.onAllCpus, pairs };
}

async function warmUp(walk: Walk, id: string, plan: BatchPlan, done: number): Promise<void> {
  for (let warmup = done; warmup < plan.warmups; warmup++) {
    for (const process of walk.arms.inOrder) {
      const { loops, untimed, onAllCpus, longestSeconds } = plan;
      await runBatch(walk, process, id, { loops, untimed, onAllCpus, longestSeconds });
    }
  }
}

function neverSideBySide({ calibrations }: Walk, id: string): void {
  const known = calibrations.get(id);
  if (known === undefined || !known.sideBySide) return;
  const { loops, batchSeconds, inTurns } = known;
  calibrations.set(id, { ...known, ...calibrated(loops, batchSeconds, inTurns), sideBySide: false });
}

function planOf(
  isTimed: boolean,
  calibration: Calibration | undefined,
  { share, irregularShare }: Pick<BlockRequest, "share" | "irregularShare">,
  limit: Ready["limit"],
): BatchPlan {
  if (!isTimed) return ONCE;
  if (calibration !== undefined)
    return planBatches(calibration, calibration.irregular ? irregularShare : share, limit);
  if (limit === null)
    throw new Error("what may be called as often as needed is calibrated before it is planned");
  return firstLimitedPlan(limit);
}

/**
 * Calibrating may have met a slow CPU: then the pairs of a block say that a batch takes less. Where the author's bound
 * leaves no calls for calibrating, they say all. Such batches are long, because no untimed calls go before them.
 */
function afterPairs(
  known: Calibration | undefined,
  loops: number,
  pairs: readonly MeasuredPair[],
  running: Running,
): Calibration {
  const ofCall = (batch: Measured) => countedNs(batch, running) / 1e9 / batch.loops;
  const onHead = pairs.map(({ head }) => ofCall(head));
  const onBase = pairs.map(({ base, head }) => ofCall(base ?? head));
  const callSeconds = planningSeconds([median(onBase), median(onHead)]);
  const irregular = known?.irregular === true || isIrregular(onBase) || isIrregular(onHead);
  if (known === undefined) {
    const planned = calibrated(loops, callSeconds * loops, "long");
    const batchesOf = { head: pairs.map(({ head }) => head), base: pairs.flatMap(({ base }) => base ?? []) };
    const parallel = isParallel(batchesOf.head) || isParallel(batchesOf.base);
    return { ...planned, inTurns: "long", sideBySide: false, irregular, parallel };
  }
  return { ...known, irregular, batchSeconds: Math.min(known.batchSeconds, callSeconds * known.loops) };
}

/**
 * Loops for a batch that is long enough, and whether it runs on several CPUs, which only shows where there are several.
 * Both sides run the same number, or what is warm and what is left for the garbage collector would differ; how many, both
 * say (`planningSeconds`).
 *
 * @param setsUp costs time that no batch shows, so that fewer and longer ones are the better ones
 */
async function calibrate(walk: Walk, id: string, setsUp: boolean): Promise<Calibration> {
  let loops = 1;
  const runOnAllCpus = async () => {
    const batches: Measured[] = [];
    for (const process of present(walk.arms)) {
      batches.push(await runBatch(walk, process, id, { loops, onAllCpus: true, seeksCpus: true }));
    }
    return batches;
  };
  for (;;) {
    const last = await runOnAllCpus();
    const seconds = planningSeconds(last.map((batch) => undelayedNs(batch) / 1e9));
    const next = nextCalibration(loops, seconds);
    if (next === null) {
      if (last.some((batch) => isParallel([batch]))) {
        // What is put off is told by the batch after it.
        const after = await runOnAllCpus();
        if (last.some((batch, side) => isParallel([batch, ...after.slice(side, side + 1)]))) {
          const planned = calibrated(loops, planningSeconds(last.map(({ wallNs }) => wallNs / 1e9)), "long");
          return { ...planned, inTurns: "long", sideBySide: false, irregular: false, parallel: true };
        }
      }
      const isCollectorKnown = last.every(({ collectorNs }) => collectorNs !== null);
      const batches = isCollectorKnown && !setsUp ? "short" : "long";
      const isOnOneCpu = walk.arms.base !== null && walk.request.cpu !== null;
      // Turns of a whole call, or of a long batch, are longer than those that the kernel gives.
      const isLong = batches === "long" || seconds / loops > BATCH_SECONDS;
      const sideBySide = isLong && isOnOneCpu && last.every(hardlyWaits);
      const planned = calibrated(loops, seconds, sideBySide ? "long" : batches);
      return { ...planned, inTurns: batches, sideBySide, irregular: false, parallel: false };
    }
    loops = next;
  }
}

function howFailed({ how }: HarnessLost): Failure["kind"] {
  return how === "exited" ? "exited" : "timed-out";
}

function causeOf({ side, detail, output, how }: HarnessLost): OwnCause {
  const last = output.trim().split("\n").at(-1) ?? "";
  return { kind: "process-ended", side, detail, output: last, wasSlow: how === "timed-out" };
}

function present<T>(arms: Arms<T>): T[] {
  return arms.base === null ? [arms.head] : [arms.base, arms.head];
}

async function startArms(
  request: BlockRequest,
  start: (side: SideName, layout: SharedLayout) => Promise<HarnessProcess>,
): Promise<StartedArms & AsyncDisposable> {
  const started = await startTogether(sidesOf(request).map((side) => start(side, request.layout)));
  const bySide = (side: SideName) => started.processes.find((process) => process.side === side);
  const head = bySide("head");
  if (head === undefined) throw new Error("head was started and is not there");
  const dispose = () => started[Symbol.asyncDispose]();
  return { head, base: bySide("base") ?? null, inOrder: started.processes, [Symbol.asyncDispose]: dispose };
}

/**
 * By chance, because whoever starts and imports first gets other physical memory than the second one: if that were
 * always base, it could be a difference in every block, and not noise.
 */
function sidesOf({ begin, random }: BlockRequest): SideName[] {
  if (begin.base === null) return ["head"];
  return random.coin() ? ["head", "base"] : ["base", "head"];
}

/** All of them, in their order; or none, where one can't be started. @throws what that one threw */
export async function startTogether<T extends AsyncDisposable>(
  starting: readonly Promise<T>[],
): Promise<{ readonly processes: readonly T[] } & AsyncDisposable> {
  const started = await Promise.allSettled(starting);
  const processes = started.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const dispose = async () => {
    await Promise.all(processes.map((process) => process[Symbol.asyncDispose]()));
  };
  if (processes.length < started.length) await dispose();
  return { processes: valuesOf(started), [Symbol.asyncDispose]: dispose };
}

/** Waits for all, also where one is lost: whether the other side is as well decides whom that is held against. */
async function ofEach<T>(sides: readonly Promise<T>[]): Promise<T[]> {
  return valuesOf(await Promise.allSettled(sides));
}

/** @throws what one of them threw; `BothLost` where two of them lost a harness */
function valuesOf<T>(settled: readonly PromiseSettledResult<T>[]): T[] {
  const reasons = settled.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  const [first, second] = reasons;
  if (first instanceof HarnessLost && second instanceof HarnessLost) throw new BothLost(first, second);
  if (reasons.length > 0) throw reasons.find((reason) => !(reason instanceof HarnessLost)) ?? first;
  return settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}
