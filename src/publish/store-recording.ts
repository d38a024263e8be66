/** Stores a recording with its history, or keeps the earlier baseline. */

import { runsOnMachine, withHistory } from "../baseline/history.ts";
import type { Review } from "../compare/recorded-result.ts";
import type { Discovery } from "../findings/discovery.ts";
import type { Recorded } from "../findings/measurement.ts";
import type { NothingMeasured, SlowerRecording } from "../model/gate-reason.ts";
import type { Baseline, BaselineLoad, BaselineSave, UnreadableBaseline } from "../model.ts";
import type { BaselineScope } from "../ports/stores.ts";
import type { World } from "../ports/world.ts";

/** A recording, and what was found out about it. */
interface ReviewedRecording extends Pick<Review, "lookedInto"> {
  readonly recorded: Recorded;
  /** Why it should not become the baseline; null if nothing speaks against it. */
  readonly slower: SlowerRecording | null;
  /** What the store had before measuring. */
  readonly earlier: BaselineLoad;
  readonly discovery: Discovery;
  readonly scope: BaselineScope;
}

/** Stores a recording. Never throws if a store fails: what was measured is reported all the same. */
export async function storeRecording(
  { recorded, slower, lookedInto, earlier, discovery, scope }: ReviewedRecording,
  world: Pick<World, "loadBaseline" | "saveBaseline">,
): Promise<BaselineSave> {
  const { recording, failures, loss } = recorded;
  if (recording.series.length === 0) {
    // The newest entry is the one that is found: an empty one would hide the good one before it.
    return { kind: "nothing-to-save", why: whyNothing(failures, loss) };
  }
  if (slower !== null && earlier.kind === "found") {
    return { kind: "kept", source: earlier.source, commit: earlier.baseline.commit, slower };
  }
  // Another job may have recorded while this one measured.
  const newest = await world.loadBaseline(scope);
  if (newest.kind === "unreadable" && !newest.isDamaged) {
    const why = `the baseline there could not be read, so it is kept: ${newest.why}`;
    return { kind: "not-saved", target: newest.source, why };
  }
  const collected = discovery.head.benchmarks.map(({ id }) => id);
  const before = foundIn(newest) ?? foundIn(earlier);
  const baseline = withHistory(recording, before, collected, lookedInto);
  const save = await world.saveBaseline(scope, baseline);
  if (save.kind !== "saved") return save;
  const replaced = damagedIn(newest).map(
    ({ source, why }) => `the baseline in ${source} could not be read, so it was replaced: ${why}`,
  );
  return {
    ...save,
    runs: baseline.runs.length,
    runsOnMachine: runsOnMachine(baseline, baseline.fingerprint),
    problems: [...save.problems, ...replaced],
  };
}

function whyNothing([first]: Recorded["failures"], loss: Recorded["loss"]): NothingMeasured {
  if (first !== undefined) return { kind: "failed", why: first.message };
  return loss === null ? { kind: "no-time" } : { kind: "process-lost", lost: loss.lost };
}

function damagedIn(load: BaselineLoad): readonly UnreadableBaseline[] {
  if (load.kind === "unreadable") return [load];
  const problems = load.kind === "found" ? (load.problems ?? []) : [];
  return problems.filter(({ isDamaged }) => isDamaged);
}

function foundIn(load: BaselineLoad): Baseline | null {
  return load.kind === "found" ? load.baseline : null;
}
