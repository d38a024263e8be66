/** A Node 24 for the runner, as the action asks for: this process's own, or the binary that npm distributes. */
// @ts-check
import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const NODE_VERSION = "24.21.0";

/**
 * Folder with a `node` of version 24 or later.
 *
 * @param {string} toolsFolder
 * @param {(message: string) => void} say
 * @returns {Promise<string>}
 */
export async function findNode24(toolsFolder, say) {
  if (Number(process.versions.node.split(".")[0]) >= 24) return dirname(process.execPath);
  const folder = join(toolsFolder, `node-${NODE_VERSION}`);
  const name = `node-${process.platform}-${process.arch}`;
  const bin = join(folder, "node_modules", name, "bin");
  try {
    await access(join(bin, "node"));
  } catch {
    say(`installing Node ${NODE_VERSION} (once, into ${folder})`);
    const options = ["--prefix", folder, "--no-save", "--no-audit", "--no-fund"];
    try {
      await run("npm", ["install", ...options, `${name}@${NODE_VERSION}`]);
    } catch (error) {
      throw new Error(
        `${name}@${NODE_VERSION} could not be installed from npm. Run this with Node 24 or later.`,
        {
          cause: error,
        },
      );
    }
  }
  const { stdout } = await run(join(bin, "node"), ["--version"]);
  if (stdout.trim() !== `v${NODE_VERSION}`) {
    throw new Error(`${join(bin, "node")} is ${stdout.trim()}, not v${NODE_VERSION}. Remove ${folder}.`);
  }
  return bin;
}
