/**
 * The files by which a step speaks to GitHub's runner: variables, paths and outputs of later steps. Measured code is
 * not told where they are, but it runs as the same user and can look for them. What changed while it ran is put back.
 */
import { lstat, rm, writeFile } from "node:fs/promises";
import { readBounded } from "../files/bounded-files.ts";

const NAMES = [
  "GITHUB_ENV",
  "GITHUB_PATH",
  "GITHUB_OUTPUT",
  "GITHUB_STATE",
  "GITHUB_STEP_SUMMARY",
  "GITHUB_EVENT_PATH",
] as const;
/**
 * Largest file whose content is kept, in bytes. A step begins with empty ones. Of a larger one, a change is noticed,
 * but can't be undone.
 */
const BYTES_LIMIT = 64 * 1024 * 1024;

interface Kept {
  readonly name: string;
  readonly path: string;
  /** Content of the file; null if it did not exist, or could not be read. */
  readonly bytes: Uint8Array | null;
  /** What the file system records about the file, which shows a change even if the content was not kept. */
  readonly mark: string | null;
}

export interface RunnerFiles {
  /**
   * Puts back the files that changed since they were read. Only the first call does, because nothing is measured after
   * it.
   *
   * @returns a warning for each file that changed
   */
  restore(): Promise<readonly string[]>;
}

/** Reads the files before anything is measured, and before we write to them ourselves. */
export async function keptRunnerFiles(
  variables: Readonly<Record<string, string | undefined>>,
): Promise<RunnerFiles> {
  const kept = await Promise.all(
    NAMES.flatMap((name) => {
      const path = variables[name];
      return path === undefined || path === "" ? [] : [keep(name, path)];
    }),
  );
  let isRestored = false;
  return {
    async restore() {
      // Later changes are our own writing.
      if (isRestored) return [];
      isRestored = true;
      const warnings = await Promise.all(kept.map(putBack));
      return warnings.filter((warning) => warning !== null);
    },
  };
}

async function keep(name: string, path: string): Promise<Kept> {
  const reading = await readBounded(path, BYTES_LIMIT);
  return {
    name,
    path,
    bytes: reading.kind === "read" ? reading.bytes : null,
    mark: reading.kind === "unreadable" ? await markOf(path) : null,
  };
}

async function markOf(path: string): Promise<string | null> {
  const found = await lstat(path, { bigint: true }).catch(() => null);
  return found === null ? null : `${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}`;
}

async function putBack({ name, path, bytes, mark }: Kept): Promise<string | null> {
  const what = `${name}, a file of the runner, was changed while the benchmarks ran`;
  if (bytes === null) {
    if (mark === null || mark === (await markOf(path))) return null;
    return `${what}. It could not be put back, because it was too large or unreadable before: see what the benchmarks do.`;
  }
  try {
    const now = await readBounded(path, BYTES_LIMIT);
    const isLink = (await lstat(path).catch(() => null))?.isFile() !== true;
    if (!isLink && now.kind === "read" && Buffer.compare(now.bytes, bytes) === 0) return null;
    // Written anew, so that a link in its place leads nowhere.
    await rm(path, { recursive: true, force: true });
    await writeFile(path, bytes, { flag: "wx" });
    return `${what}. It was put back: see what the benchmarks do.`;
  } catch (error) {
    return `${what}, and could not be put back: ${error instanceof Error ? error.message : String(error)}`;
  }
}
