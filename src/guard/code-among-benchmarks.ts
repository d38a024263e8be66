/**
 * Whether base takes over code under test with the benchmarks: where `benchmarks` names a package that has its benchmarks
 * beside its code, both sides would run head's code. A helper of the benchmarks looks like code, and is told from it by who
 * imports it, and by what the project says that it consists of.
 */

import { GateError } from "../errors.ts";
import type { TakenOver } from "../findings/discovery.ts";
import type { LoadedModule } from "../findings/loaded-module.ts";
import type { Benchmark } from "../model.ts";
import { DECLARING_FILES, declaredDistributions, normalizedName } from "../plan/declared-distributions.ts";
import { declaredPackages } from "../plan/declared-packages.ts";
import type { Checkouts } from "../ports/checkouts.ts";
import { benchmarkFolderOf, isTestingFile, isTestingFolder } from "../repository/benchmark-folders.ts";
import { nameOf, parentOf } from "../repository/path.ts";
import { foldersInCheckout, sharedPredicate } from "../sides/shared-paths.ts";
import type { OpenBase, OpenHead } from "../sides/sides.ts";
import { isCode, isNobodysProof } from "./project-code.ts";
import { type Imports, importsOf } from "./python-imports.ts";

/** What is asked of head: the code that a benchmark runs is loaded there, too. */
export interface LoadedOnHead {
  readonly benchmarks: readonly Benchmark[];
  readonly modules: readonly LoadedModule[];
}

/** A file that base was given, that both sides load, and that head changes. */
interface Suspect {
  readonly path: string;
  /** Files by which it was imported, as far as nothing else was. */
  readonly names: readonly string[];
}

/** Most files of a repository that are looked through for who imports one: reading more takes longer than it is worth. */
const MOST_IMPORTERS = 5_000;
const TESTS = /^(tests?|testing)$/i;

export const NOTHING_TAKEN_OVER: TakenOver = { perhapsCode: [], helpers: [] };

/** @throws GateError where a file that head changes, and that base takes over with the benchmarks, is code */
export async function codeAmongBenchmarks(
  head: OpenHead,
  onHead: LoadedOnHead,
  { changedBenchmarks }: Pick<OpenBase, "changedBenchmarks">,
  { text }: Pick<Checkouts, "text">,
): Promise<TakenOver> {
  const suspects = suspectsAmong(onHead.modules, changedBenchmarks, head);
  if (suspects.length === 0) return NOTHING_TAKEN_OVER;
  const textOf = async (path: string) => (await text(head.side.checkout, path)) ?? "";
  const declared = await declaredCode(suspects, head, textOf);
  const imported = declared ?? (await importedCode(suspects, head, onHead, textOf));
  if (imported !== null) throw codeTakenOver(imported, head, onHead);
  const own = new Set(onHead.benchmarks.map(({ location }) => location?.file));
  const isLinked = sharedPredicate({ shared: head.linked.text });
  // A link has a warning of its own.
  const paths = suspects.map(({ path }) => path).filter((path) => !own.has(path) && !isLinked(path));
  // The folder that asv's own configuration names has benchmarks alone.
  const isHelper = (path: string) => head.suite.suite === "asv" || isAmongTests(path);
  return { perhapsCode: paths.filter((path) => !isHelper(path)), helpers: paths.filter(isHelper) };
}

function suspectsAmong(
  modules: readonly LoadedModule[],
  changed: readonly string[],
  { side }: OpenHead,
): Suspect[] {
  const files = new Map<string, Set<string>>();
  const names = new Map<string, Set<string>>();
  const prefix = `${side.checkout.root}/`;
  const add = (to: Map<string, Set<string>>, key: string, value: string) =>
    to.set(key, (to.get(key) ?? new Set()).add(value));
  for (const { name, file } of modules) {
    const path = file.startsWith(prefix) ? file.slice(prefix.length) : file;
    add(names, path, name);
    add(files, name, path);
  }
  return changed
    .filter((path) => names.has(path) && !isTestingFile(nameOf(path)))
    .map((path) => {
      // A bare name such as `helpers` proves nothing: folders of benchmarks may each have one, and so may the code.
      const alone = [...(names.get(path) ?? [])].filter((name) => files.get(name)?.size === 1);
      return { path, names: alone };
    });
}

/** What shows that a file is code under test. */
type Sign =
  /** A file declares a package or module of that name. */
  | { readonly kind: "declared"; readonly file: string; readonly name: string }
  | { readonly kind: "in-source"; readonly folder: string }
  | { readonly kind: "imported"; readonly by: string };

/** A file that is code under test, and what shows it. */
interface Shown {
  readonly path: string;
  readonly sign: Sign;
}

/** What the project says that it consists of, in a file that is not the benchmarks' own. */
async function declaredCode(
  suspects: readonly Suspect[],
  head: OpenHead,
  textOf: (path: string) => Promise<string>,
): Promise<Shown | null> {
  const isShared = sharedPredicate(head);
  const files = head.repositoryFiles.filter((path) => DECLARING_FILES.has(nameOf(path)) && !isShared(path));
  for (const file of files) {
    const folder = parentOf(file);
    const below = suspects.filter(({ path }) => folder === "" || path.startsWith(`${folder}/`));
    if (below.length === 0) continue;
    const text = await textOf(file);
    const names = new Set(declaredDistributions(file, text));
    const packages = file.endsWith(".toml") ? declaredPackages(text) : [];
    for (const { path } of below) {
      const parts = path.slice(folder === "" ? 0 : folder.length + 1).split("/");
      const isInSource = parts.length > 1 && parts[0] === "src";
      const [top = "", ...rest] = isInSource ? parts.slice(1) : parts;
      // A package may have its benchmarks within.
      if (rest.slice(0, -1).some(isTestingFolder)) continue;
      const name = top.replace(/\.py$/, "");
      // A folder of benchmarks that is packed beside the code by mistake is no code.
      const isPacked = packages.includes(name) && (!isTestingFolder(name) || packages.every(isTestingFolder));
      if (names.has(normalizedName(name)) || isPacked) {
        return { path, sign: { kind: "declared", file, name } };
      }
      if (isInSource && !isTestingFolder(name))
        return { path, sign: { kind: "in-source", folder: `${folder && `${folder}/`}src` } };
    }
  }
  return null;
}

/**
 * What code imports is code. Its tests import it as well, but helpers that lie in a folder of benchmarks or tests may have
 * tests of their own.
 */
async function importedCode(
  suspects: readonly Suspect[],
  head: OpenHead,
  { modules }: LoadedOnHead,
  textOf: (path: string) => Promise<string>,
): Promise<Shown | null> {
  const isShared = sharedPredicate(head);
  const prefix = `${head.side.checkout.root}/`;
  const known = new Set(head.repositoryFiles);
  const running = modules
    .filter((module) => module.file.startsWith(prefix) && !isNobodysProof(module))
    .map(({ file }) => file.slice(prefix.length))
    .filter((path) => path.endsWith(".py") && known.has(path) && !isShared(path));
  for (const by of new Set(running)) {
    const imports = importsOf(await textOf(by), by);
    const found = suspects.find((one) => isAmong(imports, one.path, one.names));
    if (found !== undefined) return { path: found.path, sign: { kind: "imported", by } };
  }
  const among = suspects.filter(({ path }) => !isAmongTests(path));
  if (among.length === 0) return null;
  const importers = head.repositoryFiles.filter(
    (path) => path.endsWith(".py") && !isShared(path) && isOfProject(path, known),
  );
  // Tests are mostly run from the project's folder, which is on the path then.
  const codeFolders = [...new Set([...foldersInCheckout(head.side), head.side.checkout.folder])];
  for (const by of importers.slice(0, MOST_IMPORTERS)) {
    const imports = importsOf(await textOf(by), by);
    const found = among.find(({ path }) => isAmong(imports, path, namesOf(path, codeFolders)));
    if (found !== undefined) return { path: found.path, sign: { kind: "imported", by } };
  }
  return null;
}

function isAmong({ names, places }: Imports, path: string, ownNames: readonly string[]): boolean {
  return ownNames.some((name) => names.has(name)) || places.has(withoutSuffix(path));
}

/** Names of the module in a file, as it is called from each folder of code. */
function namesOf(path: string, codeFolders: readonly string[]): string[] {
  const stem = withoutSuffix(path);
  return codeFolders
    .filter((folder) => folder === "" || stem.startsWith(`${folder}/`))
    .map((folder) => stem.slice(folder === "" ? 0 : folder.length + 1).replaceAll("/", "."));
}

function withoutSuffix(path: string): string {
  return path.replace(/(\/__init__)?\.py$/, "");
}

/** Whether a file is of a package, or tests one: scripts and tools may import what belongs to benchmarks. */
function isOfProject(path: string, files: ReadonlySet<string>): boolean {
  const folder = parentOf(path);
  if (folder.split("/").some((name) => TESTS.test(name))) return true;
  return folder !== "" && files.has(`${folder}/__init__.py`) && isCode(folder);
}

function isAmongTests(path: string): boolean {
  return parentOf(path).split("/").some(isTestingFolder);
}

function codeTakenOver({ path, sign }: Shown, head: OpenHead, { benchmarks }: LoadedOnHead): GateError {
  const shown = (of: Sign) => {
    switch (of.kind) {
      case "declared":
        return `${of.file} declares \`${of.name}\``;
      case "in-source":
        return `it lies in ${of.folder}`;
      case "imported":
        return `${of.by} imports it`;
      default:
        return of satisfies never;
    }
  };
  const place = head.shared.find((one) => path === one || path.startsWith(`${one}/`)) ?? path;
  const { folder } = head.side.checkout;
  const files = [...new Set(benchmarks.flatMap(({ location }) => location?.file ?? []))]
    .filter((file) => file !== path && (folder === "" || file.startsWith(`${folder}/`)))
    .map((file) => (folder === "" ? file : file.slice(folder.length + 1)));
  const known = new Set(head.files);
  // The name of a file in such a folder stands for all of it.
  const isEnough = files.length > 0 && files.every((file) => benchmarkFolderOf(file, known) === null);
  const name = isEnough
    ? `Name only the files of the benchmarks, for example \`benchmarks: ${files.slice(0, 3).join(", ")}\`, or move`
    : "Move";
  return new GateError(
    `Base and head would run the same code: with the benchmarks in \`${place}\`, base takes over ${path} from head, which is code under test (${shown(sign)})`,
    `${name} them to a folder that holds no code, such as \`${place === "benchmarks" ? "perf" : "benchmarks"}\`, and name that.`,
  );
}
