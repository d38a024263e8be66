/** The Python of the story's repository: a virtual environment with the packages that its lock file pins. */
// @ts-check
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Folder with `python`; made once for each content of the requirements file.
 *
 * @param {string} toolsFolder
 * @param {string} requirements path of the file
 * @param {(message: string) => void} say
 * @returns {Promise<string>}
 */
export async function findPython(toolsFolder, requirements, say) {
  const content = await readFile(requirements);
  const folder = join(
    toolsFolder,
    `python-${createHash("sha256").update(content).digest("hex").slice(0, 12)}`,
  );
  const bin = join(folder, "bin");
  try {
    await access(join(bin, "pytest"));
  } catch {
    say(`making a virtual environment (once, into ${folder})`);
    await rm(folder, { recursive: true, force: true });
    await run("python3", ["-m", "venv", folder]);
    await run(join(bin, "python"), [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "-r",
      requirements,
    ]);
  }
  return bin;
}
