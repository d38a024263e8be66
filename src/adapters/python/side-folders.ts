/**
 * Home, cache and temporary folders of one side while it is measured. What the side that comes first leaves there, such
 * as a lock or a cache of compiled templates, must not be found by the other side.
 */
import { cp, lstat, mkdir, readdir, realpath, rm, stat, symlink } from "node:fs/promises";
import { join } from "node:path";

/**
 * Folders in the home folder that each side has of its own, with links to what is in them, because programs make
 * folders there.
 */
const OPENED = [
  ".config",
  ".local",
  ".local/share",
  ".local/state",
  "Library",
  "Library/Application Support",
];
/** Folders that hold caches. The small ones are copied. */
const CACHES = [".cache", "Library/Caches"];
/**
 * Limit for all copied caches together, in bytes. A larger one, such as of models or packages, is linked: it was there
 * before, and copying it takes time.
 */
const MOST_COPIED_BYTES = 16 * 1024 * 1024;
const MOST_COPIED_FILES = 1_000;

interface Room {
  bytes: number;
  files: number;
}

/**
 * Variables that name the side's own folders, made below `folder`. Everything in the job's home is found in the side's
 * as well: it is linked, and small caches are copied. What is newly written belongs to the side.
 *
 * @param folder absolute and empty; whoever made it removes it
 * @param environment that the side would run in otherwise
 * @param given variables that the user has set for the side, which stay as they are
 */
export async function ownFolders(
  folder: string,
  environment: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const own: Record<string, string> = {};
  const copiedOrLinked = copier({ bytes: MOST_COPIED_BYTES, files: MOST_COPIED_FILES });
  const temporary = join(folder, "tmp");
  await mkdir(temporary, { mode: 0o700 });
  for (const name of process.platform === "win32" ? ["TEMP", "TMP"] : ["TMPDIR"]) own[name] = temporary;
  // A link needs rights there that few jobs have.
  if (process.platform !== "win32") {
    const home = await folderNamed(environment.HOME);
    if (home !== null && given.HOME === undefined) {
      own.HOME = join(folder, "home");
      await mirrorHome(home, own.HOME, copiedOrLinked);
    }
    const caches = await folderNamed(environment.XDG_CACHE_HOME);
    if (environment.XDG_CACHE_HOME !== undefined) {
      own.XDG_CACHE_HOME = join(folder, "cache");
      await mkdir(own.XDG_CACHE_HOME, { mode: 0o700 });
      if (caches !== null) await fill(caches, own.XDG_CACHE_HOME, copiedOrLinked);
    }
  }
  return Object.fromEntries(Object.entries(own).filter(([name]) => given[name] === undefined));
}

/** Real path of a folder; null if it is not a folder. */
async function folderNamed(path: string | undefined): Promise<string | null> {
  if (path === undefined || path === "") return null;
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ? realpath(path) : null;
}

async function mirrorHome(home: string, own: string, copiedOrLinked: Placing): Promise<void> {
  await mkdir(own, { mode: 0o700 });
  const opened = new Set([...OPENED, ...CACHES].map((path) => join(home, path)));
  await fill(home, own, async function open(source, target): Promise<void> {
    const isFolder = (await lstat(source)).isDirectory();
    if (!isFolder || !opened.has(source)) return symlink(source, target);
    await mkdir(target, { mode: 0o700 });
    const isCache = CACHES.some((path) => source === join(home, path));
    await fill(source, target, isCache ? copiedOrLinked : open);
  });
  // The folder for caches, even if there was none yet.
  await mkdir(join(own, ".cache"), { recursive: true, mode: 0o700 });
}

type Placing = (source: string, target: string) => Promise<void>;

async function fill(source: string, target: string, place: Placing): Promise<void> {
  for (const name of await readdir(source).catch(() => [])) {
    // A file that disappears meanwhile counts as missing.
    await place(join(source, name), join(target, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
  }
}

/** Copies what fits and links the rest. @param room for everything that it copies */
function copier(room: Room): Placing {
  return async (source, target) => {
    const left = { ...room };
    if (!(await fits(source, left))) return symlink(source, target);
    Object.assign(room, left);
    try {
      await cp(source, target, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    } catch {
      // Another user's files can't always be read, and the side could not read them either.
      await rm(target, { recursive: true, force: true });
      await symlink(source, target);
    }
  };
}

/** Whether a place fits into the room that is left. @param left the size of the place is subtracted from it */
async function fits(path: string, left: Room): Promise<boolean> {
  const found = await lstat(path);
  // Sockets and pipes can't be copied, and a link may lead anywhere.
  if (!found.isFile() && !found.isDirectory()) return false;
  left.files--;
  left.bytes -= found.isFile() ? found.size : 0;
  if (left.files < 0 || left.bytes < 0) return false;
  if (!found.isDirectory()) return true;
  for (const name of (await readdir(path).catch(() => null)) ?? []) {
    if (!(await fits(join(path, name), left))) return false;
  }
  return true;
}
