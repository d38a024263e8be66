/** The files that commands of the suite `results` write: where the command chooses, or in a temporary folder. */
import { opendir, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import { GateError } from "../../errors.ts";
import type { ResultFiles, ResultPlace } from "../../ports/files.ts";
import { folderBeforeWildcards, matchingPaths } from "../../repository/globs.ts";
import { makeOwnedFolder } from "../files/owned-folder.ts";
import { readResultBytes, resultText } from "../files/result-text.ts";
import type { Log } from "../log.ts";

const CORRECT =
  "Write a longer path before the first `*` in `results-file`, such as `results-file: out/**/*.json`.";
/** Most files and folders that a pattern is looked for in. A disk has millions. */
const MOST_ENTRIES = 100_000;
/**
 * Longest time for listing files. A second lists about as many as the limit allows; a disk on a network may take a
 * minute for each folder.
 */
const LISTING_MS = 10_000;

export function resultFiles(place: { readonly temporaryFolder: string; readonly log: Log }): ResultFiles {
  return {
    async place(folder, pattern): Promise<ResultPlace> {
      const before = pattern === null ? new Map<string, string>() : await statesOf(folder, pattern);
      const own = await makeOwnedFolder(place.temporaryFolder);
      const file = join(own.path, "results.json");
      return {
        file,
        async written() {
          const told = await newest(pattern === null ? [] : await changedSince(before, folder, pattern));
          const path = told ?? ((await stateOf(file)) === null ? null : file);
          if (path === null) return null;
          const name = path === file ? "{results}" : relative(folder, path);
          const bytes = await readResultBytes(path, name);
          return { name, ...(await resultText(bytes, path, name, path === file)) };
        },
        async [Symbol.asyncDispose]() {
          await own.remove().catch((error: unknown) => {
            place.log.warning(`The folder ${own.path} could not be removed: ${String(error)}`);
          });
        },
      };
    },
  };
}

/** Absolute paths of the files that changed. */
async function changedSince(
  before: ReadonlyMap<string, string>,
  folder: string,
  pattern: string,
): Promise<string[]> {
  const now = await statesOf(folder, pattern);
  return [...now].filter(([path, state]) => before.get(path) !== state).map(([path]) => path);
}

async function newest(paths: readonly string[]): Promise<string | null> {
  const times = await Promise.all(
    paths.map(async (path) => ({ path, time: (await stat(path).catch(() => null))?.mtimeMs ?? 0 })),
  );
  return times.toSorted((one, other) => other.time - one.time)[0]?.path ?? null;
}

/** What tells whether a file was written again, by its absolute path. */
async function statesOf(folder: string, pattern: string): Promise<ReadonlyMap<string, string>> {
  const states = new Map<string, string>();
  for (const path of await matching(folder, pattern)) {
    const state = await stateOf(path);
    if (state !== null) states.set(path, state);
  }
  return states;
}

async function stateOf(path: string): Promise<string | null> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  return found?.isFile() === true ? `${found.ino} ${found.size} ${found.mtimeNs}` : null;
}

async function matching(folder: string, pattern: string): Promise<string[]> {
  const base = folderBeforeWildcards(pattern);
  if (base === null) return [resolve(folder, pattern)];
  const start = resolve(folder, base);
  const files = await filesBelow(start);
  const named = (path: string) => (isAbsolute(pattern) ? path : relative(folder, path)).replaceAll("\\", "/");
  const byName = new Map(files.map((file) => [named(file), file]));
  return matchingPaths(pattern, [...byName.keys()], "results-file").flatMap((name) => byName.get(name) ?? []);
}

/**
 * Absolute paths of all files and folders below a folder. A folder that is gone before it is listed counts as empty.
 */
async function filesBelow(start: string): Promise<string[]> {
  const began = performance.now();
  const found: string[] = [];
  const folders = [start];
  for (const folder of folders) {
    try {
      for await (const entry of await opendir(folder)) {
        const path = join(folder, entry.name);
        found.push(path);
        if (entry.isDirectory()) folders.push(path);
        if (found.length > MOST_ENTRIES) throw tooMuch(start, `has more than ${MOST_ENTRIES} files`);
        if (performance.now() - began > LISTING_MS) {
          throw tooMuch(start, `takes more than ${LISTING_MS / 1000} s to list`);
        }
      }
    } catch (error) {
      if (error instanceof GateError) throw error;
      if ((error as NodeJS.ErrnoException).code === "ENOENT") continue;
      const why = error instanceof Error ? error.message : String(error);
      throw new GateError(
        `The folder ${folder}, where \`results-file\` is looked for, can't be read: ${why}`,
        CORRECT,
        {
          cause: error,
        },
      );
    }
  }
  return found;
}

function tooMuch(start: string, what: string): GateError {
  return new GateError(`The folder ${start}, where \`results-file\` is looked for, ${what}`, CORRECT);
}
