/**
 * The self-comparison guard: a gate that measures the same code twice passes everything. Each side says which
 * files it loaded, and a base that ran head's code, or neither side's, is an error and never a pass. Pure.
 */

import { GateError } from "../errors.ts";
import type { UnprovenCommand } from "../findings/discovery.ts";
import type { LoadedModule } from "../findings/loaded-module.ts";
import type { SideName } from "../model.ts";
import type { Installed } from "../ports/environments.ts";
import type { CopiedModule } from "./copied-code.ts";
import {
  copyOfProject,
  folderOfRepository,
  type InstalledModule,
  installedFromRepository,
  isNobodysProof,
  isOfPython,
  type ProjectCode,
} from "./project-code.ts";

export interface GuardedSide {
  readonly name: SideName;
  /** Root of the checkout. */
  readonly root: string;
  /** The side's own virtual environment, which counts as its tree; null when it has none. */
  readonly ownEnvironment: string | null;
  /** The folder of its own home, caches and temporary folders; null when it has none. */
  readonly ownFolder: string | null;
  /** Interpreter and library folders: nobody's tree, even where they lie inside one. */
  readonly prefixes: readonly string[];
  /** Modules that the side has loaded, with those of its child processes where these are watched. */
  readonly modules: readonly LoadedModule[];
  /** Other places than its tree that the project's packages could be imported from, if that is known. */
  readonly installed: readonly LoadedModule[];
  /** Modules that are the other side's version of a file, wherever they lie. */
  readonly copies: readonly CopiedModule[];
  /** Commands of which nothing shows that they run the side's code. */
  readonly unproven: readonly UnprovenCommand[];
  /** Whether git knows the file (relative to the checkout), or at least does not ignore it. */
  readonly isSource: (relativePath: string) => boolean;
}

export interface GuardFacts {
  readonly base: GuardedSide;
  readonly head: GuardedSide;
  /** Files laid over base from head, relative to the checkout: the same on both sides by intent. */
  readonly isShared: (relativePath: string) => boolean;
  readonly project: ProjectCode;
  /** Normalized names of distributions that are called like projects of the repository, and were made of it. */
  readonly made: ReadonlySet<string>;
  /** Which distribution installed a module, by its file. */
  readonly distributions: ReadonlyMap<string, Installed>;
  /** Scripts that an environment in head's checkout has for its programs, such as `.venv/bin/tool`: nobody's code. */
  readonly entryScripts: ReadonlySet<string>;
  /** Folder of the project in the checkout, where `setup` runs. */
  readonly folder: string;
  /** After measuring: all that would ever be imported has been, so that a side without code of its own is wrong. */
  readonly complete: boolean;
  /** Whether commands are measured, which need not run any Python of the project. */
  readonly ofCommands: boolean;
}

/** Holds each side to its own tree. @throws GateError saying which module came from where, when the sides are not two trees */
export function assertSidesDiffer(facts: GuardFacts): void {
  assertOwnCode(facts.base, facts.head, facts);
  assertOwnCode(facts.head, facts.base, facts);
}

/** What a side loaded that is no code of its own tree, nor the standard library's: of these, their origin counts. */
export function loadedFromElsewhere(side: GuardedSide): LoadedModule[] {
  return side.modules.filter(({ file }) => placeOf(file, side) === "elsewhere" && !isOfPython(file));
}

/**
 * What a side loaded that is no source of its own tree, nor the standard library's: also what was installed or built for
 * that side alone, from whatever it was. Of these, their content and their distribution say whose code they are.
 *
 * @param isShared what both sides have from head by intent, relative to the checkout
 */
export function loadedBesideSources(side: GuardedSide, isShared: GuardFacts["isShared"]): LoadedModule[] {
  return side.modules.filter(({ name, file }) => {
    if (name === PROGRAM || isOfPython(file)) return false;
    if (!isInside(file, side.root)) return true;
    const path = relativeTo(side.root, file);
    return !isShared(path) && !side.isSource(path);
  });
}

/** Holds one side to its own tree, where nothing is known of the other's. @throws GateError as `assertSidesDiffer` */
export function assertOwnTree(side: GuardedSide, facts: Omit<GuardFacts, "base" | "head">): void {
  const unknown: GuardedSide = { ...side, root: "\0", ownEnvironment: null, ownFolder: null, prefixes: [] };
  assertOwnCode(side, unknown, facts);
}

function assertOwnCode(
  side: GuardedSide,
  other: GuardedSide,
  facts: Omit<GuardFacts, "base" | "head">,
): void {
  let own = 0;
  const elsewhere: LoadedModule[] = [];
  const otherNames = new Set(other.modules.map((module) => module.name));
  for (const module of side.modules) {
    const place = placeOf(module.file, side);
    if (place === "own") {
      const origin = originInTree(module, side, other, facts);
      if (origin !== null) throw installedFromOther(side, other, module, origin);
      const path = relativeTo(side.root, module.file);
      const isShared = facts.isShared(path);
      if (isOwn(module, side, facts.isShared)) own++;
      const isBuilt = /\.(so|pyd)$/.test(path) && isInside(module.file, side.root) && !side.isSource(path);
      if (isBuilt && !isShared && !otherNames.has(module.name)) throw builtOnOneSide(side, module);
      continue;
    }
    // It has been built by the side's own processes (`pyximport` does that), from whatever these ran: it proves nothing.
    if (isMadeBy(module.file, side)) continue;
    if (isMadeBy(module.file, other)) {
      throw sameCode(`${side.name} loaded \`${module.name}\` from what ${other.name} made (${module.file})`);
    }
    if (placeOf(module.file, other) === "own") {
      // What git ignores is built or installed there, as a virtual environment is, and belongs to nobody.
      if (module.name === SCRIPT && facts.entryScripts.has(module.file)) continue;
      if (module.name === PROGRAM && !other.isSource(relativeTo(other.root, module.file))) continue;
      throw sameCode(`${side.name} loaded \`${module.name}\` from ${other.name}'s tree (${module.file})`);
    }
    if (module.name !== PROGRAM) elsewhere.push(module);
  }
  const installed = installedFromRepository(elsewhere, facts.distributions, {
    roots: [side.root, other.root],
    made: facts.made,
    files: facts.project.files,
  });
  if (installed !== null) throw installedCode(side, installed, facts.folder);
  const copy = copyOfProject(elsewhere, facts.project);
  if (copy !== null) throw sameCode(`${side.name} loaded \`${copy.name}\` from neither tree (${copy.file})`);
  const [copied] = side.copies;
  if (copied !== undefined) throw copiedCode(side, other, copied);
  const [doubtful] = side.unproven;
  if (doubtful !== undefined) throw unprovenCommand(side, doubtful);
  if (own > 0 || !facts.complete) return;
  if (facts.ofCommands) {
    // What each side has installed for itself is its own, whatever runs it.
    const shared = side.installed.find(({ file }) => placeOf(file, side) === "elsewhere");
    if (side.ownEnvironment === null && shared !== undefined) throw unproven(side, shared);
  } else {
    throw sameCode(
      `${side.name} loaded no code from its own tree (${side.root}) other than what \`benchmarks\` names, which is head's on both sides`,
    );
  }
}

function builtOnOneSide(side: GuardedSide, module: LoadedModule): GateError {
  return new GateError(
    `${side.name} runs \`${module.name}\` from a file that was built into its tree (${module.file}), and the other side has none, so two different programs would be compared`,
    "Set `setup` to the command that builds and installs the project, for example `setup: pip install .`, so that each side gets its own.",
  );
}

function unproven({ name }: GuardedSide, { name: module, file }: LoadedModule): GateError {
  return new GateError(
    `Nothing shows that the commands of ${name} run ${name}'s code: they loaded none from its tree, and \`${module}\` can be imported from ${file}, which both sides share`,
    "Set `setup` to the command that installs the project, for example `setup: pip install .`, so that each side gets its own virtual environment; or set `python-path` to the folders that hold the code, so that it is found there first.",
  );
}

function unprovenCommand({ name }: GuardedSide, { command, unseen }: UnprovenCommand): GateError {
  const what = `Nothing shows that \`${command}\` runs ${name}'s code`;
  if (unseen !== null) {
    return new GateError(
      `${what}: it starts a Python (\`${unseen.name}\`) that does not say which files it loads, because it ignores the environment`,
      "Start it without `env -i`, `-I`, `-E` and `-S`, and keep what `PYTHONPATH` holds (`PYTHONPATH=src:$PYTHONPATH`); or set `setup` to the command that installs the project, and call the interpreter as in `python script.py`, so that each side runs that of its own virtual environment.",
    );
  }
  return new GateError(
    `${what}: it loads none of its Python files, and is not a program or script of the checkout`,
    "Write a command that runs the project: `python -m package`, or a program or script by its path relative to the working directory, such as `./run.sh` or `python scripts/run.py`. If it runs a program that is built or installed, set `setup` to the command that installs it, so that each side gets its own.",
  );
}

function sameCode(what: string): GateError {
  return new GateError(
    `Base and head would run the same code: ${what}`,
    "Name only the benchmarks in `benchmarks`, set `python-path` to the folders that hold the code, or set `setup` to the command that installs it, so that each side gets its own virtual environment.",
  );
}

function installedCode(
  { name: side }: GuardedSide,
  { module, distribution, source }: InstalledModule,
  folder: string,
): GateError {
  const origin =
    source === null
      ? "which has the name of a project in this repository"
      : `which was built from ${source === "" ? "the root" : `\`${source}\``} of this repository`;
  const setup = `pip install ${source === null ? "." : relativeFolder(folder, source)}`;
  const path = module.file.endsWith(".py")
    ? "; or set `python-path` to the folders that hold the code, so that it is found there first"
    : "";
  return new GateError(
    `Base and head would run the same code: ${side} loaded \`${module.name}\` from neither tree (${module.file}). It belongs to the installed distribution \`${distribution}\`, ${origin}`,
    `Set \`setup\` to the command that installs it and what the benchmarks need, for example \`setup: ${setup}\`, so that each side gets its own virtual environment${path}.`,
  );
}

function copiedCode(side: GuardedSide, other: GuardedSide, { module, path }: CopiedModule): GateError {
  const isOwn = side.ownEnvironment !== null && isInside(module.file, side.ownEnvironment);
  const what = `${side.name} loaded \`${module.name}\` (${module.file}), which is ${other.name}'s version of \`${path}\`, and not ${side.name}'s`;
  if (isOwn) return installedFromElsewhere(what);
  return new GateError(
    `Base and head would run the same code: ${what}`,
    "Remove the copy from the environment or the `PYTHONPATH` that both sides share, or set `setup` to the command that installs the project, for example `setup: pip install .`, so that each side gets its own; or set `python-path` to the folders that hold the code, so that it is found there first.",
  );
}

/** The error for what `setup` installed into an environment of the side. */
function installedFromElsewhere(what: string): GateError {
  return new GateError(
    `Base and head would run the same code: ${what}`,
    "Let `setup` build and install the code of the folder that it runs in, by relative paths, for example `setup: pip install .`: it runs once for each side, in that side's checkout. Install nothing there that was built before.",
  );
}

function installedFromOther(
  side: GuardedSide,
  other: GuardedSide,
  { name, file }: LoadedModule,
  { distribution, source }: Installed,
): GateError {
  return installedFromElsewhere(
    `${side.name} loaded \`${name}\` (${file}), which \`setup\` installed from ${other.name}'s tree: \`${distribution}\` from ${source}`,
  );
}

/** What was installed into a side's own environment from the other's tree; null where it was not. */
function originInTree(
  { file }: LoadedModule,
  side: GuardedSide,
  other: GuardedSide,
  { distributions, project }: Pick<GuardFacts, "distributions" | "project">,
): Installed | null {
  if (side.ownEnvironment === null || !isInside(file, side.ownEnvironment)) return null;
  const installed = distributions.get(file);
  if (installed === undefined || installed.source === null) return null;
  if (folderOfRepository(installed.source, [side.root], project.files) !== null) return null;
  return folderOfRepository(installed.source, [other.root], project.files) === null ? null : installed;
}

/** The way from the folder where `setup` runs to another one. */
function relativeFolder(from: string, to: string): string {
  if (from === to) return ".";
  if (from === "") return `./${to}`;
  if (to.startsWith(`${from}/`)) return `./${to.slice(from.length + 1)}`;
  return `${"../".repeat(from.split("/").length)}${to}`.replace(/\/$/, "");
}

function placeOf(file: string, side: GuardedSide): "own" | "elsewhere" {
  if (side.ownEnvironment !== null && isInside(file, side.ownEnvironment)) return "own";
  if (!isInside(file, side.root)) return "elsewhere";
  // An environment inside the checkout is nobody's code; a checkout inside an environment (`/usr/src/app` below
  // `/usr`) is still the side's own.
  const nested = side.prefixes.filter((prefix) => isInside(prefix, side.root));
  return nested.some((prefix) => isInside(file, prefix)) ? "elsewhere" : "own";
}

/** The job's own caches are copied for each side, so that what lies in one may have been there for both. */
function isMadeBy(file: string, { ownFolder }: GuardedSide): boolean {
  return (
    ownFolder !== null &&
    isInside(file, ownFolder) &&
    !/[/\\](\.?cache|Caches)[/\\]/.test(file.slice(ownFolder.length))
  );
}

function isInside(file: string, folder: string): boolean {
  return file.startsWith(
    folder.endsWith("/") || folder.endsWith("\\") ? folder : `${folder}${folder.includes("\\") ? "\\" : "/"}`,
  );
}

function relativeTo(root: string, file: string): string {
  return file.startsWith(root) ? file.slice(root.length + 1).replaceAll("\\", "/") : file;
}

/** Whether the side is known to run code of its own, besides what it shares with the other one. */
export function runsOwnCode(side: GuardedSide, isShared: GuardFacts["isShared"]): boolean {
  return side.modules.some((module) => isOwn(module, side, isShared));
}

/** Name of what is no module: a program that a command was seen to run. */
const PROGRAM = "__program__";
/** Name of the script that a child process was started with. */
const SCRIPT = "__main__";

/**
 * The scripts that were run from where environments have their programs, each with the environment's folder: `.venv` of
 * `/head/.venv/bin/tool`. On Windows, a script lies in the program that starts it.
 *
 * @param root of the checkout
 */
export function scriptsOfEnvironments(
  root: string,
  { modules }: Pick<GuardedSide, "modules">,
): { readonly file: string; readonly environment: string }[] {
  return modules.flatMap(({ name, file }) => {
    if (name !== SCRIPT || !isInside(file, root)) return [];
    const path = relativeTo(root, file);
    const environment = /^(.+)\/(?:bin|Scripts)\/[^/]+(?:\/__main__\.py)?$/.exec(path)?.[1];
    return environment === undefined ? [] : [{ file, environment }];
  });
}

/** Python processes that were seen, and that did not say what they load. */
type Unseen = readonly LoadedModule[];

/** The first of these processes that may run the project's code, from wherever; null where none may. */
export function hiddenProject(
  unseen: Unseen,
  side: GuardedSide,
  mayRunProject: (commandLine: string) => boolean,
): LoadedModule | null {
  return unseenElsewhere(unseen, side).find(({ name }) => mayRunProject(name)) ?? null;
}

/** The processes that ran outside of the side's own environment: in it, everything was installed for that side. */
function unseenElsewhere(unseen: Unseen, { ownEnvironment }: GuardedSide): Unseen {
  return unseen.filter(({ file }) => ownEnvironment === null || !isInside(file, ownEnvironment));
}

/**
 * Why nothing shows that a command runs the side's own code; null where something does. Modules that its Python processes have
 * loaded show it, unless another one that does not say what it loads may run the project's code as well. Where no Python
 * process was seen, its program shows it, or what its command line names.
 *
 * @param ran what was seen of it
 * @param says what its command line says: of the command whether it names a program or script in the side's tree, and of
 * a Python process whether it may run the project's code
 */
export function whyUnproven(
  command: string,
  ran: { readonly modules: readonly LoadedModule[]; readonly unseen: Unseen },
  says: { readonly namesOwn: boolean; readonly mayRunProject: (commandLine: string) => boolean },
  side: GuardedSide,
  isShared: GuardFacts["isShared"],
): UnprovenCommand | null {
  const own = ran.modules.filter((module) => isOwn(module, side, isShared));
  const hidden = hiddenProject(ran.unseen, side, says.mayRunProject);
  if (hidden !== null) return { command, unseen: hidden };
  if (own.some(({ name }) => name !== PROGRAM)) return null;
  const [elsewhere] = unseenElsewhere(ran.unseen, side);
  if (elsewhere !== undefined) return { command, unseen: elsewhere };
  return own.length > 0 || ran.unseen.length > 0 || says.namesOwn ? null : { command, unseen: null };
}

function isOwn(module: LoadedModule, side: GuardedSide, isShared: GuardFacts["isShared"]): boolean {
  const isOfBoth = isShared(relativeTo(side.root, module.file));
  return placeOf(module.file, side) === "own" && !isOfBoth && !isNobodysProof(module);
}
