/**
 * The schedule of a run: block after block of everything still undecided, until the looks or the time limit
 * end. Knows nothing of statistics: which benchmarks are decided is asked of the caller.
 */

import { answerSeconds } from "../conversation/conversation.ts";
import type { Failure } from "../findings/failure.ts";
import type { LoadedModule } from "../findings/loaded-module.ts";
import type { Arms, Decider, Loss, Measurement } from "../findings/measurement.ts";
import type {
  Conditions,
  PairedBlock,
  PairedSeries,
  Quantity,
  Series,
  SideName,
  SuiteKind,
} from "../model.ts";
import { TIME } from "../model.ts";
import type { Clock } from "../ports/clock.ts";
import type { Side } from "../ports/environments.ts";
import { HarnessLost, type PythonProcesses, type SharedLayout } from "../ports/processes.ts";
import type { Progress } from "../ports/progress.ts";
import { CANARY_ID, type Doubt } from "../protocol.ts";
import { type RandomStream, randomStream } from "../statistics/random.ts";
import { mean, median } from "../statistics/student.ts";
import type { Calibration, Share } from "./batch-plan.ts";
import { blockByBlock } from "./block-loop.ts";
import { type BlockRequest, walkBlock } from "./lock-step.ts";
import { conditionOf, harnessLoss, sideLost, toldOf } from "./loss.ts";
import type { MeasuredBlock } from "./measure-pairs.ts";

/** A benchmark's share of a block: enough for four pairs of calls of 20 ms, each with another one before it. */
const SHARE_SECONDS = 0.4;
/**
 * A block of few benchmarks takes as long as this if it must, and long calls get more pairs in it, because starting
 * the processes takes about as long anyway. On a busy host, twice the share made an SD of 12 % for calls of 30 and
 * 40 ms one of 6 and 8 %.
 */
const FEW_SHARE_SECONDS = 2;
const LARGEST_SHARE_SECONDS = 1.6;
/** How many blocks a baseline is recorded from: enough for a variance that is worth storing. */
export const RECORD_BLOCKS = 6;
/**
 * Fewest blocks that are stored of a recording that lost its process: one block says nothing of how far blocks lie apart,
 * and a run of one is compared with nothing (compare/stored.ts). A recording that the time limit ended is stored with
 * fewer, because the earlier ones in its history were ended by it, too.
 */
export const FEWEST_RECORDED_BLOCKS = 2;
/** Largest padding of the environment. Of it, as of heap seeds, more values than there are blocks are all that is needed. */
const LARGEST_PADDING = 4096;
const LARGEST_SEED = 0xffff_ffff;

export interface Measuring {
  readonly sides: Arms<Side>;
  readonly suite: SuiteKind;
  readonly targets: readonly string[];
  /** Ids that every side has. The canary is measured in any case, and may be named where it is all there is. */
  readonly ids: readonly string[];
  /** CPUs to rotate over; null where pinning is not possible. */
  readonly cpus: readonly number[] | null;
  readonly timeLimitSeconds: number;
  readonly seed: number;
}

export interface MeasuringWorld {
  readonly processes: PythonProcesses;
  readonly clock: Clock;
  readonly progress: Progress;
}

/**
 * Measures base and head in lock step.
 *
 * @throws GateError when a side can't be started at all
 */
export async function measurePaired(
  measuring: Measuring,
  world: MeasuringWorld,
  { looks, decided }: Decider,
): Promise<Measurement<PairedSeries>> {
  const blocksOf = collector<PairedBlock>();
  const series = () => blocksOf.all().map(({ values, ...of }) => ({ ...of, blocks: values }));
  const run = await runBlocks(measuring, world, looks.at(-1) ?? 0, (block, measured) => {
    for (const [id, all] of measured) for (const one of all) blocksOf.add(id, one.quantity, asPaired(one));
    return looks.includes(block + 1) ? decided(series()) : new Set();
  });
  return { ...run, series: series(), meanExcess: new Map() };
}

/** Measures head alone: one median a block. @throws GateError when it can't be started */
export async function measureAlone(
  measuring: Measuring,
  world: MeasuringWorld,
  blocks = RECORD_BLOCKS,
): Promise<Measurement<Series>> {
  const mediansOf = collector<number>();
  const meanExcess = new Map<string, number>();
  const run = await runBlocks(measuring, world, blocks, (_block, measured) => {
    for (const [id, all] of measured) {
      for (const { quantity, pairs } of all) {
        const typical = median(pairs.head);
        mediansOf.add(id, quantity, typical);
        if (quantity.metric === TIME.metric) {
          meanExcess.set(id, Math.max(meanExcess.get(id) ?? 0, mean(pairs.head) / typical - 1));
        }
      }
    }
    return new Set();
  });
  return {
    ...run,
    series: mediansOf.all().map(({ values, ...of }) => ({ ...of, medians: values })),
    meanExcess,
  };
}

interface Gathered<T> extends Quantity {
  readonly id: string;
  readonly values: T[];
}

/** Gathers what block after block tells, by benchmark and metric, in the order in which these came. */
export function collector<T>(): {
  add(id: string, quantity: Quantity, value: T): void;
  all(): readonly Gathered<T>[];
} {
  const found = new Map<string, Gathered<T>>();
  return {
    add(id, quantity, value) {
      const key = `${quantity.metric} ${id}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { id, ...quantity, values: [value] });
      else known.values.push(value);
    },
    all: () => [...found.values()],
  };
}

async function runBlocks(
  measuring: Measuring,
  world: MeasuringWorld,
  mostBlocks: number,
  afterBlock: (block: number, measured: ReadonlyMap<string, readonly MeasuredBlock[]>) => ReadonlySet<string>,
): Promise<Omit<Measurement<never>, "series" | "meanExcess">> {
  const { processes } = world;
  const calibrations = new Map<string, Calibration>();
  const failures: Failure[] = [];
  let putOff: readonly Failure[] = [];
  const doubts = new Map<string, Doubt>();
  const modules = {
    head: [] as LoadedModule[],
    base: measuring.sides.base === null ? null : ([] as LoadedModule[]),
  };
  let undecided: readonly string[] = measuring.ids;
  let repeatedPairs = 0;
  const runDelay = { wallNs: 0, runDelayNs: 0 };
  const fullCollections: (readonly (number | null)[])[] = [];
  let loss: Loss | null = null;
  const limits = { mostBlocks, timeLimitSeconds: measuring.timeLimitSeconds, roomFor: 1 / 2 };
  const done = await blockByBlock(limits, undecided.length, world, async (block, deadline) => {
    const outcome = await walkBlock(
      blockRequest(measuring, world, block, undecided, deadline),
      (side, layout) => startSide(measuring.sides, side, layout, processes),
      calibrations,
    ).catch((error: unknown) => {
      if (!(error instanceof HarnessLost)) throw error;
      if (block === 0) throw sideLost(error);
      return error;
    });
    if (outcome instanceof HarnessLost) {
      loss = harnessLoss(outcome, answerSeconds(measuring.timeLimitSeconds), block, undecided);
      return "ended";
    }
    repeatedPairs += outcome.repeatedPairs;
    runDelay.wallNs += outcome.runDelay.wallNs;
    runDelay.runDelayNs += outcome.runDelay.runDelayNs;
    fullCollections.push(...outcome.fullCollections);
    failures.push(...outcome.failures);
    const isSettled = ({ id }: Failure) =>
      outcome.measured.has(id) || outcome.failures.some((failure) => failure.id === id);
    putOff = [...putOff.filter((failure) => !isSettled(failure)), ...outcome.putOff];
    for (const one of outcome.doubts) doubts.set(`${one.doubt} ${one.id}`, one);
    modules.head.push(...outcome.modules.head);
    modules.base?.push(...(outcome.modules.base ?? []));
    const settled = afterBlock(block, outcome.measured);
    const failed = new Set(failures.map((failure) => failure.id));
    undecided = undecided.filter((id) => !settled.has(id) && !failed.has(id));
    return { undecided: undecided.length };
  });
  return {
    // What nothing was left to try again for has failed.
    failures: [...failures, ...putOff],
    modules,
    doubts: [...doubts.values()],
    ...toldOf(loss),
    conditions: {
      pinned: measuring.cpus !== null,
      layout: (await processes.canShareLayout()) ? "shared" : "randomised",
      cpus: measuring.cpus?.length ?? 0,
      ...done,
      ...fullCollectionOf(fullCollections),
      ...conditionOf(loss),
      repeatedPairs,
      runDelayShare: runDelay.wallNs === 0 ? null : runDelay.runDelayNs / runDelay.wallNs,
    },
  };
}

/** How long a full collection takes on each side, in seconds; nothing where it is not known of both sides. */
function fullCollectionOf(
  pairs: readonly (readonly (number | null)[])[],
): Pick<Conditions, "fullCollection"> {
  const known = pairs.flatMap(([base, head]) => (base == null || head == null ? [] : [{ base, head }]));
  if (known.length === 0) return {};
  const ofSide = (side: SideName) => median(known.map((pair) => pair[side])) / 1e9;
  return { fullCollection: { base: ofSide("base"), head: ofSide("head") } };
}

function blockRequest(
  measuring: Measuring,
  world: MeasuringWorld,
  block: number,
  undecided: readonly string[],
  deadline: number,
): BlockRequest {
  const { sides, suite, targets, cpus, seed, timeLimitSeconds } = measuring;
  const walked = (side: Side) => ({ suite, targets, root: side.workingDirectory });
  const own = undecided.filter((id) => id !== CANARY_ID);
  return {
    block,
    order: [CANARY_ID, ...shuffledByFile(own, randomStream(seed, "order", block))],
    cpu: cpus?.[block % cpus.length] ?? null,
    cpus: cpus?.length ?? null,
    layout: drawLayout(randomStream(seed, "layout", block)),
    walked: { head: walked(sides.head), base: sides.base === null ? null : walked(sides.base) },
    random: randomStream(seed, "coin", block),
    share: shareOf(undecided.length, block, false, timeLimitSeconds),
    irregularShare: shareOf(undecided.length, block, true, timeLimitSeconds),
    answerSeconds: answerSeconds(timeLimitSeconds),
    isOver: () => world.clock.seconds() >= deadline,
  };
}

/**
 * Seconds of one side's calls of a benchmark in a block. With less, twelve calls of 4 ms, half of them timed, missed in
 * most blocks what every twentieth one costs: of 200 benchmarks that were slower by 45 % on average, one was "within
 * budget" (docs/adr/0015-mean-beside-median.md).
 */
const DEPTH_SECONDS = 0.15;
/** Seconds of these calls in the first of few benchmarks, and, in any block, of one that is known to need so many. */
const LARGEST_DEPTH_SECONDS = 1;
const FEW = 12;

/**
 * What one benchmark may take in a block. What only every n-th call costs is looked for in each, longest in the first one; a
 * benchmark whose calls turn out to be irregular has to meet it in all.
 */
export function shareOf(
  undecided: number,
  block: number,
  irregular: boolean,
  timeLimitSeconds: number,
): Share {
  const seconds = shareSeconds(undecided, timeLimitSeconds);
  const wanted = irregular || (block === 0 && undecided <= FEW) ? LARGEST_DEPTH_SECONDS : DEPTH_SECONDS;
  const allowed = timeLimitSeconds / RECORD_BLOCKS / Math.max(1, undecided) / 2;
  return { seconds, depthSeconds: Math.min(wanted, allowed) };
}

/** How long a benchmark's warming up and pairs of both sides may take in a block, in seconds. */
export function shareSeconds(undecided: number, timeLimitSeconds: number): number {
  const share = 1 / Math.max(1, undecided);
  const ofFew = Math.min(LARGEST_SHARE_SECONDS, FEW_SHARE_SECONDS * share);
  return Math.min(Math.max(SHARE_SECONDS, ofFew), (timeLimitSeconds / RECORD_BLOCKS) * share);
}

/** Files in random order and benchmarks in random order within theirs: a module's fixtures are set up once. */
export function shuffledByFile(ids: readonly string[], random: RandomStream): string[] {
  const files = new Map<string, string[]>();
  for (const id of ids) append(files, id.split(":")[0] ?? id, id);
  return random.shuffled([...files.values()]).flatMap((group) => random.shuffled(group));
}

export function drawLayout(random: RandomStream): SharedLayout {
  return {
    hashSeed: random.integer(1, LARGEST_SEED),
    padding: random.integer(0, LARGEST_PADDING),
    heapSeed: random.integer(1, LARGEST_SEED),
  };
}

function startSide(
  sides: Arms<Side>,
  name: "base" | "head",
  layout: SharedLayout,
  processes: PythonProcesses,
) {
  const side = sides[name];
  if (side === null) throw new Error(`${name} is not measured in this run`);
  return processes.start(side, layout);
}

function asPaired({ block, cpu, loops, sideBySide, cpus, othersShare, pairs }: MeasuredBlock): PairedBlock {
  const { base, head } = pairs;
  if (base === null) throw new Error("a paired block without base");
  const several = { ...(cpus === null ? {} : { cpus }), ...(othersShare === null ? {} : { othersShare }) };
  return { block, cpu, loops, sideBySide, ...several, pairs: { base, head } };
}

function append<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
