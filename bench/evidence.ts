/** Writes docs/evidence.md and its picture from what `bench/data/` holds; nothing in them is written by hand. */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { evidencePage } from "./evidence/page.ts";
import { powerCurve } from "./evidence/power-curve.ts";
import { type ReplayedNoise, type ReplayRuns, replayNoise } from "./evidence/replayed.ts";
import { dataFolder, repositoryFolder } from "./folders.ts";
import { instructionRuns } from "./instructions.ts";
import { readIfThere } from "./json-lines.ts";
import { type LiveRun, liveRuns } from "./live.ts";
import { measuringHash, seriesOf } from "./measuring-code.ts";
import type { Overhead } from "./overhead.ts";
import { keptPeerRuns } from "./peer-runs.ts";
import { loadRecordings } from "./recording.ts";
import type { Scale } from "./scale.ts";
import type { Simulations } from "./simulation.ts";

const inDocs = (name: string) => fileURLToPath(new URL(`docs/${name}`, repositoryFolder));

export async function writeEvidence(runs: ReplayRuns): Promise<void> {
  const recordings = await loadRecordings(() => true);
  const replayed = (["quiet", "two", "restless"] as const)
    .map((noise): ReplayedNoise | null => replayNoise(noise, recordings, runs))
    .filter((one) => one !== null);
  await writeFile(inDocs("power-curve.svg"), powerCurve(replayed));
  await writeFile(
    inDocs("evidence.md"),
    evidencePage({
      recordings,
      replayed,
      live: lastSeries(await liveRuns.all()),
      measuring: await measuringHash(),
      peers: await keptPeerRuns.all(),
      overhead: await stored<Overhead>("overhead.json"),
      scale: await stored<Scale>("scale.json"),
      simulated: await stored<Simulations>("simulated.json"),
      instructions: await instructionRuns.all(),
    }),
  );
}

/** For each cell, the runs of the measuring and deciding code that ran last. */
function lastSeries(runs: readonly LiveRun[]): LiveRun[] {
  const cellOf = ({ noise, percent, budget }: LiveRun) => `${noise} ${percent} ${budget}`;
  const last = new Map(runs.map((run) => [cellOf(run), seriesOf(run.measuring, null)]));
  return runs.filter((run) => last.get(cellOf(run)) === seriesOf(run.measuring, null));
}

/** Null where it was not measured yet. */
async function stored<T>(name: string): Promise<T | null> {
  const text = await readIfThere(fileURLToPath(new URL(name, dataFolder)));
  return text === null ? null : (JSON.parse(text) as T);
}
