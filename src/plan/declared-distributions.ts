/**
 * Names of the distributions that the projects of a repository are installed as, according to their own files. Pure.
 */
import { parse as parseToml } from "smol-toml";
import { inside } from "./toml-tables.ts";

/** Files that may name a distribution, by the last part of their path. */
export const DECLARING_FILES: ReadonlySet<string> = new Set(["pyproject.toml", "setup.cfg", "setup.py"]);

/** Names that a file declares, as `normalizedName` writes them; empty if it declares none, or can't be read. */
export function declaredDistributions(path: string, text: string): string[] {
  const names = path.endsWith(".toml") ? namesInToml(text) : namesInText(path, text);
  return names.map(normalizedName);
}

/**
 * A distribution's name in the form in which names are compared:
 * https://packaging.python.org/en/latest/specifications/name-normalization/
 */
export function normalizedName(name: string): string {
  return name.replace(/[-_.]+/g, "-").toLowerCase();
}

/** Keys under which tools keep the name. */
const NAMES: readonly (readonly string[])[] = [
  ["project", "name"],
  ["tool", "poetry", "name"],
  ["tool", "flit", "metadata", "dist-name"],
  ["tool", "flit", "metadata", "module"],
];

function namesInToml(text: string): string[] {
  let document: unknown;
  try {
    document = parseToml(text, { integersAsBigInt: "asNeeded" });
  } catch {
    return [];
  }
  return NAMES.flatMap((keys) => {
    const name = keys.reduce(inside, document);
    return typeof name === "string" ? [name] : [];
  });
}

function namesInText(path: string, text: string): string[] {
  if (path.endsWith(".py")) return namesInScript(text.slice(0, SCRIPT_CHARACTERS));
  const metadata = text.split(/^(?=\[)/m).find((section) => section.startsWith("[metadata]"));
  const name = /^name\s*[=:]\s*([\w.-]+)\s*$/m.exec(metadata ?? "")?.[1];
  return name === undefined ? [] : [name];
}

/** Longest setup script that is read, in characters. The largest ones have a hundred thousand. */
const SCRIPT_CHARACTERS = 1_000_000;
/** Comments, strings, names, and every other character by itself. */
const TOKEN =
  /#[^\n]*|[rbuf]{0,2}(?:"""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*')|[A-Za-z_]\w*|\S/gi;

/**
 * Names that a setup script passes to `setup`. It is a program: what can be known without running it is a name that is
 * written there or in a variable. Other calls, such as those of extensions and of the script's own functions, have
 * arguments of that name as well.
 */
function namesInScript(text: string): string[] {
  const tokens = (text.match(TOKEN) ?? []).filter((token) => !token.startsWith("#"));
  return tokens.flatMap((token, at) => {
    if (token !== "setup" || tokens[at + 1] !== "(" || tokens[at - 1] === "def") return [];
    const value = argument("name", tokens, at + 2);
    return value === null ? [] : [...literalName(value), ...assigned(value, tokens)];
  });
}

/** The value of a call's own argument, if it is one token; null if there is no argument of that name. */
function argument(name: string, tokens: readonly string[], first: number): string | null {
  let depth = 1;
  for (let at = first; at < tokens.length && depth > 0; at++) {
    const token = tokens[at] ?? "";
    const isFirst = at === first || tokens[at - 1] === ",";
    if (depth === 1 && isFirst && token === name && tokens[at + 1] === "=") {
      return [",", ")"].includes(tokens[at + 3] ?? "") ? (tokens[at + 2] ?? null) : null;
    }
    if (["(", "[", "{"].includes(token)) depth++;
    if ([")", "]", "}"].includes(token)) depth--;
  }
  return null;
}

/** All texts that a variable of that name gets anywhere: which one it has when it is used is unknown. */
function assigned(variable: string, tokens: readonly string[]): string[] {
  if (!/^[A-Za-z_]\w*$/.test(variable)) return [];
  return tokens.flatMap((token, at) =>
    token === variable && tokens[at + 1] === "=" ? literalName(tokens[at + 2] ?? "") : [],
  );
}

function literalName(token: string): string[] {
  const name = /^[ru]?("""|'''|["'])([\w.-]+)\1$/i.exec(token)?.[2];
  return name === undefined ? [] : [name];
}
