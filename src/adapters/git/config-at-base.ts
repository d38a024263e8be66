/** The config file as base's commit has it. */
import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { GateError } from "../../errors.ts";
import type { ConfigFile } from "../../inputs/config.ts";
import { readConfigTable } from "../../inputs/parse-config.ts";
import type { CommitOfBase } from "../../ports/stores.ts";
import { CONFIG_BYTES_LIMIT, USUAL_CONFIG_FILES } from "../files/config-file.ts";
import { committedFile } from "./committed-file.ts";

/** `file` is null if base has none, so the defaults apply. */
export type ConfigFileAtBase =
  | { readonly kind: "read"; readonly file: ConfigFile | null }
  /** The config file that counts here is not part of the repository. */
  | { readonly kind: "not-committed" };

/**
 * The config file of base's commit.
 *
 * @param folder the project's: absolute
 * @param named the file the user named, relative to it; null if none was
 * @throws GateError if base's can't be read, or is malformed
 */
export async function configFileAtBase(
  folder: string,
  named: string | null,
  of: CommitOfBase,
): Promise<ConfigFileAtBase> {
  for (const name of named === null ? USUAL_CONFIG_FILES : [named]) {
    const path = resolve(folder, name);
    const committed = await committedFile(folder, path, of, CONFIG_BYTES_LIMIT);
    switch (committed.kind) {
      case "read": {
        const file = readConfigTable(name, Buffer.from(committed.bytes).toString("utf8"));
        if (file !== null) return { kind: "read", file };
        break;
      }
      case "unreadable":
        throw new GateError(
          `The config file ${name} of base can't be read: ${committed.why}`,
          "Commit it to base as a regular file of at most 1 MB.",
        );
      case "untracked":
        if (await isThere(path)) return { kind: "not-committed" };
        break;
      case "not-at-commit":
        break;
      default:
        return committed satisfies never;
    }
  }
  return { kind: "read", file: null };
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
