/** Files that are there whole or not at all, also when the run is interrupted while writing. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { GateError } from "../errors.ts";
import type { Content, Files } from "../ports.ts";

/** @param folder what relative paths are relative to: absolute */
export function atomicFiles(folder: string): Files {
  return {
    async write(path, content) {
      const target = resolve(folder, path);
      try {
        await writeWhole(target, content);
      } catch (error) {
        throw new GateError(
          `${path} could not be written: ${error instanceof Error ? error.message : String(error)}`,
          "Name a file in a folder that may be written to and has room.",
          { cause: error },
        );
      }
    },
  };
}

/** Makes the folders it needs. @throws the file system's own error */
export async function writeWhole(path: string, content: Content | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  // The library writes once, and takes what a full disk leaves of that for the whole. Node writes until all is there.
  const nothing = null as unknown as string;
  await writeFileAtomic(path, nothing, { tmpfileCreated: (temporary) => writeFile(temporary, content) });
}
