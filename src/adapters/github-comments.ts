/** The comments of one pull request, over GitHub's REST interface. */
import type { Comment, PullRequestComments } from "../ports.ts";
import { type GitHubAccess, githubClient, type Octokit, statusOf } from "./github-client.ts";

export function githubComments(place: GitHubAccess & { readonly pullRequest: number }): PullRequestComments {
  const { owner, repo, attempt } = githubClient(place);

  const list = async function* (): AsyncGenerator<Comment> {
    const perPage = 100;
    for (let page = 1; ; page++) {
      const { data } = await attempt((octokit, signal) =>
        octokit.rest.issues.listComments({
          owner,
          repo,
          issue_number: place.pullRequest,
          per_page: perPage,
          page,
          request: { signal },
        }),
      );
      for (const { id, body, user, html_url: url } of data) {
        // The account of a comment can be deleted; it then is nobody's.
        const author = { login: user?.login ?? "ghost", type: user?.type ?? "User" };
        yield { id, body: body ?? "", author, url };
      }
      if (data.length < perPage) return;
    }
  };

  const create = async (octokit: Octokit, signal: AbortSignal, body: string) => {
    const { data } = await octokit.rest.issues.createComment({
      owner,
      repo,
      issue_number: place.pullRequest,
      body,
      request: { signal },
    });
    return { url: data.html_url };
  };

  return {
    list,

    async me() {
      return attempt(async (octokit, signal) => {
        try {
          return (await octokit.rest.users.getAuthenticated({ request: { signal } })).data.login;
        } catch (error) {
          if (statusOf(error) === 403) return null;
          throw error;
        }
      });
    },

    create: (body) =>
      attempt(
        (octokit, signal) => create(octokit, signal, body),
        async (octokit, signal) => {
          // An answer that got lost may belong to a comment that was made.
          for await (const comment of list()) if (comment.body === body) return { url: comment.url };
          return create(octokit, signal, body);
        },
      ),

    update: (id, body) =>
      attempt(async (octokit, signal) => {
        const request = { owner, repo, comment_id: id, body, request: { signal } };
        return { url: (await octokit.rest.issues.updateComment(request)).data.html_url };
      }),
  };
}
