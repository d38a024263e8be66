/** Finds and reads the config file. */
import { join, resolve } from "node:path";
import { GateError } from "../errors.ts";
import { type ConfigFile, readConfigTable } from "../inputs/config.ts";
import { readBounded } from "./bounded-files.ts";

/** Looked for in this order when none is named; one without our table is passed over. */
const USUAL = ["hotpath-gate.toml", "pyproject.toml"];

/**
 * @param folder the project's: absolute
 * @param named the file the user named, relative to it; null when none was
 * @throws GateError when a named one is not there, or any is malformed
 */
export async function findConfigFile(folder: string, named: string | null): Promise<ConfigFile | null> {
  for (const name of named === null ? USUAL : [named]) {
    const text = await readText(resolve(folder, name));
    if (text !== null) {
      const found = readConfigTable(name, text);
      if (found !== null) return found;
    } else if (named !== null) {
      throw new GateError(
        `The config file ${join(folder, name)} is not there`,
        "Correct the path in config.",
      );
    }
  }
  return null;
}

/** More than anybody writes by hand, and little enough to be parsed at once. */
const BYTES_LIMIT = 4 * 1024 * 1024;

async function readText(path: string): Promise<string | null> {
  const reading = await readBounded(path, BYTES_LIMIT);
  if (reading.kind === "missing") return null;
  if (reading.kind === "unreadable") {
    throw new GateError(
      `The config file ${path} ${reading.why}`,
      "Put a TOML file in its place, or name another with config.",
    );
  }
  return new TextDecoder().decode(reading.bytes);
}
