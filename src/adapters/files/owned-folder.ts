/**
 * Temporary folders that say which process they belong to, so that a later run can remove what a killed one
 * left behind without ever touching a folder that is still in use.
 */
import { readlinkSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, realpath, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import * as z from "zod";
import { GateError } from "../../errors.ts";
import { atTakedown } from "../takedown.ts";
import { kernelText, textOf } from "./bounded-files.ts";

/** Prefix of the folders' names. It is short, because checkouts below them should have paths as long as head's own. */
const PREFIX = "hpg-";
const OWNER_FILE = "owner.json";
/** Age in seconds from which a folder without an owner counts as abandoned. A younger one may just be being made. */
const OWNERLESS_SECONDS = 3600;
const OWNER_BYTES = 64 * 1024;
/**
 * Age in seconds from which any folder counts as abandoned: longer than any job may take, so its maker is gone even if
 * we can't check.
 */
const FOREIGN_SECONDS = 7 * 24 * 3600;

/** The process that something belongs to. */
const ownerSchema = z.object({
  pid: z.number().int(),
  host: z.string(),
  started: z.string().nullable(),
  /** Namespace in which process ids are valid; null if the platform does not tell, or if an older version wrote it. */
  pidNamespace: z.string().nullable().default(null),
});

type Owner = z.infer<typeof ownerSchema>;

export interface OwnedFolder {
  /** Absolute path without symbolic links. Only the owner may enter the folder. */
  readonly path: string;
  /** Removes the folder. @throws the file system's error if something in it can't be removed */
  remove(): Promise<void>;
}

export async function makeOwnedFolder(parent: string): Promise<OwnedFolder> {
  const { path, leftover } = await makeFolder(parent);
  return {
    path,
    async remove() {
      await removeFolder(path);
      leftover[Symbol.dispose]();
    },
  };
}

async function makeFolder(parent: string): Promise<{ readonly path: string; readonly leftover: Disposable }> {
  try {
    await mkdir(parent, { recursive: true });
    const path = await mkdtemp(join(await realpath(parent), PREFIX));
    const leftover = atTakedown("files", () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }));
    await writeFile(join(path, OWNER_FILE), JSON.stringify(ownOwner()));
    return { path, leftover };
  } catch (error) {
    throw new GateError(
      `No temporary folder could be made in ${parent}: ${error instanceof Error ? error.message : String(error)}`,
      "Set `TMPDIR` (`RUNNER_TEMP` in GitHub Actions) to a folder that is writable and has free space.",
      { cause: error },
    );
  }
}

function ownOwner(): Owner {
  const started = startOf(process.pid);
  return { pid: process.pid, host: hostname(), started, pidNamespace: pidNamespace() };
}

/** One line, without quotes, that says which process something belongs to from now on. */
export function ownershipLine(): string {
  const line = new URLSearchParams({ since: String(Date.now()) });
  for (const [name, value] of Object.entries(ownOwner())) if (value !== null) line.set(name, String(value));
  return `${LINE_BEGINS}${line}`;
}

const LINE_BEGINS = "hotpath-gate?";

/** Whether the process of an `ownershipLine` has certainly ended; null if the text is not such a line. */
export function isOwnerGone(line: string): boolean | null {
  if (!line.startsWith(LINE_BEGINS)) return null;
  const { pid, since, ...rest } = Object.fromEntries(new URLSearchParams(line.slice(LINE_BEGINS.length)));
  const owner = ownerSchema.safeParse({ started: null, ...rest, pid: Number(pid) });
  return owner.success ? isGone(owner.data, Number(since)) : null;
}

export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}

export function isOwnedFolderName(path: string): boolean {
  return /^hpg-[A-Za-z0-9]{6}$/.test(basename(path));
}

/** Absolute paths of owned folders directly below `parent` whose process no longer exists. */
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
    const text = await textOf(join(path, OWNER_FILE), OWNER_BYTES);
    if (text === null) return Date.now() - mtimeMs > OWNERLESS_SECONDS * 1000;
    return isGone(ownerSchema.parse(JSON.parse(text)), mtimeMs);
  } catch {
    return false;
  }
}

/**
 * Whether an owner has ended. Process ids mean nothing across hosts and process namespaces, and containers may share a
 * disk.
 *
 * @param since milliseconds
 */
function isGone(owner: Owner, since: number): boolean {
  if (owner.host !== hostname()) return false;
  if (owner.pidNamespace !== pidNamespace()) return Date.now() - since > FOREIGN_SECONDS * 1000;
  return !isAlive(owner.pid, owner.started);
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

/** When a process started, which tells it from a later one with the same id; null if the platform does not say. */
function startOf(pid: number): string | null {
  const boot = kernelText("/proc/sys/kernel/random/boot_id")?.trim();
  const stat = kernelText(`/proc/${pid}/stat`);
  if (boot === undefined || stat === null) return null;
  // The name in parentheses may contain anything; start time is the 20th field after it.
  const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  return ticks === undefined ? null : `${boot}/${ticks}`;
}

function pidNamespace(): string | null {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return null;
  }
}
