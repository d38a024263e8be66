/**
 * Installed distributions that are called like a project of the repository. A name alone does not make them its own: a sample,
 * a stub or a private application may be called like a library of the index. Another sign has to agree.
 */

import { createHash } from "node:crypto";
import type { Namesake } from "../findings/discovery.ts";
import { normalizedName } from "../plan/declared-distributions.ts";
import type { Installed, InstalledFile } from "../ports/environments.ts";
import { nameOf } from "../repository/path.ts";
import { isCode } from "./project-code.ts";

export interface Namesakes {
  /** Normalized names of distributions that were made of the repository, as far as can be told. */
  readonly made: ReadonlySet<string>;
  /** Distributions that nothing but their name connects with the repository. */
  readonly namesakes: readonly Namesake[];
}

/** Most files of the repository whose content is compared with installed ones of the same name. */
const MOST_COMPARED = 1_000;
/** Files that modules are written in, or built from. */
const SOURCE = /\.(py|pyx|c|cc|cpp|cxx|rs|f90|f)$/i;

/**
 * Tells the installed distributions that were made of the repository from those that share a name with it.
 *
 * @param declared files that declare a name, by the normalized name
 * @param files of the repository
 * @param textOf one of them
 */
export async function namesakesOf(
  installed: Iterable<Installed>,
  declared: ReadonlyMap<string, string>,
  files: Iterable<string>,
  textOf: (path: string) => Promise<string | null>,
): Promise<Namesakes> {
  const made = new Set<string>();
  const namesakes: Namesake[] = [];
  const asked = new Map<string, Installed>();
  for (const one of installed) asked.set(normalizedName(one.distribution), one);
  const alike = [...asked].filter(([name]) => declared.has(name));
  const code = alike.length === 0 ? [] : [...files].filter((file) => SOURCE.test(file) && isModule(file));
  const modules = new Set(code.flatMap(waysToImport));
  for (const [name, one] of alike) {
    const isMade = one.isFromFile || isLike(one.files, modules) || (await isSame(one.files, code, textOf));
    if (isMade) made.add(name);
    else if (one.source === null) {
      namesakes.push({ distribution: one.distribution, declaredIn: declared.get(name) ?? "" });
    }
  }
  return { made, namesakes };
}

/** Whether modules of the repository were installed there. Where nothing can be compared, the name has to do. */
function isLike(files: readonly InstalledFile[] | null, modules: ReadonlySet<string>): boolean {
  if (files === null || !files.some(({ path }) => path.endsWith(".py"))) return true;
  return files.some(({ path }) => /\.(py|so|pyd)$/.test(path) && isModule(path) && modules.has(stemOf(path)));
}

/** Whether a file has the content of one of the repository, which `setup` may have moved. */
async function isSame(
  files: readonly InstalledFile[] | null,
  code: readonly string[],
  textOf: (path: string) => Promise<string | null>,
): Promise<boolean> {
  const hashes = new Map<string, Set<string>>();
  for (const { path, hash } of files ?? []) {
    if (hash === null || !isModule(path)) continue;
    const name = nameOf(path);
    hashes.set(name, (hashes.get(name) ?? new Set()).add(hash));
  }
  const alike = code.filter((path) => hashes.has(nameOf(path)));
  for (const path of alike.slice(0, MOST_COMPARED)) {
    const text = await textOf(path);
    const hash = text === null ? "" : createHash("sha256").update(text).digest("base64url");
    if (hashes.get(nameOf(path))?.has(hash) === true) return true;
  }
  return false;
}

/** Tests, setup scripts and the like are installed by many, and are nobody's proof. */
function isModule(path: string): boolean {
  return isCode(stemOf(path).replace(/\/__(init|main)__$/, ""));
}

/** `src/acme/hot`, `acme/hot` and `hot` of `src/acme/hot.py`: which folders are imported from is the setup's to say. */
function waysToImport(path: string): string[] {
  const parts = stemOf(path).split("/");
  return parts.map((_, index) => parts.slice(index).join("/"));
}

/** A path without what follows the name of the module: `_shop` of `_shop.cpython-313-x86_64-linux-gnu.so`. */
function stemOf(path: string): string {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return folder + nameOf(path).replace(/\..*$/, "");
}
