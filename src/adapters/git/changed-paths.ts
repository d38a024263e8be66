/** Everything in which the working tree differs from a commit, whatever it is for. */
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { GateError } from "../../errors.ts";
import type { ChangedPath } from "../../model/same-code.ts";
import { complaint, type Git } from "./git-command.ts";
import { hiddenChanges } from "./hidden-changes.ts";
import { without } from "./uncommitted.ts";

const NOTHING = "000000";
/** Modes of links and submodules: what lies behind them has other paths. */
const LEADS_ELSEWHERE = new Set(["120000", "160000"]);

/**
 * Paths that differ, files that git does not know among them; not those that it ignores.
 *
 * @param git in the root of the checkout
 * @param outputs files below it that the run writes
 * @throws GateError if git can't tell
 */
export async function changedPaths(
  git: Git,
  commit: string,
  outputs: readonly string[],
): Promise<ChangedPath[]> {
  const told = async (...args: string[]) => {
    const answer = await git(...args);
    if (answer.exitCode === 0) return answer.stdout.split("\0").filter((one) => one !== "");
    throw new GateError(
      `git could not tell what differs between ${commit.slice(0, 12)} and ${git.folder} (${complaint(answer)})`,
      "See what `git diff --stat` with that commit says there.",
    );
  };
  // A rename is a file that is gone and another that is new. What a submodule has changed itself is a change, too.
  const raw = await told(
    "diff",
    "--raw",
    "--no-renames",
    "--no-ext-diff",
    "--no-abbrev",
    "--ignore-submodules=untracked",
    "-z",
    commit,
    "--",
  );
  const changes = new Map<string, ChangedPath>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [before = NOTHING, after = NOTHING] = (raw[at] ?? "").slice(1).split(" ");
    const path = raw[at + 1] ?? "";
    changes.set(path, {
      path,
      on: before === NOTHING ? "head" : after === NOTHING ? "base" : "both",
      isFile: !LEADS_ELSEWHERE.has(before) && !LEADS_ELSEWHERE.has(after),
    });
  }
  for (const path of await hiddenChanges(git, ["."])) changes.set(path, { path, on: "both", isFile: true });
  for (const path of await told(
    "ls-files",
    "-z",
    "--others",
    "--exclude-standard",
    "--",
    ".",
    ...without(outputs),
  )) {
    // A checkout of its own that lies in this one is listed as a folder.
    const isFile =
      !path.endsWith("/") && (await lstat(join(git.folder, path)).catch(() => null))?.isFile() === true;
    // What the commit has, and git no longer knows, differs in content at most.
    const on = changes.get(path)?.on === "base" ? "both" : "head";
    changes.set(path, { path, on, isFile });
  }
  return [...changes.values()];
}

/**
 * Those of the paths that exist in the checkout although git does not know them.
 *
 * @param paths absolute
 */
export async function unknownToGit(git: Git, paths: readonly string[]): Promise<string[]> {
  const below = paths.filter((path) => path.startsWith(`${git.folder}/`));
  const listing = await git("ls-files", "-z");
  if (listing.exitCode !== 0) return below;
  const known = new Set(listing.stdout.split("\0").map((path) => `${git.folder}/${path}`));
  const unknown = below.filter((path) => !known.has(path));
  const found = await Promise.all(unknown.map((path) => lstat(path).catch(() => null)));
  return unknown.filter((_, index) => found[index] !== null && found[index]?.isDirectory() !== true);
}
