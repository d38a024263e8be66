/** The batches of a traced block, benchmark by benchmark, sorted by what they were for. */
import { WARMUP_BATCHES } from "../../src/measure/batch-plan.ts";
import { median } from "../../src/statistics/student.ts";
import { sum } from "../spread.ts";
import type { ProcessTrace } from "./trace.ts";

export interface Batch {
  readonly side: "base" | "head";
  readonly loops: number;
  readonly untimed: number;
  /** Seconds of the timed loops: of a pair side by side, those of the CPU. */
  readonly wall: number;
  /** Seconds from sending the command to having its answer. */
  readonly answer: number;
}

/** One benchmark in one block. */
export interface Visit {
  readonly id: string;
  readonly calibration: readonly Batch[];
  readonly warmUps: readonly Batch[];
  readonly pairs: readonly Batch[];
  /** Seconds that pairs side by side took beyond their loops: starting, and what the first that was done went on with. */
  readonly besidePairs: number;
}

interface TracedBatch extends Batch {
  readonly sent: number;
  readonly cpu: number;
}

/** What the result has of a benchmark in a block. */
export interface Kept {
  readonly pairs: number;
  readonly sideBySide: boolean;
}

/** @param keptOf by id */
export function batchesOf(block: readonly ProcessTrace[], keptOf: (id: string) => Kept): Visit[] {
  const order: string[] = [];
  const bySide = new Map<string, { base: TracedBatch[]; head: TracedBatch[] }>();
  for (const process of block) {
    let id = "";
    let sent: { at: number; loops: number; untimed: number } | null = null;
    for (const one of process.utterances) {
      if (one.kind === "received" && one.message.type === "ready") {
        id = one.message.id;
        if (!bySide.has(id)) {
          order.push(id);
          bySide.set(id, { base: [], head: [] });
        }
      } else if (one.kind === "sent" && one.command.type === "batch") {
        sent = { at: one.at, loops: one.command.loops, untimed: one.command.untimed };
      } else if (one.kind === "received" && one.message.type === "measured" && sent !== null) {
        const wall = one.message.wallNs / 1e9;
        bySide.get(id)?.[process.side].push({
          side: process.side,
          loops: sent.loops,
          untimed: sent.untimed,
          wall,
          answer: one.at - sent.at,
          sent: sent.at,
          cpu: one.message.cpuNs / 1e9,
        });
      }
    }
  }
  return order.map((id) => {
    const { base, head } = bySide.get(id) ?? { base: [], head: [] };
    // Both sides run the same batches, but for what goes on beside the last of the other. Pairs in turns have untimed calls
    // before them, unless one call is very long: then those that the result has tell them from the warm-ups. What
    // calibrating ends with warms up as well.
    const kept = keptOf(id);
    const both = Math.min(base.length, head.length);
    const paired = Math.max(head.filter((batch) => batch.untimed > 0).length, kept.pairs);
    const warm = Math.min(WARMUP_BATCHES, both - paired);
    const calibrating = both - paired - warm;
    const ofBoth = (from: number, to?: number) => [base, head].flatMap((batches) => batches.slice(from, to));
    const pairs = ofBoth(calibrating + warm, both);
    const visit = {
      id,
      calibration: ofBoth(0, calibrating),
      warmUps: ofBoth(calibrating, calibrating + warm),
      pairs,
      besidePairs: 0,
    };
    return kept.sideBySide ? sideBySide(visit, pairs, ofBoth(calibrating + warm)) : visit;
  });
}

/** @param together the batches of its pairs, and those that went on beside them */
function sideBySide(visit: Visit, pairs: readonly TracedBatch[], together: readonly TracedBatch[]): Visit {
  const from = Math.min(...together.map(({ sent }) => sent));
  const to = Math.max(...together.map(({ sent, answer }) => sent + answer));
  return {
    ...visit,
    pairs: pairs.map((batch) => ({ ...batch, wall: batch.cpu, answer: batch.cpu })),
    besidePairs: to - from - sum(pairs.map(({ cpu }) => cpu)),
  };
}

/** All visits' batches by kind, and what a round trip takes where nothing but the timed loops runs. */
export function sortBatches(visits: readonly Visit[]) {
  const pairs = visits.flatMap((visit) => visit.pairs);
  const warmUps = visits.flatMap((visit) => visit.warmUps);
  const calibration = visits.flatMap((visit) => visit.calibration);
  const plain = [...pairs, ...warmUps].filter((batch) => batch.untimed === 0 && batch.answer > batch.wall);
  const plainRoundTrip = plain.length === 0 ? 0 : median(plain.map(({ answer, wall }) => answer - wall));
  return { pairs, warmUps, calibration, plainRoundTrip };
}
