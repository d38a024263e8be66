/** Decides a stored result again from its blocks: the same file leads to the same verdicts. Pure. */
import { seriesKey } from "../baseline/history.ts";
import { type PairedSeries, type Result, type Row, type RowVerdict, TIME } from "../model.ts";
import { CANARY_ID } from "../protocol.ts";
import { PAIRED_RULE } from "../statistics/sequential-rule.ts";
import { acceptRuleLookup } from "./accept.ts";
import { budgetLookup } from "./budgets.ts";
import { endOf } from "./compare.ts";
import { decidePaired } from "./paired.ts";

/** Verdicts that follow from a result's blocks, by `seriesKey`, for rows that rest on paired evidence. */
export function replayVerdicts({ benchmarks, config, evidence }: Result): ReadonlyMap<string, RowVerdict> {
  const measured = benchmarks
    .filter((row) => row.blocks.length > 0)
    .map(({ id, metric, unit, better, blocks }): PairedSeries => ({ id, metric, unit, better, blocks }));
  const canary: PairedSeries[] =
    evidence.canaryBlocks.length === 0 ? [] : [{ id: CANARY_ID, ...TIME, blocks: evidence.canaryBlocks }];
  const { rows } = decidePaired(
    [...measured, ...canary],
    budgetLookup(config.budget, config.budgets),
    PAIRED_RULE,
    evidence.conditions === null ? "finished" : endOf(evidence.conditions),
  );
  // A failed benchmark was decided by its failure, whatever its blocks say.
  const failed = new Set(
    benchmarks.filter((row) => row.evidence !== "paired" || row.verdict === "errored").map(seriesKey),
  );
  // On which day it was decided is not in the result: what is accepted there needs a rule, and was accepted then.
  const ruleOf = acceptRuleLookup(config.accepted);
  const isByLabel = ({ notes }: Row) => notes.some(({ kind }) => kind === "accepted-by-label");
  const accepted = new Set(
    benchmarks
      .filter((row) => row.verdict === "accepted" && (ruleOf(row.id) !== null || isByLabel(row)))
      .map(seriesKey),
  );
  return new Map(
    rows
      .filter((row) => !failed.has(seriesKey(row)))
      .map((row) => {
        const isAccepted = row.verdict === "regressed" && accepted.has(seriesKey(row));
        return [seriesKey(row), isAccepted ? "accepted" : row.verdict];
      }),
  );
}
