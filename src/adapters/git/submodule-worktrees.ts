/**
 * Submodules of a worktree, checked out from what the repository has of them on disk: without the network, and only if
 * head has any.
 */
import { existsSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Log } from "../log.ts";
import { ask, complaint, gitIn } from "./git-command.ts";

/** Where commits of a project are on disk. */
interface Source {
  readonly folder: string;
  /** Options of git that stand before its command. */
  readonly options: readonly string[];
}

export interface SubmoduleWorktree {
  /** The repository whose list has the worktree. */
  readonly source: Source;
  readonly path: string;
}

export interface AddedSubmodules {
  /** Worktrees that were made, outermost first. */
  readonly made: readonly SubmoduleWorktree[];
  /** Paths of submodules that can't be had and stay empty, although head has them checked out or has removed them. */
  readonly missing: readonly string[];
}

/**
 * Adds the worktrees of submodules, and returns what was made. A submodule that can't be had stays empty, with a
 * warning.
 *
 * @param head its checkout, or that of the submodule in it
 */
export function addSubmodules(
  head: string,
  worktree: string,
  settings: readonly string[],
  log: Log,
): Promise<AddedSubmodules> {
  return addFrom({ folder: head, options: [] }, worktree, settings, log);
}

async function addFrom(
  head: Source,
  worktree: string,
  settings: readonly string[],
  log: Log,
): Promise<AddedSubmodules> {
  if (!existsSync(join(worktree, ".gitmodules"))) return { made: [], missing: [] };
  const ofBase = await declared(worktree);
  const ofHead = await declared(head.folder);
  // A repository alone has nothing checked out, and is left over from what head has removed.
  const onHead = head.options.length > 0 ? [] : await linked(head.folder);
  const common = await ask(gitIn(head.folder), ...head.options, "rev-parse", "--git-common-dir");
  const made: SubmoduleWorktree[] = [];
  const missing: string[] = [];
  for (const { place, commit } of await linked(worktree)) {
    const { name = null, url = null } = ofBase.find(({ path }) => path === place) ?? {};
    // Head may have it under another path or another name.
    const moved = ofHead.filter((one) => one.name === name || (url !== null && one.url === url));
    const places = [place, ...moved.flatMap(({ path }) => path ?? [])];
    const checkouts = places
      .flatMap((one) => below(head.folder, one))
      .filter((folder) => existsSync(join(folder, ".git")))
      .map((folder): Source => ({ folder, options: [] }));
    const names = [name, ...moved.map((one) => one.name)].filter((one) => one !== null);
    const repositories = common === null ? [] : storedBelow(resolve(head.folder, common, "modules"), names);
    const isOnHead = onHead.some((one) => places.includes(one.place));
    if (checkouts.length + repositories.length === 0 && isOnHead) continue;
    const path = join(worktree, place);
    const added = await addFromAny([...checkouts, ...repositories], path, commit, settings);
    if (added.source === null) {
      missing.push(place);
      log.warning(
        `The submodule ${place} of base (${commit.slice(0, 10)}) is not available, and stays empty: ${added.why}`,
      );
      continue;
    }
    const inner = await addFrom(added.source, path, settings, log);
    made.push({ source: added.source, path }, ...inner.made);
    missing.push(...inner.missing.map((one) => `${place}/${one}`));
  }
  return { made, missing };
}

/** Repositories of submodules that git keeps, even if the checkouts move or go. */
function storedBelow(folder: string, names: readonly string[]): Source[] {
  return (
    names
      .flatMap((name) => below(folder, name))
      .filter((repository) => existsSync(join(repository, "HEAD")))
      // Its settings name the place of its checkout, where there may be none.
      .map((repository) => ({ folder: repository, options: ["--git-dir=.", "--work-tree=."] }))
  );
}

/** Adds a worktree from whichever source has the commit: a commit is the same wherever it comes from. */
async function addFromAny(
  sources: readonly Source[],
  path: string,
  commit: string,
  settings: readonly string[],
): Promise<{ readonly source: Source } | { readonly source: null; readonly why: string }> {
  const reasons: string[] = [];
  for (const source of sources) {
    const git = gitIn(source.folder, { settings });
    const added = await git(...source.options, "worktree", "add", "--detach", "--force", path, commit);
    if (added.exitCode === 0) return { source };
    reasons.push(complaint(added));
  }
  return { source: null, why: reasons[0] ?? "head has no such submodule" };
}

interface Declared {
  readonly name: string;
  readonly path: string | null;
  readonly url: string | null;
}

/** What the `.gitmodules` of a checkout declares; empty for a repository that has none. */
async function declared(folder: string): Promise<Declared[]> {
  const file = join(folder, ".gitmodules");
  if (!existsSync(file)) return [];
  const listing =
    (await ask(
      gitIn(folder),
      "config",
      "--file",
      file,
      "-z",
      "--get-regexp",
      "^submodule\\..*\\.(path|url)$",
    )) ?? "";
  const found = new Map<string, Declared>();
  for (const entry of listing.split("\0")) {
    const [, name, key, value = ""] = /^submodule\.(.+)\.(path|url)\n(.*)$/s.exec(entry) ?? [];
    if (name === undefined || key === undefined) continue;
    found.set(name, { ...(found.get(name) ?? { name, path: null, url: null }), [key]: value });
  }
  return [...found.values()];
}

/** Paths of submodules in the index, and their commits. */
async function linked(folder: string): Promise<{ readonly place: string; readonly commit: string }[]> {
  const listing = (await ask(gitIn(folder), "ls-files", "--stage", "-z")) ?? "";
  return [...listing.matchAll(/(?:^|\0)160000 ([0-9a-f]+) \d\t([^\0]+)/g)].flatMap(([, commit, place]) =>
    commit === undefined || place === undefined ? [] : [{ place, commit }],
  );
}

/** The path below a folder; null if a name or a path of `.gitmodules` leads elsewhere. */
function below(folder: string, path: string): string[] {
  const at = resolve(folder, path);
  const way = relative(folder, at);
  const isElsewhere = way === "" || way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
  return isElsewhere ? [] : [at];
}
