/** Runs of the peers on the same repositories, kept one line an arm. */
import { jsonLines } from "./json-lines.ts";
import type { Cell } from "./live.ts";
import { neighbours } from "./noise.ts";
import { type PeerRun, runPeers } from "./peers/arms.ts";
import type { ArmResult } from "./peers/peer.ts";
import { makeProject } from "./project.ts";
import { machineName } from "./recording.ts";

export interface PeerArmRun extends Omit<Cell, "budget">, ArmResult {
  readonly at: string;
  readonly machine: string;
  readonly seed: number;
  /** How many benchmarks were asked of it. */
  readonly benchmarks: number;
}

/** @param only names of the benchmarks; null for all fifty */
export async function peerRuns(
  cell: Omit<Cell, "budget">,
  runs: readonly PeerRun[],
  only: readonly string[] | null,
  seed: number,
  python: string,
): Promise<PeerArmRun[]> {
  await using project = await makeProject({ percent: cell.percent, nullEdit: 1 + (seed % 8) });
  await using _noise = neighbours(cell.noise, python);
  const results = await runPeers(project, { python, runs, benchmarks: only, seed });
  return results.map((result) => ({
    ...cell,
    ...result,
    at: new Date().toISOString(),
    machine: machineName(),
    seed,
    benchmarks: Object.keys(result.rows).length,
  }));
}

export const keptPeerRuns = jsonLines<PeerArmRun>("peer-runs.jsonl");
