/** Finds a program by the rules of the platform's shell, without asking a shell. */
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** Absolute path of the first program of that name on the search path; null when there is none. */
export async function findOnPath(name: string, searchPath: string): Promise<string | null> {
  const endings = process.platform === "win32" ? ["", ".exe", ".cmd", ".bat"] : [""];
  for (const folder of searchPath.split(delimiter)) {
    if (folder === "") continue;
    for (const ending of endings) {
      const path = join(folder, `${name}${ending}`);
      if (await isProgram(path)) return path;
    }
  }
  return null;
}

export async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
