/** Runs benchmarks that got slower once more on both sides, under a profiler, for `changedFunctions` to compare. */

import { answerSeconds, begin, due } from "../conversation/conversation.ts";
import type { FunctionChange, Row } from "../model.ts";
import { type DetectedSuite, runsCommands } from "../plan/detect-suite.ts";
import type { Side } from "../ports/environments.ts";
import { HarnessLost, type PythonProcesses } from "../ports/processes.ts";
import type { World } from "../ports/world.ts";
import type { Message } from "../protocol.ts";
import { inCheckout } from "../sides/shared-paths.ts";
import type { OpenHead, OpenSide } from "../sides/sides.ts";
import { changedFunctions } from "./functions.ts";

/**
 * Most rows that are profiled, the slowest first: a profile explains one cause, and ten slow rows rarely have ten
 * causes.
 */
const MOST_PROFILED = 10;
/** Duration of a profile. A profiled loop costs several times a plain one; this long is plenty for call counts. */
const PROFILE_SECONDS = 0.2;
const MOST_LOOPS = 10_000;
/** Part of the time limit for explaining all rows. Measuring has had the rest, and the verdict is known. */
const PART_OF_LIMIT = 0.2;
/** Rough number of instructions a second of a Python program. */
const INSTRUCTIONS_A_SECOND = 3e9;
/** Layout of both sides, so that they have the same hash order. */
const PROFILE_LAYOUT = { hashSeed: 1, padding: 0, heapSeed: 1 };

interface ExplainedRun {
  readonly head: OpenHead;
  readonly timeLimitSeconds: number;
  readonly world: Pick<World, "processes" | "progress" | "clock">;
}

/**
 * Adds reasons to rows that got slower, accepted or not. If a profile fails, its row has no reasons, and the verdict
 * stands. Rows that the stage's share of the time limit does not reach have none either, and a warning says so.
 */
export async function explainRegressions(
  { head, timeLimitSeconds, world }: ExplainedRun,
  base: OpenSide | null,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  const paired = rows
    .filter((row) => row.evidence === "paired" && isExplained(row))
    .sort((a, b) => (b.change ?? 0) - (a.change ?? 0));
  const slower = (["regressed", "accepted"] as const)
    .flatMap((verdict) => paired.filter((row) => row.verdict === verdict))
    .slice(0, MOST_PROFILED);
  // Nobody sees into a process of its own.
  if (slower.length === 0 || base === null || runsCommands(head.suite.suite)) return rows;
  const share = timeLimitSeconds * PART_OF_LIMIT;
  const end = world.clock.seconds() + share;
  const patience = () => Math.min(answerSeconds(timeLimitSeconds), end - world.clock.seconds());
  const explained = new Map<string, Row>();
  for (const row of slower) if (!explained.has(row.id)) explained.set(row.id, row);
  const stage = { kind: "explain", benchmarks: explained.size } as const;
  const reasons = await world.progress.stage(stage, async () => {
    const found = new Map<string, readonly FunctionChange[]>();
    for (const row of slower) {
      if (found.has(row.id)) continue;
      if (patience() <= 0) {
        const left = [...explained.keys()].filter((id) => !found.has(id)).length;
        const seconds = Math.ceil(share);
        world.progress.warn({ kind: "explaining-cut-short", seconds, left, of: explained.size });
        break;
      }
      const loops = Math.max(1, Math.min(MOST_LOOPS, Math.floor(PROFILE_SECONDS / secondsToProfile(row))));
      const [before, after] = await Promise.all([
        profileSide(base.side, head.suite, row.id, loops, patience, world.processes),
        profileSide(head.side, head.suite, row.id, loops, patience, world.processes),
      ]);
      if (before === null || after === null) {
        world.progress.step({ kind: "profile-not-taken", id: row.id });
        continue;
      }
      const changes = changedFunctions(before, after, {
        loops,
        rootPrefixes: [...installed(before, base.side), ...installed(after, head.side)],
      });
      found.set(
        row.id,
        changes.map((change) => ({ ...change, file: fromCheckout(change.file, head.side) })),
      );
    }
    return found;
  });
  // Once for a benchmark: the row that the profile was taken for.
  return rows.map((row) =>
    row === explained.get(row.id) ? { ...row, reasons: reasons.get(row.id) ?? [] } : row,
  );
}

/** Whether a row can be explained. A profile has calls and times, and says nothing about memory or values. */
function isExplained({ metric }: Row): boolean {
  return metric === "time" || metric === "instructions";
}

/** About how long a call takes. */
function secondsToProfile({ metric, head }: Row): number {
  if (head === null || head <= 0) return PROFILE_SECONDS;
  return metric === "instructions" ? head / INSTRUCTIONS_A_SECOND : head;
}

/** Folders that `setup` installed the project into. A report names the project's files, not these. */
function installed(profile: Extract<Message, { type: "profiled" }>, side: Side): string[] {
  const own = side.ownEnvironment;
  if (own === null) return [];
  const folders = profile.functions.map(({ file }) => /^(.*[\\/]site-packages)[\\/]/.exec(file)?.[1]);
  return [...new Set(folders.filter((folder) => folder?.startsWith(own)))].filter(
    (folder) => folder !== undefined,
  );
}

/**
 * A path relative to the checkout, as reports name it. The harness gives the project's own files relative to its
 * folder.
 */
function fromCheckout(file: string, side: Side): string {
  return /^([/~<]|[A-Za-z]:)/.test(file) ? file : inCheckout(file, side);
}

async function profileSide(
  side: Side,
  { suite, targets }: DetectedSuite,
  id: string,
  loops: number,
  patience: () => number,
  processes: PythonProcesses,
): Promise<Extract<Message, { type: "profiled" }> | null> {
  try {
    await using process = await processes.start(side, PROFILE_LAYOUT);
    begin(process, { suite, targets, root: side.workingDirectory, only: [id] }, PROFILE_LAYOUT);
    await due(process, "collected", patience());
    const ready = await due(process, "ready", patience());
    const allowed = ready.limit === null ? loops : Math.min(loops, ready.limit.loops);
    process.send({ type: "profile", loops: allowed });
    const profiled = await due(process, "profiled", patience());
    if (allowed === loops) return profiled;
    // Scaled as if all loops had run, so that both sides and the caller speak of the same number.
    const scale = loops / allowed;
    return {
      ...profiled,
      functions: profiled.functions.map((one) => ({
        ...one,
        calls: Math.round(one.calls * scale),
        ownNs: one.ownNs * scale,
      })),
    };
  } catch (error) {
    if (error instanceof HarnessLost) return null;
    throw error;
  }
}
