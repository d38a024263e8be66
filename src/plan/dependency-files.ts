/**
 * Which files of a project declare its dependencies, and which dependencies each declares. This is for the warning that
 * base and head have different dependencies but run in one environment. Pure.
 */
import { parse as parseToml } from "smol-toml";
import { nameOf } from "../repository/path.ts";
import { inside } from "./toml-tables.ts";

interface Kind {
  /** Pattern of the file's name. */
  readonly names: RegExp;
  /** Command that installs the project from the file; null if that takes more than one line. */
  readonly setup: string | null;
  /** Whether the file is complete by itself, even if another file has changed. */
  readonly isLock?: true;
  /** The part of the text that counts. */
  readonly told: (text: string) => string;
}

/** Kinds of files, most telling first: a lock file comes before what it was made from. */
const KINDS: readonly Kind[] = [
  { names: /^uv\.lock$/, setup: "uv sync --frozen", isLock: true, told: whole },
  { names: /^poetry\.lock$/, setup: "poetry install", isLock: true, told: whole },
  { names: /^pdm\.lock$/, setup: "pdm sync", isLock: true, told: whole },
  { names: /^Pipfile\.lock$/, setup: "pipenv sync --dev", isLock: true, told: whole },
  { names: /^pylock(\..+)?\.toml$/, setup: "pip install -r FILE", isLock: true, told: whole },
  { names: /^Pipfile$/, setup: "pipenv install --dev", told: withoutComments },
  {
    names: /^(.+[-_.])?requirements([-_.].+)?\.(txt|in)$|^constraints.*\.txt$/,
    setup: "pip install -r FILE",
    told: withoutComments,
  },
  { names: /^pyproject\.toml$/, setup: "pip install .", told: dependencyTables },
  { names: /^setup\.cfg$/, setup: "pip install .", told: optionSections },
  { names: /^setup\.py$/, setup: "pip install .", told: withoutVersions },
  {
    names: /^(environment.*\.ya?ml|conda-lock\.ya?ml|pixi\.(toml|lock))$/,
    setup: null,
    told: withoutComments,
  },
];

/**
 * Dependency files of a project: those in its own folder, in `requirements/` there, or at the root.
 *
 * @param files relative to the checkout
 * @param folder of the project in the checkout; empty for the root
 */
export function dependencyFiles(files: readonly string[], folder: string): string[] {
  return files.filter((path) => {
    const [, above = "", name = ""] = /^(?:(.*)\/)?([^/]+)$/.exec(path) ?? [];
    if (above === "" || above === folder) return kindOfFile(name) !== undefined;
    const inRequirements = above === "requirements" || above === joined(folder, "requirements");
    return inRequirements && /\.(txt|in)$/.test(name);
  });
}

/**
 * The dependencies in a file, in a form that is equal if they are. A missing file (null) counts as an empty one, so a
 * new file without dependencies changes nothing.
 */
export function dependenciesIn(path: string, text: string | null): string {
  return (kindOfFile(nameOf(path))?.told ?? withoutComments)(text ?? "");
}

/**
 * Command that installs each side from its own files: the value of `setup`.
 *
 * @param files all dependency files of head, because a lock file among them is complete
 * @param changed those that differ
 * @param folder of the project, where the command runs
 */
export function setupFor(files: readonly string[], changed: readonly string[], folder: string): string {
  for (const { names, setup, isLock } of KINDS) {
    const file = (isLock ? files : changed).find((path) => names.test(nameOf(path)));
    if (file !== undefined && setup !== null) return setup.replace("FILE", relativeTo(folder, file));
  }
  const [first] = changed.filter((path) => /\.(txt|in)$/.test(path));
  return first === undefined ? "pip install ." : `pip install -r ${relativeTo(folder, first)}`;
}

function kindOfFile(name: string): Kind | undefined {
  return KINDS.find(({ names }) => names.test(name));
}

function joined(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** A path relative to the folder where the command runs. */
function relativeTo(folder: string, path: string): string {
  if (folder === "") return path;
  if (path.startsWith(`${folder}/`)) return path.slice(folder.length + 1);
  return `${"../".repeat(folder.split("/").length)}${path}`;
}

function whole(text: string): string {
  return text;
}

/** Requirements without comments, sorted: their order says nothing. */
function withoutComments(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*/s, "").trim())
    .filter((line) => line !== "")
    .sort()
    .join("\n");
}

/** A lock file without the project's own version, which changes nothing that it depends on. */
function withoutVersions(text: string): string {
  return text
    .split("\n")
    .filter((line) => !/\bversion\b/.test(line))
    .join("\n");
}

function optionSections(text: string): string {
  const sections = text.split(/^(?=\[)/m);
  return withoutComments(
    sections.filter((section) => /^\[options(\.extras_require)?\]/.test(section)).join("\n"),
  );
}

/** Tables in which tools keep dependencies. */
const TABLES: readonly (readonly string[])[] = [
  ["project", "dependencies"],
  ["project", "optional-dependencies"],
  ["project", "requires-python"],
  ["dependency-groups"],
  ["build-system", "requires"],
  ["tool", "poetry", "dependencies"],
  ["tool", "poetry", "dev-dependencies"],
  ["tool", "poetry", "group"],
  ["tool", "pdm", "dev-dependencies"],
  ["tool", "uv"],
  ["tool", "flit", "metadata", "requires"],
  ["tool", "setuptools", "dynamic", "dependencies"],
  ["tool", "setuptools", "dynamic", "optional-dependencies"],
];

function dependencyTables(text: string): string {
  let document: unknown;
  try {
    document = parseToml(text, { integersAsBigInt: "asNeeded" });
  } catch {
    // Files that can't be parsed are compared as texts.
    return text;
  }
  const told = TABLES.map((keys) => keys.reduce(inside, document));
  return JSON.stringify([...told, hatchEnvironments(document)].map(inOrder), (_key, value) =>
    typeof value === "bigint" ? String(value) : value,
  );
}

/** Dependencies of Hatch's environments, without their commands. */
function hatchEnvironments(document: unknown): unknown {
  const environments = ["tool", "hatch", "envs"].reduce(inside, document);
  return Object.entries(environments ?? {}).map(([name, environment]) => ({
    [name]:
      typeof environment === "object"
        ? { ...environment, scripts: undefined, "extra-scripts": undefined }
        : environment,
  }));
}

/** A value with requirements and keys sorted, because their order says nothing, and without empty ones. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(inOrder).filter((one) => one !== undefined);
    if (items.length === 0) return;
    return items.every((one) => typeof one === "string") ? items.sort() : items;
  }
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  const entries = Object.entries(value)
    .map(([key, one]) => [key, inOrder(one)] as const)
    .filter(([, one]) => one !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.length === 0 ? undefined : entries;
}
