/** How many loops a batch of a benchmark takes, and on which CPUs it runs: found out by running it. */

import type { Measured } from "../protocol.ts";
import {
  BATCH_SECONDS,
  type Calibration,
  calibrated,
  nextCalibration,
  planningSeconds,
} from "./batch-plan.ts";
import { hardlyWaits, isParallel, undelayedNs } from "./batch-time.ts";
import { type Meeting, runBatch } from "./run-batch.ts";
import { present } from "./start-arms.ts";

/** The benchmark that the sides have come to. */
type Place = Meeting & { readonly request: { readonly cpu: number | null } };

/**
 * Loops for a batch that is long enough, and whether it runs on several CPUs, which only shows where there are several.
 * Both sides run the same number, or what is warm and what is left for the garbage collector would differ; how many, both
 * say (`planningSeconds`).
 *
 * @param setsUp costs time that no batch shows, so that fewer and longer ones are the better ones
 */
export async function calibrate(at: Place, id: string, setsUp: boolean): Promise<Calibration> {
  let loops = 1;
  const runOnAllCpus = async () => {
    const batches: Measured[] = [];
    for (const process of present(at.arms)) {
      batches.push(await runBatch(at, process, id, { loops, onAllCpus: true, seeksCpus: true }));
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
      const isOnOneCpu = at.arms.base !== null && at.request.cpu !== null;
      // Turns of a whole call, or of a long batch, are longer than those that the kernel gives.
      const isLong = batches === "long" || seconds / loops > BATCH_SECONDS;
      const sideBySide = isLong && isOnOneCpu && last.every(hardlyWaits);
      const planned = calibrated(loops, seconds, sideBySide ? "long" : batches);
      return { ...planned, inTurns: batches, sideBySide, irregular: false, parallel: false };
    }
    loops = next;
  }
}
