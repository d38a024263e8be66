/**
 * A comparison of head with base in five steps: open the run, choose base, settle what the store can, measure the rest,
 * decide. Base is opened only if something is left to be measured on it.
 */

import { withTheseVariables } from "../baseline/variables.ts";
import { type AcceptanceOf, acceptanceLookup, acceptedByBoth } from "../compare/accept.ts";
import { budgetLookup } from "../compare/budgets.ts";
import { type Compared, compareMeasured } from "../compare/compare.ts";
import { areAllRemoved } from "../compare/gate-verdict.ts";
import { goneFromStore } from "../compare/not-on-head.ts";
import type { BudgetOf } from "../compare/paired.ts";
import { comparedResult, skippedResult } from "../compare/result.ts";
import { filesOfAll, type SameFiles, sameCodeRows } from "../compare/same-code.ts";
import { benchmarkCodes, namedInFile } from "../discover/benchmark-code.ts";
import { discover, onlyThese } from "../discover/discover.ts";
import { benchmarksOfBase, withDropped } from "../discover/dropped-benchmarks.ts";
import { benchmarksElsewhere } from "../discover/elsewhere.ts";
import { withLostBasesTried } from "../discover/lost-bases.ts";
import { explainRegressions } from "../explain/profile-sides.ts";
import type { ChosenBase, StoredBase } from "../findings/chosen-base.ts";
import type { Discovery } from "../findings/discovery.ts";
import type { MeasuredSides } from "../findings/measurement.ts";
import type { BenchmarkSettings, EnvironmentSettings } from "../inputs/config.ts";
import type { GateReason } from "../model/gate-reason.ts";
import type { BaselineLoad, Benchmark, Result, Row } from "../model.ts";
import type { ComparePlan } from "../plan/plan.ts";
import type { World } from "../ports/world.ts";
import { commitOfBase, locateBaseOrStored, whyNothingNew } from "../sides/base-or-stored.ts";
import { assertBaseIsWhole } from "../sides/incomplete-base.ts";
import { type BaseSettings, openBase } from "../sides/open-base.ts";
import { openHeadOrAsOnBase } from "../sides/open-head.ts";
import { assertSidesMayDiffer } from "../sides/settings-of-both-sides.ts";
import { factsOf, type OpenBase, type OpenHead, type OpenRun, openRun } from "../sides/sides.ts";
import { watchTrees } from "../sides/watched-trees.ts";
import type { HeldSettings } from "./base-settings.ts";
import { baselineScope } from "./baseline-scope.ts";
import { assertCountable, withInstructions } from "./count-instructions.ts";
import { decidedWithLabel } from "./label.ts";
import { NOTHING_PROVED, sameCode } from "./same-code.ts";
import { measureUnsettled, type Settlement, type StoredBaseline, settleByStore } from "./settle.ts";

/** What head is compared with, or why there is nothing to compare. */
type Base = ChosenBase | StoredBase | Extract<GateReason, { kind: "same-commit" }>;

/** What measuring found. */
interface Findings {
  readonly discovery: Discovery;
  readonly measured: MeasuredSides;
  /** What need not be measured, because it reads nothing that differs. */
  readonly same: SameFiles;
  /** Files with code of head that changed since measuring began. */
  readonly changedOnHead: readonly string[];
}

/** Compares head with base. @throws GateError if nothing could be measured */
export async function compareSides(plan: ComparePlan, held: HeldSettings, world: World): Promise<Result> {
  const { config } = held;
  await assertCountable(config.metrics, world.counting);
  await using head = await openHeadOrAsOnBase(config, plan, world, heldOnBase(held));
  const run = openRun(head, config, world);
  const stored = await storedFor(head, plan, config, world);
  const ofBase = { ...config, own: held.ownOfBase };
  const chosen = await chooseBase(plan, stored.load, ofBase, head, world);
  if (chosen.kind === "same-commit") return skippedResult(config, chosen);
  const budgetOf = budgetLookup(config.budget, config.budgets);
  const settlement = await settleByStore(run, stored, chosen, plan, budgetOf);
  await using base = isBaseNeeded(chosen, settlement) ? await openBase(head, chosen, ofBase, world) : null;
  const proving = (discovery: Discovery) => sameCode(run, chosen, plan, config, discovery);
  const found = await measureTheRest(run, base, held.measuredOnBase, settlement, proving, budgetOf);
  const { discovery, changedOnHead, same } = found;
  const codes = await codesOf(run, base, stored.load, settlement, discovery);
  const decide = (acceptance: AcceptanceOf) =>
    compareMeasured(
      found.measured,
      discovery,
      { ...stored, codes, baseCommit: null, asked: settlement },
      budgetOf,
      acceptance,
      sameCodeRows(same, head.settings.metrics, budgetOf),
    );
  const compared = await decidedWithLabel(decide, acceptanceOf(held, world.clock.now()), world);
  if (base !== null) assertBaseIsWhole(base, failedForWantOfBase(compared));
  const rows = await explainRegressions(run, base, compared.rows);
  const elsewhere = areAllRemoved(rows) ? await benchmarksElsewhere(head, world) : [];
  return comparedResult({
    compared: { ...compared, rows },
    head: factsOf(head),
    base: base && { checkout: base.side.checkout, lacks: base.lacks, changedLinks: base.changedLinks },
    ...{ chosen, changedOnHead, discovery, config, elsewhere },
    sameFiles: filesOfAll(same),
    isOfTree: plan.ofWorkingTree,
    settings: held.report,
  });
}

/** What base's configuration names, if that has to be measured as well. */
function heldOnBase({ measuredOnBase, report }: HeldSettings): BenchmarkSettings | null {
  return report?.from === "base" ? measuredOnBase : null;
}

/** The stored baseline for head, and the machine that asks for it. */
async function storedFor(
  head: OpenHead,
  plan: ComparePlan,
  settings: EnvironmentSettings,
  world: World,
): Promise<StoredBaseline> {
  const fingerprint = await world.environments.fingerprint(head.side);
  const scope = baselineScope(plan.baselineBranches, head, fingerprint, settings);
  const found = await world.loadBaseline(scope, commitOfBase(plan, world));
  return { load: withTheseVariables(found, fingerprint), fingerprint };
}

async function chooseBase(
  plan: ComparePlan,
  load: BaselineLoad,
  settings: BaseSettings,
  head: OpenHead,
  world: World,
): Promise<Base> {
  const chosen = await locateBaseOrStored(plan, load, head.side.checkout, world);
  const nothingNew = await whyNothingNew(chosen, plan, head.side.checkout, world.checkouts);
  if (nothingNew !== null) return nothingNew;
  if (chosen.kind === "commit") {
    const pythonPath = [...(settings.pythonPath ?? []), ...(settings.own?.pythonPath ?? [])];
    await assertSidesMayDiffer({ ...settings, pythonPath }, head, world.checkouts);
    world.progress.step({ kind: "comparing", head: head.side.checkout, base: chosen });
  }
  return chosen;
}

/** Whether base has to be opened: not if the store is all there is to compare with, or has settled everything. */
function isBaseNeeded(chosen: ChosenBase | StoredBase, settlement: Settlement): chosen is ChosenBase {
  return chosen.kind !== "stored" && !(settlement.kind === "asked" && settlement.settlesAll);
}

/** Measures what the store has left, and counts instructions if these are asked for. */
async function measureTheRest(
  run: OpenRun,
  base: OpenBase | null,
  measuredOnBase: BenchmarkSettings | null,
  settlement: Settlement,
  proving: (discovery: Discovery) => Promise<SameFiles>,
  budgetOf: BudgetOf,
): Promise<Findings> {
  const { head, world } = run;
  const trees = await watchTrees(head, base, world);
  const ofBase = await benchmarksOfBase(run, base, measuredOnBase);
  const collected = settlement.kind === "asked" ? settlement.collected : undefined;
  const discovered = await discover(run, base, collected);
  await trees.assertBaseUnchanged();
  const discovery = withDropped(discovered, ofBase, head);
  const same = base === null ? NOTHING_PROVED : await proving(withoutSettled(discovery, settlement));
  const ids = discovery.head.benchmarks.map(({ id }) => id).filter((id) => !same.has(id));
  const rest = same.size === 0 ? discovery : onlyThese(discovery, new Set(ids));
  const timed = await measureUnsettled(run, base, rest, settlement, budgetOf);
  const tried = await withLostBasesTried(run, base, timed);
  const measured = await withInstructions(run, base, rest, tried, budgetOf);
  return { discovery, measured, same, changedOnHead: await trees.changedOnHead() };
}

/** What the store has left of a discovery. */
function withoutSettled(discovery: Discovery, settlement: Settlement): Discovery {
  if (settlement.kind !== "asked") return discovery;
  const settled = new Set(settlement.rows.map(({ id }) => id));
  const left = discovery.head.benchmarks.filter(({ id }) => !settled.has(id));
  return onlyThese(discovery, new Set(left.map(({ id }) => id)));
}

/** Hashes of the benchmarks' files. Only what the store decides has to be known to be the same benchmark. */
async function codesOf(
  { head, world }: OpenRun,
  base: OpenBase | null,
  load: BaselineLoad,
  settlement: Settlement,
  discovery: Discovery,
): Promise<ReadonlyMap<string, string | null>> {
  if (settlement.kind === "asked") return settlement.codes;
  if (base !== null) return new Map();
  return benchmarkCodes(head, knownBenchmarks(load, discovery, head), world.checkouts);
}

/** What is accepted on a day. */
function acceptanceOf({ config, acceptedOnBase }: HeldSettings, today: string): AcceptanceOf {
  const onHead = acceptanceLookup(config.accepted, today);
  return acceptedOnBase === null ? onHead : acceptedByBoth(onHead, acceptanceLookup(acceptedOnBase, today));
}

/** Benchmarks of head, and those of the store that head no longer collects, as far as their ids name a file. */
function knownBenchmarks(
  load: BaselineLoad,
  { head: { benchmarks } }: Discovery,
  { side }: OpenHead,
): Benchmark[] {
  const gone = load.kind === "found" ? goneFromStore(load.baseline, benchmarks) : [];
  return [...benchmarks, ...gone.flatMap((id) => namedInFile(id, side) ?? [])];
}

/** Benchmarks that run only on head, and failed on base. */
function failedForWantOfBase({ rows, failedOnBase }: Compared): Parameters<typeof assertBaseIsWhole>[1] {
  const unmeasured = new Set(rows.filter(isWithoutBase).map(({ id }) => id));
  const failed = failedOnBase.find(({ id }) => unmeasured.has(id));
  return failed && { where: failed.id, message: failed.message };
}

/** Whether a row contains no value of base. */
function isWithoutBase({ verdict, evidence }: Row): boolean {
  return verdict === "new" || (verdict === "inconclusive" && evidence === null);
}
