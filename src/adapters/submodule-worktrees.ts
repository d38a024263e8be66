/**
 * Submodules of a worktree, checked out from what head's own submodules have on disk: no network, and none
 * where head has none either.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ask, complaint, gitIn } from "./git-command.ts";
import type { Log } from "./log.ts";

export interface SubmoduleWorktree {
  /** Head's submodule, whose repository lists the worktree. */
  readonly source: string;
  readonly path: string;
}

/** What was made, outermost first. A submodule that can't be had is warned of, and stays empty. */
export async function addSubmodules(
  head: string,
  worktree: string,
  settings: readonly string[],
  log: Log,
): Promise<SubmoduleWorktree[]> {
  if (!existsSync(join(worktree, ".gitmodules"))) return [];
  const made: SubmoduleWorktree[] = [];
  const listing = (await ask(gitIn(worktree), "ls-files", "--stage", "-z")) ?? "";
  for (const [, commit, place] of listing.matchAll(/(?:^|\0)160000 ([0-9a-f]+) \d\t([^\0]+)/g)) {
    if (commit === undefined || place === undefined) continue;
    const source = join(head, place);
    if (!existsSync(join(source, ".git"))) continue;
    const path = join(worktree, place);
    const added = await gitIn(source, { settings })("worktree", "add", "--detach", "--force", path, commit);
    if (added.exitCode === 0) {
      made.push({ source, path }, ...(await addSubmodules(source, path, settings, log)));
    } else {
      log.warning(
        `The submodule ${place} of base (${commit.slice(0, 10)}) is not available, and stays empty: ${complaint(added)}`,
      );
    }
  }
  return made;
}
