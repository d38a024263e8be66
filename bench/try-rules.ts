/** Tries rules on the recordings: a line a rule and change. */
import { blockLogRatio } from "../src/compare/paired.ts";
import { MOST_PAIRS } from "../src/measure/batch-plan.ts";
import type { PairedBlock } from "../src/model.ts";
import { PAIRED_RULE, type SequentialRule } from "../src/statistics/sequential-rule.ts";
import type { Noise } from "./noise.ts";
import { loadRecordings } from "./recording.ts";
import { replay } from "./replay.ts";

export interface TriedRule {
  readonly rule: SequentialRule;
  /** Pairs of a block that are looked at. */
  readonly pairs: number;
}

const PRESENT: TriedRule = { rule: PAIRED_RULE, pairs: MOST_PAIRS };
const FIRST_SKETCH: SequentialRule = {
  ...PAIRED_RULE,
  looks: [4, 6, 8, 12, 16, 24],
  priorDegreesOfFreedom: { fewest: 4, most: 4 },
  winsorisedBeyond: Number.POSITIVE_INFINITY,
  futileBelow: 0,
  irreducibleDeviation: 0.007,
};

/** What was tried before the present rule, and beside it: docs/adr/0005-rule-by-replay.md. */
export const RULES: Readonly<Record<string, TriedRule>> = {
  present: PRESENT,
  "first sketch: τ 0.7 %, d₀ 4, looks 4 to 24, mean": { ...PRESENT, rule: FIRST_SKETCH },
  "first sketch, τ 0.3 %": { ...PRESENT, rule: { ...FIRST_SKETCH, irreducibleDeviation: 0.003 } },
  "looks to 24": presentBut({ looks: PAIRED_RULE.looks.filter((look) => look <= 24) }),
  "looks to 48": presentBut({ looks: PAIRED_RULE.looks.filter((look) => look <= 48) }),
  "looks to 64": presentBut({ looks: PAIRED_RULE.looks.filter((look) => look <= 64) }),
  "nothing given up": presentBut({ futileBelow: 0 }),
  "given up below 5 %": presentBut({ futileBelow: 0.05 }),
  "given up below 10 %": presentBut({ futileBelow: 0.1 }),
  "given up below 20 %": presentBut({ futileBelow: 0.2 }),
  "looks from 4": presentBut({ looks: PAIRED_RULE.looks.filter((look) => look >= 4) }),
  "red from 2 blocks": presentBut({ fewestBlocksForChange: 2 }),
  "d₀ 4": presentBut({ priorDegreesOfFreedom: { fewest: 4, most: 4 } }),
  "d₀ to 30": presentBut({ priorDegreesOfFreedom: { fewest: 4, most: 30 } }),
  "τ 0.3 %": presentBut({ irreducibleDeviation: 0.003 }),
  "τ 0.7 %": presentBut({ irreducibleDeviation: 0.007 }),
  mean: presentBut({ winsorisedBeyond: Number.POSITIVE_INFINITY }),
  "winsorised beyond 2": presentBut({ winsorisedBeyond: 2 }),
  "8 pairs": { ...PRESENT, pairs: 8 },
  "4 pairs": { ...PRESENT, pairs: 4 },
};

function presentBut(changed: Partial<SequentialRule>): TriedRule {
  return { ...PRESENT, rule: { ...PAIRED_RULE, ...changed } };
}

/** A block as it would have been with fewer pairs. */
const firstPairs = (count: number) => (block: PairedBlock) => {
  const { base, head } = block.pairs;
  return blockLogRatio({ ...block, pairs: { base: base.slice(0, count), head: head.slice(0, count) } });
};

export async function tryRules(
  noise: Noise,
  budget: number,
  changes: readonly number[],
  runs: number,
  only: string | null,
  fewestBlocks: number,
): Promise<string> {
  const recordings = await loadRecordings(
    (one) =>
      one.noise === noise &&
      one.percent === 0 &&
      one.series.every(({ blocks }) => blocks.length >= fewestBlocks),
  );
  const chosen = Object.entries(RULES).filter(([name]) => only === null || name.includes(only));
  const lines = chosen.flatMap(([name, { rule, pairs }]) =>
    changes.map((change) => {
      const logRatio = firstPairs(pairs);
      const replayed = replay({ recordings, rule, budget, change, runs, seed: 1, logRatio });
      const percent = (one: { count: number; of: number }) => `${((100 * one.count) / one.of).toFixed(2)} %`;
      return [
        name.padEnd(50),
        `+${(change * 100).toFixed(1)} %`.padStart(8),
        `red ${percent(replayed.decisions.regressed)}`,
        `within ${percent(replayed.decisions["within-budget"])}`,
        `undecided ${percent(replayed.decisions.undecided)}`,
        `red runs ${percent(replayed.redRuns)}`,
        `covered ${percent(replayed.covered)}`,
        `blocks ${replayed.meanBlocks.toFixed(2)}`,
        `last ${replayed.meanLastBlock.toFixed(1)}`,
      ].join("  ");
    }),
  );
  return [`${recordings.length} recordings, ${noise}`, ...lines].join("\n");
}
