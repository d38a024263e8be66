/**
 * What can be said of a Python process that does not say what it loads, by its command line: whether it may run code of the
 * project, or is the interpreter of some tool that a command goes through. Pure.
 */
import { nameOf } from "../repository/path.ts";
import type { ProjectCode } from "./project-code.ts";

/** Modules that install, build, or run something else in a process of its own. */
const TOOLS = new Set([
  ...[
    "build",
    "conda",
    "ensurepip",
    "hatch",
    "mamba",
    "nox",
    "pdm",
    "pip",
    "pip3",
    "pipenv",
    "pipx",
    "poetry",
  ],
  ...["pre-commit", "rye", "tox", "uv", "venv", "virtualenv"],
]);
/** Options of Python whose value may stand apart. */
const OPTIONS_WITH_VALUE = new Set(["-W", "-X", "--check-hash-based-pycs"]);

export interface ProjectPlace {
  /** Root of the side's checkout. */
  readonly root: string;
  /** Files of the project's folder, relative to it. */
  readonly files: ReadonlySet<string>;
  readonly project: Pick<ProjectCode, "names" | "perhaps">;
}

/**
 * Whether a Python process may run the project's code: what is known to be a tool does not, nor a script from outside of
 * the checkout, a module of others or a text of code that names nothing of the project.
 *
 * @param commandLine its arguments, the first of which is the interpreter, with spaces between them
 */
export function mayRunProject(commandLine: string, place: ProjectPlace): boolean {
  const words = commandLine.split(" ").slice(1);
  const { kind, at } = whatItRuns(words);
  const subject = words[at] ?? "";
  const rest = words.slice(at).join(" ");
  if (kind === "code") return namesProject(rest, place);
  if (subject === "" || subject === "-") return true;
  if (kind === "module") {
    const [top = ""] = subject.split(".");
    if (isProjects(top, place)) return true;
    return !TOOLS.has(top) && namesAnything(words.slice(at + 1), place);
  }
  const stem = nameOf(subject.replaceAll("\\", "/")).replace(/\.(py|exe)$/, "");
  if (isSource(subject, place) || isProjects(stem.replaceAll("-", "_"), place)) return true;
  if (TOOLS.has(stem)) return false;
  // Where a relative path begins is not known.
  return !isAbsolute(subject) || namesAnything(words.slice(at + 1), place);
}

/** What Python runs, and where it stands in the arguments. In `-Ic` and `-Im`, the last letter takes the rest. */
function whatItRuns(words: readonly string[]): {
  readonly kind: "code" | "module" | "script";
  readonly at: number;
} {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (OPTIONS_WITH_VALUE.has(word)) at++;
    else if (/^-[A-Za-z]*c$/.test(word)) return { kind: "code", at: at + 1 };
    else if (/^-[A-Za-z]*m$/.test(word)) return { kind: "module", at: at + 1 };
    else if (word === "-" || !word.startsWith("-")) return { kind: "script", at };
  }
  return { kind: "script", at: words.length };
}

function namesAnything(words: readonly string[], place: ProjectPlace): boolean {
  return words.some((word) => isSource(word, place)) || namesProject(words.join(" "), place);
}

/** Whether code imports something of the project, or has its name as a text of its own. */
function namesProject(code: string, place: ProjectPlace): boolean {
  const imported = [...code.matchAll(/\b(?:from|import)\s+([\w., ]+)/g)].flatMap(([, list = ""]) =>
    list.split(",").map((name) => /\w+/.exec(name)?.[0] ?? ""),
  );
  const quoted = [...code.matchAll(/(["'])([A-Za-z_]\w*)(?:\.[\w.]*)?\1/g)].map(([, , name = ""]) => name);
  return [...imported, ...quoted].some((name) => isProjects(name, place));
}

/** Whether a module is the project's, by the first part of its name. */
function isProjects(name: string, { project: { names, perhaps }, files }: ProjectPlace): boolean {
  const isNamed = [...names].some((one) => one === name || one.startsWith(`${name}.`));
  return isNamed || perhaps.has(name) || files.has(`${name}.py`) || files.has(`${name}/__main__.py`);
}

function isSource(word: string, { root, files }: ProjectPlace): boolean {
  const path = word.replaceAll("\\", "/");
  const inside = `${root.replaceAll("\\", "/")}/`;
  if (isAbsolute(path))
    return [...files].some((file) => path.startsWith(inside) && path.endsWith(`/${file}`));
  return files.has(path.replace(/^(\.\/)+/, ""));
}

function isAbsolute(path: string): boolean {
  return /^([A-Za-z]:)?[/\\]/.test(path);
}
