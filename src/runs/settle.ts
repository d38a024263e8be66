/**
 * What the stored baseline can settle before base is even checked out. `compare: auto` measures side by side only what
 * is missing, doubtful or over its budget.
 */

import type { AskedFirst } from "../compare/baseline-report.ts";
import { isSelfChecked } from "../compare/canary.ts";
import { fingerprintDifferences } from "../compare/fingerprint-differences.ts";
import { whyNoSpeed } from "../compare/machine-speed.ts";
import { type BudgetOf, pairedDecider, ruleOfPass } from "../compare/paired.ts";
import { settledByStore } from "../compare/stored.ts";
import { storedProspects, whyNoProspect } from "../compare/stored-prospects.ts";
import { benchmarkCodes } from "../discover/benchmark-code.ts";
import { BrokenSuite, collectHead } from "../discover/collect-side.ts";
import { onlyThese } from "../discover/discover.ts";
import type { ChosenBase, StoredBase } from "../findings/chosen-base.ts";
import type { Collection, Discovery, Namesake } from "../findings/discovery.ts";
import type { MeasuredSides, Measurement } from "../findings/measurement.ts";
import { guardHead } from "../guard/guard-sides.ts";
import { measure } from "../measure/measure.ts";
import { measureAlone } from "../measure/schedule.ts";
import type { WhyNotAsked } from "../model/stored-evidence.ts";
import type { Baseline, BaselineLoad, Fingerprint, Series, StoreSavings } from "../model.ts";
import type { ComparePlan } from "../plan/plan.ts";
import type { OpenBase, OpenRun } from "../sides/sides.ts";
import { PAIRED_RULE } from "../statistics/sequential-rule.ts";

/** Blocks of head alone: as many as an unchanged benchmark takes side by side, at half the price. */
const BLOCKS = PAIRED_RULE.looks[0] ?? 2;
/**
 * Smallest share of benchmarks with a useful history. Below it, measuring head alone first costs about as much as it
 * saves.
 */
const WORTHWHILE_SHARE = 0.75;
/** Largest share of the time limit for asking the store, so that measuring side by side gets as much. */
const SHARE_OF_TIME_LIMIT = 1 / 2;

/** The stored baseline, and the fingerprint of the machine that asks for it. */
export interface StoredBaseline {
  readonly load: BaselineLoad;
  readonly fingerprint: Fingerprint;
}

/** What came of asking the store before base was measured. */
export type Settlement = (Extract<AskedFirst, { kind: "asked" }> & Settled) | NotAsked | NoOther;
type NotAsked = Extract<AskedFirst, { kind: "not-asked" }>;
type NoOther = Extract<AskedFirst, { kind: "store-alone" }>;

interface Settled {
  /** What head collected, so that nobody has to ask it again. */
  readonly collected: Collection;
  readonly codes: ReadonlyMap<string, string | null>;
  readonly measurement: Measurement<Series>;
  /** Installed distributions that only share their name with a project of the repository. */
  readonly namesakes: readonly Namesake[];
}

/**
 * Measures head alone and decides against the store what can be decided there; or says why not, if that is little.
 *
 * @throws GateError if head can't be measured
 */
export async function settleByStore(
  run: OpenRun,
  { load, fingerprint }: StoredBaseline,
  base: ChosenBase | StoredBase,
  { evidence, comparesEnvironments }: Pick<ComparePlan, "evidence" | "comparesEnvironments">,
  budgetOf: BudgetOf,
): Promise<Settlement> {
  const { world, head } = run;
  if (base.kind === "stored") return { kind: "store-alone" };
  if (evidence !== "auto") return notAsked({ kind: "compare-setting", compare: evidence });
  if (load.kind !== "found") return notAsked({ kind: "none-found" });
  // The store knows the default branch in the job's own setting.
  if (base.kind !== "commit" || comparesEnvironments) {
    return notAsked({ kind: "other-interpreter" });
  }
  const { suite: kind } = head.suite;
  if (kind === "results" || head.settings.metrics.length > 1) {
    return notAsked({ kind: kind === "results" ? "runs-as-a-whole" : "several-metrics" });
  }
  const elsewhere = whyNotRecordedHere(base.commit, load.baseline, fingerprint);
  if (elsewhere !== null) return notAsked(elsewhere);
  const collected = await collectHead(run).catch((error: unknown) => {
    if (error instanceof BrokenSuite) return null;
    throw error;
  });
  // Whether that is head's doing, base has to say.
  if (collected === null) return notAsked({ kind: "head-not-collected" });
  const ids = collected.benchmarks.map(({ id }) => id);
  const codes = await benchmarkCodes(head, collected.benchmarks, world.checkouts);
  const question = { fingerprint, baseCommit: base.commit, codes };
  const prospects = storedProspects(load.baseline, ids, question, budgetOf, BLOCKS);
  const { able } = prospects;
  if (able.size === 0 || able.size < WORTHWHILE_SHARE * ids.length) return notAsked(whyNoProspect(prospects));
  const { suite, targets } = head.suite;
  const measuring = {
    sides: { head: head.side, base: null },
    suite,
    targets,
    ids: [...able],
    cpus: collected.cpus,
    timeLimitSeconds: run.timeLimitSeconds * SHARE_OF_TIME_LIMIT,
    seed: run.seed,
  };
  const measurement = await world.progress.stage(
    { kind: "measure-against-store", benchmarks: able.size, of: ids.length },
    () => measureAlone(measuring, world, BLOCKS),
  );
  const namesakes = await guardHead(
    head,
    { ...collected, modules: [...collected.modules, ...measurement.modules.head] },
    world,
  );
  const failed = new Set(measurement.failures.map(({ id }) => id));
  const asMeasured = { ...question, meanExcess: measurement.meanExcess };
  const rows = settledByStore(load.baseline, measurement.series, asMeasured, budgetOf).filter(
    ({ id }) => !failed.has(id),
  );
  const onBase = measuredAt(base.commit, load.baseline);
  const collectedIds = new Set(ids);
  const hasAllOfBase = [...onBase].every((id) => collectedIds.has(id));
  return {
    kind: "asked",
    rows,
    savings: savingsOf(rows.length, measurement),
    onBase,
    speed: whyNoSpeed(load.baseline, measurement.series, question),
    collected,
    codes,
    measurement,
    namesakes,
    // Whether head is to blame for what it can't collect, skips or no longer has, base has to say.
    settlesAll:
      rows.length === ids.length &&
      hasAllOfBase &&
      collected.problems.length === 0 &&
      collected.skips.length === 0,
  };
}

function notAsked(why: WhyNotAsked): NotAsked {
  return { kind: "not-asked", why };
}

/** Why base was not recorded on a machine like this; null if it was. */
function whyNotRecordedHere(
  commit: string,
  { runs, fingerprints }: Baseline,
  fingerprint: Fingerprint,
): WhyNotAsked | null {
  const differences = runs
    .filter((run) => run.commit === commit)
    .flatMap((run) => fingerprints[run.fingerprint] ?? [])
    .map((one) => fingerprintDifferences(one, fingerprint));
  const newest = differences.at(-1);
  if (newest === undefined) return { kind: "base-never-recorded", commit };
  const isHere = differences.some(({ length }) => length === 0);
  return isHere ? null : { kind: "base-recorded-elsewhere", differences: newest };
}

/** Ids in the newest recording of that commit: what came later was never on base. */
function measuredAt(commit: string, { runs, series }: Baseline): ReadonlySet<string> {
  const run = runs.findLastIndex((one) => one.commit === commit);
  return new Set(series.filter(({ history }) => (history[run] ?? null) !== null).map(({ id }) => id));
}

/**
 * Measures what the store has not settled; everything if it was not asked.
 *
 * @param base null if head is measured alone
 * @throws GateError
 */
export async function measureUnsettled(
  run: OpenRun,
  base: OpenBase | null,
  discovery: Discovery,
  settlement: Settlement,
  budgetOf: BudgetOf,
): Promise<MeasuredSides> {
  const decider = pairedDecider(budgetOf, isSelfChecked(discovery), ruleOfPass(run.head.settings.metrics));
  if (settlement.kind !== "asked") return measure(run, base, discovery, decider);
  const { rows, measurement, settlesAll, namesakes } = settlement;
  if (settlesAll) return { kind: "alone", measurement, namesakes };
  const settled = new Set(rows.map(({ id }) => id));
  const ids = discovery.head.benchmarks.map(({ id }) => id).filter((id) => !settled.has(id));
  // A silent process may have taken more than its share.
  const timeLimitSeconds = Math.max(
    run.timeLimitSeconds * (1 - SHARE_OF_TIME_LIMIT),
    run.timeLimitSeconds - measurement.conditions.seconds,
  );
  const doubtful = onlyThese(discovery, new Set(ids));
  return measure({ ...run, timeLimitSeconds }, base, doubtful, decider);
}

/** What the store saved. Paired blocks have two sides, and nothing is decided on fewer than the first look. */
function savingsOf(rows: number, { series, conditions }: Measurement<Series>): StoreSavings {
  const share = series.length === 0 ? 0 : rows / series.length;
  const secondsOfBlock = conditions.blocks === 0 ? 0 : conditions.seconds / conditions.blocks;
  return {
    rows,
    blocks: rows * BLOCKS,
    seconds: 2 * BLOCKS * secondsOfBlock * share - conditions.seconds,
  };
}
