/**
 * Counts the instructions of each benchmark under callgrind, in a pass of its own: base and head at once, because nothing
 * is timed. In the same memory layout the same code counts the same; another layout may move a count by some tenths of a
 * percent, so that a block, with its own layout for both sides, is the unit of replication here, too.
 */

import {
  answerSeconds,
  begin,
  describeArrival,
  due,
  hasLeft,
  nextArrival,
} from "../conversation/conversation.ts";
import { GateError } from "../errors.ts";
import type { Failure } from "../findings/failure.ts";
import type { Decider } from "../findings/measurement.ts";
import { INSTRUCTIONS, type PairedBlock, type PairedSeries, type Pairs, type SideName } from "../model.ts";
import type { Side } from "../ports/environments.ts";
import {
  type CountingProcess,
  type CountingProcesses,
  HarnessLost,
  type SharedLayout,
} from "../ports/processes.ts";
import type { World } from "../ports/world.ts";
import type { Message, Ready } from "../protocol.ts";
import { type RandomStream, randomStream } from "../statistics/random.ts";
import { blockByBlock } from "./block-loop.ts";
import { collector, drawLayout, type Measuring, shuffledByFile } from "./schedule.ts";
import { startTogether } from "./start-arms.ts";

/**
 * Calls before those that are counted: the interpreter goes on to specialise what it runs, for up to sixteen calls
 * (measured: within 0.1 % from the ninth on with 3.11 to 3.13, from the eighteenth on with 3.9).
 */
const WARM_UP_CALLS = 30;
/** Length up to which a call counts as short, whatever else there was to do. */
const SHORT_CALL_SECONDS = 0.2;
/** Fewer warm-up calls where a call takes longer than `seconds` with counting off, at about a tenth of the usual speed. */
const LONG_CALLS: readonly { readonly seconds: number; readonly warmUp: number }[] = [
  { seconds: 1, warmUp: 3 },
  { seconds: SHORT_CALL_SECONDS, warmUp: 10 },
];
/** The longest call that is counted, in seconds with counting off. One such call takes a minute to count. */
const LONGEST_CALL_SECONDS = 6;
/** How many times that limit the first call, which may import, has to take to be too long without a second one. */
const SURELY_TOO_LONG = 3;
/** Instructions that what is counted should have: enough for what the harness does around it to be nothing. */
const COUNTED_INSTRUCTIONS = 5e6;
const FEWEST_LOOPS = 4;
/** Loops that meet what every twentieth call costs; fewer of calls of more instructions, which take too long. */
const DEPTH_LOOPS = 24;
const DEEP_CALL_INSTRUCTIONS = 2e7;
const MOST_LOOPS = 1024;
/** Calls to find how long one takes, and those that let it settle, which are up to twice as many. */
const MOST_PRACTICE = 4 + 2 * WARM_UP_CALLS;

export interface Counted {
  readonly series: readonly PairedSeries[];
  /** Why some benchmarks have no count; the verdict on their time stands. */
  readonly failures: readonly Failure[];
  readonly seconds: number;
  readonly timeLimitReached: boolean;
}

interface Sides {
  readonly base: CountingProcess;
  readonly head: CountingProcess;
}

/**
 * @param measuring with both sides
 * @throws GateError where instructions can't be counted at all
 */
export async function countInstructions(
  measuring: Measuring,
  world: Pick<World, "counting" | "clock" | "progress">,
  { looks, decided }: Decider,
): Promise<Counted> {
  const blocksOf = collector<PairedBlock>();
  const series = () => blocksOf.all().map(({ values, ...of }) => ({ ...of, blocks: values }));
  const failures: Failure[] = [];
  const loopsOf = new Map<string, number>();
  let undecided: readonly string[] = measuring.ids;
  const { timeLimitSeconds, seed } = measuring;
  const limits = { mostBlocks: looks.at(-1) ?? 0, timeLimitSeconds, roomFor: 1 / 2 };
  const done = await blockByBlock(limits, undecided.length, world, async (block, deadline) => {
    const order = shuffledByFile(undecided, randomStream(seed, "count", block));
    const found = await countBlock(measuring, block, order, loopsOf, deadline, world);
    for (const [id, { pairs, loops }] of found.counts) {
      blocksOf.add(id, INSTRUCTIONS, { block, cpu: null, loops, sideBySide: false, pairs });
    }
    failures.push(...found.failures);
    const settled = looks.includes(block + 1) ? decided(series()) : new Set<string>();
    const failed = new Set(failures.map(({ id }) => id));
    undecided = undecided.filter((id) => !settled.has(id) && !failed.has(id));
    return { undecided: undecided.length };
  });
  return { series: series(), failures, seconds: done.seconds, timeLimitReached: done.timeLimitReached };
}

interface BlockCounts {
  /** The counts, by id. */
  readonly counts: Map<string, { readonly loops: number; readonly pairs: Pairs }>;
  readonly failures: Failure[];
}

async function countBlock(
  measuring: Measuring,
  block: number,
  order: readonly string[],
  loopsOf: Map<string, number>,
  deadline: number,
  { counting, clock }: Pick<World, "counting" | "clock">,
): Promise<BlockCounts> {
  const { base, head } = measuring.sides;
  if (base === null) throw new Error("instructions are counted of two sides");
  const layout = drawLayout(randomStream(measuring.seed, "count layout", block));
  const found: BlockCounts = { counts: new Map(), failures: [] };
  const phase = randomStream(measuring.seed, "count phase", block);
  let remaining = order;
  while (remaining.length > 0 && clock.seconds() < deadline) {
    await using sides = await startBoth({ base, head }, layout, counting);
    const seconds = answerSeconds(measuring.timeLimitSeconds);
    const walk: CountingWalk = { sides, phase, loopsOf, seconds, found, clock };
    for (const process of [sides.base, sides.head]) {
      const side = process.side === "base" ? base : head;
      const { suite, targets } = measuring;
      begin(process, { suite, targets, root: side.workingDirectory, only: remaining }, layout);
    }
    remaining = await walkInstructions(walk, remaining, () => clock.seconds() >= deadline);
  }
  return found;
}

async function startBoth(
  { base, head }: Readonly<Record<SideName, Side>>,
  layout: SharedLayout,
  counting: CountingProcesses,
): Promise<Sides & AsyncDisposable> {
  const started = await startTogether([base, head].map((side) => counting.startCounting(side, layout))).catch(
    (error: unknown) => {
      if (!(error instanceof HarnessLost)) throw error;
      throw new GateError(
        `The benchmark process of ${error.side} could not be started under valgrind: ${error.detail}`,
        "Remove `instructions` from `metrics`.",
        { cause: error },
      );
    },
  );
  const [ofBase, ofHead] = started.processes as readonly [CountingProcess, CountingProcess];
  return { base: ofBase, head: ofHead, [Symbol.asyncDispose]: () => started[Symbol.asyncDispose]() };
}

interface CountingWalk {
  readonly sides: Sides;
  readonly phase: RandomStream;
  readonly loopsOf: Map<string, number>;
  readonly seconds: number;
  readonly found: BlockCounts;
  readonly clock: World["clock"];
}

/** @returns what a lost process left to be counted */
async function walkInstructions(
  walk: CountingWalk,
  order: readonly string[],
  isOver: () => boolean,
): Promise<readonly string[]> {
  try {
    await both(walk, (process) => due(process, "collected", walk.seconds));
  } catch (error) {
    if (!(error instanceof HarnessLost)) throw error;
    throw new GateError(
      `The benchmarks of ${error.side} could not be collected under valgrind: ${error.detail}`,
      "Remove `instructions` from `metrics`.",
      { cause: error },
    );
  }
  for (const [index, id] of order.entries()) {
    if (isOver()) return [];
    try {
      await countBenchmark(walk, id);
    } catch (error) {
      if (!(error instanceof HarnessLost)) throw error;
      walk.found.failures.push({
        id,
        side: error.side,
        kind: error.how === "exited" ? "exited" : "timed-out",
        message: error.detail,
      });
      return order.slice(index + 1);
    }
  }
  // What the last one would say late, it has said when it was timed.
  return [];
}

async function countBenchmark(walk: CountingWalk, id: string): Promise<void> {
  const arrivals = await both(walk, (process) => arrivalOf(walk, process, id));
  const { base, head } = arrivals;
  if (base.type !== "ready" || head.type !== "ready") {
    for (const side of ["base", "head"] as const) {
      const message = arrivals[side];
      if (message.type === "ready") walk.sides[side].send({ type: "next" });
      else walk.found.failures.push(describeArrival(walk.sides[side], id, message));
    }
    return;
  }
  // What gives a value of its own, or is a process of its own, has no instructions that could be seen.
  if (head.quantities !== null) return both(walk, leave).then(() => undefined);
  if (!(await practise(walk, id, head))) return;
  await both(walk, (process) => process.switchCounting(true));
  const loops = await loopsFor(walk, id, head);
  const counts = loops === null ? null : await count(walk, id, loops);
  await both(walk, (process) => process.switchCounting(false));
  if (loops === null || counts === null) return;
  const calls = loops * head.calls;
  const pairs = { base: [counts.base / calls], head: [counts.head / calls] };
  walk.found.counts.set(id, { loops: calls, pairs });
  await both(walk, leave);
}

/**
 * How many loops are counted: found by counting one, and not by how long it takes, so that another run counts the same.
 * Null where it failed.
 */
async function loopsFor(walk: CountingWalk, id: string, { limit }: Ready): Promise<number | null> {
  if (limit !== null) return Math.min(FEWEST_LOOPS, limit.loops);
  const known = walk.loopsOf.get(id);
  // Also where it is known: what has run before is part of the layout.
  const one = await count(walk, id, 1);
  if (one === null) return null;
  // A power of two, so that one call which counts a little more or less changes nothing.
  const fitting = 2 ** Math.ceil(Math.log2(COUNTED_INSTRUCTIONS / Math.max(1, one.base)));
  const fewest = Math.max(one.base, one.head) <= DEEP_CALL_INSTRUCTIONS ? DEPTH_LOOPS : FEWEST_LOOPS;
  const loops = known ?? Math.max(fewest, Math.min(MOST_LOOPS, fitting));
  walk.loopsOf.set(id, loops);
  return loops;
}

/** Instructions of so many loops on each side; null where one failed. */
async function count(
  walk: CountingWalk,
  id: string,
  loops: number,
): Promise<Record<SideName, number> | null> {
  const answers = await run(walk, id, loops, COUNTING_SLOWNESS * walk.seconds);
  if (answers === null) return null;
  return both(walk, (process) => {
    const message = answers[process.side];
    return process.counted(message.type === "counted" ? message.windows : 0);
  });
}

/** Has each side run so many loops; null where one failed. */
async function run(
  walk: CountingWalk,
  id: string,
  loops: number,
  seconds: number,
  answered: (side: SideName) => void = () => {},
): Promise<Record<SideName, Message> | null> {
  const answers = await both(walk, async (process) => {
    process.send({ type: "count", loops });
    const answer = await process.receive(seconds);
    answered(process.side);
    return answer;
  });
  const failure = (["base", "head"] as const).find((side) => answers[side].type !== "counted");
  if (failure === undefined) return answers;
  fail(walk, id, failure, answers);
  return null;
}

/** How many times as long as with counting off an answer may take. */
const COUNTING_SLOWNESS = 10;

/**
 * Runs the benchmark until it has settled. The harness tells no time meanwhile: a time is written with more or fewer
 * digits, which moves what is allocated after it, and counts by up to 0.2 % (whatever is kept by its address shows it).
 *
 * @returns whether it can be counted
 */
async function practise(walk: CountingWalk, id: string, { limit }: Ready): Promise<boolean> {
  if (limit !== null && limit.loops < MOST_PRACTICE + FEWEST_LOOPS) return true;
  const call = await secondsOfCall(walk, id);
  if (call === null) return false;
  const tooLong = (["base", "head"] as const).find((side) => call[side] > LONGEST_CALL_SECONDS);
  if (tooLong !== undefined) {
    walk.found.failures.push({ id, side: tooLong, kind: "skipped", message: { kind: "too-long-to-count" } });
    await both(walk, leave);
    return false;
  }
  const long = LONG_CALLS.find(({ seconds }) => Math.max(call.base, call.head) > seconds);
  const warmUp = long?.warmUp ?? WARM_UP_CALLS;
  // What the code does every n-th call is not to be at the same place in every block.
  return (await run(walk, id, warmUp + walk.phase.integer(0, warmUp), walk.seconds)) !== null;
}

/**
 * Of each side, by the clock here; null where one failed. What comes with an answer (the collector's round, more the
 * more is alive) is taken out where it could matter.
 */
async function secondsOfCall(walk: CountingWalk, id: string): Promise<Record<SideName, number> | null> {
  const first = await timed(walk, id, 1);
  if (first === null) return null;
  const longer = Math.max(first.base, first.head);
  if (longer <= SHORT_CALL_SECONDS || longer > SURELY_TOO_LONG * LONGEST_CALL_SECONDS) return first;
  const one = await timed(walk, id, 1);
  const two = one && (await timed(walk, id, 2));
  return two && { base: two.base - one.base, head: two.head - one.head };
}

async function timed(
  walk: CountingWalk,
  id: string,
  loops: number,
): Promise<Record<SideName, number> | null> {
  const began = walk.clock.seconds();
  const taken = { base: 0, head: 0 };
  const answers = await run(walk, id, loops, walk.seconds, (side) => {
    taken[side] = walk.clock.seconds() - began;
  });
  return answers && taken;
}

function fail(
  walk: CountingWalk,
  id: string,
  of: SideName,
  answers: Readonly<Record<SideName, Message>>,
): void {
  for (const side of ["base", "head"] as const) {
    if (!hasLeft(answers[side])) walk.sides[side].send({ type: "next" });
  }
  walk.found.failures.push(describeArrival(walk.sides[of], id, answers[of]));
}

async function leave(process: CountingProcess): Promise<void> {
  process.send({ type: "next" });
}

/** The next benchmark that a side has come to; a benchmark of which something is said late has no count. */
function arrivalOf(
  { found, seconds }: CountingWalk,
  process: CountingProcess,
  awaited: string | null,
): Promise<Message> {
  return nextArrival(process, awaited, seconds, (late) => {
    found.counts.delete(late.id);
    if (!found.failures.some(({ id }) => id === late.id)) found.failures.push(late);
  });
}

async function both<T>(
  { sides: { base, head } }: CountingWalk,
  ask: (process: CountingProcess) => Promise<T>,
): Promise<Record<SideName, T>> {
  const [ofBase, ofHead] = await Promise.all([ask(base), ask(head)]);
  return { base: ofBase, head: ofHead };
}
