/**
 * Copies of one side's code that the other side runs, wherever they lie: a wheel that was built from head and installed on
 * both sides, an archive, a folder on `PYTHONPATH`. Their content tells whose they are: it is that of a file which the other
 * side has otherwise, or not at all.
 */
import type { LoadedModule } from "../findings/loaded-module.ts";
import type { SideName } from "../model.ts";
import { normalizedName } from "../plan/declared-distributions.ts";
import type { Checkout } from "../ports/checkouts.ts";
import type { Installed } from "../ports/environments.ts";
import type { World } from "../ports/world.ts";
import { nameOf } from "../repository/path.ts";
import { isVendored } from "./project-code.ts";

/** A module that a side has loaded, and that is the other side's version of a file. */
export interface CopiedModule {
  readonly module: LoadedModule;
  /** That file, relative to the checkout. */
  readonly path: string;
}

export interface LoadingSide {
  readonly checkout: Checkout;
  /** Files of the repository, relative to the checkout. */
  readonly files: readonly string[];
  /** What it has loaded that is no source of its checkout. */
  readonly modules: readonly LoadedModule[];
}

/** Facts about where installed modules come from. */
export interface Origins {
  /** Which distribution installed a module, by its file. */
  readonly distributions: ReadonlyMap<string, Installed>;
  /** Normalized names of distributions that files of the repository declare, also those of its tools. */
  readonly declared: ReadonlySet<string>;
}

type CopyWorld = {
  readonly checkouts: Pick<World["checkouts"], "codeFiles">;
  readonly environments: Pick<World["environments"], "contentsOf">;
};

/**
 * What each side has loaded of the other's code.
 *
 * @param changed files and folders in which the sides differ, relative to the checkout
 */
export async function copiesOfOtherSide(
  sides: Readonly<Record<SideName, LoadingSide>>,
  changed: readonly string[],
  origins: Origins,
  world: CopyWorld,
): Promise<Readonly<Record<SideName, readonly CopiedModule[]>>> {
  const [ofBase, ofHead] = await Promise.all([
    versionsOn(sides.base, changed, sides, world),
    versionsOn(sides.head, changed, sides, world),
  ]);
  const [base, head] = await Promise.all([
    copiesOn(sides.base, ofBase, ofHead, origins, world),
    copiesOn(sides.head, ofHead, ofBase, origins, world),
  ]);
  return { base, head };
}

/** What a side has of the changed files that are called like a loaded one: content by path. */
async function versionsOn(
  { checkout }: LoadingSide,
  changed: readonly string[],
  { base, head }: Readonly<Record<SideName, LoadingSide>>,
  { checkouts, environments }: CopyWorld,
): Promise<ReadonlyMap<string, string>> {
  const names = new Set([...base.modules, ...head.modules].map(({ file }) => nameOf(slashed(file))));
  if (names.size === 0) return new Map();
  const code = await checkouts.codeFiles(checkout, changed);
  const alike = code.filter((path) => names.has(nameOf(path)));
  return contentsIn(checkout, alike, environments);
}

async function contentsIn(
  { root }: Checkout,
  paths: readonly string[],
  { contentsOf }: CopyWorld["environments"],
): Promise<ReadonlyMap<string, string>> {
  const contents = await contentsOf(paths.map((path) => `${root}/${path}`));
  return new Map([...contents].map(([file, content]) => [file.slice(root.length + 1), content]));
}

async function copiesOn(
  side: LoadingSide,
  own: ReadonlyMap<string, string>,
  others: ReadonlyMap<string, string>,
  origins: Origins,
  { environments }: CopyWorld,
): Promise<readonly CopiedModule[]> {
  // A file that was moved is on both sides.
  const ownContents = new Set(own.values());
  const foreign = new Map<string, string[]>();
  for (const [path, content] of others) {
    if (!ownContents.has(content)) foreign.set(content, [...(foreign.get(content) ?? []), path]);
  }
  const names = new Set([...foreign.values()].flat().map(nameOf));
  const alike = side.modules.filter(({ file }) => names.has(nameOf(slashed(file))));
  const loaded = await environments.contentsOf([...new Set(alike.map(({ file }) => file))]);
  const copies = alike.flatMap((module): CopiedModule[] => {
    const paths = foreign.get(loaded.get(module.file) ?? "") ?? [];
    const path = paths.find((one) => isCopyOf(module, one, origins));
    return path === undefined ? [] : [{ module, path }];
  });
  if (copies.length === 0) return [];
  // Nor is it the other side's alone where it is the same as a file that has not changed.
  const namesake = new Set(copies.map(({ path }) => nameOf(path)));
  const unchanged = await contentsIn(
    side.checkout,
    side.files.filter((path) => namesake.has(nameOf(path))),
    environments,
  );
  const here = new Set(unchanged.values());
  return copies.filter(({ module }) => !here.has(loaded.get(module.file) ?? ""));
}

/**
 * Whether a module that has the content of a file was made from it. Where both are copies of a third, they have it in common
 * as well: of another project, that is installed from its index, and that the repository has a copy of.
 */
function isCopyOf(module: LoadedModule, path: string, { distributions, declared }: Origins): boolean {
  const file = slashed(module.file);
  if (nameOf(file) !== nameOf(path)) return false;
  const imported = importedAs(module);
  const isPlace = path === imported || path.endsWith(`/${imported}`);
  // Files of this name say little: two packages may well have the same.
  if (nameOf(path).startsWith("__") && !isPlace) return false;
  const of = distributions.get(module.file);
  if (of === undefined) return !isVendored(path) || !/\/(site|dist)-packages\//.test(file);
  const isLocal = of.isFromFile || of.source !== null || declared.has(normalizedName(of.distribution));
  return isLocal || (isPlace && imported.includes("/") && !isVendored(path));
}

/** `acme/hot.py` of the module `acme.hot`, whatever folder it is imported from. */
function importedAs({ name, file }: LoadedModule): string {
  const parts = slashed(file).split("/");
  const isPackage = nameOf(slashed(file)).startsWith("__init__.");
  return parts.slice(-name.split(".").length - (isPackage ? 1 : 0)).join("/");
}

function slashed(file: string): string {
  return file.replaceAll("\\", "/");
}
