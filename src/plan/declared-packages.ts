/** Which packages a project consists of, if its own file lists them. Pure. */
import { parse as parseToml } from "smol-toml";
import { inside } from "./toml-tables.ts";

/** Keys under which tools keep a list of packages or modules, or the name of a single one. */
const LISTS: readonly (readonly string[])[] = [
  ["tool", "setuptools", "packages"],
  ["tool", "setuptools", "py-modules"],
  ["tool", "hatch", "build", "targets", "wheel", "packages"],
  ["tool", "poetry", "packages"],
  ["tool", "flit", "module", "name"],
  ["tool", "uv", "build-backend", "module-name"],
];

/**
 * Top-level names of what is packed, without the folder that they lie in. What is packed only for source distributions,
 * such as tests, is not installed.
 *
 * @param text of a `pyproject.toml`
 */
export function declaredPackages(text: string): string[] {
  let document: unknown;
  try {
    document = parseToml(text, { integersAsBigInt: "asNeeded" });
  } catch {
    return [];
  }
  const listed = LISTS.flatMap((keys) => keys.reduce(inside, document) ?? []).flatMap(nameIn);
  return [...new Set(listed.map((name) => name.replace(/^\.\//, "").replace(/^(src|lib|python)\//, "")))]
    .map((name) => name.split(/[./]/, 1)[0] ?? "")
    .filter((name) => name !== "");
}

function nameIn(entry: unknown): string[] {
  if (typeof entry === "string") return [entry];
  const format = inside(entry, "format");
  const name = inside(entry, "include");
  const isInstalled = format === undefined || (Array.isArray(format) ? format : [format]).includes("wheel");
  return typeof name === "string" && isInstalled ? [name] : [];
}
