/**
 * GitHub's objects (repository, pull request, account) and event payloads with all their fields, made out of
 * real payloads (@octokit/webhooks-examples) with the story's names and commits put in.
 */
// @ts-check
import { createRequire } from "node:module";

/** @type {{ name: string, examples: any[] }[]} */
const webhooks = createRequire(import.meta.url)("@octokit/webhooks-examples");

/**
 * @param {string} name
 * @param {(example: any) => boolean} suits
 */
function example(name, suits) {
  const found = webhooks.find((webhook) => webhook.name === name)?.examples.find(suits);
  if (found === undefined) throw new Error(`@octokit/webhooks-examples has no suitable ${name} payload`);
  return found;
}

/**
 * @typedef {object} RepositoryDescription
 * @property {string} owner
 * @property {string} repo
 * @property {string} defaultBranch
 * @property {string} apiUrl address of the REST interface
 * @property {boolean} isPrivate
 *
 * @typedef {object} PullRequestDescription
 * @property {number} number
 * @property {string} title
 * @property {string} author login
 * @property {string} headRef branch name
 * @property {string} headSha
 * @property {string} baseSha
 * @property {string | null} [mergeSha] commit that the checks run on
 * @property {string} [fork] owner of the fork that the pull request comes from
 */

/** @param {RepositoryDescription} description */
export function createPayloads({ owner, repo, defaultBranch, apiUrl, isPrivate }) {
  /**
   * @param {any} payload
   * @returns {any}
   */
  const renamed = (payload) =>
    JSON.parse(
      JSON.stringify(payload)
        .replaceAll("Codertocat/Hello-World", `${owner}/${repo}`)
        .replaceAll("Hello-World", repo)
        .replaceAll("Codertocat", owner)
        .replaceAll("https://api.github.com", apiUrl),
    );

  const pullRequestExample = renamed(example("pull_request", ({ action }) => action === "synchronize"));
  const pushExample = renamed(example("push", (payload) => payload.deleted === false));
  /** @type {{ id: number, [field: string]: any }} */
  const repository = {
    ...pullRequestExample.repository,
    default_branch: defaultBranch,
    private: isPrivate,
    visibility: isPrivate ? "private" : "public",
  };

  /**
   * @param {string} login
   * @param {"User" | "Bot"} [type]
   * @returns {{ login: string, id: number, type: string, [field: string]: any }}
   */
  function account(login, type = "User") {
    const text = JSON.stringify(pullRequestExample.sender).replaceAll(owner, login);
    const id = [...login].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 100_000_000, 7);
    return { ...JSON.parse(text), login, id, type };
  }

  /** @param {string} login */
  const forkOf = (login) => ({
    ...JSON.parse(JSON.stringify(repository).replaceAll(`${owner}/${repo}`, `${login}/${repo}`)),
    id: repository.id + 1,
    owner: account(login),
    fork: true,
  });

  return {
    repository,
    account,
    forkOf,

    /**
     * @param {PullRequestDescription} description
     * @returns {{ number: number, [field: string]: any }}
     */
    pullRequest({ number, title, author, headRef, headSha, baseSha, mergeSha = null, fork }) {
      const user = account(author);
      const headRepository = fork === undefined ? repository : forkOf(fork);
      const headOwner = fork ?? owner;
      const numbered = JSON.parse(
        JSON.stringify(pullRequestExample.pull_request).replaceAll(
          /\/(pulls?|issues)\/2\b/g,
          `/$1/${number}`,
        ),
      );
      return {
        ...numbered,
        id: 279_147_435 + number,
        number,
        title,
        user,
        state: "open",
        draft: false,
        merge_commit_sha: mergeSha,
        head: {
          label: `${headOwner}:${headRef}`,
          ref: headRef,
          sha: headSha,
          user: account(headOwner),
          repo: headRepository,
        },
        base: {
          label: `${owner}:${defaultBranch}`,
          ref: defaultBranch,
          sha: baseSha,
          user: account(owner),
          repo: repository,
        },
      };
    },

    /**
     * Payload of `pull_request`; with `before`, of a push to it.
     *
     * @param {{ number: number, [field: string]: any }} pullRequest
     * @param {{ before?: string }} [occasion]
     */
    pullRequestEvent(pullRequest, { before } = {}) {
      const pushed = before === undefined ? {} : { before, after: pullRequest.head.sha };
      return {
        action: before === undefined ? "opened" : "synchronize",
        number: pullRequest.number,
        ...pushed,
        pull_request: pullRequest,
        repository,
        sender: pullRequest.user,
      };
    },

    /**
     * Payload of `workflow_run`, when a run has finished.
     *
     * @param {object} run as REST shows it
     */
    workflowRunEvent(run) {
      return { action: "completed", workflow_run: run, repository, sender: account(owner) };
    },

    /**
     * Payload of `push` of one commit to the default branch.
     *
     * @param {{ before: string, after: string, message: string, author: string }} push
     */
    pushEvent({ before, after, message, author }) {
      const { id: _id, ...commit } = pushExample.head_commit;
      const head = {
        id: after,
        ...commit,
        message,
        url: `https://github.com/${owner}/${repo}/commit/${after}`,
      };
      return {
        ...pushExample,
        ref: `refs/heads/${defaultBranch}`,
        before,
        after,
        created: false,
        deleted: false,
        forced: false,
        base_ref: null,
        compare: `https://github.com/${owner}/${repo}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
        commits: [head],
        head_commit: head,
        repository: { ...pushExample.repository, default_branch: defaultBranch, private: isPrivate },
        pusher: { name: author, email: `${author}@example.com` },
        sender: account(author),
      };
    },
  };
}
