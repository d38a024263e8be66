/** Which benchmarks each side has, before anything is timed; writes the `.pyc` files on the way. */

import { causeWords } from "../errors/causes.ts";
import { noBenchmarks, notCollected } from "../errors/not-collected.ts";
import { GateError } from "../errors.ts";
import type { Collection, Discovery, Stranger, UnprovenCommand } from "../findings/discovery.ts";
import type { LoadedModule } from "../findings/loaded-module.ts";
import { EVERYTHING, type Problem } from "../findings/problem.ts";
import { comparable, requireMetrics } from "../formats/tool-results.ts";
import type { Benchmark, SuiteKind } from "../model.ts";
import type { CommandTarget } from "../plan/command-targets.ts";
import { DECLARING_FILES, declaredDistributions } from "../plan/declared-distributions.ts";
import { runsCommands, targetNames } from "../plan/detect-suite.ts";
import { type Checkout, HarnessLost, type Side, type World } from "../ports.ts";
import type { Hello } from "../protocol.ts";
import { isOfTests } from "../repository/benchmark-folders.ts";
import { nameOf, parentOf } from "../repository/path.ts";
import { isFunctionTarget } from "../repository/targets.ts";
import { hasProject, maybeRenamed } from "./base-has-project.ts";
import { collectBase } from "./benchmark-text.ts";
import { changedDependencies } from "./changed-dependencies.ts";
import { codeAmongBenchmarks } from "./code-among-benchmarks.ts";
import { namesOwnCode } from "./command-proof.ts";
import { copiesOfOtherSide } from "./copied-code.ts";
import { mayRunProject, type ProjectPlace } from "./hidden-python.ts";
import { assertBaseIsWhole } from "./incomplete-base.ts";
import { namesakesOf } from "./namesakes.ts";
import { NOTHING_ONE_SIDED, oneSided } from "./one-sided.ts";
import {
  foldersInCheckout,
  inCheckout,
  type OpenBase,
  type OpenHead,
  type OpenRun,
  type OpenSide,
  sharedTest,
} from "./open-sides.ts";
import { isCode, isSample, isVendored, type ProjectCode, projectCode } from "./project-code.ts";
import { type RehearsalRequest, rehearse } from "./rehearsal.ts";
import { renamedCode } from "./renamed-code.ts";
import { answerSeconds } from "./schedule.ts";
import {
  assertOwnTree,
  assertSidesDiffer,
  type GuardedSide,
  hiddenProject,
  loadedBesideSources,
  loadedFromElsewhere,
  runsOwnCode,
  scriptsOfEnvironments,
  whyUnproven,
} from "./self-comparison-guard.ts";
import { watchedSide } from "./watched-side.ts";
import { runWhole } from "./whole-run.ts";

/** Files of a side that are looked at for code under another name. */
const MOST_RENAMED = 500;

/** Of the time limit, which is that of measuring. */
const REHEARSAL_PART = 1 / 5;
/** The same for finding out whose code child processes run, without which nothing is measured. */
const WATCHING_PART = 1 / 2;
/** Nothing depends on these while nothing is timed; the same on both sides all the same. */
const COLLECTING_LAYOUT = { hashSeed: 1, padding: 0, heapSeed: 1 };

/**
 * Collects the benchmarks of every side, and makes sure that the sides are two.
 *
 * @param known what head answered already
 * @throws GateError when head has no benchmarks, a suite can't be collected, or both sides load the same code
 */
export async function discover(
  { head, world, config: { timeLimitSeconds } }: OpenRun,
  base: OpenBase | null,
  known: Collection | null = null,
): Promise<Discovery> {
  const collect = (open: OpenSide) => collectSide(open, head, timeLimitSeconds, world);
  const collectHere = async () => {
    if (known !== null) return known;
    // Where base can be collected, head broke it.
    return base === null || base.side.checkout.root === head.side.checkout.root
      ? collect(head)
      : collectedOrBroken(() => collect(head));
  };
  const collectThere = async (onHead: Promise<Collection>) => {
    if (base === null) {
      return { formerly: [], formerProblems: null, ofBase: null, ownText: null, ownFiles: [] };
    }
    const rehearseOnBase = (ids: readonly string[]) =>
      rehearse({ ...rehearsalOf(base, head, timeLimitSeconds), ids }, world);
    return collectBase(base, onHead, { collect: () => collect(base), rehearse: rehearseOnBase });
  };
  // A run that measures shares its machine with nobody.
  const isInTurn = head.suite.suite === "results";
  const onHead = collectHere();
  if (isInTurn) await onHead;
  const [foundOnHead, { formerly, formerProblems, ofBase: foundOnBase, ownText, ownFiles }] =
    await Promise.all([onHead, collectThere(onHead)]);
  const see = (open: OpenSide, found: Collection) => withChildren(open, head, found, timeLimitSeconds, world);
  const [seenOnHead, ofBase] = await Promise.all([
    // Nothing has to be told from itself.
    known !== null || base === null || base.side.checkout.root === head.side.checkout.root
      ? foundOnHead
      : see(head, foundOnHead),
    base === null || foundOnBase === null || base.side.checkout.root === head.side.checkout.root
      ? foundOnBase
      : see(base, foundOnBase),
  ]);
  const ofHead = withoutAbsent(withoutHeldSlips(withWhatHeadBroke(seenOnHead, ofBase), head), {
    head,
    onBase: ofBase === null ? null : (formerProblems ?? ofBase.problems),
  });
  const onBase = ofBase === null ? null : new Set(ofBase.benchmarks.map((one) => one.id));
  const misspelt = ofHead.problems.find(
    ({ where }) => isFunctionTarget(where) && onBase?.has(where) !== true,
  );
  if (misspelt !== undefined) {
    throw new GateError(
      `The target ${misspelt.where} can't be measured: ${causeWords(misspelt.message)}`,
      "Fix it in `benchmarks`.",
    );
  }
  // What base has of them, head has broken or removed.
  const isAllLost = ofHead.benchmarks.length === 0;
  if (isAllLost && formerly.length + (ofBase?.benchmarks.length ?? 0) === 0) {
    throw (
      seenOnHead.broken ??
      noBenchmarks({ suite: head.suite.suite, targets: targetNames(head.suite) }, ofHead.problems)
    );
  }
  let seen = NOTHING_SEEN;
  if (base !== null && ofBase !== null && !isAllLost) {
    assertBaseIsWhole(base, onlyOnBase(formerProblems, ofBase, ofHead));
    const complete = [ofHead, ofBase].every(({ children }) => children?.isComplete === true);
    seen = await guardSides(head, ofHead, base, ofBase, { complete }, world);
  }
  const common = ofHead.benchmarks.map((one) => one.id).filter((id) => onBase === null || onBase.has(id));
  const sameSetting = base === null || sameVariables(head.side, base.side);
  const baseCpus = ofBase === null ? ofHead.cpus : ofBase.cpus;
  const cpus = ofHead.cpus?.filter((cpu) => baseCpus?.includes(cpu)) ?? [];
  const project = await projectOnBase(head, ofHead, base, world);
  const onOneSide =
    base === null || ofBase === null
      ? NOTHING_ONE_SIDED
      : await oneSided(
          {
            ...{ head, ofHead, base, ofBase, baseHasProject: project.baseHasProject },
            text: { formerly, formerProblems, ownFiles },
          },
          (side) => rehearsalOf(side, head, timeLimitSeconds),
          world,
        );
  return {
    head: ofHead,
    base: ofBase,
    formerly,
    formerProblems,
    ...project,
    ownText,
    ...seen,
    oneSided: onOneSide,
    ownOfTests:
      base === null || ofBase === null ? [] : await changedOfTests(head, [ofHead, ofBase], base, world),
    generated: base?.generated ?? null,
    changedDependencies:
      base === null ? null : await changedDependencies(head.side, base.side, world.checkouts),
    sameSetting,
    common,
    cpus: cpus.length === 0 ? null : cpus,
  };
}

/** What base's own benchmark files, or head's where those could not be asked, can't be collected for there alone. */
function onlyOnBase(
  formerProblems: readonly Problem[] | null,
  ofBase: Collection,
  ofHead: Collection,
): Problem | undefined {
  return (formerProblems ?? ofBase.problems).find(
    ({ where }) => !ofHead.problems.some((problem) => problem.where === where),
  );
}

/**
 * Without what the configuration names and head does not have. Where base has it, head removed it; where base lacks it too,
 * nobody wants what was asked for.
 *
 * @param onBase what base can't collect, in its own version where that is known; null without a base
 * @throws GateError when a name means nothing anywhere
 */
function withoutAbsent(
  collection: Collection,
  { head: { suite }, onBase }: { readonly head: OpenHead; readonly onBase: readonly Problem[] | null },
): Collection {
  const isAbsentOnBase = (name: string) =>
    onBase?.some(({ where, isAbsent }) => where === name && isAbsent) ?? true;
  // What a module lacks is the code under test, and is missing in every way.
  const absent = collection.problems.filter(({ where, isAbsent }) => isAbsent && !isFunctionTarget(where));
  const slips = absent.filter(({ where }) => isAbsentOnBase(where));
  if (slips.length > 0) throw misnamed(slips, suite.suite, onBase !== null);
  return { ...collection, problems: collection.problems.filter((one) => !absent.includes(one)) };
}

/** What only base's configuration names, and head's code has no more, is removed: nobody misspelt it. */
function withoutHeldSlips(collection: Collection, { suite }: OpenHead): Collection {
  const held = new Set(suite.held ?? []);
  if (held.size === 0) return collection;
  return { ...collection, problems: collection.problems.filter(({ where }) => !held.has(where)) };
}

function rehearsalOf(
  { side }: OpenSide,
  { suite: { suite, targets } }: OpenHead,
  timeLimitSeconds: number,
): Omit<RehearsalRequest, "ids"> {
  const seconds = timeLimitSeconds * REHEARSAL_PART;
  return {
    ...{ side, suite, targets, layout: COLLECTING_LAYOUT, seconds },
    answerSeconds: Math.min(seconds, answerSeconds(timeLimitSeconds)),
  };
}

function misnamed([first, ...more]: readonly Problem[], suite: SuiteKind, isOnBaseToo: boolean): GateError {
  const what = suite === "command" ? "can't be run" : "matches no benchmark";
  const rest = more.length > 0 ? ` (and ${more.length} more)` : "";
  return new GateError(
    `\`${first?.where}\` in \`benchmarks\` ${what}${isOnBaseToo ? ", on head or on base" : ""}: ${causeWords(first?.message ?? "")}${rest}`,
    "Fix it, or remove it from `benchmarks`.",
  );
}

/**
 * A tool leaves out of its results what failed. Where its command failed on head and not on base, what is missing is not
 * removed: head broke it.
 */
function withWhatHeadBroke(head: Collection, base: Collection | null): Collection {
  if (base === null || head.trouble === null || base.trouble !== null) return head;
  const onHead = new Set(head.benchmarks.map(({ id }) => id));
  const broken = base.benchmarks.filter(({ id }) => !onHead.has(id));
  const message = { kind: "command-fails", on: "head", why: head.trouble } as const;
  return { ...head, problems: [...head.problems, ...broken.map(({ id }) => ({ where: id, message }))] };
}

/** What of a discovery is to be measured where only these benchmarks are in doubt. */
export function onlyThese(discovery: Discovery, ids: ReadonlySet<string>): Discovery {
  const { head, common } = discovery;
  const benchmarks = head.benchmarks.filter(({ id }) => ids.has(id));
  return { ...discovery, head: { ...head, benchmarks }, common: common.filter((id) => ids.has(id)) };
}

/** Head alone, before anybody knows whether base is needed. @throws GateError when its suite can't be collected */
export async function collectHead(
  head: OpenHead,
  timeLimitSeconds: number,
  world: World,
): Promise<Collection> {
  const found = await collectSide(head, head, timeLimitSeconds, world);
  return withChildren(head, head, found, timeLimitSeconds, world);
}

/**
 * With what child processes load, where the code that is measured runs in these alone: of commands, and where the process
 * that collected has loaded none of the side's own code. Each benchmark is called once for it.
 */
async function withChildren(
  open: OpenSide,
  head: OpenHead,
  found: Collection,
  timeLimitSeconds: number,
  world: World,
): Promise<Collection> {
  const { suite } = head.suite;
  if (suite === "results" || found.benchmarks.length === 0) return found;
  if (suite !== "command" && runsOwnCode(guarded(open, found), sharedTest(head))) return found;
  const request = {
    ...rehearsalOf(open, head, timeLimitSeconds),
    side: watchedSide(open.side, projectOf(head)),
    seconds: timeLimitSeconds * WATCHING_PART,
    answerSeconds: answerSeconds(timeLimitSeconds),
  };
  if (suite === "command") return withCommands(open, head, found, request, world);
  const ids = found.benchmarks.map(({ id }) => id);
  const { modules, installed, unseen, isComplete } = await rehearse({ ...request, ids }, world);
  const unproven = hiddenAmong(unseen, guarded(open, found), open, head);
  return { ...found, modules: [...found.modules, ...modules], children: { installed, unproven, isComplete } };
}

/** One after the other, so that it is known which of them loaded what: that one runs the side's code says nothing of others. */
async function withCommands(
  open: OpenSide,
  head: OpenHead,
  found: Collection,
  request: Omit<RehearsalRequest, "ids">,
  world: World,
): Promise<Collection> {
  const deadline = world.clock.seconds() + request.seconds;
  const modules = [...found.modules];
  const installed: LoadedModule[] = [];
  const unproven: UnprovenCommand[] = [];
  let isComplete = true;
  const files = new Set(open.files);
  const place = placeOf(open, head);
  for (const target of request.targets) {
    const { id, command } = JSON.parse(target) as CommandTarget;
    const seconds = deadline - world.clock.seconds();
    const ran = await rehearse({ ...request, ids: [id], seconds }, world);
    modules.push(...ran.modules);
    installed.push(...ran.installed);
    isComplete &&= ran.isComplete;
    // What fails is not measured.
    if (ran.failures.has(id)) continue;
    const side = guarded(open, found);
    const says = {
      namesOwn: namesOwnCode(command, files),
      mayRunProject: (line: string) => mayRunProject(line, place),
    };
    const doubtful = whyUnproven(command, ran, says, side, sharedTest(head));
    if (doubtful !== null) unproven.push(doubtful);
  }
  return { ...found, modules, children: { installed, unproven, isComplete } };
}

/** Python processes among children that may run the project's code, and did not say from where. */
function hiddenAmong(
  unseen: readonly LoadedModule[],
  side: GuardedSide,
  open: OpenSide,
  head: OpenHead,
): readonly UnprovenCommand[] {
  const place = placeOf(open, head);
  const hidden = hiddenProject(unseen, side, (line) => mayRunProject(line, place));
  return hidden === null ? [] : [{ command: hidden.name, unseen: hidden }];
}

function placeOf({ side, files }: OpenSide, head: OpenHead): ProjectPlace {
  return { root: side.checkout.root, files: new Set(files), project: projectOf(head) };
}

/** Names of the project itself alone: packages of another one are nothing that its child processes have to run. */
function projectOf({ files, side }: OpenHead): ProjectCode {
  return projectCode(files, codeFolders(side));
}

async function projectOnBase(
  head: OpenHead,
  { modules }: Collection,
  base: OpenBase | null,
  world: World,
): Promise<Pick<Discovery, "baseHasProject" | "renamedCode">> {
  if (base === null) return { baseHasProject: true };
  const { checkout } = head.side;
  const facts = {
    root: checkout.root,
    modules,
    onHead: head.files.map((path) => inCheckout(path, head.side)),
    onBase: base.files.map((path) => inCheckout(path, base.side)),
    isShared: sharedTest(head),
  };
  if (hasProject(facts)) return { baseHasProject: true };
  const everywhere = { ...facts, onHead: head.repositoryFiles, onBase: base.repositoryFiles };
  const { onHead, onBase } = maybeRenamed(everywhere);
  const renamed = renamedCode(
    await textsOf(checkout, onHead, world),
    await textsOf(base.side.checkout, onBase, world),
  );
  return { baseHasProject: renamed.length > 0, renamedCode: renamed };
}

/** Of the first of them: more are read for nothing. */
async function textsOf(
  checkout: Checkout,
  paths: readonly string[],
  { checkouts }: World,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const path of paths.slice(0, MOST_RENAMED)) {
    const text = await checkouts.text(checkout, path);
    if (text !== null) texts.set(path, text);
  }
  return texts;
}

/**
 * Nothing to guard where one tree is compared with itself.
 *
 * @returns files that base took over with the benchmarks, of which nobody knows whether they are code under test
 * @throws GateError when base ran head's code, or neither side's
 */
export async function guardSides(
  head: OpenHead,
  ofHead: Loaded & Pick<Collection, "benchmarks">,
  base: OpenBase,
  ofBase: Loaded,
  { complete }: { readonly complete: boolean },
  world: GuardingWorld,
): Promise<Seen> {
  if (head.side.checkout.root === base.side.checkout.root) return NOTHING_SEEN;
  const isShared = sharedTest(head);
  const given = new Set(base.generated.python);
  const sides = { head: guarded(head, ofHead), base: guarded(base, ofBase) };
  const { strangers, ...facts } = await guardFacts(head, [sides.head, sides.base], world);
  const loading = (open: OpenSide, side: GuardedSide) => ({
    checkout: open.side.checkout,
    files: open.repositoryFiles,
    modules: loadedBesideSources(side, isShared),
  });
  const { commit } = base.side.checkout;
  const copies = await copiesOfOtherSide(
    { base: loading(base, sides.base), head: loading(head, sides.head) },
    commit === null ? [] : await world.checkouts.changedFiles(commit, ["."]),
    facts,
    world,
  );
  assertSidesDiffer({
    ...facts,
    base: { ...sides.base, copies: copies.base },
    head: { ...sides.head, copies: copies.head },
    complete,
    sharedFiles: (path) => given.has(path) || isShared(path),
  });
  return { perhapsCode: await codeAmongBenchmarks(head, ofHead, base, world.checkouts), strangers };
}

/** What the guard lets pass, and a person should know of: as in `Discovery`. */
type Seen = Required<Pick<Discovery, "perhapsCode" | "strangers">>;
const NOTHING_SEEN: Seen = { perhapsCode: [], strangers: [] };

/**
 * Head's half of it, where base is not opened: what is settled by the store has to be head's own code as well.
 *
 * @throws GateError when head ran code from outside its tree, or none of its own
 */
export async function guardHead(
  head: OpenHead,
  ofHead: Loaded,
  world: GuardingWorld,
): Promise<readonly Stranger[]> {
  const side = guarded(head, ofHead);
  const { strangers, ...facts } = await guardFacts(head, [side], world);
  assertOwnTree(side, { ...facts, sharedFiles: sharedTest(head), complete: true });
  return strangers;
}

export type GuardingWorld = Pick<World, "checkouts" | "environments">;

/** What is the same for all sides. */
async function guardFacts(head: OpenHead, sides: readonly GuardedSide[], world: GuardingWorld) {
  const { side, repositoryFiles, suite } = head;
  const { folder } = side.checkout;
  const elsewhere = new Set(sides.flatMap(loadedFromElsewhere).map(({ file }) => file));
  const beside = sides.flatMap((one) => loadedBesideSources(one, sharedTest(head)));
  const [declarations, distributions] = await Promise.all([
    declaredBy(head, world.checkouts),
    world.environments.distributionsOf([...new Map(beside.map((module) => [module.file, module])).values()]),
  ]);
  const declared = new Map(
    declarations.filter(({ path }) => isCode(parentOf(path))).map(({ name, path }) => [name, path]),
  );
  const shared = [...distributions].filter(([file]) => elsewhere.has(file)).map(([, one]) => one);
  const textOf = (path: string) => world.checkouts.text(side.checkout, path);
  const { made, strangers } = await namesakesOf(shared, declared, repositoryFiles, textOf);
  const project = projectCode(repositoryFiles, foldersInCheckout(side), folder);
  const entryScripts = await entryScriptsOf(head, sides, world.checkouts);
  return {
    ...{ project, made, strangers, distributions, entryScripts, folder },
    declared: new Set(declarations.map(({ name }) => name)),
    ofCommands: runsCommands(suite.suite),
  };
}

/** Those that git ignores: a script that is committed is the project's, wherever it lies. */
async function entryScriptsOf(
  { side: { checkout }, repositoryFiles }: OpenHead,
  sides: readonly GuardedSide[],
  { text }: World["checkouts"],
): Promise<ReadonlySet<string>> {
  const sources = new Set(repositoryFiles.map((path) => `${checkout.root}/${path}`));
  const scripts = new Set<string>();
  for (const { file, environment } of sides.flatMap((one) => scriptsOfEnvironments(checkout.root, one))) {
    const isEnvironment = (await text(checkout, `${environment}/pyvenv.cfg`)) !== null;
    if (isEnvironment && !sources.has(file.replaceAll("\\", "/"))) scripts.add(file);
  }
  return scripts;
}

/** A repository of more projects than that is read as far. */
const MOST_PROJECTS = 1_000;

/** Names of distributions that files declare, those of tools included; copies of other projects and samples declare nothing. */
async function declaredBy(
  { side, repositoryFiles }: OpenHead,
  checkouts: World["checkouts"],
): Promise<readonly { readonly name: string; readonly path: string }[]> {
  const declaring = repositoryFiles.filter((path) => {
    const folder = parentOf(path);
    const isProject = !isVendored(folder) && !isSample(folder, side.checkout.folder);
    return isProject && DECLARING_FILES.has(nameOf(path));
  });
  const names: { name: string; path: string }[] = [];
  for (const path of declaring.slice(0, MOST_PROJECTS)) {
    const text = await checkouts.text(side.checkout, path);
    for (const name of declaredDistributions(path, text ?? "")) names.push({ name, path });
  }
  return names;
}

type Loaded = Pick<Collection, "modules" | "python" | "children">;

function guarded({ side, files }: OpenSide, of: Loaded): GuardedSide {
  const sources = new Set(files.map((path) => inCheckout(path, side)));
  return {
    name: side.name,
    root: side.checkout.root,
    ownEnvironment: side.ownEnvironment,
    ownFolder: side.ownFolder,
    prefixes: of.python.prefixes,
    modules: of.modules,
    installed: of.children?.installed ?? [],
    copies: [],
    unproven: of.children?.unproven ?? [],
    isSource: (path) => sources.has(path),
  };
}

/** That each side has an environment, a home, temporary folders and a checkout of its own is no difference of the setting. */
function sameVariables(a: Side, b: Side): boolean {
  const OWN = new Set(["PATH", "PWD", "VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT"]);
  const names = new Set([...Object.keys(a.environment), ...Object.keys(b.environment)]);
  const told = ({ environment, ownFolder, checkout }: Side, name: string) => {
    const value = environment[name]?.replaceAll(checkout.root, "");
    return ownFolder === null ? value : value?.replaceAll(ownFolder, "");
  };
  return [...names].every((name) => OWN.has(name) || told(a, name) === told(b, name));
}

function codeFolders(side: Side): string[] {
  return side.pythonPath.map((folder) => folder.slice(side.workingDirectory.length).replace(/^[/\\]/, ""));
}

async function collectSide(
  open: OpenSide,
  head: OpenHead,
  timeLimitSeconds: number,
  world: World,
): Promise<Collection> {
  if (head.suite.suite === "results") return collectRun(open, head, timeLimitSeconds, world);
  const { side } = open;
  const seconds = answerSeconds(timeLimitSeconds);
  try {
    await using process = await world.processes.start(side, COLLECTING_LAYOUT);
    process.send({
      type: "begin",
      suite: head.suite.suite,
      targets: head.suite.targets,
      root: side.workingDirectory,
      only: null,
      cpu: null,
      heapSeed: COLLECTING_LAYOUT.heapSeed,
    });
    const collected = await process.receive(seconds);
    if (collected.type === "broken")
      throw new BrokenSuite(notCollected(process.side, collected.message), collected.message, process.hello);
    if (collected.type !== "collected") throw notCollected(process.side, `it sent ${collected.type}`);
    const finished = await process.receive(seconds);
    const { python, cpus } = process.hello;
    return {
      benchmarks: collected.benchmarks.map((one) => locatedInCheckout(one, side)),
      problems: collected.problems,
      skips: collected.skips ?? [],
      modules: finished.type === "finished" ? finished.modules : [],
      doubts: finished.type === "finished" ? finished.doubts : [],
      children: null,
      // With the project's modules imported, it may be another setting than when it started.
      python: finished.type === "finished" ? { ...python, build: finished.build } : python,
      cpus,
      run: null,
      quantities: null,
      trouble: null,
    };
  } catch (error) {
    if (!(error instanceof HarnessLost)) throw error;
    const output = error.output.trim().split("\n").slice(-3).join(" | ").slice(0, 600);
    throw notCollected(
      error.side,
      `${error.detail}${output === "" ? "" : `; its last output: ${output}`}`,
      error,
    );
  }
}

/** A suite that can't even be started on a side, though its process can. */
export class BrokenSuite extends GateError {
  readonly hello: Pick<Hello, "python" | "cpus">;
  readonly why: string;
  constructor({ message, advice }: GateError, why: string, hello: Pick<Hello, "python" | "cpus">) {
    super(message, advice);
    this.hello = hello;
    this.why = why;
  }
}

/** Helpers of the tests that benchmarks among these use, and a conftest that only base has. */
async function changedOfTests(
  head: OpenHead,
  found: readonly Collection[],
  base: OpenBase,
  { checkouts }: World,
): Promise<readonly string[]> {
  const roots = [head, base].map(({ side }) => `${side.checkout.root}/`);
  const { commit } = base.side.checkout;
  if (head.shared.length === 0 || roots[0] === roots[1] || commit === null) return [];
  const isShared = sharedTest(head);
  const loaded = found.flatMap(({ modules }) => modules.map(({ file }) => file.replaceAll("\\", "/")));
  const paths = loaded.flatMap((file) => {
    const root = roots.find((one) => file.startsWith(one));
    return root === undefined ? [] : file.slice(root.length);
  });
  const candidates = new Set(paths.filter((path) => isOfTests(path) && !isShared(path)));
  if (candidates.size === 0) return [];
  const changed = await checkouts.changedFiles(commit, [...candidates]);
  return changed.filter((path) => candidates.has(path)).sort();
}

/** @throws GateError when not even the process came up */
async function collectedOrBroken(collect: () => Promise<Collection>): Promise<Collection> {
  try {
    return await collect();
  } catch (error) {
    if (!(error instanceof BrokenSuite)) throw error;
    const { python, cpus } = error.hello;
    return {
      benchmarks: [],
      problems: [{ where: EVERYTHING, message: error.why }],
      broken: error,
      ...{ skips: [], modules: [], doubts: [], children: null },
      ...{ python, cpus, run: null, quantities: null, trouble: null },
    };
  }
}

/** What a first run of the user's command has values for. @throws GateError when it has none */
async function collectRun(
  open: OpenSide,
  head: OpenHead,
  timeLimitSeconds: number,
  world: World,
): Promise<Collection> {
  const { side } = open;
  const { suite, config } = head;
  const [command = ""] = suite.targets;
  const watched = watchedSide(side, projectOf(head));
  const { results, python, cpus, trouble, modules, installed, unseen } = await world.progress.stage(
    { kind: "run-command", command, side: side.name },
    () =>
      runWhole(
        { side: watched, command, config, layout: COLLECTING_LAYOUT, seconds: timeLimitSeconds },
        world,
      ),
  );
  const tool = results.tool === "custom" ? results.format : results.tool;
  world.progress.step({ kind: "results-read", tool });
  requireMetrics(config.metrics, [results]);
  if (trouble !== null) world.progress.warn({ kind: "command-failed", side: side.name, why: trouble });
  const compared = comparable(results, config.metrics);
  const ids = new Set([...compared, ...results.missing].map(({ id }) => id));
  const ran = guarded(open, { modules, python, children: null });
  return {
    benchmarks: [...ids].map((id) => ({ id, location: null })),
    problems: [],
    skips: [],
    modules,
    children: { installed, unproven: hiddenAmong(unseen, ran, open, head), isComplete: true },
    doubts: [],
    python,
    cpus,
    run: results,
    quantities: compared.map(({ id, metric, unit, better }) => ({ id, metric, unit, better })),
    trouble,
  };
}

function locatedInCheckout(benchmark: Benchmark, side: Side): Benchmark {
  if (benchmark.location === null) return benchmark;
  const { file, line } = benchmark.location;
  return { ...benchmark, location: { file: inCheckout(file, side), line } };
}
