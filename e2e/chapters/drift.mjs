/** Steps that are each within the budget, and together are not. */
// @ts-check
import { RANKING, rankingMore } from "../shop-changes.mjs";

/** @param {import("../world.mjs").World} world @returns {Promise<{ log: string }>} */
export async function creeps({ check, pushAndRecord }) {
  let last = /** @type {import("../gate-run.mjs").GateRun | null} */ (null);
  const merges = /** @type {string[]} */ ([]);
  /** The commit at which ranking was fastest. */
  let fastest = "";
  for (const [merge, edit] of rankingMore().entries()) {
    const { before, after, recording } = await pushAndRecord(
      { "shop/score.py": edit },
      `Rank more carefully ${merge + 1}`,
    );
    check(`merge ${merge + 1} passes and is recorded`, recording.outputs.verdict === "recorded", {
      outputs: recording.outputs,
      // What failed before it had a verdict says so in its log alone.
      log: recording.outputs.verdict === undefined ? recording.log.split("\n").slice(-40) : [],
      changes: recording.report?.benchmarks.map((/** @type {any} */ row) => [
        row.id,
        row.verdict,
        row.change,
      ]),
    });
    last = recording;
    if (merge === 0) fastest = before;
    merges.push(after);
  }
  const { drifts = [], runs } = last?.report?.evidence.trends ?? {};
  const [drift, ...others] = drifts;
  check("six recordings are the history", runs === 6, last?.report?.evidence.trends);
  check(
    "the drift is reported, of ranking alone, and measured next to the commit at which it was fastest",
    drift?.id === RANKING &&
      others.length === 0 &&
      drift.best === fastest &&
      // Four merges may be enough for it; the fifth creeps on by too little to be measured again.
      merges.slice(3).includes(drift.now) &&
      drift.evidence === "paired",
    drifts,
  );
  check("it is 12 to 18 % or so", drift?.change > 0.1 && drift?.change < 0.22, drift?.change);
  check(
    "the job summary names it, with the commits between",
    last?.summary.includes(`${fastest.slice(0, 6)}`) === true &&
      /slower, measured next to/.test(last.summary),
    last?.summary,
  );
  return last ?? { log: "" };
}
