/** GitHub's REST interface: opened when it is first asked, asked again when it has trouble of its own. */
import { setTimeout as wait } from "node:timers/promises";
import { NotPermitted } from "../ports.ts";

const ATTEMPTS = 3;
const REQUEST_SECONDS = 20;

export type Octokit = ReturnType<typeof import("@actions/github").getOctokit>;
/** One request; to be given up when the signal says so. */
export type Request<T> = (octokit: Octokit, signal: AbortSignal) => Promise<T>;

export interface GitHubAccess {
  readonly token: string;
  /** `owner/name`. */
  readonly repository: string;
  /** Unless given, the one of the job (`GITHUB_API_URL`). */
  readonly apiUrl?: string;
  /** Waited before a second attempt, twice as long before a third. */
  readonly retrySeconds?: number;
  /** After which a request is given up. */
  readonly requestSeconds?: number;
}

export interface GitHubClient {
  readonly owner: string;
  readonly repo: string;
  /**
   * @param again runs instead of the request after an attempt whose outcome is not known
   * @throws NotPermitted where the token may not; octokit's error otherwise
   */
  attempt<T>(request: Request<T>, again?: Request<T>): Promise<T>;
}

/** The client is loaded with the first request. */
export function githubClient(access: GitHubAccess): GitHubClient {
  const [owner = "", repo = ""] = access.repository.split("/");
  const retrySeconds = access.retrySeconds ?? 1;
  let client: Promise<Octokit> | undefined;

  const open = () => {
    client ??= import("@actions/github").then(({ getOctokit }) =>
      getOctokit(access.token, {
        ...(access.apiUrl === undefined ? {} : { baseUrl: access.apiUrl }),
        // Octokit says on the console what is thrown anyway.
        log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      }),
    );
    return client;
  };

  return {
    owner,
    repo,
    async attempt(request, again = request) {
      const octokit = await open();
      for (let tries = 1; ; tries++) {
        try {
          const signal = AbortSignal.timeout((access.requestSeconds ?? REQUEST_SECONDS) * 1000);
          return await (tries === 1 ? request : again)(octokit, signal);
        } catch (error) {
          if (tries === ATTEMPTS || !isPassing(error)) throw asNotPermitted(error);
          await wait(retrySeconds * tries * 1000);
        }
      }
    },
  };
}

/** HTTP status of octokit's error; null for another. */
export function statusOf(error: unknown): number | null {
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
