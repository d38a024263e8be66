/** Writes docs/evidence.md and its picture from what `bench/data/` holds; nothing in them is written by hand. */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { evidencePage } from "./evidence/page.ts";
import { powerCurve } from "./evidence/power-curve.ts";
import { type ReplayedNoise, type ReplayRuns, replayNoise } from "./evidence/replayed.ts";
import { dataFolder, repositoryFolder } from "./folders.ts";
import { loadLiveRuns } from "./live.ts";
import type { Overhead } from "./overhead.ts";
import { loadPeerRuns } from "./peer-runs.ts";
import { loadRecordings } from "./recording.ts";
import type { Scale } from "./scale.ts";

const inDocs = (name: string) => fileURLToPath(new URL(`docs/${name}`, repositoryFolder));

export async function writeEvidence(runs: ReplayRuns): Promise<void> {
  const recordings = await loadRecordings(() => true);
  const replayed = (["quiet", "two"] as const)
    .map((noise): ReplayedNoise | null => replayNoise(noise, recordings, runs))
    .filter((one) => one !== null);
  await writeFile(inDocs("power-curve.svg"), powerCurve(replayed));
  await writeFile(
    inDocs("evidence.md"),
    evidencePage({
      recordings,
      replayed,
      live: await loadLiveRuns(),
      peers: await loadPeerRuns(),
      overhead: await stored<Overhead>("overhead.json"),
      scale: await stored<Scale>("scale.json"),
    }),
  );
}

/** Null where it was not measured yet. */
async function stored<T>(name: string): Promise<T | null> {
  const text = await readFile(fileURLToPath(new URL(name, dataFolder)), "utf8").catch(() => null);
  return text === null ? null : (JSON.parse(text) as T);
}
