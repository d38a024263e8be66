/** One batch of one side, and what may come in its place. */
import { describeArrival, hasLeft } from "../conversation/conversation.ts";
import type { Failure } from "../findings/failure.ts";
import type { SideName } from "../model.ts";
import type { HarnessProcess } from "../ports/processes.ts";
import type { Measured } from "../protocol.ts";
import type { RandomStream } from "../statistics/random.ts";
import { undelayedNs } from "./batch-time.ts";

/** The two sides at the benchmark that they have come to; no base when head is measured alone. */
export interface Meeting {
  readonly arms: { readonly head: HarnessProcess; readonly base: HarnessProcess | null };
  readonly request: {
    readonly random: RandomStream;
    /** How long one answer may take. */
    readonly answerSeconds: number;
  };
  /** Sums that each batch adds to. */
  readonly counters: { repeatedPairs: number; wallNs: number; runDelayNs: number };
}

/** A batch that was not measured; the benchmark goes no further in this block. */
export class BatchFailed extends Error {
  readonly failure: Failure;
  /** The sides whose harness said so itself, and has left the benchmark. */
  readonly left: readonly SideName[];
  constructor(failure: Failure, left: readonly SideName[] = []) {
    super(failure.id);
    this.failure = failure;
    this.left = left;
  }
}

/** What a side is to run. */
export interface Batch {
  readonly loops: number;
  /** Untimed calls before the batch; none where nothing is said. */
  readonly untimed?: number;
  /** Whether it runs on all CPUs; on the block's own where nothing is said. */
  readonly onAllCpus?: boolean;
  /** Whether child processes are watched, as in `BatchCommand`. */
  readonly seeksCpus?: boolean;
  /** Seconds after which the batch is cut; it takes as long as it takes where nothing is said. */
  readonly longestSeconds?: number;
}

/** Runs one batch on one side. @throws BatchFailed when something else than a measurement comes */
export async function runBatch(
  meeting: Meeting,
  process: HarnessProcess,
  id: string,
  batch: Batch,
  running: "alone" | "beside-other-side" = "alone",
): Promise<Measured> {
  const { loops, untimed = 0, onAllCpus = false, longestSeconds = Number.POSITIVE_INFINITY } = batch;
  const longestNs = Math.min(Number.MAX_SAFE_INTEGER, Math.round(1e9 * longestSeconds));
  process.send({
    ...{ type: "batch", loops, untimed, longestNs, onAllCpus },
    ...(batch.seeksCpus === true ? { seeksCpus: true } : {}),
  });
  const isAlone = running === "alone";
  const answer = await process.receive(meeting.request.answerSeconds * (isAlone ? 1 : 2));
  if (answer.type === "measured") {
    if (answer.loops > loops) {
      const { side } = process;
      const message = { kind: "too-many-loops", side, ran: answer.loops, asked: loops } as const;
      throw new BatchFailed({ id, side, kind: "failed", message });
    }
    // What ran beside it is the other side.
    if (isAlone && answer.runDelayNs !== null) {
      meeting.counters.wallNs += answer.wallNs;
      meeting.counters.runDelayNs += answer.wallNs - undelayedNs(answer);
    }
    return answer;
  }
  throw new BatchFailed(describeArrival(process, id, answer), hasLeft(answer) ? [process.side] : []);
}
