/** Whether base has the project at all: by its files, or by code that looks like it under another name. */

import type { Collection, Discovery } from "../findings/discovery.ts";
import type { Checkout } from "../ports/checkouts.ts";
import type { World } from "../ports/world.ts";
import { inCheckout, sharedPredicate } from "../sides/shared-paths.ts";
import type { OpenBase, OpenHead } from "../sides/sides.ts";
import { hasProject, maybeRenamed } from "./base-has-project.ts";
import { renamedCode } from "./renamed-code.ts";

/** Files of a side that are looked at for code under another name. */
const MOST_RENAMED = 500;

export async function projectOnBase(
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
    isShared: sharedPredicate(head),
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

/** Texts of the first of these files, by path: more are read for nothing. */
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
