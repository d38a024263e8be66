/**
 * What symbolic links in the benchmarks' folders lead to. A linked helper or data file belongs to the benchmark, so
 * base takes it over like the rest. A link to the code under test leads each side to its own code.
 */
import { lstat, readdir } from "node:fs/promises";
import { basename, join, posix, relative, sep } from "node:path";
import { GateError } from "../../errors.ts";
import type { Checkout, LinkedPlaces } from "../../ports/checkouts.ts";
import { isTestingFile, isTestingFolder } from "../../repository/benchmark-folders.ts";
import { isBelow } from "../files/is-below.ts";
import { isNeverCopied } from "./head-overlay.ts";
import { wayOf } from "./way-of-links.ts";

const PYTHON = /\.(py|so|pyd)$/i;

/** Limits of the search. The largest folders of benchmarks have some ten thousand data files. */
export interface LinkLimits {
  readonly entries: number;
  readonly depth: number;
}
const LIMITS: LinkLimits = { entries: 200_000, depth: 100 };

/** What is known of the benchmarks' places. All paths are relative to the checkout. */
export interface BenchmarkPlaces {
  /** Paths as `benchmarks` names them. What they lead to is among the places. */
  readonly named: readonly string[];
  /** Real places of the benchmarks. */
  readonly places: readonly string[];
  /** Folders that modules are imported from; `""` for the checkout itself. */
  readonly codeFolders: readonly string[];
}

/**
 * What links in the benchmarks lead to.
 *
 * @param head whose root has no symbolic links in it
 * @throws GateError if there is more than can be searched
 */
export async function linkedPlaces(
  { root, folder }: Checkout,
  { named, places, codeFolders }: BenchmarkPlaces,
  limits: LinkLimits = LIMITS,
): Promise<LinkedPlaces> {
  const text: string[] = [];
  const modules: string[] = [];
  let entries = 0;
  const add = (to: string[], place: string) => {
    if (!isKnown(place) && !modules.includes(place)) to.push(place);
  };
  const isKnown = (place: string) => [...places, ...text].some((one) => isWithin(place, one));
  const look = async (place: string, depth: number): Promise<void> => {
    entries += 1;
    if (entries > limits.entries || depth > limits.depth) throw tooMuch(places, limits);
    const path = join(root, place);
    const found = await lstat(path).catch(() => null);
    if (found?.isSymbolicLink()) return follow(path, depth);
    if (found?.isDirectory() !== true || (await isNeverCopied(path))) return;
    for (const name of await readdir(path)) await look(posix.join(place, name), depth + 1);
  };
  const follow = async (link: string, depth: number): Promise<void> => {
    const { links, end } = await wayOf(root, link);
    // One that leads in a circle does so on base, and laying one over base that leads out is refused.
    if (end === null || (end !== root && !isBelow(end, root))) return;
    const place = relative(root, end).split(sep).join("/");
    await addLinks(links);
    if (isKnown(place) || modules.includes(place)) return;
    // A link that leads nowhere also leads nowhere on base, once the links are laid over it.
    if ((await lstat(end).catch(() => null)) === null) return;
    const kind = await kindAt(place);
    if (kind === "text") {
      text.push(place);
      await look(place, depth + 1);
    } else if (kind === "module") modules.push(place);
  };
  /** Follows links on base, which may have other ones in their place. */
  const addLinks = async (links: readonly string[]) => {
    for (const link of links) add((await kindAt(link)) === "text" ? text : modules, link);
  };
  /**
   * What a place is, and for a link, what it leads to. The code under test may also be found through a link that holds
   * benchmarks.
   */
  const kindAt = async (at: string) => {
    const { end } = await wayOf(root, join(root, at));
    if (end === null || !isBelow(end, root)) return "code";
    const place = relative(root, end).split(sep).join("/");
    if (isKnown(place)) return "text";
    const holds = [...places, ...codeFolders].some((one) => one !== "" && isWithin(one, place));
    return holds ? "code" : kindOfLink(root, place, codeFolders, folder);
  };
  for (const place of places) await look(place, 0);
  for (const path of named) await addLinks((await wayOf(root, join(root, path))).links);
  return { text, modules };
}

function tooMuch(places: readonly string[], { entries, depth }: LinkLimits): GateError {
  return new GateError(
    `The folders of benchmarks (${places.slice(0, 3).join(", ")}) have more than ${entries} files and folders, or folders more than ${depth} deep, so they can't be laid over base`,
    "Name only the benchmarks in `benchmarks`, or move large sets of data out of their folders.",
  );
}

/** Whether a place holds code under test or belongs to the benchmarks. A module may be either. */
async function kindOfLink(
  root: string,
  place: string,
  codeFolders: readonly string[],
  project: string,
): Promise<"text" | "module" | "code"> {
  const path = join(root, place);
  for (const folder of codeFolders.filter((one) => isWithin(place, one))) {
    // A folder that was made for code, such as `src`; in the project's own, anything may lie.
    if (folder !== "" && folder !== project) return "code";
    const [top = "", ...rest] = place.slice(folder === "" ? 0 : folder.length + 1).split("/");
    if (isTestingFolder(top)) continue;
    if (await isThere(join(path, "__init__.py"))) return "code";
    const isInPackage = rest.length > 0 && (await isThere(join(root, folder, top, "__init__.py")));
    if (isInPackage || (await isPython(path))) return "module";
  }
  return "text";
}

async function isPython(path: string): Promise<boolean> {
  const name = basename(path);
  const found = await lstat(path).catch(() => null);
  if (found?.isDirectory() !== true) return PYTHON.test(name) && !isTestingFile(name);
  const inside = (await readdir(path)).filter((one) => PYTHON.test(one));
  return inside.some((one) => !isTestingFile(one));
}

async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}

/** Whether a path is the folder, or lies in it. Both are relative to the checkout, with forward slashes. */
function isWithin(path: string, folder: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}
