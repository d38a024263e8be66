/** As which distributions the projects of a repository are installed, as their own files say. Pure. */
import { parse as parseToml } from "smol-toml";
import { inside } from "./toml-tables.ts";

/** What may name a distribution, by the last part of its path. */
export const DECLARING_FILES: ReadonlySet<string> = new Set(["pyproject.toml", "setup.cfg", "setup.py"]);

/** Names that a file declares, as `normalizedName` writes them; none where it declares none, or can't be read. */
export function declaredDistributions(path: string, text: string): string[] {
  const names = path.endsWith(".toml") ? namesInToml(text) : namesInText(path, text);
  return names.map(normalizedName);
}

/** How names of distributions are compared: https://packaging.python.org/en/latest/specifications/name-normalization/ */
export function normalizedName(name: string): string {
  return name.replace(/[-_.]+/g, "-").toLowerCase();
}

/** Where tools keep it. */
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

/** A setup script is a program: what it writes down as a name is what can be known without running it. */
function namesInText(path: string, text: string): string[] {
  if (path.endsWith(".py")) {
    return [...text.matchAll(/\bname\s*=\s*(["'])([\w.-]+)\1/g)].flatMap(([, , name]) => name ?? []);
  }
  const metadata = text.split(/^(?=\[)/m).find((section) => section.startsWith("[metadata]"));
  const name = /^name\s*[=:]\s*([\w.-]+)\s*$/m.exec(metadata ?? "")?.[1];
  return name === undefined ? [] : [name];
}
