/** Base: a worktree of its commit, with head's benchmarks, and an interpreter and environment. */

import type { ChosenBase } from "../findings/chosen-base.ts";
import type { EnvironmentSettings } from "../inputs/config.ts";
import type { OwnSettings } from "../inputs/gate-changes.ts";
import type { Checkout, GeneratedFiles } from "../ports/checkouts.ts";
import type { Side } from "../ports/environments.ts";
import type { World } from "../ports/world.ts";
import { prepareSide } from "./prepare-side.ts";
import { foldersInCheckout, inCheckout, namedPaths, projectFiles, sharedPredicate } from "./shared-paths.ts";
import { NOTHING_LINKED, type OpenBase, type OpenHead } from "./sides.ts";

const NOTHING_GENERATED: GeneratedFiles = { python: [], compiled: [], tooMany: 0, data: [] };

/** How base is run. */
export interface BaseSettings extends EnvironmentSettings {
  /** How the code of one commit is run; where base is that one, head's settings do not count for it. */
  readonly own?: OwnSettings | null;
}

/**
 * Base: a worktree of its commit; the same tree again when interpreters or environments are compared.
 *
 * @throws GateError when it can't be had
 */
export async function openBase(
  head: OpenHead,
  chosen: ChosenBase,
  { own = null, ...settings }: BaseSettings,
  world: World,
): Promise<OpenBase> {
  if (chosen.kind === "same-tree") {
    const side = await prepareSide("base", head.side.checkout, settings, world);
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
        ? withFoldersOf(
            head.side,
            await prepareSide("base", worktree, { ...settings, ...own }, world, headRoot),
          )
        : await prepareSide("base", worktree, settings, world, headRoot);
    // Only now: `setup` may have made what a fresh worktree lacks.
    const data = await dataLackedBy(worktree, head, world).catch(async (error: unknown) => {
      await side[Symbol.asyncDispose]();
      throw error;
    });
    return {
      side: isShared ? besideHead(side, head.side) : side,
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

/** Base in the environment that it shares with head, whose folders and editable installs lead to head's checkout. */
function besideHead<S extends Side>(base: S, head: Side): S {
  const { root } = base.checkout;
  return {
    ...base,
    notFrom: head.pythonPath,
    redirect: { from: head.checkout.root, base: root, to: root },
  };
}

/**
 * Head as it is measured beside base. It gets the same settings about base as base gets about head: one variable fewer
 * changes the memory layout, and one folder fewer to search changes what an import takes.
 */
export function besideBase(head: Side, base: Side): Side {
  if (base.redirect === null) return head;
  return { ...head, notFrom: base.pythonPath, redirect: { ...base.redirect, to: head.checkout.root } };
}

/** Data that base lacks, without what it takes over with the benchmarks, and what an earlier run of their command wrote. */
async function dataLackedBy(base: Checkout, head: OpenHead, { checkouts }: World): Promise<string[]> {
  const isShared = sharedPredicate(head);
  const { resultsFile } = head.settings;
  const written = resultsFile === null ? null : inCheckout(resultsFile, head.side);
  return (await checkouts.dataBaseLacks(base)).filter((path) => !isShared(path) && path !== written);
}

/** Base with head's code folders after its own: the benchmarks are head's, and may have helpers in one of those. */
function withFoldersOf<S extends Side>(head: Side, base: S): S {
  const inBase = foldersInCheckout(head).map((folder) =>
    folder === "" ? base.checkout.root : `${base.checkout.root}/${folder}`,
  );
  return { ...base, pythonPath: [...new Set([...base.pythonPath, ...inBase])] };
}
