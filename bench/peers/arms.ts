/** All the peers, and a comparison of them on one project. */
import { execFileSync } from "node:child_process";
import { randomStream } from "../../src/statistics/random.ts";
import type { Project } from "../project.ts";
import { asv } from "./asv.ts";
import { peersPython } from "./environment.ts";
import type { ArmResult, Peer } from "./peer.ts";
import { pyperf } from "./pyperf.ts";
import { pytestBenchmark } from "./pytest-benchmark.ts";

export const PEERS = {
  "pytest-benchmark": pytestBenchmark,
  pyperf,
  asv,
} satisfies Record<string, Peer>;

export type PeerName = keyof typeof PEERS;

export interface PeerRun {
  readonly peer: PeerName;
  /** Wall time to scale its settings to; null for its defaults. */
  readonly budgetSeconds: number | null;
}

export interface PeersRequest {
  /** The peers' environment is made from it. */
  readonly python: string;
  readonly runs: readonly PeerRun[];
  /** Null for all fifty. */
  readonly benchmarks: readonly string[] | null;
  readonly seed: number;
}

/** @returns the arms in the order in which they were run, which is random */
export async function runPeers(project: Project, request: PeersRequest): Promise<ArmResult[]> {
  const python = await peersPython(request.python);
  const benchmarks = request.benchmarks ?? allBenchmarks(project, python);
  const results: ArmResult[] = [];
  for (const { peer, budgetSeconds } of randomStream(request.seed, "peers").shuffled(request.runs)) {
    results.push(...(await PEERS[peer]({ project, python, benchmarks, budgetSeconds })));
  }
  return results;
}

function allBenchmarks(project: Project, python: string): string[] {
  const listing = ["-Bc", "from hot.cases import CASES; print(*CASES)"];
  return execFileSync(python, listing, { cwd: project.folder, encoding: "utf8" }).trim().split(" ");
}
