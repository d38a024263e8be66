/** The batches of a traced block, benchmark by benchmark, sorted by what they were for. */
import { WARMUP_BATCHES } from "../../src/measure/batch-plan.ts";
import { median } from "../../src/statistics/student.ts";
import type { ProcessTrace } from "./trace.ts";

export interface Batch {
  readonly side: "base" | "head";
  readonly loops: number;
  readonly untimed: number;
  /** Seconds of the timed loops. */
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
}

/** @param keptPairs pairs that the result has of a benchmark in this block */
export function batchesOf(block: readonly ProcessTrace[], keptPairs: (id: string) => number): Visit[] {
  const order: string[] = [];
  const bySide = new Map<string, { base: Batch[]; head: Batch[] }>();
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
        });
      }
    }
  }
  return order.map((id) => {
    const { base, head } = bySide.get(id) ?? { base: [], head: [] };
    // Both sides run the same batches. Pairs have untimed calls before them, unless one call is very long: then those
    // that the result has tell them from the warm-ups. What calibrating ends with warms up as well.
    const paired = Math.max(head.filter((batch) => batch.untimed > 0).length, keptPairs(id));
    const warm = Math.min(WARMUP_BATCHES, head.length - paired);
    const calibrating = head.length - paired - warm;
    const ofBoth = (from: number, to: number) => [base, head].flatMap((batches) => batches.slice(from, to));
    return {
      id,
      calibration: ofBoth(0, calibrating),
      warmUps: ofBoth(calibrating, calibrating + warm),
      pairs: ofBoth(calibrating + warm, head.length),
    };
  });
}

/** All visits' batches by kind, and what a round trip takes where nothing but the timed loops runs. */
export function sortBatches(visits: readonly Visit[]) {
  const pairs = visits.flatMap((visit) => visit.pairs);
  const warmUps = visits.flatMap((visit) => visit.warmUps);
  const calibration = visits.flatMap((visit) => visit.calibration);
  const plain = [...pairs, ...warmUps].filter((batch) => batch.untimed === 0);
  const plainRoundTrip = plain.length === 0 ? 0 : median(plain.map(({ answer, wall }) => answer - wall));
  return { pairs, warmUps, calibration, plainRoundTrip };
}
