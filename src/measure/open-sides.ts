/** From the plan to sides that processes can be started on: checkout, suite, interpreter and environment. */

import { posix } from "node:path";
import { BaseUnreachable, explainError, GateError, Interrupted, NoSuite } from "../errors.ts";
import type { ChosenBase, StoredBase } from "../findings/chosen-base.ts";
import type { HeadChanges } from "../findings/discovery.ts";
import type { HeadFacts } from "../findings/sides.ts";
import type { Config } from "../inputs/config.ts";
import type { OwnSettings } from "../inputs/gate-changes.ts";
import type { GateReason } from "../model/gate-reason.ts";
import type { BaselineLoad } from "../model.ts";
import { type DetectedSuite, detectSuite, runsCommands, targetNames } from "../plan/detect-suite.ts";
import { type HeldSuite, heldSuite } from "../plan/held-suite.ts";
import type { Plan } from "../plan/plan.ts";
import type {
  BaseChoice,
  Checkout,
  Checkouts,
  CommitOfBase,
  GeneratedFiles,
  LinkedPlaces,
  Side,
  World,
} from "../ports.ts";
import { benchmarkFolderOf, conftestsAbove } from "../repository/benchmark-folders.ts";
import { pathsByPattern } from "../repository/globs.ts";
import { isFunctionTarget, targetPath } from "../repository/targets.ts";

export interface OpenSide extends AsyncDisposable {
  readonly side: Side;
  /** Files of the project's folder, relative to it. */
  readonly files: readonly string[];
  /** All files of the repository, relative to the checkout. */
  readonly repositoryFiles: readonly string[];
}

export interface OpenHead extends OpenSide {
  readonly suite: HeldSuite;
  /** What base takes over from head: real places, relative to the checkout. */
  readonly shared: readonly string[];
  /** What links in the benchmarks' folders lead to; the text is part of `shared`. */
  readonly linked: LinkedPlaces;
  /** Files that git knows and that were not as HEAD has them when the run began, and those that `setup` changed since. */
  readonly changes: HeadChanges;
  /** What the suite `results` needs to know of its command. */
  readonly config: Pick<Config, "metrics" | "resultsFile" | "resultsFormat">;
}

/** What a result says of it. */
export function factsOf({ suite: { suite }, side: { checkout }, changes }: OpenHead): HeadFacts {
  return { suite, checkout, changes };
}

/** Head, and what it is measured with: what every stage of a run has. */
export interface OpenRun {
  readonly head: OpenHead;
  readonly config: Config;
  readonly world: World;
}

export interface OpenBase extends OpenSide {
  /** Files of benchmarks, relative to the checkout, that are not the same on head. */
  readonly changedBenchmarks: readonly string[];
  /** Of these, the conftest files above the benchmarks, which tests have as well. */
  readonly changedConftests: readonly string[];
  /** Paths of its submodules that can't be had. */
  readonly lacks: readonly string[];
  /** Of what links in the benchmarks' folders lead to, the files that are not the same on head. */
  readonly changedLinks: LinkedPlaces;
  /** What git ignores on head and base was given, or lacks. */
  readonly generated: GeneratedFiles;
  /** From then on base runs head's benchmark files: the same question, put to different code. */
  takeOverBenchmarks(): Promise<void>;
  /** From then on base runs its own version of these files, relative to the checkout; null for all that it took over. */
  takeBackBenchmarks(files: readonly string[] | null): Promise<void>;
}

const NOTHING_LINKED: LinkedPlaces = { text: [], modules: [] };
const NOTHING_GENERATED: GeneratedFiles = { python: [], compiled: [], tooMany: 0, data: [] };

/**
 * Head: the working tree as it is.
 *
 * @param measuredOnBase base's configuration, where what it names is to be measured as well
 * @throws GateError
 */
export async function openHead(
  config: Config,
  world: World,
  measuredOnBase: Config | null = null,
): Promise<OpenHead> {
  const checkout = await world.checkouts.head();
  const repositoryFiles = await world.checkouts.files(checkout);
  const files = projectFiles(checkout, repositoryFiles);
  const prefix = checkout.folder === "" ? "" : `${checkout.folder}/`;
  const textOf = (file: string) => world.checkouts.text(checkout, `${prefix}${file}`);
  const ofHead = await detectSuite(config, files, textOf);
  const suite =
    measuredOnBase === null
      ? ofHead
      : await heldSuite(ofHead, { ...measuredOnBase, metrics: config.metrics }, files, textOf);
  world.progress.step({
    kind: "suite",
    suite: suite.suite,
    targets: targetNames(suite),
    areCommands: runsCommands(suite.suite),
    why: suite.why,
  });
  const named = namedPaths({ suite, files, repositoryFiles }, checkout).flat();
  const before = await world.checkouts.trackedChanges();
  const hashes = await world.checkouts.hashes(checkout, before);
  const side = await prepare("head", checkout, config, world);
  const bySetup = config.setup === null ? [] : await changedSince(before, hashes, checkout, world);
  const { shared, linked } = await takenOver(named, side, world).catch(async (error: unknown) => {
    await side[Symbol.asyncDispose]();
    throw error;
  });
  const isHeld = measuredOnBase !== null && suite !== ofHead;
  const { resultsFile, resultsFormat } = isHeld ? measuredOnBase : config;
  const ofResults = { metrics: config.metrics, resultsFile, resultsFormat };
  return {
    side,
    files,
    repositoryFiles,
    suite,
    shared,
    linked,
    changes: { before, bySetup },
    config: ofResults,
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
  config: Config,
  { base, evidence }: Extract<Plan, { kind: "compare" }>,
  world: World,
  measuredOnBase: Config | null,
): Promise<OpenHead> {
  try {
    return await openHead(config, world, measuredOnBase);
  } catch (error) {
    if (!(error instanceof NoSuite) || base.kind === "same-tree" || evidence === "stored") throw error;
    const onBase = await suiteAt(base, config, world).catch((atBase: unknown) => {
      if (atBase instanceof GateError && !(atBase instanceof Interrupted)) throw error;
      throw atBase;
    });
    const { suite, targets: benchmarks } = onBase;
    return await openHead({ ...config, suite, benchmarks }, world, measuredOnBase);
  }
}

async function suiteAt(choice: BaseChoice, config: Config, world: World): Promise<DetectedSuite> {
  const { commit, label } = await world.checkouts.resolveBase(choice);
  await using worktree = await world.checkouts.worktree(commit, label);
  const files = projectFiles(worktree, await world.checkouts.files(worktree));
  const prefix = worktree.folder === "" ? "" : `${worktree.folder}/`;
  return await detectSuite(config, files, (file) => world.checkouts.text(worktree, `${prefix}${file}`));
}

/**
 * Base, unless the plan wants stored evidence alone. Where base is known and can't be brought here, and a
 * baseline was found, the run falls back on that and says so: an answer with less evidence beats none.
 *
 * @throws GateError when neither is there, and when base is not what somebody meant
 */
export async function chooseBaseOrStored(
  plan: Extract<Plan, { kind: "compare" }>,
  stored: BaselineLoad,
  config: Config,
  world: World,
): Promise<ChosenBase | StoredBase> {
  if (plan.evidence === "stored") {
    if (stored.kind === "found") return { kind: "stored", warning: null };
    throw noStoredBaseline(stored);
  }
  try {
    return await chooseBase(plan.base, world);
  } catch (error) {
    const sameSetting = config.basePython === null && config.baseEnv === null;
    const mayFallBack =
      plan.evidence === "auto" && config.base === null && sameSetting && stored.kind === "found";
    if (!(error instanceof BaseUnreachable) || !mayFallBack) throw error;
    const warning = { kind: "stored-baseline-instead", why: explainError(error) } as const;
    world.progress.warn(warning);
    return { kind: "stored", warning };
  }
}

/**
 * Why there is nothing to compare, where base and head are one commit although nobody compares settings; null where they
 * are two, or where head has uncommitted changes that are part of what is to be compared.
 *
 * @throws GateError where that must be a mistake: a gate that compares a commit with itself passes everything
 */
export async function whyNothingNew(
  chosen: ChosenBase | StoredBase,
  { base, maybeBase, ofWorkingTree }: Extract<Plan, { kind: "compare" }>,
  { side: { checkout: tree } }: OpenHead,
  config: Config,
  { checkouts }: Pick<World, "checkouts">,
): Promise<Extract<GateReason, { kind: "same-commit" }> | null> {
  const isTree = ofWorkingTree || tree.commit !== null;
  const checkout = isTree ? tree : await commitBelow(checkouts);
  const isOneCommit = chosen.kind === "commit" && chosen.commit === checkout.commit;
  // Where the store stands for base, the pull request's event still tells which commit that is.
  const isEventsBase =
    chosen.kind === "stored" && base.kind === "merge-parent" && base.otherwise === checkout.commit;
  const comparesSettings = config.basePython !== null || config.baseEnv !== null;
  if ((!isOneCommit && !isEventsBase) || comparesSettings) return null;
  if (maybeBase === checkout.commit) return { kind: "same-commit", label: checkout.label };
  if (config.base === null && base.kind !== "local-default") {
    throw new GateError(
      `Base and head are the same commit (${checkout.label}), so there is nothing to compare: the checkout does not contain the change`,
      "Remove `ref` from the inputs of actions/checkout, so that it checks out what the event is about.",
    );
  }
  throw new GateError(
    `Base and head are the same commit (${checkout.label}), so there is nothing to compare`,
    "Name an earlier commit in `base` (`--base HEAD^`). To see what this machine can detect on the same code, run `hotpath-gate doctor`.",
  );
}

/** What is checked out, whatever was changed since. */
async function commitBelow(checkouts: Checkouts): Promise<Pick<Checkout, "commit" | "label">> {
  const { commit } = await checkouts.resolveBase({ kind: "same-tree" });
  return { commit, label: commit.slice(0, 10) };
}

/** @throws GateError when it is no commit, or can't be had */
export async function chooseBase(choice: BaseChoice, world: World): Promise<ChosenBase> {
  if (choice.kind === "same-tree") return choice;
  const { commit, label, warning } = await world.checkouts.resolveBase(choice);
  if (warning !== null) world.progress.warn(warning);
  return { kind: "commit", commit, label, warning };
}

/**
 * The commit whose version of a committed baseline counts. Only the branch that one is on can lack a base, and then
 * the working tree is all there is.
 */
export function commitOfBase(
  { base, evidence }: Extract<Plan, { kind: "compare" }>,
  world: World,
): CommitOfBase {
  return async () => {
    if (base.kind === "same-tree") return null;
    try {
      return (await world.checkouts.resolveBase(base)).commit;
    } catch (error) {
      const isRefused = error instanceof GateError && !(error instanceof Interrupted);
      const isOptional = evidence === "stored" && base.kind === "local-default";
      if (isOptional && isRefused && !(error instanceof BaseUnreachable)) return null;
      throw error;
    }
  };
}

function noStoredBaseline(stored: Exclude<BaselineLoad, { kind: "found" }>): GateError {
  const missing = (source: string, why: string | undefined) =>
    `none was found in ${source}${why === undefined ? "" : ` (${why})`}`;
  const why =
    stored.kind === "not-wanted"
      ? "`baseline` is `none`"
      : stored.kind === "unreadable"
        ? `${stored.source}: ${stored.why}`
        : missing(stored.source, stored.why);
  return new GateError(
    `\`compare: stored\` needs a stored baseline, and there is none to use: ${why}`,
    "Record one (a push to the default branch does, and so does `hotpath-gate record`), or set `compare` to `auto`.",
  );
}

/**
 * Base: a worktree of its commit; the same tree again when interpreters or environments are compared.
 *
 * @param own how the code of one commit is run; where base is that one, head's settings do not count for it
 * @throws GateError when it can't be had
 */
export async function openBase(
  { head, config, world }: OpenRun,
  chosen: ChosenBase,
  own: OwnSettings | null = null,
): Promise<OpenBase> {
  if (chosen.kind === "same-tree") {
    const side = await prepare("base", head.side.checkout, config, world);
    return {
      side,
      files: head.files,
      repositoryFiles: head.repositoryFiles,
      changedBenchmarks: [],
      changedConftests: [],
      lacks: [],
      changedLinks: NOTHING_LINKED,
      generated: NOTHING_GENERATED,
      takeOverBenchmarks: async () => {},
      takeBackBenchmarks: async () => {},
      [Symbol.asyncDispose]: () => side[Symbol.asyncDispose](),
    };
  }
  const { commit, label } = chosen;
  const { shared, linked } = head;
  // As they were named: what leads out of the checkout has no real place, and is refused by its name.
  const [benchmarks, conftests] = namedPaths(head, head.side.checkout);
  const worktree = await world.checkouts.worktree(commit, label);
  try {
    // With `setup`, each side makes its own.
    const isShared = head.side.ownEnvironment === null;
    const laidOver = isShared
      ? await world.checkouts.layGeneratedOver(worktree, foldersInCheckout(head.side))
      : NOTHING_GENERATED;
    const repositoryFiles = await world.checkouts.files(worktree);
    const files = projectFiles(worktree, repositoryFiles);
    const changedIn = async (places: readonly string[]) =>
      places.length === 0 ? [] : world.checkouts.changedFiles(commit, places);
    const changedBenchmarks = await changedIn(shared);
    const places = new Set(await world.checkouts.realPlaces(head.side.checkout, conftests));
    const changedLinks = { text: await changedIn(linked.text), modules: await changedIn(linked.modules) };
    const headRoot = head.side.checkout.root;
    const side =
      own?.commit === commit
        ? withFoldersOf(head.side, await prepare("base", worktree, { ...config, ...own }, world, headRoot))
        : await prepare("base", worktree, config, world, headRoot);
    // Only now: `setup` may have made what a fresh worktree lacks.
    const data = await dataLackedBy(worktree, head, world).catch(async (error: unknown) => {
      await side[Symbol.asyncDispose]();
      throw error;
    });
    return {
      side: { ...side, notFrom: isShared ? head.side.pythonPath : [] },
      files,
      repositoryFiles,
      changedBenchmarks,
      changedConftests: changedBenchmarks.filter((path) => places.has(path)),
      lacks: worktree.lacks,
      changedLinks,
      generated: { ...laidOver, data },
      takeOverBenchmarks: () =>
        world.checkouts.layHeadOver(worktree, [...benchmarks, ...conftests], linked.text),
      takeBackBenchmarks: (files) => world.checkouts.takeHeadBack(worktree, files),
      [Symbol.asyncDispose]: async () => {
        await side[Symbol.asyncDispose]();
        await worktree[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await worktree[Symbol.asyncDispose]();
    throw error;
  }
}

/** Without what base takes over with the benchmarks, and what an earlier run of their command wrote. */
async function dataLackedBy(base: Checkout, head: OpenHead, { checkouts }: World): Promise<string[]> {
  const isShared = sharedTest(head);
  const { resultsFile } = head.config;
  const written = resultsFile === null ? null : inCheckout(resultsFile, head.side);
  return (await checkouts.dataBaseLacks(base)).filter((path) => !isShared(path) && path !== written);
}

/** With head's code folders after its own: the benchmarks are head's, and may have helpers in one of those. */
function withFoldersOf<S extends Side>(head: Side, base: S): S {
  const inBase = foldersInCheckout(head).map((folder) =>
    folder === "" ? base.checkout.root : `${base.checkout.root}/${folder}`,
  );
  return { ...base, pythonPath: [...new Set([...base.pythonPath, ...inBase])] };
}

/** Of a side's code folders, those in its checkout; relative to it. */
export function foldersInCheckout({ checkout: { root }, pythonPath }: Side): string[] {
  return pythonPath.flatMap((folder) => {
    if (folder === root) return [""];
    const rest = folder.startsWith(root) ? folder.slice(root.length).replaceAll("\\", "/") : "";
    return rest.startsWith("/") ? [rest.slice(1)] : [];
  });
}

/** From relative to the project's folder to relative to the checkout. */
export function inCheckout(path: string, side: Side): string {
  return inFolder(side.checkout.folder, path);
}

/** What was named from inside a folder of the checkout may lie beside that: git and Python write such a path without `..`. */
function inFolder(folder: string, path: string): string {
  return folder === "" ? path : posix.normalize(`${folder}/${path}`);
}

/** Whether a file, relative to the checkout, is head's on both sides. */
export function sharedTest({ shared }: Pick<OpenHead, "shared">): (path: string) => boolean {
  return (path) => shared.some((one) => path === one || path.startsWith(`${one}/`));
}

/** What base takes over from head as it is named, relative to the checkout: the benchmarks, and what pytest loads for them besides. */
function namedPaths(
  { suite, files, repositoryFiles }: Pick<OpenHead, "suite" | "files" | "repositoryFiles">,
  { folder }: Checkout,
): readonly [readonly string[], readonly string[]] {
  const benchmarks = sharedPaths(suite, files).map((path) => inFolder(folder, path));
  if (suite.suite !== "pytest") return [benchmarks, []];
  return [benchmarks, conftestsAbove(benchmarks, new Set(repositoryFiles))];
}

/**
 * Paths that base takes over from head: what `benchmarks` names, with the folder of benchmarks that it lies in, but never the
 * code under test, or a command.
 */
export function sharedPaths(
  { suite, targets }: Pick<DetectedSuite, "suite" | "targets">,
  files: readonly string[],
): string[] {
  if (runsCommands(suite)) return [];
  const paths = targets.filter((target) => !isFunctionTarget(target)).map(targetPath);
  const all = paths.find((path) => path === "" || path === ".");
  if (all !== undefined) {
    throw new GateError(
      `\`benchmarks\` names the whole checkout (\`${all}\`), so base would be measured with head's code`,
      "Name only the folder or files of the benchmarks.",
    );
  }
  const matched = pathsByPattern(
    paths.filter((path) => /[*?[]/.test(path)),
    files,
    "benchmarks",
  );
  const known = new Set(files);
  const taken = paths
    .flatMap((path) => matched.get(path) ?? [path])
    .map((path) => benchmarkFolderOf(path, known) ?? path);
  return [...new Set(taken)];
}

function prepare(
  name: "base" | "head",
  checkout: Checkout,
  config: Config,
  world: World,
  headRoot: string | null = null,
) {
  const ofBase = name === "base";
  return world.environments.prepare({
    name,
    checkout,
    headRoot,
    python: (ofBase ? config.basePython : null) ?? config.python,
    setup: config.setup,
    environment: (ofBase ? config.baseEnv : null) ?? config.env,
    pythonPath: config.pythonPath,
    sharesFolders: config.caches === "shared",
    workingDirectory: checkout.folder === "" ? checkout.root : `${checkout.root}/${checkout.folder}`,
  });
}

function projectFiles(checkout: Checkout, files: readonly string[]): string[] {
  const prefix = checkout.folder === "" ? "" : `${checkout.folder}/`;
  return files.filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length));
}
