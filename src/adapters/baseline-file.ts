/** A baseline in a file of the project: for local runs, or committed, or carried by a cache of one's own. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { decodeBaseline, encodeBaseline, writeBaselineText } from "../baseline/document.ts";
import type { BaselineStore } from "../ports.ts";
import { writeWhole } from "./atomic-files.ts";

/**
 * @param folder of the project: absolute
 * @param path relative to it, or absolute; compressed when it ends in `.gz`
 */
export function baselineFile(folder: string, path: string): BaselineStore {
  const file = resolve(folder, path);
  return {
    async load() {
      let bytes: Uint8Array;
      try {
        bytes = await readFile(file);
      } catch (error) {
        if (isMissing(error)) return { kind: "missing", source: path };
        return { kind: "unreadable", source: path, why: messageOf(error), isDamaged: false };
      }
      const reading = decodeBaseline(bytes);
      return reading.kind === "read"
        ? { kind: "found", baseline: reading.baseline, source: path }
        : { kind: "unreadable", source: path, why: `it ${reading.why}`, isDamaged: reading.isDamaged };
    },

    async save(baseline) {
      try {
        await writeWhole(file, path.endsWith(".gz") ? encodeBaseline(baseline) : writeBaselineText(baseline));
        return { kind: "saved", target: path, problems: [] };
      } catch (error) {
        return { kind: "not-saved", target: path, why: messageOf(error) };
      }
    },
  };
}

/** A folder on the way that is a file is another mistake than a file that was never written. */
function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
