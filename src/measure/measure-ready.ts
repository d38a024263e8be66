/** One benchmark in one block, from both sides being ready for it to its pairs: calibrated, warmed up, measured. */

import type { Failure } from "../findings/failure.ts";
import { type SideName, TIME } from "../model.ts";
import type { Measured, Ready } from "../protocol.ts";
import { median } from "../statistics/student.ts";
import {
  type BatchPlan,
  type Calibration,
  calibrated,
  firstLimitedPlan,
  isIrregular,
  planBatches,
  planningSeconds,
  type Share,
} from "./batch-plan.ts";
import { countedNs, isParallel, type Running } from "./batch-time.ts";
import { calibrate } from "./calibrate.ts";
import {
  columnsOf,
  type MeasuredBlock,
  type MeasuredPair,
  measureInTurns,
  measureSideBySide,
  othersShareIn,
  type PairRequest,
} from "./measure-pairs.ts";
import { BatchFailed, type Meeting, runBatch } from "./run-batch.ts";
import type { StartedArms } from "./start-arms.ts";

/** The benchmark that the sides have come to, and what is known of benchmarks by then. */
export interface ReadySides extends Meeting {
  readonly arms: StartedArms;
  readonly request: Meeting["request"] & {
    readonly block: number;
    readonly cpu: number | null;
    /** How many CPUs there are to run on; null where the process can't be pinned to one of them. */
    readonly cpus: number | null;
    /** The time that one benchmark may take in a block. */
    readonly share: Share;
    /** The share of a benchmark whose calls are irregular. */
    readonly irregularShare: Share;
  };
  /** What is known of benchmarks met so far in the run; added to. */
  readonly calibrations: Map<string, Calibration>;
  /** Ids that ran side by side in this block; added to. */
  readonly beside: Set<string>;
}

export type ReadyOutcome =
  | { readonly kind: "measured"; readonly blocks: readonly MeasuredBlock[] }
  | {
      readonly kind: "failed";
      readonly failure: Failure;
      /** The sides that have left the benchmark by themselves. */
      readonly left: readonly SideName[];
    };

/** What a side may do when it is ready for a benchmark. */
type Readiness = Pick<Ready, "calls" | "limit" | "setsUp" | "quantities">;

/** How a side runs that says nothing of itself. */
export const ALONE: Readiness = { calls: 1, limit: null, setsUp: false, quantities: null };

/** How a quantity is measured that is no time: it takes no practice, and asked twice in one process it would give the same. */
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

/** Measures the benchmark that both sides are ready for. @throws HarnessLost when a side is lost meanwhile */
export async function measureReady(
  at: ReadySides,
  id: string,
  { calls, limit, setsUp, quantities: given }: Readiness,
): Promise<ReadyOutcome> {
  const { request, calibrations } = at;
  const quantities = given ?? [TIME];
  const isTimed = quantities.some(({ metric }) => metric === "time");
  try {
    const isCalibrating = isTimed && limit === null && !calibrations.has(id);
    if (isCalibrating) calibrations.set(id, await calibrate(at, id, setsUp));
    const plan = planOf(isTimed, calibrations.get(id), request, limit);
    // Calibrating warms up as well.
    await warmUp(at, id, plan, isCalibrating ? 1 : 0);
    // Where nothing was run before, what fails on both sides has to be seen to fail on base.
    const baseFirst = !isTimed || !calibrations.has(id);
    const { pairs, ...planned } = await measureAsPlanned(at, id, plan, limit, { quantities, baseFirst });
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

/** Measures side by side where that is planned; in turns where it is not, or where it turns out that the benchmark waits. */
async function measureAsPlanned(
  at: ReadySides,
  id: string,
  plan: BatchPlan,
  limit: Ready["limit"],
  asked: PairRequest,
): Promise<Running & { readonly loops: number; readonly pairs: readonly MeasuredPair[] }> {
  let inTurns = plan;
  if (plan.sideBySide) {
    at.beside.add(id);
    const pairs = await measureSideBySide(at, id, plan, asked.quantities);
    if (pairs !== null) return { loops: plan.loops, sideBySide: true, onAllCpus: false, pairs };
    neverSideBySide(at, id);
    // Only what is timed is ever planned side by side.
    inTurns = planOf(true, at.calibrations.get(id), at.request, limit);
  }
  const pairs = await measureInTurns(at, id, inTurns, limit === null, asked);
  return { loops: inTurns.loops, sideBySide: false, onAllCpus: inTurns.onAllCpus, pairs };
}

async function warmUp(at: ReadySides, id: string, plan: BatchPlan, done: number): Promise<void> {
  for (let warmup = done; warmup < plan.warmups; warmup++) {
    for (const process of at.arms.inOrder) {
      const { loops, untimed, onAllCpus, longestSeconds } = plan;
      await runBatch(at, process, id, { loops, untimed, onAllCpus, longestSeconds });
    }
  }
}

/** Has the benchmark measured in turns from then on. */
export function neverSideBySide({ calibrations }: Pick<ReadySides, "calibrations">, id: string): void {
  const known = calibrations.get(id);
  if (known === undefined || !known.sideBySide) return;
  const { loops, batchSeconds, inTurns } = known;
  calibrations.set(id, { ...known, ...calibrated(loops, batchSeconds, inTurns), sideBySide: false });
}

function planOf(
  isTimed: boolean,
  calibration: Calibration | undefined,
  { share, irregularShare }: Pick<ReadySides["request"], "share" | "irregularShare">,
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
