/** Which commit base is: found in the repository, or fetched from its remote where the checkout is shallow. */

import { BaseUnreachable, GateError } from "../../errors.ts";
import { someOf } from "../../model/names.ts";
import type { OfBase } from "../../model/warning.ts";
import type { BaseChoice, BaseCommit } from "../../ports/checkouts.ts";
import { ask, complaint, type Git } from "./git-command.ts";
import type { Uncommitted } from "./uncommitted.ts";

type Fetch =
  | { readonly kind: "fetched"; readonly commit: string }
  | { readonly kind: "unknown" }
  | { readonly kind: "unreachable"; readonly why: string };

const FULL_HASH = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** The commit of base. @throws GateError if it is not a commit, or can't be fetched */
export async function resolveBaseCommit(
  git: Git,
  choice: BaseChoice,
  changes: Uncommitted,
): Promise<BaseCommit> {
  switch (choice.kind) {
    case "merge-parent":
      return resolveMergeParent(git, choice);
    case "revision":
      return {
        commit: await requireCommit(git, choice.revision),
        label: await labelOf(git, choice.revision),
        warning: null,
      };
    case "local-default":
      return resolveLocalDefault(git, changes);
    case "same-tree":
      return { commit: await requireHead(git), label: "HEAD", warning: null };
    default:
      return choice satisfies never;
  }
}

async function resolveMergeParent(
  git: Git,
  { mergeCommit, headCommit, otherwise, baseBranch }: Extract<BaseChoice, { kind: "merge-parent" }>,
): Promise<BaseCommit> {
  const head = await requireHead(git);
  const parents = await parentsOf(git, head);
  const first = parents[0];
  if (head === mergeCommit.toLowerCase() && parents.length > 1 && first !== undefined) {
    return {
      commit: await requireCommit(git, first),
      label: await labelOf(git, first),
      warning: null,
      chosenAs: { kind: "merged-into", branch: baseBranch },
    };
  }
  const tip = await requireCommit(git, otherwise);
  const shared = await ask(git, "merge-base", "--end-of-options", tip, head);
  if (shared === head || (await isOfBaseBranch(git, head, headCommit, baseBranch))) {
    throw new GateError(
      `The checkout (${head.slice(0, 10)}) is a commit of the base branch \`${baseBranch}\`, so it does not contain the pull request`,
      CHECK_OUT_PULL_REQUEST,
    );
  }
  if (shared !== null) {
    const label = await labelOf(git, shared);
    const chosenAs = { kind: "merge-base", branch: baseBranch, isTip: shared === tip } as const;
    return { commit: shared, label, warning: null, chosenAs };
  }
  return {
    commit: tip,
    label: await labelOf(git, otherwise),
    warning: { kind: "base-is-branch-tip" },
  };
}

const CHECK_OUT_PULL_REQUEST =
  "Remove `ref` from the inputs of actions/checkout, so that it checks out the pull request's merge commit.";

/**
 * Whether the checkout is a commit that the base branch got after the event, as far as the repository knows. A fork's
 * branch may have the same name as the base branch, and is the pull request itself.
 */
async function isOfBaseBranch(
  git: Git,
  head: string,
  headCommit: string,
  baseBranch: string,
): Promise<boolean> {
  const remote = await remoteOf(git);
  const tracked = await findCommit(git, `refs/remotes/${remote}/${baseBranch}`);
  if (tracked === null || (await isAncestor(git, headCommit, head))) return false;
  return isAncestor(git, head, tracked);
}

/** Whether a commit is an ancestor of another one, or the same. */
async function isAncestor(git: Git, one: string, other: string): Promise<boolean> {
  if (one === other) return true;
  return (await git("merge-base", "--is-ancestor", "--end-of-options", one, other)).exitCode === 0;
}

async function resolveLocalDefault(git: Git, changes: Uncommitted): Promise<BaseCommit> {
  const { changed, newCode, isChangedBesideCode } = changes;
  const head = await findCommit(git, "HEAD");
  if (head === null) throw noCommitYet();
  const branch = await defaultBranchOf(git);
  const shared =
    branch === null ? null : await ask(git, "merge-base", "--end-of-options", branch.commit, head);
  if (branch !== null && shared !== null && shared !== head) {
    const isTip = shared === branch.commit;
    const label = isTip ? branch.name : `merge base with ${branch.name}`;
    const how = branch.isDeclared ? { declaredBy: `${branch.remote}/HEAD` } : {};
    const chosenAs = { kind: "merge-base", branch: branch.name, isTip, ...how } as const;
    return { commit: shared, label, warning: null, chosenAs };
  }
  const parent = (await parentsOf(git, head))[0];
  // A warning is for changes that HEAD made and that are not compared. The only commit of a history made none.
  const warningOf = (because: "changes" | "unknown-files", files: readonly string[]) =>
    parent === undefined ? null : comparedWithHead(because, files);
  if (changed.length > 0) return { commit: head, label: "HEAD", warning: warningOf("changes", changed) };
  if (newCode.length > 0)
    return { commit: head, label: "HEAD", warning: warningOf("unknown-files", newCode) };
  // A project's first benchmarks, written on its only commit: no slowdown can be hidden by comparing with that.
  if (parent === undefined && isChangedBesideCode) return { commit: head, label: "HEAD", warning: null };
  if (parent === undefined) throw onlyOneCommit();
  const commit = await requireCommit(git, parent);
  const isMerged = branch !== null && shared === head;
  const how = isMerged && (await isOnAnother(git, branch)) ? { noneSince: branch.name } : {};
  return { commit, label: "HEAD^", warning: null, chosenAs: { kind: "before-head", ...how } };
}

/** Whether HEAD is on a branch, and neither on this one nor on the local one of its name. */
async function isOnAnother(git: Git, { name, remote }: DefaultBranch): Promise<boolean> {
  const current = await ask(git, "symbolic-ref", "--quiet", "--short", "HEAD");
  const local = remote === null ? name : name.slice(remote.length + 1);
  return current !== null && current !== local;
}

function comparedWithHead(because: "changes" | "unknown-files", files: readonly string[]): OfBase {
  return { kind: "base-is-head", because, files: someOf(files) };
}

function noCommitYet(): GateError {
  return new GateError(
    "The repository has no commit yet, so there is nothing to compare with",
    "Commit the code as it is now. What you change from then on is compared with that commit.",
  );
}

/** HEAD has no parent at all, not even one that a shallow checkout lacks. */
function onlyOneCommit(): GateError {
  return new GateError(
    "There is no earlier commit to compare HEAD with: it is the only one of its history, and nothing was changed since",
    "Change the code, committed or not, and run this again: it is then compared with this commit. To store how fast it is now, run `hotpath-gate record`. To compare with something else, name a branch, a tag or a commit: `--base REVISION`.",
  );
}

interface DefaultBranch {
  /** As git shortens it: `main`, `origin/main`. */
  readonly name: string;
  readonly commit: string;
  /** Whose branch it is; null for a local one. */
  readonly remote: string | null;
  /** Whether the remote says that it is its default branch. */
  readonly isDeclared: boolean;
}

async function defaultBranchOf(git: Git): Promise<DefaultBranch | null> {
  const remote = await remoteOf(git);
  const refs = ["refs/heads/main", "refs/heads/master"];
  const declared =
    remote === null ? null : await ask(git, "symbolic-ref", "--quiet", `refs/remotes/${remote}/HEAD`);
  if (remote !== null) {
    refs.unshift(
      ...(declared === null ? [] : [declared]),
      `refs/remotes/${remote}/main`,
      `refs/remotes/${remote}/master`,
    );
  }
  for (const ref of refs) {
    const commit = await findCommit(git, ref);
    if (commit === null) continue;
    const name = ref.replace(/^refs\/(remotes|heads)\//, "");
    return {
      name,
      commit,
      remote: ref.startsWith("refs/heads/") ? null : remote,
      isDeclared: ref === declared,
    };
  }
  return null;
}

async function requireHead(git: Git): Promise<string> {
  const head = await findCommit(git, "HEAD");
  if (head === null) throw noCommitYet();
  return head;
}

/** The commit of a revision, fetched if it is not here. @throws GateError */
async function requireCommit(git: Git, revision: string): Promise<string> {
  if (!/^[^\p{Cc}]{1,1000}$/u.test(revision) || revision.trim() === "") {
    throw new GateError(`base ${JSON.stringify(revision.slice(0, 80))} is not a revision`, TYPO);
  }
  const local = await findCommit(git, revision);
  if (local !== null) return local;
  const remote = await remoteOf(git);
  if (remote !== null) {
    // A checkout in CI has no local branch but the one it is on.
    const tracked = await findCommit(git, `refs/remotes/${remote}/${revision}`);
    if (tracked !== null) return tracked;
  }
  const parent = /^HEAD(?:\^1?|~1?)$/.test(revision) ? await parentBeyondHistory(git) : null;
  return fetchCommit(git, remote, parent ?? revision, revision);
}

/** The first parent of HEAD. A shallow checkout cuts the history off, but the commit itself still names its parents. */
async function parentBeyondHistory(git: Git): Promise<string | null> {
  const head = await findCommit(git, "HEAD");
  return head === null ? null : ((await parentsOf(git, head))[0] ?? null);
}

const TYPO = "Check the spelling; it may be a branch, a tag or a commit's hash.";

async function fetchCommit(
  git: Git,
  remote: string | null,
  wanted: string,
  revision: string,
): Promise<string> {
  const isHash = FULL_HASH.test(wanted.toLowerCase());
  const prefix = `${remote}/`;
  const name = remote !== null && wanted.startsWith(prefix) ? wanted.slice(prefix.length) : wanted;
  const isName =
    isHash ||
    (!name.startsWith("-") && (await git("check-ref-format", "--allow-onelevel", name)).exitCode === 0);
  const shallow = (await ask(git, "rev-parse", "--is-shallow-repository")) === "true";
  if (!isName) {
    if (!shallow) throw new GateError(`base \`${revision}\` is not a commit of this repository`, TYPO);
    throw new GateError(
      `base \`${revision}\` is not a commit of this repository, whose history is cut off (shallow)`,
      "Run `git fetch --unshallow` (in a workflow, set `fetch-depth: 0` of actions/checkout), or name the commit by its full hash.",
    );
  }
  if (remote === null) {
    throw new GateError(
      `base \`${revision}\` is not a commit of this repository, and there is no remote to fetch it from`,
      TYPO,
    );
  }
  const fetched = await fetchFrom(git, remote, name, shallow);
  switch (fetched.kind) {
    case "fetched":
      return fetched.commit;
    case "unknown":
      throw new GateError(
        `base \`${revision}\` is not a commit of this repository, nor of its remote \`${remote}\``,
        isHash ? "Check the hash; a force push may have removed the commit." : TYPO,
      );
    case "unreachable":
      throw new BaseUnreachable(
        `base \`${revision}\` is not in this repository and could not be fetched: ${fetched.why}`,
        "Fetch it first, for example with `git fetch --unshallow`; in a workflow, check out with `fetch-depth: 0` of actions/checkout.",
      );
    default:
      return fetched satisfies never;
  }
}

async function fetchFrom(git: Git, remote: string, wanted: string, shallow: boolean): Promise<Fetch> {
  const answer = await git(
    "fetch",
    // Progress shows that a remote is working, and not silent.
    "--progress",
    "--no-tags",
    "--no-recurse-submodules",
    // In a complete repository, `--depth` would cut its history off.
    ...(shallow ? ["--depth=1"] : []),
    "--end-of-options",
    remote,
    wanted,
  );
  if (answer.exitCode === 0) {
    const commit = await findCommit(git, FULL_HASH.test(wanted.toLowerCase()) ? wanted : "FETCH_HEAD");
    return commit === null ? { kind: "unknown" } : { kind: "fetched", commit };
  }
  const isUnknown = /couldn't find remote ref|not our ref|no such remote ref/i.test(answer.stderr);
  return isUnknown ? { kind: "unknown" } : { kind: "unreachable", why: complaint(answer) };
}

/**
 * The commit of a revision; null if the repository has none. A revision that begins with `-` is never taken for an
 * option.
 */
async function findCommit(git: Git, revision: string): Promise<string | null> {
  return ask(git, "rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`);
}

async function remoteOf(git: Git): Promise<string | null> {
  const remotes = (await ask(git, "remote"))?.split(/\r?\n/).filter((name) => name !== "") ?? [];
  return remotes.includes("origin") ? "origin" : (remotes[0] ?? null);
}

/**
 * Parents of a commit, read from the commit itself. `HEAD^` would need the parent to be here, which it is not in a
 * shallow checkout.
 */
async function parentsOf(git: Git, commit: string): Promise<string[]> {
  const text = (await ask(git, "cat-file", "commit", commit)) ?? "";
  const header = text.slice(0, text.indexOf("\n\n") + 1);
  return [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].flatMap(([, parent]) => parent ?? []);
}

async function labelOf(git: Git, revision: string): Promise<string> {
  if (!FULL_HASH.test(revision.toLowerCase())) return revision;
  const short = await ask(git, "rev-parse", "--short", "--end-of-options", revision);
  return short ?? revision.slice(0, 10);
}
