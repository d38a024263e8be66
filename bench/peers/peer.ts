/** What every peer is asked for, and what it answers. */
import type { Project } from "../project.ts";

export interface PeerRequest {
  readonly project: Project;
  /** Interpreter of the peers' environment. */
  readonly python: string;
  /** Names, as in the suite's `hot.cases`. */
  readonly benchmarks: readonly string[];
  /**
   * Wall time for all of the benchmarks on both sides, to which the peer's own settings are scaled; null for
   * its defaults. It is met roughly: `ArmResult.seconds` says what it came to.
   */
  readonly budgetSeconds: number | null;
}

export type RowVerdict = "red" | "green" | "unknown";

export interface ArmResult {
  readonly arm: string;
  /** By benchmark; unknown is one that the peer has no result for. */
  readonly rows: Readonly<Record<string, RowVerdict>>;
  /** Arms that read the same measurements have the same costs. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly note?: string;
}

/** Measures once and answers for every rule that reads these measurements. */
export type Peer = (request: PeerRequest) => Promise<readonly ArmResult[]>;

/** @param verdictOf undefined for no result */
export function rowsOf(
  benchmarks: readonly string[],
  verdictOf: (name: string) => RowVerdict | undefined,
): Record<string, RowVerdict> {
  return Object.fromEntries(benchmarks.map((name) => [name, verdictOf(name) ?? "unknown"]));
}

export function armName(rule: string, { budgetSeconds }: PeerRequest): string {
  return budgetSeconds === null ? rule : `${rule}, equal time`;
}
