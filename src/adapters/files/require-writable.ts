/** Whether a file can be written, before anything is measured for it. */
import { randomUUID } from "node:crypto";
import { constants, existsSync } from "node:fs";
import { access, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { GateError } from "../../errors.ts";
import { isBelow } from "./is-below.ts";
import { ownStream } from "./own-streams.ts";
import { assertStaysInside } from "./stays-inside.ts";

/**
 * Refuses a place that can't be written to, before anything is measured. An empty file is made beside it and removed
 * again, since permissions say too little: on some file systems, such as `/proc`, they promise what nobody can do. Below
 * the working directory, missing folders are made later; anywhere else, a missing folder is most likely a typing error.
 *
 * @param folder what relative paths are relative to: absolute
 * @throws GateError
 */
export async function requireWritable(path: string, folder: string): Promise<void> {
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
  const above = nearestAbove(file);
  if (above !== dirname(file) && !isBelow(file, folder)) {
    refuse(
      `the folder ${dirname(file)} does not exist`,
      "Create the folder, or name a file in one that exists.",
    );
  }
  if (!(await stat(above)).isDirectory()) refuse(`${above} is not a folder`, "Name a file in a folder.");
  // A file is replaced, for which its folder has to be writable; a device or a FIFO is written to.
  const isReplaced = found === null || found.isFile();
  const tried = isReplaced
    ? makeAndRemove(join(above, `.hotpath-gate-${randomUUID()}`))
    : access(file, constants.W_OK);
  await tried.catch((error: NodeJS.ErrnoException) => {
    const trouble = isReplaced ? `can't create a file in ${above}` : "the device is not writable";
    return refuse(`${trouble} (${error.code})`, "Name a file in a folder that is writable.");
  });
}

async function makeAndRemove(file: string): Promise<void> {
  await writeFile(file, "", { flag: "wx" });
  await rm(file);
}

/** The nearest folder above a path that exists. */
function nearestAbove(path: string): string {
  const above = dirname(path);
  return existsSync(above) || above === path ? above : nearestAbove(above);
}
