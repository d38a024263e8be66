/**
 * What git ignores in a tree by the rules of a moment, answered later: rules that are written meanwhile change nothing.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { GateError } from "../../errors.ts";
import type { IgnoreRules } from "../../ports/checkouts.ts";
import { textOf } from "../files/bounded-files.ts";
import { makeOwnedFolder } from "../files/owned-folder.ts";
import { ask, complaint, type Git, gitIn } from "./git-command.ts";

/** Limit on rules, in bytes: far more than anybody has. */
const RULES_BYTES = 1024 * 1024;
/** Paths for each command: a command line is at most some hundred thousand characters long. */
const PATHS_AT_ONCE = 200;

/**
 * The rules of a tree.
 *
 * @param git in the root of the tree, whose index says which files of rules are the commit's; no other ones count
 */
export async function ignoreRulesOf(git: Git): Promise<IgnoreRules> {
  const listed = (await ask(git, "ls-files", "-z", "--", ":(glob)**/.gitignore")) ?? "";
  const text = async (path: string) => (await textOf(path, RULES_BYTES)) ?? "";
  const inTree = await Promise.all(
    listed
      .split("\0")
      .filter((path) => path !== "")
      .map(async (path) => [path, await text(join(git.folder, path))] as const),
  );
  const exclude = (await ask(git, "rev-parse", "--git-path", "info/exclude"))?.trim();
  const ofRepository = exclude === undefined ? "" : await text(resolve(git.folder, exclude));
  const ofPerson = await text(await personsFile(git));
  // The repository's own rules take precedence.
  const files = [...inTree, [".git/info/exclude", `${ofPerson}\n${ofRepository}`]] as const;
  return { ignored: async (paths) => (paths.length === 0 ? new Set() : ignoredBy(files, paths)) };
}

async function personsFile(git: Git): Promise<string> {
  const configured = (await ask(git, "config", "--type=path", "--get", "core.excludesFile"))?.trim();
  if (configured) return resolve(git.folder, configured);
  return join(process.env.XDG_CONFIG_HOME || join(homedir(), ".config"), "git", "ignore");
}

/** Git's own answer, in a repository that has only the rules: a path need not exist to be ignored. */
async function ignoredBy(
  files: readonly (readonly [string, string])[],
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  const folder = await makeOwnedFolder(tmpdir());
  try {
    const root = join(folder.path, "rules");
    const git = gitIn(folder.path);
    const made = await git("init", "--quiet", "--template=", "rules");
    if (made.exitCode !== 0) throw cantTell(complaint(made));
    for (const [path, text] of files) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    const found = new Set<string>();
    for (let first = 0; first < paths.length; first += PATHS_AT_ONCE) {
      for (const path of await ignoredAmong(root, paths.slice(first, first + PATHS_AT_ONCE))) found.add(path);
    }
    return found;
  } finally {
    await folder.remove();
  }
}

async function ignoredAmong(root: string, paths: readonly string[]): Promise<string[]> {
  const git = gitIn(root, {
    // A name with control characters or quotes in it is written another way even so, and passes for one that is not
    // ignored.
    settings: ["core.quotePath=false", "core.excludesFile="],
  });
  // Git takes a colon at the very beginning for a pattern.
  const answer = await git("check-ignore", "--", ...paths.map((path) => `./${path}`));
  if (answer.exitCode !== 0 && answer.exitCode !== 1) throw cantTell(complaint(answer));
  const lines = answer.stdout.split("\n").filter((line) => line !== "");
  return lines.map((line) => line.slice("./".length));
}

function cantTell(why: string): GateError {
  return new GateError(
    `git could not tell which of the files created in base during measuring it ignores (${why})`,
    "See what `git check-ignore` says in the checkout.",
  );
}
