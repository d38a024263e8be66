/** Finds and reads the config file. */
import { join, resolve } from "node:path";
import { GateError, Interrupted } from "../../errors.ts";
import type { ConfigFile } from "../../inputs/config.ts";
import { readConfigTable } from "../../inputs/parse-config.ts";
import { readBounded } from "./bounded-files.ts";

/**
 * Names of config files, in the order in which they are tried if none is named. One without our table is passed over.
 */
export const USUAL_CONFIG_FILES = ["hotpath-gate.toml", "pyproject.toml"];

/**
 * @param folder the project's: absolute
 * @param named the file the user named, relative to it; null when none was
 * @throws GateError when a named one is not there, or any is malformed
 */
export async function findConfigFile(folder: string, named: string | null): Promise<ConfigFile | null> {
  for (const [index, name] of (named === null ? USUAL_CONFIG_FILES : [named]).entries()) {
    const text = await readText(resolve(folder, name));
    if (text !== null) {
      const found = readConfigTable(name, text);
      if (found === null) continue;
      return named === null
        ? { ...found, hides: await firstWithSettings(folder, USUAL_CONFIG_FILES.slice(index + 1)) }
        : found;
    } else if (named !== null) {
      throw new GateError(
        `The config file ${join(folder, name)} does not exist`,
        "Fix the path in `config`.",
      );
    }
  }
  return null;
}

/** Name of the first file that has settings; null if none has, or if it can't be read. */
async function firstWithSettings(folder: string, names: readonly string[]): Promise<string | null> {
  for (const name of names) {
    try {
      const text = await readText(resolve(folder, name));
      const found = text === null ? null : readConfigTable(name, text);
      if (found !== null) return found.path;
    } catch (error) {
      // A mistake in a file that nobody asked for must not fail this run.
      if (!(error instanceof GateError) || error instanceof Interrupted) throw error;
    }
  }
  return null;
}

/** Limit for a config file of base or head: more than anybody writes by hand, and small enough to be parsed at once. */
export const CONFIG_BYTES_LIMIT = 1024 * 1024;

async function readText(path: string): Promise<string | null> {
  const reading = await readBounded(path, CONFIG_BYTES_LIMIT);
  if (reading.kind === "missing") return null;
  if (reading.kind === "unreadable") {
    throw new GateError(
      `The config file ${path} ${reading.why}`,
      "Put a TOML file in its place, or name another in `config`.",
    );
  }
  return new TextDecoder().decode(reading.bytes);
}
