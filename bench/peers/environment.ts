/** The peers' own virtual environment, made once for each interpreter and set of versions. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { benchFolder, repositoryFolder } from "../folders.ts";

const run = promisify(execFile);

export const requirementsFile = fileURLToPath(new URL("peers/requirements.txt", benchFolder));

/** @returns interpreter of the environment, in `.venv/peers-<version>` */
export async function peersPython(python: string): Promise<string> {
  const probe = "import sys; print(sys.version.split()[0]); print(sys.executable)";
  const [version = "", executable = ""] = (await run(python, ["-c", probe])).stdout.split(/\r?\n/);
  const folder = fileURLToPath(new URL(`.venv/peers-${version}/`, repositoryFolder));
  const own = `${folder}bin/python`;
  const stamp = `${folder}requirements.sha256`;
  const wanted = createHash("sha256")
    .update(await readFile(requirementsFile))
    .update(executable)
    .digest("hex");
  if ((await readFile(stamp, "utf8").catch(() => "")) === wanted) return own;
  await rm(folder, { recursive: true, force: true });
  await run(executable, ["-m", "venv", folder]);
  const install = ["install", "--quiet", "--disable-pip-version-check", "--requirement", requirementsFile];
  await run(own, ["-m", "pip", ...install]);
  await writeFile(stamp, wanted);
  return own;
}
