/** Words for a lost process, in errors and in reports. */

import type { Lost, LostProcess } from "../model/loss.ts";
import { causeWords } from "./causes.ts";

/** What happened: `the benchmark process of head was lost before its first benchmark: …`. */
export function whatWasLost(what: Lost["what"]): string {
  if (what.kind === "commands") {
    return `the command failed on base and on head (${causeWords(what.onBase)}; ${causeWords(what.onHead)})`;
  }
  const { ends, wereSilent } = what;
  const [only] = ends;
  if (ends.length === 1 && only !== undefined) {
    const happened = wereSilent ? "did not reach" : "was lost before";
    return `the benchmark process of ${only.side} ${happened} its first benchmark: ${withLastOutput(only)}`;
  }
  const happened = wereSilent ? "did not reach" : "were lost before";
  const each = ends.map((one) => `${one.side} ${withLastOutput(one)}`).join("; ");
  return `the benchmark processes of both sides ${happened} their first benchmark: ${each}`;
}

function withLastOutput({ detail, output }: LostProcess): string {
  const last = lastLines(output);
  return last === "" ? detail : `${detail}; its last output: ${last}`;
}

function lastLines(output: string): string {
  return output.trim().split("\n").slice(-3).join(" | ");
}

/** Texts of the lost processes that `whatWasLost` shows as they wrote them. */
export function quotesOfLost(what: Lost["what"]): string[] {
  const quotes =
    what.kind === "commands"
      ? [causeWords(what.onBase), causeWords(what.onHead)]
      : what.ends.map(({ output }) => lastLines(output));
  return quotes.filter((one) => one !== "");
}

/** How much was measured before: `3 blocks`. */
export function measuredBefore({ after: { count, of } }: Lost): string {
  const thing = of === "blocks" ? "block" : "run";
  const things = `${count} ${thing}${count === 1 ? "" : "s"}`;
  return of === "runs" ? `${things} of each side` : things;
}

/** What to do about a lost process. @param timeLimit how the place where it is read names that setting */
export function adviceOnLoss({ side, what }: Lost, timeLimit = "`time-limit`"): string {
  const isSilent = what.kind === "processes" && what.wereSilent;
  return isSilent ? `${ADVICE[side]} ${moreTime(timeLimit)}` : ADVICE[side];
}

function moreTime(timeLimit: string): string {
  return `An answer may take a fifth of ${timeLimit}, or 5 s if that is longer. If it needs more time, raise ${timeLimit}, or name fewer benchmarks.`;
}

export const MORE_TIME = moreTime("`time-limit`");

const ADVICE: Readonly<Record<Lost["side"], string>> = {
  head: "It had started before, so run the suite several times in head's checkout. Check what an earlier run leaves behind, and whether memory runs out.",
  base: "It had started before, so run the suite several times in base's checkout. Check what an earlier run leaves behind, whether memory runs out, and whether head's code ends it.",
  both: "They had started before, so check whether memory or disk space runs out, and run it again.",
};

/**
 * Why the processes of a side, or of both, never reached a benchmark: with a capital letter, as the message of an
 * error.
 */
export function neverStarted(what: Lost["what"]): string {
  const words = whatWasLost(what);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
