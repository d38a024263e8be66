/**
 * What symbolic links in the benchmarks' folders lead to. A helper or a table of data that is linked is the benchmark's, and
 * base takes it over like the rest; a link to the code under test leads each side to its own.
 */
import { lstat, readdir, realpath } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import type { Checkout, LinkedPlaces } from "../ports.ts";
import { isBelow, isNeverCopied } from "./head-overlay.ts";

/** Folders whose code tests, or measures, that of others. */
const TESTING_FOLDER =
  /^(tests?|testing|bench|benchmarks?|benchmarking|perf|performance|asv_bench|fixtures)$/i;
const TESTING_FILE = /^((bench|test)_.*|conftest|.*_(bench|test))\.py$/i;
const PYTHON = /\.(py|so|pyd)$/i;

/**
 * @param head whose root has no symbolic links in it
 * @param places of the benchmarks: real ones, relative to the checkout
 * @param codeFolders where modules are imported from, likewise; `""` for the checkout itself
 */
export async function linkedPlaces(
  { root, folder }: Checkout,
  places: readonly string[],
  codeFolders: readonly string[],
): Promise<LinkedPlaces> {
  const text: string[] = [];
  const modules: string[] = [];
  const look = async (place: string): Promise<void> => {
    const path = join(root, place);
    const found = await lstat(path).catch(() => null);
    if (found?.isSymbolicLink()) return follow(path);
    if (found?.isDirectory() !== true || (await isNeverCopied(path))) return;
    for (const name of await readdir(path)) await look(join(place, name));
  };
  const follow = async (link: string): Promise<void> => {
    const target = await realpath(link).catch(() => null);
    // One that leads nowhere leads nowhere on base, and laying one over base that leads out is refused.
    if (target === null || !isBelow(target, root)) return;
    const place = relative(root, target).split(sep).join("/");
    if ([...places, ...text].some((one) => isWithin(place, one)) || modules.includes(place)) return;
    const holds = [...places, ...codeFolders].some((one) => one !== "" && isWithin(one, place));
    const kind = holds ? "code" : await kindOf(root, place, codeFolders, folder);
    if (kind === "text") {
      text.push(place);
      await look(place);
    } else if (kind === "module") modules.push(place);
  };
  for (const place of places) await look(place);
  return { text, modules };
}

/** A module may be code under test, or a helper of the benchmarks that lies among it. */
async function kindOf(
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
    if (TESTING_FOLDER.test(top)) continue;
    if (await isThere(join(path, "__init__.py"))) return "code";
    const isInPackage = rest.length > 0 && (await isThere(join(root, folder, top, "__init__.py")));
    if (isInPackage || (await isPython(path))) return "module";
  }
  return "text";
}

async function isPython(path: string): Promise<boolean> {
  const name = basename(path);
  if ((await lstat(path)).isFile()) return PYTHON.test(name) && !TESTING_FILE.test(name);
  const inside = (await readdir(path)).filter((one) => PYTHON.test(one));
  return inside.some((one) => !TESTING_FILE.test(one));
}

async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}

/** Whether a path is the folder, or lies in it; all relative to the checkout, with forward slashes. */
function isWithin(path: string, folder: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}
