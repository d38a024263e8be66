/** Which benchmarks of a recording look slower than before. Pure. */
import { type Recording, sameFingerprint, seriesKey } from "../baseline/history.ts";
import type { Baseline } from "../model.ts";
import { median } from "../statistics/student.ts";
import { suiteShift } from "./machine-speed.ts";
import type { BudgetOf } from "./paired.ts";
import { storedLevels } from "./stored-noise.ts";
import { isOfTime, towardsWorse } from "./worse.ts";

/**
 * Ids of what looks slower than before by half its budget or more: than its level on this kind of machine, or its last
 * run there, or its last run anywhere, less what the whole suite differs by there; as it was measured, or at the speed
 * that the machine had then, since a faster machine hides slower code. No verdict, but a reason to measure it in pairs.
 *
 * @param recording the newest, not yet in the baseline
 */
export function suspectsAgainst(
  earlier: Baseline,
  { series, fingerprint, canary }: Pick<Recording, "series" | "fingerprint" | "canary">,
  budgetOf: BudgetOf,
): Set<string> {
  const before = new Map(earlier.series.map((one) => [seriesKey(one), one]));
  const codes = new Map(series.map(({ id, code }) => [id, code]));
  const { known: levels } = storedLevels(earlier, { fingerprint, baseCommit: null, codes });
  const onThisMachine = earlier.runs.map((run) => {
    const on = earlier.fingerprints[run.fingerprint];
    return on !== undefined && sameFingerprint(on, fingerprint);
  });
  const changes = series.flatMap((one) => {
    const { id, metric, better, code, medians } = one;
    const known = before.get(seriesKey(one));
    if (known === undefined || known.code !== code || medians.length === 0) return [];
    const here = known.history.findLastIndex((value, run) => value !== null && onThisMachine[run]);
    const last = here < 0 ? known.history.findLastIndex((value) => value !== null) : here;
    const value = known.history[last] ?? null;
    const seconds = earlier.runs[last]?.canary ?? null;
    const lastRun = value === null ? null : { level: Math.log(value), canary: seconds && Math.log(seconds) };
    if (lastRun === null) return [];
    const level = levels.get(seriesKey(one)) ?? null;
    const now = Math.log(median(medians));
    const isTime = isOfTime(metric);
    const isElsewhere = here < 0 && isTime;
    // A level of times is one at the machine's speed; as it was measured, the run before is what is next to it.
    const asMeasured = towardsWorse(now - (isTime ? lastRun : (level ?? lastRun)).level, better);
    const then = level ?? lastRun;
    const isScaled = isTime && !isElsewhere && canary !== null && then.canary !== null;
    const scaled = isScaled ? now - then.level - (Math.log(canary) - then.canary) : Number.NEGATIVE_INFINITY;
    return [{ id, metric, logChange: Math.max(asMeasured, scaled), isElsewhere }];
  });
  const elsewhere = changes.filter(({ isElsewhere }) => isElsewhere).map(({ logChange }) => logChange);
  const shift = suiteShift(elsewhere) ?? 0;
  const suspects = changes.filter(
    ({ id, metric, logChange, isElsewhere }) =>
      logChange - (isElsewhere ? shift : 0) >= Math.log1p(budgetOf(id, metric).budget) / 2,
  );
  return new Set(suspects.map(({ id }) => id));
}
