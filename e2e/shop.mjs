/** The story's repository: fixtures/projects/shop with an origin, pull requests and their merge commits. */
// @ts-check
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

export const SHOP_FIXTURE = fileURLToPath(new URL("../fixtures/projects/shop", import.meta.url));

/**
 * New content by path; a function changes what is there.
 *
 * @typedef {Record<string, string | ((text: string) => string)>} Edits
 *
 * @typedef {object} PullRequestCommits
 * @property {string} headSha
 * @property {string} baseSha
 * @property {string} mergeSha what the checks run on: base is its first parent
 */

/**
 * @param {string} folder where origin and checkouts go
 * @param {Record<string, string>} environment of git
 */
export async function createShop(folder, environment) {
  const origin = join(folder, "origin.git");
  const work = join(folder, "work");
  let checkouts = 0;

  /** @param {string} cwd @param {string[]} args */
  const git = async (cwd, ...args) => {
    const { stdout } = await run("git", args, { cwd, env: environment });
    return stdout.trim();
  };

  /** @param {Edits} edits @param {string} message */
  async function commit(edits, message) {
    for (const [path, edit] of Object.entries(edits)) {
      const file = join(work, path);
      const before = typeof edit === "string" ? null : await readFile(file, "utf8");
      const after = typeof edit === "string" ? edit : edit(before ?? "");
      if (after === before) throw new Error(`the edit "${message}" does not change ${path}`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, after);
    }
    await git(work, "add", "--all");
    await git(work, "commit", "--quiet", "--allow-empty", "--message", message);
    return git(work, "rev-parse", "HEAD");
  }

  await cp(SHOP_FIXTURE, work, {
    recursive: true,
    filter: (path) => !/__pycache__|\.pytest_cache|\.hotpath-gate/.test(path),
  });
  await git(folder, "init", "--quiet", "--bare", "--initial-branch=main", origin);
  // As GitHub does: any commit may be fetched by its hash.
  await git(origin, "config", "uploadpack.allowAnySHA1InWant", "true");
  await git(work, "init", "--quiet", "--initial-branch=main");
  await git(work, "remote", "add", "origin", pathToFileURL(origin).href);
  await commit({}, "Open the shop");
  await git(work, "push", "--quiet", "origin", "main");

  return {
    /**
     * @param {Edits} edits
     * @param {string} message
     * @returns {Promise<{ before: string, after: string }>}
     */
    async pushToMain(edits, message) {
      await git(work, "checkout", "--quiet", "main");
      const before = await git(work, "rev-parse", "HEAD");
      const after = await commit(edits, message);
      await git(work, "push", "--quiet", "origin", "main");
      return { before, after };
    },

    /**
     * Adds a commit to the branch of a pull request (made from main when it is new) and merges the branch
     * with main for the checks.
     *
     * @param {number} number
     * @param {string} branch
     * @param {Edits} edits
     * @param {string} message
     * @returns {Promise<PullRequestCommits>}
     */
    async pushToPullRequest(number, branch, edits, message) {
      const known = await git(work, "branch", "--list", branch);
      await git(work, "checkout", "--quiet", ...(known === "" ? ["-b", branch, "main"] : [branch]));
      const headSha = await commit(edits, message);
      const baseSha = await git(work, "rev-parse", "main");
      await git(work, "checkout", "--quiet", "--detach", "main");
      await git(work, "merge", "--quiet", "--no-ff", "--message", `Merge ${headSha} into ${baseSha}`, branch);
      const mergeSha = await git(work, "rev-parse", "HEAD");
      await git(
        work,
        "push",
        "--quiet",
        "--force",
        "origin",
        `${headSha}:refs/heads/${branch}`,
        `${headSha}:refs/pull/${number}/head`,
        `${mergeSha}:refs/pull/${number}/merge`,
      );
      return { headSha, baseSha, mergeSha };
    },

    /** @returns {Promise<string>} */
    tipOfMain: () => git(origin, "rev-parse", "refs/heads/main"),

    /**
     * A checkout of one commit as actions/checkout makes it: shallow, nothing else fetched.
     *
     * @param {string} ref
     * @param {string} sha
     * @returns {Promise<string>} its folder
     */
    async checkOut(ref, sha) {
      checkouts += 1;
      const checkout = join(folder, `checkout-${checkouts}`, "shop");
      const remoteRef = ref.replace(/^refs\/(heads|pull)\//, (_, kind) =>
        kind === "heads" ? "refs/remotes/origin/" : "refs/remotes/pull/",
      );
      await mkdir(checkout, { recursive: true });
      await git(checkout, "init", "--quiet");
      await git(checkout, "remote", "add", "origin", pathToFileURL(origin).href);
      await git(
        checkout,
        "-c",
        "protocol.version=2",
        "fetch",
        "--quiet",
        "--no-tags",
        "--prune",
        "--no-recurse-submodules",
        "--depth=1",
        "origin",
        `+${sha}:${remoteRef}`,
      );
      const target = ref.startsWith("refs/heads/") ? ["-B", ref.replace("refs/heads/", "")] : ["--force"];
      await git(checkout, "checkout", "--quiet", ...target, remoteRef);
      return checkout;
    },
  };
}
