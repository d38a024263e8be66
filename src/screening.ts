/**
 * What the stored baseline can settle before base is even checked out: `compare: auto` measures paired only what is
 * missing, doubtful or over its budget.
 */
import type { BudgetOf } from "./compare/paired.ts";
import { decideStored, type Screened, storedProspects } from "./compare/stored.ts";
import type { Config } from "./inputs/config.ts";
import { benchmarkCodes } from "./measure/benchmark-code.ts";
import { type Collection, collectHead, type Discovery, guardHead, onlyThese } from "./measure/discover.ts";
import { type Measured, measure } from "./measure/measure.ts";
import type { ChosenBase, OpenBase, OpenHead } from "./measure/open-sides.ts";
import { type Decider, type Measurement, measureAlone } from "./measure/schedule.ts";
import type { Baseline, BaselineLoad, Fingerprint, Series, StoreSavings } from "./model.ts";
import type { Plan } from "./plan/plan.ts";
import type { World } from "./ports.ts";
import { PAIRED_RULE } from "./statistics/sequential-rule.ts";

/** Of head alone: as many as an unchanged benchmark takes paired, at half the price. */
const BLOCKS = PAIRED_RULE.looks[0] ?? 2;
/** Below that, measuring head alone first costs about as much as it saves. */
const WORTHWHILE_SHARE = 0.75;

export interface Screening extends Screened {
  /** What head answered; nobody has to ask it again. */
  readonly collected: Collection;
  readonly measurement: Measurement<Series>;
  /** Whether no benchmark of head is left to be measured paired. */
  readonly settlesAll: boolean;
}

/**
 * Measures head alone and decides against the store what can be decided there. A red verdict is none of that: what
 * looks slower is left to be measured paired.
 *
 * @returns null where the store could settle too little to be worth looking
 * @throws GateError when head can't be measured
 */
export async function screen(
  plan: Extract<Plan, { kind: "compare" }>,
  base: ChosenBase | null,
  stored: BaselineLoad,
  head: OpenHead,
  fingerprint: Fingerprint,
  budgetOf: BudgetOf,
  config: Config,
  world: World,
): Promise<Screening | null> {
  if (plan.evidence !== "auto" || base?.kind !== "commit" || stored.kind !== "found") return null;
  // The store knows the default branch in the job's own setting, and base is to be in another.
  if (config.basePython !== null || config.baseEnv !== null) return null;
  if (!stored.baseline.runs.some((run) => run.commit === base.commit)) return null;
  const collected = await collectHead(head, config.timeLimitSeconds, world);
  const ids = collected.benchmarks.map(({ id }) => id);
  const codes = await benchmarkCodes(head, collected.benchmarks, world.checkouts);
  const question = { fingerprint, baseCommit: base.commit, codes };
  const able = storedProspects(stored.baseline, ids, question, budgetOf, BLOCKS);
  if (able.size === 0 || able.size < WORTHWHILE_SHARE * ids.length) return null;
  const { suite, targets } = head.suite;
  const measuring = {
    sides: { head: head.side, base: null },
    suite,
    targets,
    ids: [...able],
    cpus: collected.cpus,
    timeLimitSeconds: config.timeLimitSeconds,
    seed: config.seed,
  };
  const measurement = await world.progress.group(
    `Measure ${able.size} of ${ids.length} benchmarks against the stored baseline, head alone`,
    () => measureAlone(measuring, world, BLOCKS),
  );
  guardHead(head, { modules: measurement.modules.head, python: collected.python });
  const failed = new Set(measurement.failures.map(({ id }) => id));
  const rows = decideStored(stored.baseline, measurement.series, question, budgetOf).filter(
    ({ id, verdict }) => (verdict === "within-budget" || verdict === "improved") && !failed.has(id),
  );
  const savings = savingsOf(rows.length, measurement);
  const onBase = measuredAt(base.commit, stored.baseline);
  return { rows, savings, onBase, collected, measurement, settlesAll: rows.length === ids.length };
}

/** Ids of what the newest recording of that commit has: what came later was never on base. */
function measuredAt(commit: string, { runs, series }: Baseline): ReadonlySet<string> {
  const run = runs.findLastIndex((one) => one.commit === commit);
  return new Set(series.filter(({ history }) => (history[run] ?? null) !== null).map(({ id }) => id));
}

/** Measures what the store has not settled; all of it where it was not asked. @throws GateError */
export async function measureUnsettled(
  screening: Screening | null,
  head: OpenHead,
  base: OpenBase | null,
  discovery: Discovery,
  decider: Decider,
  config: Config,
  world: World,
): Promise<Measured> {
  if (screening === null) return measure(head, base, discovery, decider, config, world);
  const { rows, measurement, settlesAll } = screening;
  if (settlesAll) return { kind: "alone", measurement };
  const settled = new Set(rows.map(({ id }) => id));
  const ids = discovery.head.benchmarks.map(({ id }) => id).filter((id) => !settled.has(id));
  const timeLimitSeconds = Math.max(
    config.timeLimitSeconds / 2,
    config.timeLimitSeconds - measurement.conditions.seconds,
  );
  const doubtful = onlyThese(discovery, new Set(ids));
  return measure(head, base, doubtful, decider, { ...config, timeLimitSeconds }, world);
}

/** Paired blocks have two sides, and nothing is decided on fewer than the first look. */
function savingsOf(rows: number, { series, conditions }: Measurement<Series>): StoreSavings {
  const share = series.length === 0 ? 0 : rows / series.length;
  const secondsOfBlock = conditions.blocks === 0 ? 0 : conditions.seconds / conditions.blocks;
  return {
    rows,
    blocks: rows * BLOCKS,
    seconds: 2 * BLOCKS * secondsOfBlock * share - conditions.seconds,
  };
}
