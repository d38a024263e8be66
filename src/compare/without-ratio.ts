/**
 * Decides about values without a ratio, because one of them is zero or below. A budget says nothing about those, but a
 * floor does. Pure.
 */
import type { Better, RowNote, RowVerdict } from "../model.ts";

export interface ValuePair {
  readonly base: number;
  readonly head: number;
}

export interface DecidedWithoutRatio {
  readonly verdict: Extract<RowVerdict, "regressed" | "improved" | "within-budget" | "inconclusive">;
  /** head / base − 1 if base is above zero; otherwise null. */
  readonly change: number | null;
  readonly why:
    | "below-floor"
    /** The change is as large as the floor, or larger, in every pair. */
    | "beyond-floor"
    /** The change is as large as the floor in some pairs and not in others. */
    | "about-floor"
    /** Nothing is left, or something came of nothing that should grow. */
    | "all-or-nothing"
    /** Only a floor can say whether this much is too much. */
    | "no-floor";
}

/**
 * Decides by the floor. A change that is worse by the floor or more in all pairs is a regression, and one that is
 * better by as much an improvement. Without a floor, three changes are clear: what became nothing or came of nothing
 * for the better, and what became nothing for the worse, which lost more than any budget allows.
 *
 * @param pairs in the unit, at least one
 * @param floor in the unit; 0 for none
 */
export function decideWithoutRatio(
  pairs: readonly ValuePair[],
  better: Better,
  floor: number,
): DecidedWithoutRatio {
  const change = changeOfTotals(pairs);
  const worsenings = pairs.map(({ base, head }) => (better === "smaller" ? head - base : base - head));
  if (floor > 0) {
    if (worsenings.every((worse) => Math.abs(worse) < floor))
      return { verdict: "within-budget", change, why: "below-floor" };
    if (worsenings.every((worse) => worse >= floor))
      return { verdict: "regressed", change, why: "beyond-floor" };
    if (worsenings.every((worse) => worse <= -floor))
      return { verdict: "improved", change, why: "beyond-floor" };
    if (worsenings.every((worse) => worse < floor))
      return { verdict: "within-budget", change, why: "below-floor" };
    return { verdict: "inconclusive", change, why: "about-floor" };
  }
  const fromNothing = pairs.every(({ base, head }) => base === 0 && head > 0);
  const toNothing = pairs.every(({ base, head }) => base > 0 && head === 0);
  if (!fromNothing && !toNothing) return { verdict: "inconclusive", change, why: "no-floor" };
  const isBetter = fromNothing === (better === "bigger");
  if (isBetter) return { verdict: "improved", change, why: "all-or-nothing" };
  return toNothing
    ? { verdict: "regressed", change, why: "all-or-nothing" }
    : { verdict: "inconclusive", change, why: "no-floor" };
}

function changeOfTotals(pairs: readonly ValuePair[]): number | null {
  const total = (side: keyof ValuePair) => pairs.reduce((sum, pair) => sum + pair[side], 0);
  return pairs.every(({ base }) => base > 0) ? total("head") / total("base") - 1 : null;
}

/** Notes on what the numbers of the row do not show. */
export function notesWithoutRatio({ verdict, why }: DecidedWithoutRatio): readonly RowNote[] {
  switch (why) {
    case "below-floor":
    case "about-floor":
    case "no-floor":
      return [{ kind: why }];
    case "beyond-floor":
      return [{ kind: why, isWorse: verdict === "regressed" }];
    case "all-or-nothing":
      return [];
    default:
      return why satisfies never;
  }
}
