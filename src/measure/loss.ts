/**
 * A process that is lost between two benchmarks ends measuring, and no benchmark can be blamed for it: whose it was, and
 * what it leaves undecided. What earlier blocks have shown still holds.
 */
import { GateError } from "../errors.ts";
import type { Conditions, SideName } from "../model.ts";
import { BothLost, type HarnessLost } from "../ports.ts";

export interface Loss {
  /** `both` where neither side is more to blame than the other. */
  readonly side: SideName | "both";
  /** Of the benchmarks that were still being measured. */
  readonly ids: ReadonlySet<string>;
  /** What happened. */
  readonly what: string;
  /** How much had been measured by then, as in `3 blocks`. */
  readonly after: string;
  /** What happened, when, and what to do: whole sentences. */
  readonly message: string;
}

export function lossOf(side: Loss["side"], what: string, after: string, ids: Iterable<string>): Loss {
  return {
    side,
    ids: new Set(ids),
    ...{ what, after },
    message: `Measuring ended after ${after}: ${what}. ${ADVICE[side]}`,
  };
}

/**
 * Seconds of silence after which a process that had started before is held to have stopped, and its side to blame. After less,
 * a machine with much else to do may have been all there was to it.
 */
const LONG_SILENCE_SECONDS = 30;

/** @param answerSeconds how long it was waited for, which is a part of the time limit */
export function harnessLoss(
  error: HarnessLost,
  answerSeconds: number,
  blocks: number,
  ids: Iterable<string>,
): Loss {
  const isNobodys = error instanceof BothLost || (wasSilent(error) && answerSeconds < LONG_SILENCE_SECONDS);
  const after = `${blocks} block${blocks === 1 ? "" : "s"}`;
  const loss = lossOf(isNobodys ? "both" : error.side, whatWasLost(error), after, ids);
  return wasSilent(error) ? { ...loss, message: `${loss.message} ${MORE_TIME}` } : loss;
}

/** What a measurement says of it. */
export function toldOf(loss: Loss | null): { readonly loss: Loss | null; readonly trouble: string | null } {
  return { loss, trouble: loss?.message ?? null };
}

export function conditionOf(loss: Loss | null): Pick<Conditions, "lost"> {
  return loss === null ? {} : { lost: loss.side };
}

/** A side that is lost before anything was measured. */
export function sideLost(error: HarnessLost): GateError {
  const what = whatWasLost(error);
  return new GateError(
    `${what.charAt(0).toUpperCase()}${what.slice(1)}`,
    wasSilent(error)
      ? `${MORE_TIME} If it never gets there, run the suite by hand in that checkout, and see what it waits for.`
      : "Run the suite by hand in that checkout with the same interpreter, and check that it works there.",
    { cause: error },
  );
}

const MORE_TIME =
  "An answer may take a fifth of `time-limit`, and at least 5 s: raise `time-limit`, or name fewer benchmarks, if it needs longer.";

/** Whether it said nothing for as long as the time limit allows; how long it may take to start is no matter of that. */
function wasSilent(error: HarnessLost): boolean {
  const losses = error instanceof BothLost ? error.losses : [error];
  return losses.every(({ how, detail }) => how === "timed-out" && !detail.startsWith("did not say hello"));
}

function whatWasLost(error: HarnessLost): string {
  const happened = wasSilent(error)
    ? "did not reach"
    : error instanceof BothLost
      ? "were lost before"
      : "was lost before";
  if (!(error instanceof BothLost))
    return `the benchmark process of ${error.side} ${happened} its first benchmark: ${endOf(error)}`;
  const ends = error.losses.map((one) => `${one.side} ${endOf(one)}`).join("; ");
  return `the benchmark processes of both sides ${happened} their first benchmark: ${ends}`;
}

function endOf({ detail, output }: HarnessLost): string {
  const last = output.trim().split("\n").slice(-3).join(" | ");
  return last === "" ? detail : `${detail}; its last output: ${last}`;
}

const ADVICE: Readonly<Record<Loss["side"], string>> = {
  head: "It had started before: run the suite several times in head's checkout, and see what an earlier run leaves behind and whether memory runs out.",
  base: "It had started before: run the suite several times in base's checkout, and see what an earlier run leaves behind, whether memory runs out, and whether head's code ends it.",
  both: "They had started before: see whether memory or disk space runs out, and run it again.",
};
