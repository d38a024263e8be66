/** Head's checkout and worktrees of base, by git. */
import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { dirname, join, posix, relative, resolve, sep } from "node:path";
import { GateError, Interrupted } from "../../errors.ts";
import type { Checkout, Checkouts } from "../../ports/checkouts.ts";
import { isFunctionTarget, targetPath } from "../../repository/targets.ts";
import { textOf } from "../files/bounded-files.ts";
import { codeFilesBelow } from "../files/code-files.ts";
import { hashesOfFiles, hashOfFiles } from "../files/file-hashes.ts";
import { marksOfFiles } from "../files/file-marks.ts";
import { isBelow } from "../files/is-below.ts";
import {
  abandonedFolders,
  isOwnedFolderName,
  isOwnerGone,
  makeOwnedFolder,
  type OwnedFolder,
  ownershipLine,
  removeFolder,
} from "../files/owned-folder.ts";
import type { Log } from "../log.ts";
import { atTakedown } from "../takedown.ts";
import { resolveBaseCommit } from "./base-commit.ts";
import { changedPaths, unknownToGit } from "./changed-paths.ts";
import { layGeneratedOver } from "./generated-files.ts";
import { ask, complaint, type Git, gitIn, gitNow } from "./git-command.ts";
import { type HeadOverlay, headOverlay, realPlaces } from "./head-overlay.ts";
import { hiddenChanges } from "./hidden-changes.ts";
import { ignoreRulesOf } from "./ignore-rules.ts";
import { ignoredData } from "./ignored-data.ts";
import { linkedPlaces } from "./linked-benchmarks.ts";
import { pathsIntoCheckout } from "./paths-into-checkout.ts";
import { type AddedSubmodules, addSubmodules } from "./submodule-worktrees.ts";
import { trackedChanges, type Uncommitted, uncommitted, withoutEnvironments } from "./uncommitted.ts";

/** Limit for a source file that says how a suite is run, in bytes. */
const TEXT_BYTES = 16 * 1024 * 1024;
/** How long a remote may print nothing. While it works, it reports its progress. */
const REMOTE_SILENCE_SECONDS = 60;

interface AddedWorktree {
  /** Head's checkout; its repository lists the worktree. */
  readonly root: string;
  readonly folder: OwnedFolder;
  readonly path: string;
  readonly overlay: HeadOverlay;
  submodules: AddedSubmodules;
}

interface CheckoutsPlace {
  readonly workingDirectory: string;
  readonly temporaryFolder: string;
  /**
   * Files that the run writes, relative to the working directory. What an earlier run left there is not a change of the
   * code.
   */
  readonly outputs: readonly string[];
  /** What the settings name as benchmarks. Changes of these files are not changes of the code either. */
  readonly benchmarks: readonly string[];
  readonly log: Log;
  readonly remoteSilenceSeconds?: number;
}

export function gitCheckouts(place: CheckoutsPlace): Checkouts {
  const { remoteSilenceSeconds: silenceSeconds = REMOTE_SILENCE_SECONDS } = place;
  const worktrees = new Set<AddedWorktree>();
  let found: Promise<FoundHead> | undefined;

  // Once: installing and measuring may leave files behind that are none of the person's changes.
  const find = () => {
    found ??= findHead(place).then(async (head) => {
      await removeLeftovers(head.checkout.root, place.temporaryFolder, place.log);
      return head;
    });
    return found;
  };
  const head = async () => (await find()).checkout;

  const overlayOf = (base: Checkout): HeadOverlay => {
    const worktree = [...worktrees].find(({ path }) => path === base.root);
    if (worktree === undefined) throw new Error(`${base.root} is not a worktree of base`);
    return worktree.overlay;
  };

  return {
    head,

    async files(checkout) {
      const list = (...which: string[]) => listedFiles(gitIn(checkout.root), which);
      const untracked = withoutEnvironments(await list("--others", "--exclude-standard"));
      const listing = [...untracked, ...(await list("--cached"))];
      const deleted = new Set(await list("--deleted"));
      return [...new Set(listing)].filter((path) => !deleted.has(path));
    },

    codeFiles: ({ root }, places) => codeFilesBelow(root, places),

    async realPlaces({ root }, paths) {
      const found = await Promise.all(
        paths.map((path) =>
          realPlaces(root, path).catch((error: unknown) => {
            // Laying it over base refuses it, and says why; where nothing is laid over, it does no harm.
            if (error instanceof GateError && !(error instanceof Interrupted)) return [];
            throw error;
          }),
        ),
      );
      return [...new Set(found.flat().map((path) => path.split(sep).join("/")))];
    },

    linkedPlaces: (head, of) => linkedPlaces(head, of),

    text: ({ root }, path) => textOf(join(root, path), TEXT_BYTES),

    async resolveBase(choice) {
      const { checkout, changes } = await find();
      return resolveBaseCommit(gitIn(checkout.root, { silenceSeconds }), choice, changes);
    },

    async worktree(commit, label) {
      const { root, folder: project } = await head();
      const folder = await makeOwnedFolder(place.temporaryFolder);
      const path = pathOfLength(folder.path, root.length);
      const overlay = headOverlay(root, path, join(folder.path, "laid-over"));
      const worktree: AddedWorktree = { root, folder, path, overlay, submodules: { made: [], missing: [] } };
      worktrees.add(worktree);
      const leftover = atTakedown("files", () => removeWorktreeNow(worktree));
      let removed: Promise<void> | undefined;
      const dispose = async () => {
        worktrees.delete(worktree);
        removed ??= removeWorktree(worktree, place.log).finally(() => leftover[Symbol.dispose]());
        await removed;
      };
      try {
        await addWorktree(worktree, commit, place.log);
      } catch (error) {
        await dispose();
        throw error;
      }
      const lacks = worktree.submodules.missing;
      return { root: worktree.path, folder: project, commit, label, lacks, [Symbol.asyncDispose]: dispose };
    },

    layHeadOver: (base, fromHead, linked) => overlayOf(base).lay(fromHead, linked),

    takeHeadBack: (base, paths) => overlayOf(base).takeBack(paths),

    async layGeneratedOver(base, codeFolders) {
      return layGeneratedOver(gitIn((await head()).root), base.root, codeFolders);
    },

    async dataBaseLacks(base) {
      const { checkout, outputs } = await find();
      return ignoredData(gitIn(checkout.root), gitIn(base.root), checkout.folder, outputs);
    },

    ignoreRules: ({ root }) => ignoreRulesOf(gitIn(root)),

    hashes: ({ root }, paths) => hashesOfFiles(root, paths),

    marks: ({ root }, paths) => marksOfFiles(root, paths),

    async trackedChanges() {
      const { checkout, outputs } = await find();
      return trackedChanges(gitIn(checkout.root), outputs);
    },

    async contentHash(paths) {
      return hashOfFiles((await head()).root, paths);
    },

    async pathsIntoHead(text) {
      return pathsIntoCheckout((await head()).root, text);
    },

    async changedPaths(commit) {
      const { checkout, outputs } = await find();
      return changedPaths(gitIn(checkout.root), commit, outputs);
    },

    async unknownToGit(paths) {
      return unknownToGit(gitIn((await head()).root), paths);
    },

    async changedFiles(commit, paths) {
      const git = gitIn((await head()).root);
      const where = paths.map(literal);
      const changed = await git(
        "diff",
        "--name-only",
        "--no-renames",
        "--no-ext-diff",
        "--ignore-submodules=untracked",
        "-z",
        commit,
        "--",
        ...where,
      );
      // Files that can't be compared do not count as equal.
      if (changed.exitCode !== 0) return paths;
      const untracked = await ask(git, "ls-files", "-z", "--others", "--exclude-standard", "--", ...where);
      const hidden = await hiddenChanges(git, where);
      const found = [...changed.stdout.split("\0"), ...(untracked ?? "").split("\0"), ...hidden];
      return [...new Set(found)].filter((path) => path !== "");
    },
  };
}

/**
 * Files that git lists.
 *
 * @throws GateError if git can't tell, because a failed listing is not that of an empty checkout
 */
async function listedFiles(git: Git, which: readonly string[]): Promise<string[]> {
  const answer = await git("ls-files", "-z", ...which);
  if (answer.exitCode !== 0) {
    throw new GateError(
      `git could not list the files of ${git.folder} (${complaint(answer)})`,
      "See what `git ls-files` says there.",
    );
  }
  return answer.stdout.split("\0").filter((path) => path !== "");
}

/** A path as a pathspec: without this, git would take some characters for a pattern. */
function literal(path: string): string {
  return `:(literal)${path}`;
}

interface FoundHead {
  readonly checkout: Checkout;
  readonly changes: Uncommitted;
  /** Files that the run writes into the checkout, relative to it. */
  readonly outputs: readonly string[];
}

async function findHead({
  workingDirectory: named,
  outputs,
  benchmarks,
}: Pick<CheckoutsPlace, "workingDirectory" | "outputs" | "benchmarks">): Promise<FoundHead> {
  const workingDirectory = await realpath(named).catch((error: unknown) => {
    throw new GateError(
      `The working directory ${named} does not exist`,
      "Fix `working-directory`; it is relative to where the repository is checked out.",
      { cause: error },
    );
  });
  const git = gitIn(workingDirectory);
  const answer = await git("rev-parse", "--show-toplevel");
  const topLevel = answer.stdout.replace(/\r?\n$/, "");
  const root = topLevel === "" ? null : await realpath(topLevel).catch(() => null);
  if (answer.exitCode !== 0 || root === null) {
    throw new GateError(
      `${workingDirectory} is not in a git checkout (${complaint(answer)})`,
      "Run hotpath-gate in a clone of the repository; in a workflow, put actions/checkout before it.",
    );
  }
  const folder = relative(root, workingDirectory).split(sep).join("/");
  const inRoot = gitIn(root);
  const written = outputs
    .map((path) => resolve(workingDirectory, path))
    .filter((path) => isBelow(path, root))
    .map((path) => relative(root, path).split(sep).join("/"));
  const texts = benchmarks
    .filter((target) => !isFunctionTarget(target))
    .map((target) => posix.join(folder, targetPath(target)))
    .filter((path) => path !== "." && path !== folder);
  const changes = await uncommitted(inRoot, written, texts);
  const commit = await ask(inRoot, "rev-parse", "--verify", "--quiet", "HEAD^{commit}");
  if (
    commit === null ||
    changes.changed.length > 0 ||
    changes.newCode.length > 0 ||
    changes.isChangedBesideCode
  ) {
    return { checkout: { root, folder, commit: null, label: "working tree" }, changes, outputs: written };
  }
  const label = await ask(inRoot, "rev-parse", "--short", "HEAD");
  return {
    checkout: { root, folder, commit, label: label ?? commit.slice(0, 10) },
    changes,
    outputs: written,
  };
}

async function addWorktree(worktree: AddedWorktree, commit: string, log: Log): Promise<void> {
  const { root, path } = worktree;
  // The repository's hooks are for the person's own checkouts: one that installs or moves things would be timed.
  const settings = [`core.hooksPath=${join(worktree.folder.path, "no-hooks")}`];
  const git = gitIn(root, { settings, variables: await largeFileVariables(root) });
  const added = await git("worktree", "add", "--detach", "--force", "--end-of-options", path, commit);
  if (added.exitCode !== 0) {
    throw new GateError(
      `Base (${commit.slice(0, 10)}) could not be checked out next to head: ${complaint(added)}`,
      "Check whether `git worktree add` works in this repository and the disk has free space.",
    );
  }
  // A run elsewhere that shares the repository, and not the temporary folder, finds no such folder there.
  const locked = await git("worktree", "lock", "--reason", ownershipLine(), "--end-of-options", path);
  if (locked.exitCode !== 0) log.debug(`Base's worktree could not be locked: ${complaint(locked)}`);
  worktree.submodules = await addSubmodules(root, path, settings, log);
}

/** Variables that treat base's large files like head's: contents if head has downloaded any, and otherwise pointers. */
async function largeFileVariables(root: string): Promise<Record<string, string>> {
  const common = await ask(gitIn(root), "rev-parse", "--git-common-dir");
  const has = common !== null && existsSync(join(resolve(root, common), "lfs", "objects"));
  return has ? {} : { GIT_LFS_SKIP_SMUDGE: "1" };
}

async function removeWorktree(worktree: AddedWorktree, log: Log): Promise<void> {
  const { root, path, submodules, folder } = worktree;
  for (const { source, path: place } of [...submodules.made].reverse()) {
    await unlist(source.folder, place, source.options);
  }
  await unlist(root, path);
  try {
    await folder.remove();
  } catch (error) {
    log.warning(`The worktree ${path} could not be removed: ${String(error)}`);
  }
  // If git refused to delete the files, it can still forget the worktree now that they are gone.
  await unlist(root, path);
}

/**
 * Removes one worktree and its entry in git's list, even if its folder is already gone. Unlike `git worktree prune`, it
 * leaves other entries alone, whose disk may just not be mounted.
 */
async function unlist(repository: string, path: string, options: readonly string[] = []): Promise<void> {
  await gitIn(repository, { isTidying: true })(...options, ...REMOVE, "--end-of-options", path);
}

// Twice `--force`: also where adding it was interrupted, which leaves it locked.
const REMOVE = ["worktree", "remove", "--force", "--force"];

/** Removes the worktree's entry; the folder is removed by its owner. */
function removeWorktreeNow({ root, path, submodules }: AddedWorktree): void {
  for (const { source, path: place } of [...submodules.made].reverse()) {
    gitNow(source.folder, ...source.options, ...REMOVE, place);
  }
  gitNow(root, ...REMOVE, path);
}

/** Removes what killed runs left in this repository's list and in the temporary folder. */
async function removeLeftovers(root: string, temporaryFolder: string, log: Log): Promise<void> {
  const git = gitIn(root);
  const abandoned = await abandonedFolders(temporaryFolder);
  const listing = (await ask(git, "worktree", "list", "--porcelain")) ?? "";
  for (const entry of listing.split("\n\n")) {
    const listed = /^worktree (.+)$/m.exec(entry)?.[1];
    if (listed === undefined) continue;
    const path = resolve(listed);
    const container = containerOf(path);
    if (container === null) continue;
    const isUsedElsewhere = isOwnerGone(/^locked (.+)$/m.exec(entry)?.[1] ?? "") === false;
    const isCleanedAway = !existsSync(container) && !isUsedElsewhere;
    if (abandoned.includes(container) || isCleanedAway) await unlist(root, path);
  }
  for (const folder of abandoned) {
    log.debug(`Removing ${folder}, left behind by a run that was killed`);
    await removeFolder(folder).catch((error: unknown) => log.debug(String(error)));
  }
}

function containerOf(path: string): string | null {
  for (let at = dirname(path); at !== dirname(at); at = dirname(at)) {
    if (isOwnedFolderName(at)) return at;
  }
  return null;
}

/**
 * A path below `folder` of exactly `length` characters where that is possible: paths of modules influence
 * memory layout, and equally long ones do so on both sides alike.
 */
export function pathOfLength(folder: string, length: number): string {
  let path = folder;
  let left = length - folder.length;
  // A name has at most 255 bytes.
  while (left > 202) {
    path += `${sep}${"b".repeat(199)}`;
    left -= 200;
  }
  return `${path}${sep}${"base".padEnd(Math.max(1, left - 1), "-").slice(0, Math.max(1, left - 1))}`;
}
