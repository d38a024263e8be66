/** The pairs of one benchmark in one block: its batches one after the other, in turns, or both at once, side by side. */
import { describeArrival } from "../conversation/conversation.ts";
import { type Quantity, type SideName, TIME } from "../model.ts";
import type { HarnessProcess } from "../ports/processes.ts";
import type { Measured } from "../protocol.ts";
import { type BatchPlan, type BatchSize, sizeByChance } from "./batch-plan.ts";
import { callSeconds, othersShare, type Running, undelayedNs, waited, wasDisturbed } from "./batch-time.ts";
import { BatchFailed, type Meeting, runBatch } from "./run-batch.ts";

/** How many more pairs than planned are measured while batches keep being disturbed. */
const REPEAT_BOUND = 1;
/** Pairs of a block that are left out because one side waited: what is fetched once is no habit of the benchmark. */
const WAITS_LET_PASS = 1;

/** What one block measured of one quantity of a benchmark, a call, batch by batch; no base when head is measured alone. */
export interface MeasuredBlock {
  readonly quantity: Quantity;
  readonly block: number;
  readonly cpu: number | null;
  /** Calls in a batch. */
  readonly loops: number;
  readonly sideBySide: boolean;
  /** The CPUs that it had, as in `PairedBlock`; null where that is missing there. */
  readonly cpus: number | null;
  readonly othersShare: number | null;
  /** Base's batches, and at the same place head's next to each. */
  readonly pairs: { readonly base: readonly number[] | null; readonly head: readonly number[] };
}

export interface MeasuredPair {
  readonly size: BatchSize;
  readonly base: Measured | null;
  readonly head: Measured;
  readonly disturbed: boolean;
}

/** What a batch is asked for. */
export interface PairRequest {
  readonly quantities: readonly Quantity[];
  /** Whether base runs first; chance decides where nothing is said. */
  readonly baseFirst: boolean;
}

/**
 * Pairs whose batches run at the same time; null where it waits, so that its CPU time is not all it takes. One pair that
 * waited is left out, if there are others.
 */
export async function measureSideBySide(
  meeting: Meeting,
  id: string,
  plan: BatchPlan,
  quantities: readonly Quantity[],
): Promise<MeasuredPair[] | null> {
  const { base, head } = await runSideBySide(meeting, id, plan);
  for (const answer of base) refuseUntold(answer, quantities, "base", id);
  for (const answer of head) refuseUntold(answer, quantities, "head", id);
  const pairs = base.flatMap((ofBase, pair) => {
    const ofHead = head[pair];
    if (ofHead === undefined || waited(ofBase) || waited(ofHead)) return [];
    return [
      { size: { loops: plan.loops, untimed: plan.untimed }, base: ofBase, head: ofHead, disturbed: false },
    ];
  });
  const leftOut = base.length - pairs.length;
  return pairs.length > 0 && leftOut <= WAITS_LET_PASS ? pairs : null;
}

/**
 * Both sides run their batches one after the other, and whoever is done first goes on, untimed, until the other is as
 * well: alone, the last calls of the slower side would have the caches for themselves, and a change would look smaller.
 *
 * @throws BatchFailed when both sides have stopped
 */
async function runSideBySide(
  meeting: Meeting,
  id: string,
  { loops, untimed, pairs: count, goOnLoops, longestSeconds }: BatchPlan,
): Promise<{ readonly base: readonly Measured[]; readonly head: readonly Measured[] }> {
  const { head, base } = meeting.arms;
  if (base === null) throw new Error("head alone has nothing beside it");
  let running = 2;
  let isBroken = false;
  const runAll = async (process: HarnessProcess): Promise<Measured[]> => {
    const answers: Measured[] = [];
    try {
      while (answers.length < count && !isBroken) {
        const batch = { loops, untimed, longestSeconds };
        const answer = await runBatch(meeting, process, id, batch, "beside-other-side");
        if (answer.cpuNs <= 0) throw new BatchFailed(describeArrival(process, id, answer));
        answers.push(answer);
      }
      running--;
      while (running > 0 && !isBroken && goOnLoops > 0) {
        await runBatch(meeting, process, id, { loops: goOnLoops, longestSeconds }, "beside-other-side");
      }
    } catch (error) {
      isBroken = true;
      throw error;
    }
    return answers;
  };
  const order = meeting.request.random.coin() ? [head, base] : [base, head];
  const [first, second] = await Promise.allSettled(order.map(runAll));
  if (first?.status === "fulfilled" && second?.status === "fulfilled") {
    const [ofBase, ofHead] = order[0] === base ? [first.value, second.value] : [second.value, first.value];
    return { base: ofBase, head: ofHead };
  }
  const reasons = [first, second].flatMap((one) => (one?.status === "rejected" ? [one.reason] : []));
  const failures = reasons.filter((reason) => reason instanceof BatchFailed);
  const [failed] = failures;
  if (failed === undefined || failures.length < reasons.length) {
    throw reasons.find((reason) => !(reason instanceof BatchFailed));
  }
  throw new BatchFailed(
    failed.failure,
    failures.flatMap(({ left }) => left),
  );
}

/** Pairs whose batches run one after the other. */
export async function measureInTurns(
  meeting: Meeting,
  id: string,
  plan: BatchPlan,
  mayRepeat: boolean,
  asked: PairRequest,
): Promise<MeasuredPair[]> {
  const pairs: MeasuredPair[] = [];
  const clean = () => pairs.filter((pair) => !pair.disturbed).length;
  const bound = mayRepeat ? plan.pairs * (1 + REPEAT_BOUND) : plan.pairs;
  while (pairs.length < plan.pairs || (clean() < plan.pairs && pairs.length < bound)) {
    pairs.push(await measurePair(meeting, id, plan, asked));
  }
  meeting.counters.repeatedPairs += pairs.length - plan.pairs;
  // Disturbance decides, never time: a pair is not left out for being slow. Where hardly any pair is clean,
  // leaving the others out would leave nothing to take a median of.
  return clean() * 2 >= plan.pairs ? pairs.filter((pair) => !pair.disturbed) : pairs;
}

async function measurePair(
  meeting: Meeting,
  id: string,
  plan: BatchPlan,
  asked: PairRequest,
): Promise<MeasuredPair> {
  const { base, head } = meeting.arms;
  const { loops, untimed } = plan;
  const size = plan.mayVary ? sizeByChance(plan, meeting.request.random.integer) : { loops, untimed };
  const { onAllCpus, longestSeconds } = plan;
  const run = async (process: HarnessProcess) => {
    const answer = await runBatch(meeting, process, id, { ...size, onAllCpus, longestSeconds });
    if (undelayedNs(answer) <= 0) throw new BatchFailed(describeArrival(process, id, answer));
    refuseUntold(answer, asked.quantities, process.side, id);
    return answer;
  };
  if (base === null) {
    const alone = await run(head);
    return { size, base: null, head: alone, disturbed: wasDisturbed(alone) };
  }
  const headFirst = meeting.request.random.coin() && !asked.baseFirst;
  const first = await run(headFirst ? head : base);
  const second = await run(headFirst ? base : head);
  const [ofBase, ofHead] = headFirst ? [second, first] : [first, second];
  return {
    size,
    base: ofBase,
    head: ofHead,
    disturbed: wasDisturbed(first) || wasDisturbed(second),
  };
}

/** The others' share of the side that had to share its CPUs more; null where it is unknown. */
export function othersShareIn(pairs: readonly MeasuredPair[]): number | null {
  const sides = [pairs.flatMap(({ base }) => base ?? []), pairs.map(({ head }) => head)];
  const shares = sides.filter(({ length }) => length > 0).map(othersShare);
  return shares.reduce((most, one) => (most === null || one === null ? null : Math.max(most, one)), 0);
}

/** Refuses an answer that leaves out a quantity. @throws BatchFailed where one that was asked for is not told */
function refuseUntold(
  { values }: Measured,
  quantities: readonly Quantity[],
  side: SideName,
  id: string,
): void {
  for (const [index, quantity] of quantities.entries()) {
    if (isTime(quantity) || (values?.[index] ?? null) !== null) continue;
    const message = { kind: "no-quantity", side, metric: quantity.metric } as const;
    throw new BatchFailed({ id, side, kind: "failed", message });
  }
}

/** The values for one call, in the unit. @param index of the quantity among those that were asked for @param calls of a loop */
export function columnsOf(
  pairs: readonly MeasuredPair[],
  quantity: Quantity,
  index: number,
  calls: number,
  running: Running,
): MeasuredBlock["pairs"] {
  const base = pairs.flatMap((pair) => pair.base ?? []);
  const head = pairs.map((pair) => pair.head);
  const isCollectorKnown = [...base, ...head].every(({ collectorNs }) => collectorNs !== null);
  // Of a batch that was cut, there are fewer than were asked for.
  const sizesOf = (batches: readonly Measured[]) =>
    batches.map(({ loops }, pair) => ({
      timed: loops * calls,
      untimed: (pairs[pair]?.size.untimed ?? 0) * calls,
    }));
  const column = (batches: readonly Measured[]) =>
    isTime(quantity)
      ? callSeconds(batches, sizesOf(batches), { ...running, isCollectorKnown })
      : batches.map(({ values }) => values?.[index] ?? Number.NaN);
  return { base: base.length === 0 ? null : column(base), head: column(head) };
}

function isTime({ metric, unit }: Quantity): boolean {
  return metric === "time" && unit === TIME.unit;
}
