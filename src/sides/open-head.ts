/** Head: the working tree, with its suite, interpreter and environment. */

import { GateError, Interrupted, NoSuite } from "../errors.ts";
import type { BenchmarkSettings, EnvironmentSettings } from "../inputs/config.ts";
import { type DetectedSuite, detectSuite, runsCommands, targetNames } from "../plan/detect-suite.ts";
import { heldSuite } from "../plan/held-suite.ts";
import type { ComparePlan } from "../plan/plan.ts";
import type { BaseChoice, Checkout } from "../ports/checkouts.ts";
import type { Side } from "../ports/environments.ts";
import type { World } from "../ports/world.ts";
import { prepareSide } from "./prepare-side.ts";
import { foldersInCheckout, namedPaths, projectFiles, projectText } from "./shared-paths.ts";
import { NOTHING_LINKED, type OpenHead } from "./sides.ts";

/** What head is opened with. */
export interface HeadSettings extends BenchmarkSettings, EnvironmentSettings {}

/**
 * Head: the working tree as it is.
 *
 * @param measuredOnBase what base's configuration names, where that is to be measured as well
 * @param onBase the suite of base's files, where head has none
 * @throws GateError
 */
export async function openHead(
  settings: HeadSettings,
  world: World,
  measuredOnBase: BenchmarkSettings | null = null,
  onBase: DetectedSuite | null = null,
): Promise<OpenHead> {
  const checkout = await world.checkouts.head();
  const repositoryFiles = await world.checkouts.files(checkout);
  const files = projectFiles(checkout, repositoryFiles);
  const textOf = projectText(checkout, world.checkouts);
  const ofHead = onBase ?? (await detectSuite(settings, files, textOf));
  const suite =
    measuredOnBase === null
      ? ofHead
      : await heldSuite(ofHead, { ...measuredOnBase, metrics: settings.metrics }, files, textOf);
  world.progress.step({
    kind: "suite",
    suite: suite.suite,
    targets: targetNames(suite),
    areCommands: runsCommands(suite.suite),
    isOfBase: onBase !== null && suite === onBase,
    why: suite.why,
  });
  const named = namedPaths({ suite, files, repositoryFiles }, checkout).flat();
  const before = await world.checkouts.trackedChanges();
  const hashes = await world.checkouts.hashes(checkout, before);
  const side = await prepareSide("head", checkout, settings, world);
  const bySetup = settings.setup === null ? [] : await changedSince(before, hashes, checkout, world);
  const { shared, linked } = await takenOver(named, side, world).catch(async (error: unknown) => {
    await side[Symbol.asyncDispose]();
    throw error;
  });
  const isHeld = measuredOnBase !== null && suite !== ofHead;
  const { resultsFile, resultsFormat } = isHeld ? measuredOnBase : settings;
  const ofSuite = { metrics: settings.metrics, resultsFile, resultsFormat };
  return {
    side,
    files,
    repositoryFiles,
    suite,
    shared,
    linked,
    changes: { before, bySetup },
    settings: ofSuite,
    [Symbol.asyncDispose]: () => side[Symbol.asyncDispose](),
  };
}

/** Files that git knows and that `setup` changed, also where it put back what HEAD has. */
async function changedSince(
  before: readonly string[],
  hashes: ReadonlyMap<string, string>,
  checkout: Checkout,
  { checkouts }: World,
): Promise<string[]> {
  const files = [...new Set([...before, ...(await checkouts.trackedChanges())])];
  const now = await checkouts.hashes(checkout, files);
  return files.filter((file) => !before.includes(file) || hashes.get(file) !== now.get(file));
}

/** What base takes over of the benchmarks that are named, and of what these lead to. */
async function takenOver(
  named: readonly string[],
  side: Side,
  { checkouts }: World,
): Promise<Pick<OpenHead, "shared" | "linked">> {
  const places = await checkouts.realPlaces(side.checkout, named);
  if (places.length === 0) return { shared: places, linked: NOTHING_LINKED };
  const codeFolders = foldersInCheckout(side);
  const linked = await checkouts.linkedPlaces(side.checkout, { named, places, codeFolders });
  return { shared: [...places, ...linked.text], linked };
}

/**
 * Head by the suite that base has, where head has none: a change that removes every benchmark is told what it removes.
 *
 * @throws GateError when base has none either
 */
export async function openHeadOrAsOnBase(
  settings: HeadSettings,
  { base, evidence }: ComparePlan,
  world: World,
  measuredOnBase: BenchmarkSettings | null,
): Promise<OpenHead> {
  try {
    return await openHead(settings, world, measuredOnBase);
  } catch (error) {
    if (!(error instanceof NoSuite) || base.kind === "same-tree" || evidence === "stored") throw error;
    const onBase = await suiteAt(base, settings, world).catch((atBase: unknown) => {
      if (atBase instanceof GateError && !(atBase instanceof Interrupted)) throw error;
      throw atBase;
    });
    return await openHead(settings, world, measuredOnBase, onBase);
  }
}

async function suiteAt(
  choice: BaseChoice,
  settings: BenchmarkSettings,
  world: World,
): Promise<DetectedSuite> {
  const { commit, label } = await world.checkouts.resolveBase(choice);
  await using worktree = await world.checkouts.worktree(commit, label);
  const files = projectFiles(worktree, await world.checkouts.files(worktree));
  return await detectSuite(settings, files, projectText(worktree, world.checkouts));
}
