/**
 * A comparison of head with base in five steps: open the run, choose base, settle what the store can, measure the rest,
 * decide. Base is opened only if something is left to be measured on it.
 */

import { withTheseVariables } from "../baseline/variables.ts";
import { acceptanceLookup, acceptedByBoth } from "../compare/accept.ts";
import { budgetLookup } from "../compare/budgets.ts";
import { type Compared, compareMeasured } from "../compare/compare.ts";
import { areAllRemoved } from "../compare/gate-verdict.ts";
import { goneFromStore } from "../compare/not-on-head.ts";
import { comparedResult, skippedResult } from "../compare/result.ts";
import { benchmarkCodes, namedInFile } from "../discover/benchmark-code.ts";
import { discover } from "../discover/discover.ts";
import { benchmarksOfBase, withDropped } from "../discover/dropped-benchmarks.ts";
import { benchmarksElsewhere } from "../discover/elsewhere.ts";
import { withLostBasesTried } from "../discover/lost-bases.ts";
import { explainRegressions } from "../explain/profile-sides.ts";
import type { ChosenBase, StoredBase } from "../findings/chosen-base.ts";
import type { Discovery } from "../findings/discovery.ts";
import type { MeasuredSides } from "../findings/measurement.ts";
import type { GateReason } from "../model/gate-reason.ts";
import type { BaselineLoad, Benchmark, Result, Row } from "../model.ts";
import type { World } from "../ports.ts";
import { commitOfBase, locateBaseOrStored, whyNothingNew } from "../sides/base-or-stored.ts";
import { assertBaseIsWhole } from "../sides/incomplete-base.ts";
import { openBase } from "../sides/open-base.ts";
import { openHeadOrAsOnBase } from "../sides/open-head.ts";
import { assertSidesMayDiffer } from "../sides/settings-of-both-sides.ts";
import { factsOf, type OpenBase, type OpenHead } from "../sides/sides.ts";
import { watchTrees } from "../sides/watched-trees.ts";
import type { HeldSettings } from "./base-settings.ts";
import { baselineScope } from "./baseline-scope.ts";
import type { ComparisonRun } from "./comparison-run.ts";
import { assertCountable, withInstructions } from "./count-instructions.ts";
import { measureUnsettled, type Settlement, settleByStore } from "./settle.ts";

/** What head is compared with, or why there is nothing to compare. */
type Base = ChosenBase | StoredBase | Extract<GateReason, { kind: "same-commit" }>;

/** What measuring found. */
interface Findings {
  readonly discovery: Discovery;
  readonly measured: MeasuredSides;
  /** Files with code of head that changed since measuring began. */
  readonly changedOnHead: readonly string[];
}

/** Compares head with base. @throws GateError if nothing could be measured */
export async function compareSides(
  plan: ComparisonRun["plan"],
  held: HeldSettings,
  world: World,
): Promise<Result> {
  await using run = await openRun(plan, held, world);
  const chosen = await chooseBaseFor(run);
  if (chosen.kind === "same-commit") return skippedResult(run.config, chosen);
  const settlement = await settleByStore(run, chosen);
  await using base = await openBaseFor(run, chosen, settlement);
  const measured = await measureTheRest(run, base, settlement);
  // Awaited here: what is explained runs on base, which is given back at the end of this.
  return await decide(run, { chosen, base }, settlement, measured);
}

async function openRun(
  plan: ComparisonRun["plan"],
  held: HeldSettings,
  world: World,
): Promise<ComparisonRun> {
  const { config, measuredOnBase, report } = held;
  await assertCountable({ config, world });
  const heldOnBase = report?.from === "base" ? measuredOnBase : null;
  const head = await openHeadOrAsOnBase(config, plan, world, heldOnBase);
  try {
    const fingerprint = await world.environments.fingerprint(head.side);
    const scope = baselineScope(plan.baselineBranches, head, fingerprint, config);
    const found = await world.loadBaseline(scope, commitOfBase(plan, world));
    const load = withTheseVariables(found, fingerprint);
    const budgetOf = budgetLookup(config.budget, config.budgets);
    const dispose = () => head[Symbol.asyncDispose]();
    return {
      ...{ plan, held, config, world, head, fingerprint, load, budgetOf },
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await head[Symbol.asyncDispose]();
    throw error;
  }
}

async function chooseBaseFor({ plan, held, config, world, head, load }: ComparisonRun): Promise<Base> {
  const chosen = await locateBaseOrStored(plan, load, config, world);
  const nothingNew = await whyNothingNew(chosen, plan, head, config, world);
  if (nothingNew !== null) return nothingNew;
  if (chosen.kind === "commit") {
    const pythonPath = [...(config.pythonPath ?? []), ...(held.ownOfBase?.pythonPath ?? [])];
    await assertSidesMayDiffer({ ...config, pythonPath }, head, world.checkouts);
    world.progress.step({ kind: "comparing", head: head.side.checkout, base: chosen });
  }
  return chosen;
}

/** Opens base; null if the store is all there is to compare with, or has settled everything. */
async function openBaseFor(
  run: ComparisonRun,
  chosen: ChosenBase | StoredBase,
  settlement: Settlement,
): Promise<OpenBase | null> {
  if (chosen.kind === "stored" || (settlement.kind === "asked" && settlement.settlesAll)) return null;
  return openBase(run, chosen, run.held.ownOfBase);
}

/** Measures what the store has left, and counts instructions if these are asked for. */
async function measureTheRest(
  run: ComparisonRun,
  base: OpenBase | null,
  settlement: Settlement,
): Promise<Findings> {
  const { head, held, world } = run;
  const trees = await watchTrees(head, base, world);
  const ofBase = await benchmarksOfBase(run, base, held.measuredOnBase);
  const collected = settlement.kind === "asked" ? settlement.collected : undefined;
  const discovered = await discover(run, base, collected);
  await trees.assertBaseUnchanged();
  const discovery = withDropped(discovered, ofBase, head);
  const timed = await measureUnsettled(run, base, discovery, settlement);
  const tried = await withLostBasesTried(run, base, timed);
  const measured = await withInstructions(run, base, discovery, tried);
  return { discovery, measured, changedOnHead: await trees.changedOnHead() };
}

async function decide(
  run: ComparisonRun,
  { chosen, base }: { readonly chosen: ChosenBase | StoredBase; readonly base: OpenBase | null },
  settlement: Settlement,
  { discovery, measured, changedOnHead }: Findings,
): Promise<Result> {
  const { plan, held, config, head, fingerprint, load, budgetOf, world } = run;
  const codes = await codesOf(run, base, settlement, discovery);
  const stored = { load, fingerprint, codes, baseCommit: null, asked: settlement };
  const compared = compareMeasured(measured, discovery, stored, budgetOf, acceptanceOf(run));
  if (base !== null) assertBaseIsWhole(base, failedForWantOfBase(compared));
  const rows = await explainRegressions(run, base, compared.rows);
  const elsewhere = areAllRemoved(rows) ? await benchmarksElsewhere(head, world) : [];
  return comparedResult({
    compared: { ...compared, rows },
    head: factsOf(head),
    base: base && { checkout: base.side.checkout, lacks: base.lacks, changedLinks: base.changedLinks },
    ...{ chosen, changedOnHead, discovery, config, elsewhere },
    isOfTree: plan.ofWorkingTree,
    settings: held.report,
  });
}

/** Hashes of the benchmarks' files. Only what the store decides has to be known to be the same benchmark. */
async function codesOf(
  { load, head, world }: ComparisonRun,
  base: OpenBase | null,
  settlement: Settlement,
  discovery: Discovery,
): Promise<ReadonlyMap<string, string | null>> {
  if (settlement.kind === "asked") return settlement.codes;
  if (base !== null) return new Map();
  return benchmarkCodes(head, knownBenchmarks(load, discovery, head), world.checkouts);
}

function acceptanceOf({ config, held: { acceptedOnBase }, world }: ComparisonRun) {
  const today = world.clock.now();
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
