/** A baseline in a file of the project: for local runs, committed, or carried along by a cache of the user's own. */
import { resolve } from "node:path";
import {
  decodeBaseline,
  encodeBaseline,
  TEXT_BYTES_LIMIT,
  writeBaselineText,
} from "../../baseline/document.ts";
import { explainError, GateError, Interrupted } from "../../errors.ts";
import type { BaselineLoad } from "../../model.ts";
import type { BaselineStore, CommitOfBase } from "../../ports/stores.ts";
import { writeInside } from "../files/atomic-files.ts";
import { readBounded } from "../files/bounded-files.ts";
import { committedFile } from "../git/committed-file.ts";
import { messageOf } from "../message-of.ts";

/**
 * The baseline in a file.
 *
 * @param folder of the project: absolute
 * @param path relative to it, or absolute; compressed if it ends in `.gz`
 * @param of of a comparison: a file that git tracks is read as base has it, because a change must not bring the
 * baseline it is compared with. One that git does not track was put there by the job itself.
 */
export function baselineFile(folder: string, path: string, of?: CommitOfBase): BaselineStore {
  const file = resolve(folder, path);
  return {
    async load() {
      const committed = of === undefined ? null : await asBaseHasIt(folder, file, path, of);
      if (committed !== null) return committed;
      const reading = await readBounded(file, TEXT_BYTES_LIMIT);
      if (reading.kind === "missing") return { kind: "missing", source: path };
      if (reading.kind === "read") return loadOf(reading.bytes, path);
      return { kind: "unreadable", source: path, why: `it ${reading.why}`, isDamaged: false };
    },

    async save(baseline) {
      try {
        await writeInside(
          folder,
          file,
          path.endsWith(".gz") ? encodeBaseline(baseline) : writeBaselineText(baseline),
        );
        return { kind: "saved", target: path, problems: [] };
      } catch (error) {
        return { kind: "not-saved", target: path, why: messageOf(error) };
      }
    },
  };
}

/** The baseline as base has it; null if git tracks the file neither at base nor at head. */
async function asBaseHasIt(
  folder: string,
  file: string,
  path: string,
  of: CommitOfBase,
): Promise<BaselineLoad | null> {
  try {
    const committed = await committedFile(folder, file, of, TEXT_BYTES_LIMIT);
    switch (committed.kind) {
      case "untracked":
        return null;
      case "not-at-commit":
        return {
          kind: "missing",
          source: path,
          why: `base, ${committed.commit.slice(0, 12)}, has no ${path}; head's own is not used`,
        };
      case "read":
        return loadOf(committed.bytes, `${path} of base, ${committed.commit.slice(0, 12)}`);
      case "unreadable":
        return { kind: "unreadable", source: path, why: committed.why, isDamaged: false };
      default:
        return committed satisfies never;
    }
  } catch (error) {
    if (!(error instanceof GateError) || error instanceof Interrupted) throw error;
    return { kind: "unreadable", source: path, why: explainError(error), isDamaged: false };
  }
}

function loadOf(bytes: Uint8Array, source: string): BaselineLoad {
  const reading = decodeBaseline(bytes);
  return reading.kind === "read"
    ? { kind: "found", baseline: reading.baseline, source }
    : { kind: "unreadable", source, why: `it ${reading.why}`, isDamaged: reading.isDamaged };
}
