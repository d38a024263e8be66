/** The self-comparison guard at its sides: gathers what it goes by, from trees, installed distributions and what was loaded. */

import type { Collection, Discovery, Namesake } from "../findings/discovery.ts";
import { DECLARING_FILES, declaredDistributions } from "../plan/declared-distributions.ts";
import { runsCommands } from "../plan/detect-suite.ts";
import type { World } from "../ports/world.ts";
import { nameOf, parentOf } from "../repository/path.ts";
import { foldersInCheckout, inCheckout, sharedPredicate } from "../sides/shared-paths.ts";
import type { OpenBase, OpenHead, OpenSide } from "../sides/sides.ts";
import { codeAmongBenchmarks, NOTHING_TAKEN_OVER } from "./code-among-benchmarks.ts";
import { copiesOfOtherSide } from "./copied-code.ts";
import { namesakesOf } from "./namesakes.ts";
import { isCode, isSample, isVendored, projectCode } from "./project-code.ts";
import {
  assertOwnTree,
  assertSidesDiffer,
  type GuardedSide,
  loadedBesideSources,
  loadedFromElsewhere,
  scriptsOfEnvironments,
} from "./self-comparison-guard.ts";

export type GuardingWorld = Pick<World, "checkouts" | "environments">;

/**
 * Guards both sides by what each has loaded. Where one tree is compared with itself, there is nothing to guard.
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
): Promise<GuardFindings> {
  if (head.side.checkout.root === base.side.checkout.root) return NOTHING_SEEN;
  const isShared = sharedPredicate(head);
  const given = new Set(base.generated.python);
  const sides = { head: guarded(head, ofHead), base: guarded(base, ofBase) };
  const { namesakes, ...facts } = await guardFacts(head, [sides.head, sides.base], world);
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
    isShared: (path) => given.has(path) || isShared(path),
  });
  return { takenOver: await codeAmongBenchmarks(head, ofHead, base, world.checkouts), namesakes };
}

/** What the guard lets pass, and a person should know of: as in `Discovery`. */
export type GuardFindings = Required<Pick<Discovery, "takenOver" | "namesakes">>;

export const NOTHING_SEEN: GuardFindings = { takenOver: NOTHING_TAKEN_OVER, namesakes: [] };

/**
 * Guards head alone, where base is not opened: what is settled by the store has to be head's own code as well.
 *
 * @throws GateError when head ran code from outside its tree, or none of its own
 */
export async function guardHead(
  head: OpenHead,
  ofHead: Loaded,
  world: GuardingWorld,
): Promise<readonly Namesake[]> {
  const side = guarded(head, ofHead);
  const { namesakes, ...facts } = await guardFacts(head, [side], world);
  assertOwnTree(side, { ...facts, isShared: sharedPredicate(head), complete: true });
  return namesakes;
}

/** What the guard goes by on every side. */
async function guardFacts(head: OpenHead, sides: readonly GuardedSide[], world: GuardingWorld) {
  const { side, repositoryFiles, suite } = head;
  const { folder } = side.checkout;
  const elsewhere = new Set(sides.flatMap(loadedFromElsewhere).map(({ file }) => file));
  const beside = sides.flatMap((one) => loadedBesideSources(one, sharedPredicate(head)));
  const [declarations, distributions] = await Promise.all([
    declaredBy(head, world.checkouts),
    world.environments.distributionsOf([...new Map(beside.map((module) => [module.file, module])).values()]),
  ]);
  const declared = new Map(
    declarations.filter(({ path }) => isCode(parentOf(path))).map(({ name, path }) => [name, path]),
  );
  const shared = [...distributions].filter(([file]) => elsewhere.has(file)).map(([, one]) => one);
  const textOf = (path: string) => world.checkouts.text(side.checkout, path);
  const { made, namesakes } = await namesakesOf(shared, declared, repositoryFiles, textOf);
  const project = projectCode(repositoryFiles, foldersInCheckout(side), folder);
  const entryScripts = await entryScriptsOf(head, sides, world.checkouts);
  return {
    ...{ project, made, namesakes, distributions, entryScripts, folder },
    declared: new Set(declarations.map(({ name }) => name)),
    ofCommands: runsCommands(suite.suite),
  };
}

/** Scripts of environments that git ignores: a script that is committed is the project's, wherever it lies. */
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

/** Most files with declarations that are read: a repository of more projects is read only as far. */
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

/** What a side has said that it loaded, and with which interpreter. */
export type Loaded = Pick<Collection, "modules" | "python" | "children">;

export function guarded({ side, files }: OpenSide, of: Loaded): GuardedSide {
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
