/** Where a peer works: it sees both commits, and the project's own folder stays as it is. */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Project } from "../project.ts";

export interface Workplace extends AsyncDisposable {
  /** Temporary, with nothing in it but what is named here. */
  readonly folder: string;
  /** Checkout of `HEAD^`. */
  readonly base: string;
  /** Checkout of `HEAD`; its path is as long as base's, since lengths of paths move things in memory. */
  readonly head: string;
}

export async function openWorkplace(project: Project): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), "hotpath-gate-peer-"));
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "core.hooksPath=/dev/null", ...args], { cwd: project.folder });
  const place = { folder, base: join(folder, "base"), head: join(folder, "head") };
  git("worktree", "add", "--quiet", "--detach", place.base, "HEAD^");
  git("worktree", "add", "--quiet", "--detach", place.head, "HEAD");
  return {
    ...place,
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true });
      git("worktree", "prune");
    },
  };
}
