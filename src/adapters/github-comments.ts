/** The comments of one pull request, over GitHub's REST interface. */
import { setTimeout as wait } from "node:timers/promises";
import type { Comment, PullRequestComments } from "../ports.ts";
import { NotPermitted } from "../ports.ts";

const ATTEMPTS = 3;
const REQUEST_SECONDS = 30;

type Octokit = ReturnType<typeof import("@actions/github").getOctokit>;

/**
 * The client is loaded when the first method is called.
 *
 * @param place.repository `owner/name`
 * @param place.apiUrl unless given, the one of the job (`GITHUB_API_URL`)
 * @param place.retrySeconds waited before a second attempt, twice as long before a third
 */
export function githubComments(place: {
  readonly token: string;
  readonly repository: string;
  readonly pullRequest: number;
  readonly apiUrl?: string;
  readonly retrySeconds?: number;
}): PullRequestComments {
  const [owner = "", repo = ""] = place.repository.split("/");
  const retrySeconds = place.retrySeconds ?? 1;
  let client: Promise<Octokit> | undefined;

  const open = () => {
    client ??= import("@actions/github").then(({ getOctokit }) =>
      getOctokit(place.token, {
        ...(place.apiUrl === undefined ? {} : { baseUrl: place.apiUrl }),
        // Octokit says on the console what is thrown anyway.
        log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      }),
    );
    return client;
  };

  /** `again` runs instead of the request after an attempt whose outcome is not known. */
  const attempt = async <T>(
    request: (octokit: Octokit, signal: AbortSignal) => Promise<T>,
    again: typeof request = request,
  ): Promise<T> => {
    const octokit = await open();
    for (let tries = 1; ; tries++) {
      try {
        const signal = AbortSignal.timeout(REQUEST_SECONDS * 1000);
        return await (tries === 1 ? request : again)(octokit, signal);
      } catch (error) {
        if (tries === ATTEMPTS || !isPassing(error)) throw asNotPermitted(error);
        await wait(retrySeconds * tries * 1000);
      }
    }
  };

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

function statusOf(error: unknown): number | null {
  const status = error instanceof Error && "status" in error ? error.status : null;
  return typeof status === "number" ? status : null;
}

/** The service's own trouble, or none at all on the way to it: octokit gives both as 500 and above. */
function isPassing(error: unknown): boolean {
  return (statusOf(error) ?? 0) >= 500;
}

/** What the token may not, told from what the service will not do right now (rate limits are 403 too). */
function asNotPermitted(error: unknown): unknown {
  const message = error instanceof Error ? error.message : "";
  const status = statusOf(error);
  const isDenied =
    status === 401 ||
    (status === 403 && !/rate limit/i.test(message)) ||
    (status === 404 && /Resource not accessible/i.test(message));
  return isDenied ? new NotPermitted(message, { cause: error }) : error;
}
