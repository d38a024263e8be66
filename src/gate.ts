/**
 * The program in one screen: inputs → plan → measure → compare → explain → report → publish.
 *
 * `action.ts` and `cli.ts` parse the inputs and bring the world; everything between is the same for both.
 */
import { type HeldSettings, headsOwn } from "./base-settings.ts";
import { settingHash } from "./baseline/key.ts";
import { withTheseVariables } from "./baseline/variables.ts";
import { acceptanceLookup, acceptedByBoth } from "./compare/accept.ts";
import { budgetLookup } from "./compare/budgets.ts";
import { compareMeasured } from "./compare/compare.ts";
import { slowerRecording } from "./compare/gate-verdict.ts";
import { goneFromStore } from "./compare/not-on-head.ts";
import { comparedResult, NOTHING_TO_REVIEW, recordedResult, skippedResult } from "./compare/result.ts";
import { assertCountable, withInstructions } from "./counting.ts";
import { GateError } from "./errors.ts";
import { explainRegressions } from "./explain/profile-sides.ts";
import type { Config } from "./inputs/config.ts";
import type { Occasion } from "./inputs/occasion.ts";
import { benchmarkCodes, namedInFile } from "./measure/benchmark-code.ts";
import { type Discovery, discover } from "./measure/discover.ts";
import { benchmarksOfBase, withDropped } from "./measure/dropped-benchmarks.ts";
import { assertBaseIsWhole } from "./measure/incomplete-base.ts";
import { withLostBasesTried } from "./measure/lost-bases.ts";
import {
  chooseBaseOrStored,
  commitOfBase,
  type OpenHead,
  openBase,
  openHead,
  openHeadOrAsOnBase,
  whyNothingNew,
} from "./measure/open-sides.ts";
import { recordHead } from "./measure/record.ts";
import { assertSidesMayDiffer } from "./measure/settings-of-both-sides.ts";
import { watchTrees } from "./measure/watched-trees.ts";
import type { BaselineLoad, Benchmark, Fingerprint, Result, Row } from "./model.ts";
import { type Plan, planRun } from "./plan/plan.ts";
import type { BaselineScope, World } from "./ports.ts";
import { storeRecording } from "./publish/store-recording.ts";
import { reviewRecording } from "./review.ts";
import { measureUnsettled, screen } from "./screening.ts";

/**
 * @param held whose settings hold where the configuration file of head is not base's
 * @returns the result, published
 * @throws GateError when nothing could be measured
 */
export async function gate(
  config: Config,
  occasion: Occasion,
  world: World,
  held: HeldSettings = headsOwn(config),
): Promise<Result> {
  const plan = planRun(config, occasion);
  world.progress.step({ kind: "plan", plan: plan.kind, why: plan.why });
  const result = await follow(plan, held, world);
  await world.publish(result);
  return result;
}

function follow(plan: Plan, held: HeldSettings, world: World): Promise<Result> {
  const { config } = held;
  switch (plan.kind) {
    case "compare":
      return compare(plan, held, world);
    case "record":
      return record(plan, config, world);
    case "skip":
      return Promise.resolve(skippedResult(config, { kind: "not-wanted", why: plan.why }));
    default:
      return plan satisfies never;
  }
}

async function compare(
  plan: Plan & { kind: "compare" },
  { config, ...held }: HeldSettings,
  world: World,
): Promise<Result> {
  const { measuredOnBase, acceptedOnBase, report } = held;
  const budgetOf = budgetLookup(config.budget, config.budgets);
  const heldOnBase = report?.from === "base" ? measuredOnBase : null;
  await assertCountable({ config, world });
  await using head = await openHeadOrAsOnBase(config, plan, world, heldOnBase);
  const fingerprint = await world.environments.fingerprint(head.side);
  const scope = scopeOf(plan.baselineBranches, head, fingerprint, config);
  const found = await world.loadBaseline(scope, commitOfBase(plan, world));
  const load = withTheseVariables(found, fingerprint);
  const run = { plan, config, world, head, fingerprint, load, budgetOf };
  const chosen = await chooseBaseOrStored(plan, load, config, world);
  const nothingNew = await whyNothingNew(chosen, plan, head, config, world);
  if (nothingNew !== null) return skippedResult(config, nothingNew);
  if (chosen.kind === "commit") {
    const folders = [...(config.pythonPath ?? []), ...(held.ownOfBase?.pythonPath ?? [])];
    await assertSidesMayDiffer({ ...config, pythonPath: folders }, head, world.checkouts);
  }
  const screening = chosen.kind === "stored" ? null : await screen(run, chosen);
  const asked = screening?.kind === "asked" ? screening : null;
  const isOpen = chosen.kind !== "stored" && asked?.settlesAll !== true;
  await using base = isOpen ? await openBase(chosen, head, config, world, held.ownOfBase) : null;
  const trees = await watchTrees(head, base, world);
  const ofBase = await benchmarksOfBase(measuredOnBase, base, head, config.timeLimitSeconds, world);
  const discovered = await discover(head, base, config.timeLimitSeconds, world, asked?.collected);
  await trees.assertBaseUnchanged();
  const discovery = withDropped(discovered, ofBase, head);
  const timed = await measureUnsettled(run, screening, base, discovery);
  const tried = await withLostBasesTried(timed, head, base, config.timeLimitSeconds, world);
  const measured = await withInstructions(tried, run, base, discovery);
  const changedOnHead = await trees.changedOnHead();
  // Only what is decided by the store has to be known as the same benchmark.
  const codes =
    asked?.codes ??
    (base === null
      ? await benchmarkCodes(head, knownBenchmarks(load, discovery, head), world.checkouts)
      : new Map());
  const stored = { load, fingerprint, codes, baseCommit: null, asked: screening };
  const today = world.clock.now();
  const onHead = acceptanceLookup(config.accepted, today);
  const acceptanceOf =
    acceptedOnBase === null ? onHead : acceptedByBoth(onHead, acceptanceLookup(acceptedOnBase, today));
  const compared = compareMeasured(measured, discovery, stored, budgetOf, acceptanceOf);
  if (base !== null) {
    const unmeasured = new Set(compared.rows.filter(isWithoutBase).map(({ id }) => id));
    const failed = compared.failedOnBase.find(({ id }) => unmeasured.has(id));
    assertBaseIsWhole(base, failed && { where: failed.id, message: failed.message });
  }
  const rows = await explainRegressions(compared.rows, head, base, config.timeLimitSeconds, world);
  return comparedResult(
    { ...compared, rows },
    { head, base, chosen, changedOnHead, isOfTree: plan.ofWorkingTree },
    discovery,
    config,
    report,
  );
}

/** Head's, and those of the store that head no longer collects, as far as their ids name a file. */
function knownBenchmarks(
  load: BaselineLoad,
  { head: { benchmarks } }: Discovery,
  { side }: OpenHead,
): Benchmark[] {
  const gone = load.kind === "found" ? goneFromStore(load.baseline, benchmarks) : [];
  return [...benchmarks, ...gone.flatMap((id) => namedInFile(id, side) ?? [])];
}

/** Nothing of base's values stands in it. */
function isWithoutBase({ verdict, evidence }: Row): boolean {
  return verdict === "new" || (verdict === "inconclusive" && evidence === null);
}

async function record(plan: Plan & { kind: "record" }, config: Config, world: World): Promise<Result> {
  await using head = await openHead(config, world);
  const fingerprint = await world.environments.fingerprint(head.side);
  const scope = scopeOf([plan.branch], head, fingerprint, config);
  const earlier = await world.loadBaseline(scope);
  // On one's own machine nothing will have changed by the time that it is measured.
  if (!plan.isReviewed && earlier.kind === "unreadable" && !earlier.isDamaged) {
    throw new GateError(
      `The baseline ${earlier.source} can't be read, so it is not overwritten: ${earlier.why}`,
      "Name another file with `--output`, or remove that one.",
    );
  }
  const discovery = await discover(head, null, config.timeLimitSeconds, world);
  const recorded = await recordHead(
    { ...plan, setting: settingHash(scope) },
    head,
    fingerprint,
    discovery,
    config,
    world,
  );
  const review = plan.isReviewed
    ? await reviewRecording(recorded, earlier, head, discovery, config, world)
    : NOTHING_TO_REVIEW;
  const slower = slowerRecording(review.suspects?.rows ?? [], config.failOn);
  const { lookedInto } = review;
  const save = await storeRecording(recorded, { slower, lookedInto }, earlier, discovery, scope, world);
  const measured = { head, isOfTree: !plan.isReviewed };
  return recordedResult(recorded, review, save, measured, discovery, config);
}

function scopeOf(
  branches: readonly string[],
  { suite: { suite, targets }, side }: OpenHead,
  fingerprint: Fingerprint,
  { setup, env, pythonPath }: Config,
): BaselineScope {
  const setting = [side.checkout.folder, setup, Object.entries(env).sort(), pythonPath];
  return { branches, suite, targets, setting, fingerprint };
}
