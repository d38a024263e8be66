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

export function harnessLoss(error: HarnessLost, blocks: number, ids: Iterable<string>): Loss {
  const side = error instanceof BothLost ? "both" : error.side;
  return lossOf(side, whatWasLost(error), `${blocks} block${blocks === 1 ? "" : "s"}`, ids);
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
    "Run the suite by hand in that checkout with the same interpreter, and see that it works there.",
    { cause: error },
  );
}

function whatWasLost(error: HarnessLost): string {
  if (!(error instanceof BothLost))
    return `the benchmark process of ${error.side} was lost before its first benchmark: ${endOf(error)}`;
  const ends = error.losses.map((one) => `${one.side} ${endOf(one)}`).join("; ");
  return `the benchmark processes of both sides were lost before their first benchmark: ${ends}`;
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
