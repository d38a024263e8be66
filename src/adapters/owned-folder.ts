/**
 * Temporary folders that say which process they belong to, so that a later run can remove what a killed one
 * left behind without ever touching a folder that is still in use.
 */
import { readFileSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import * as z from "zod";

/** Short, because checkouts below it are to have paths as long as head's own. */
const PREFIX = "hpg-";
const OWNER_FILE = "owner.json";
/** A folder without an owner is one whose maker died, or is just being made. */
const OWNERLESS_SECONDS = 3600;

const ownerSchema = z.object({ pid: z.number().int(), host: z.string(), started: z.string().nullable() });

export interface OwnedFolder {
  /** Absolute, without symbolic links; only its owner may enter. */
  readonly path: string;
  /** @throws the file system's error when something in it can't be removed */
  remove(): Promise<void>;
  /** The same, for signal handlers. */
  removeNow(): void;
}

export async function makeOwnedFolder(parent: string): Promise<OwnedFolder> {
  await mkdir(parent, { recursive: true });
  const path = await mkdtemp(join(await realpath(parent), PREFIX));
  const owner = { pid: process.pid, host: hostname(), started: startOf(process.pid) };
  await writeFile(join(path, OWNER_FILE), JSON.stringify(owner));
  return {
    path,
    remove: () => removeFolder(path),
    removeNow: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}

export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}

export function isOwnedFolderName(path: string): boolean {
  return /^hpg-[A-Za-z0-9]{6}$/.test(basename(path));
}

/** Owned folders directly below `parent` whose process no longer exists: absolute paths. */
export async function abandonedFolders(parent: string): Promise<string[]> {
  let names: string[];
  let folder: string;
  try {
    folder = await realpath(parent);
    names = await readdir(folder);
  } catch {
    return [];
  }
  const candidates = names.filter(isOwnedFolderName).map((name) => join(folder, name));
  const verdicts = await Promise.all(candidates.map(isAbandoned));
  return candidates.filter((_, at) => verdicts[at]);
}

async function isAbandoned(path: string): Promise<boolean> {
  try {
    const { uid, mtimeMs } = await stat(path);
    if (process.getuid !== undefined && uid !== process.getuid()) return false;
    const text = await readFile(join(path, OWNER_FILE), "utf8").catch(() => null);
    if (text === null) return Date.now() - mtimeMs > OWNERLESS_SECONDS * 1000;
    const owner = ownerSchema.parse(JSON.parse(text));
    // Process ids mean nothing across hosts, and containers may share a temporary folder.
    return owner.host === hostname() && !isAlive(owner.pid, owner.started);
  } catch {
    return false;
  }
}

function isAlive(pid: number, started: string | null): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  const now = startOf(pid);
  return started === null || now === null || now === started;
}

/** What tells a process from a later one with the same id; null where the platform does not say. */
function startOf(pid: number): string | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold anything; start time is the 20th field after it.
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return ticks === undefined ? null : `${boot}/${ticks}`;
  } catch {
    return null;
  }
}
