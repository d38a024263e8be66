/** Decides a stored result again from its blocks: the same file, the same verdicts. Pure. */
import type { PairedSeries, Result, RowVerdict } from "../model.ts";
import { CANARY_ID } from "../protocol.ts";
import { acceptRuleLookup } from "./accept.ts";
import { budgetLookup } from "./budgets.ts";
import { decidePaired } from "./paired.ts";

/** Verdicts that follow from a result's blocks, by id; of rows that rest on paired evidence. */
export function replayVerdicts({ benchmarks, config, evidence }: Result): ReadonlyMap<string, RowVerdict> {
  const measured = benchmarks
    .filter((row) => row.blocks.length > 0)
    .map(({ id, metric, blocks }): PairedSeries => ({ id, metric, blocks }));
  const canary: PairedSeries[] =
    evidence.canaryBlocks.length === 0
      ? []
      : [{ id: CANARY_ID, metric: "time", blocks: evidence.canaryBlocks }];
  const { rows } = decidePaired([...measured, ...canary], budgetLookup(config.budget, config.budgets));
  // What failed was decided by that, whatever its blocks say.
  const failed = new Set(
    benchmarks.filter((row) => row.evidence !== "paired" || row.verdict === "errored").map(({ id }) => id),
  );
  // On which day it was decided is not in the result: what is accepted there needs a rule, and was accepted then.
  const ruleOf = acceptRuleLookup(config.accepted);
  const accepted = new Set(
    benchmarks.filter(({ id, verdict }) => verdict === "accepted" && ruleOf(id) !== null).map(({ id }) => id),
  );
  return new Map(
    rows
      .filter(({ id }) => !failed.has(id))
      .map(({ id, verdict }) => [id, verdict === "regressed" && accepted.has(id) ? "accepted" : verdict]),
  );
}
