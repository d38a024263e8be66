/**
 * A process that is lost between two benchmarks ends measuring, and no benchmark can be blamed for it: whose it was, and
 * what it leaves undecided. What earlier blocks have shown still holds.
 */

import { MORE_TIME, neverStarted, quotesOfLost } from "../errors/lost.ts";
import { GateError } from "../errors.ts";
import type { Loss } from "../findings/measurement.ts";
import type { Lost, LostProcesses } from "../model/loss.ts";
import type { Conditions, Warning } from "../model.ts";
import { BothLost, type HarnessLost } from "../ports/processes.ts";

export function lossOf(
  side: Lost["side"],
  what: Lost["what"],
  after: Lost["after"],
  ids: Iterable<string>,
): Loss {
  return { ids: new Set(ids), lost: { side, what, after } };
}

/**
 * Seconds of silence after which a process that had started before is held to have stopped, and its side to blame. After less,
 * a machine with much else to do may have been all there was to it.
 */
const LONG_SILENCE_SECONDS = 30;

/** What was lost, and how, by the error. @param answerSeconds how long it was waited for, which is a part of the time limit */
export function harnessLoss(
  error: HarnessLost,
  answerSeconds: number,
  blocks: number,
  ids: Iterable<string>,
): Loss {
  const what = lostProcesses(error);
  const isNobodys = error instanceof BothLost || (what.wereSilent && answerSeconds < LONG_SILENCE_SECONDS);
  return lossOf(isNobodys ? "both" : error.side, what, { count: blocks, of: "blocks" }, ids);
}

/** What a measurement says of a loss. */
export function toldOf(loss: Loss | null): {
  readonly loss: Loss | null;
  readonly warnings: readonly Warning[];
} {
  return { loss, warnings: loss === null ? [] : [{ kind: "measuring-ended", lost: loss.lost }] };
}

export function conditionOf(loss: Loss | null): Pick<Conditions, "lost"> {
  return loss === null ? {} : { lost: loss.lost.side };
}

/** A side that is lost before anything was measured. */
export function sideLost(error: HarnessLost): GateError {
  const what = lostProcesses(error);
  return new GateError(
    neverStarted(what),
    what.wereSilent
      ? `${MORE_TIME} If it never gets there, run the suite by hand in that checkout, and see what it waits for.`
      : "Run the suite by hand in that checkout with the same interpreter, and check that it works there.",
    { cause: error, quotes: quotesOfLost(what) },
  );
}

function lostProcesses(error: HarnessLost): LostProcesses {
  const losses = error instanceof BothLost ? error.losses : [error];
  return {
    kind: "processes",
    // How long it may take to start is no matter of the time limit.
    wereSilent: losses.every(({ how }) => how === "timed-out"),
    ends: losses.map(({ side, detail, output }) => ({ side, detail, output: output.slice(-MOST_OUTPUT) })),
  };
}

/** Most characters that are shown of the end of what a process printed. */
const MOST_OUTPUT = 2_000;
