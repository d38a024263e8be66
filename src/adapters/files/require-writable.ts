/** Whether a file can be written, before anything is measured for it. */
import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { access, lstat, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { GateError } from "../../errors.ts";
import { isBelow } from "./is-below.ts";
import { ownStream } from "./own-streams.ts";
import { assertStaysInside } from "./stays-inside.ts";

/**
 * Refuses a place that can't be written to, before anything is measured. An empty file is made there and removed again,
 * since permissions say too little: on some file systems, such as `/proc`, they promise what nobody can do. Below the
 * working directory, missing folders are made later; anywhere else, a missing folder is most likely a typing error.
 *
 * @param folder what relative paths are relative to: absolute
 * @param makesFolders whether missing folders are made anywhere, as a workflow expects of its temporary folder
 * @throws GateError
 */
export async function requireWritable(path: string, folder: string, makesFolders = false): Promise<void> {
  const file = resolve(folder, path);
  const refuse = (why: string, advice: string): never => {
    throw new GateError(`${path} can't be written: ${why}`, advice);
  };
  await assertStaysInside(folder, file).catch((error: Error) =>
    refuse(error.message, "Name a file that no link leads away from."),
  );
  if (ownStream(file) !== null) return;
  const found = await stat(file).catch(() => null);
  if (found?.isDirectory()) refuse("it is a folder", `Name a file in it, such as ${join(path, "FILE")}.`);
  const above = await nearestAbove(file);
  if (above !== dirname(file) && !makesFolders && !isBelow(file, folder)) {
    refuse(
      `the folder ${dirname(file)} does not exist`,
      "Create the folder, or name a file in one that exists.",
    );
  }
  const kind = await stat(above).catch(() => null);
  if (kind === null) refuse(`${above} is a link that leads nowhere`, "Name a file in a folder.");
  if (kind?.isDirectory() !== true) refuse(`${above} is not a folder`, "Name a file in a folder.");
  // A file is replaced, for which its folder has to be writable; a device or a FIFO is written to.
  const isReplaced = found === null || found.isFile();
  const tried = isReplaced ? makeAndRemove(temporaryNames(file, above)) : access(file, constants.W_OK);
  await tried.catch((error: NodeJS.ErrnoException) => {
    const trouble = isReplaced ? `can't create a file in ${above}` : "the device is not writable";
    return refuse(
      `${trouble} (${error.code})`,
      "Name a file in a folder that is writable, and not too long a name.",
    );
  });
}

/** Longest suffix that the file has while it is written: a dot and the digits of a hash of 32 bits. */
const SUFFIX = ".0000000000";

/** Files to try in the folder, each with as long a name as a part of the path has. */
function temporaryNames(file: string, above: string): readonly string[] {
  const parts = relative(above, `${file}${SUFFIX}`).split(sep);
  // The names themselves may be there already.
  return parts.map((part) =>
    join(above, `${randomUUID()}${part}`.slice(0, Math.max(part.length, SUFFIX.length))),
  );
}

async function makeAndRemove(files: readonly string[]): Promise<void> {
  for (const file of files) {
    await writeFile(file, "", { flag: "wx" });
    await rm(file);
  }
}

/** What is nearest above a path: a folder, or whatever is in the place of one. */
async function nearestAbove(path: string): Promise<string> {
  const above = dirname(path);
  const isThere = (await lstat(above).catch(() => null)) !== null;
  return isThere || above === path ? above : nearestAbove(above);
}
