/** The comments of one pull request, over GitHub's REST interface. */
import * as z from "zod";
import type { Comment, PullRequestComments } from "../../ports/publishing.ts";
import {
  type GitHubAccess,
  githubClient,
  isLimited,
  type Octokit,
  ONCE,
  statusOf,
  understood,
} from "./client.ts";

const PAGE = 100;
/** Most pages of comments that are read: ten thousand comments, which nobody reads. */
const MOST_PAGES = 100;
/** Deadline for all requests about one pull request, in seconds: its comments, and the writing of ours. */
const TOTAL_SECONDS = 180;

const writtenSchema = z.object({ html_url: z.string() });
const pageSchema = z.array(
  z.object({
    id: z.number().int(),
    body: z.string().nullish(),
    html_url: z.string(),
    user: z.object({ login: z.string(), type: z.string() }).nullish(),
  }),
);
const userSchema = z.object({ login: z.string().min(1) });
const viewerSchema = z.object({ viewer: userSchema });

export function githubComments(place: GitHubAccess & { readonly pullRequest: number }): PullRequestComments {
  const { owner, repo, attempt } = githubClient({ totalSeconds: TOTAL_SECONDS, ...place });

  const list = async function* (): AsyncGenerator<Comment> {
    for (let page = 1; page <= MOST_PAGES; page++) {
      const { data, headers } = await attempt((octokit) =>
        octokit.rest.issues.listComments({
          owner,
          repo,
          issue_number: place.pullRequest,
          per_page: PAGE,
          page,
        }),
      );
      const comments = understood(pageSchema, data, "the list of comments");
      for (const { id, body, user, html_url: url } of comments) {
        // The account of a comment can be deleted; it then is nobody's.
        const author = { login: user?.login ?? "ghost", type: user?.type ?? "User" };
        yield { id, body: body ?? "", author, url };
      }
      // A page may have fewer than it could, with more to come; and a proxy may drop the header.
      const isLast = !/;\s*rel="?next"?/i.test(headers.link ?? "") && comments.length < PAGE;
      if (isLast) return;
    }
    throw new Error(
      `the pull request has over ${MOST_PAGES * PAGE} comments, which are too many to look through`,
    );
  };

  const create = async (octokit: Octokit, body: string) => {
    const { data } = await octokit.rest.issues.createComment({
      owner,
      repo,
      issue_number: place.pullRequest,
      body,
      request: ONCE,
    });
    return { url: understood(writtenSchema, data, "a new comment").html_url };
  };

  return {
    list,

    async me() {
      return attempt(async (octokit) => {
        try {
          const { data } = await octokit.rest.users.getAuthenticated();
          return understood(userSchema, data, "whose token this is").login;
        } catch (error) {
          // An installation's token is nobody in REST.
          if (statusOf(error) === 403 && !isLimited(error)) return viewer(octokit);
          throw error;
        }
      });
    },

    create: (body, isOurs) =>
      attempt(
        (octokit) => create(octokit, body),
        async (octokit) => {
          // An answer that got lost may belong to a comment that was made.
          for await (const comment of list()) if (isOurs(comment)) return { url: comment.url };
          return create(octokit, body);
        },
      ),

    update: (id, body) =>
      attempt(async (octokit) => {
        const { data } = await octokit.rest.issues.updateComment({ owner, repo, comment_id: id, body });
        return { url: understood(writtenSchema, data, "a changed comment").html_url };
      }),
  };
}

/**
 * The account of the token: `github-actions[bot]` for a job's token, `my-app[bot]` for an app's; null if the service
 * has no such interface.
 */
async function viewer(octokit: Octokit): Promise<string | null> {
  try {
    const { login } = viewerSchema.parse(await octokit.graphql("{ viewer { login } }")).viewer;
    return login;
  } catch (error) {
    const status = statusOf(error);
    if (status === 429 || (status ?? 0) >= 500 || isLimited(error)) throw error;
    return null;
  }
}
