/**
 * GitHub's REST interface: opened when it is first asked, asked again when it has trouble of its own or asks to be
 * given time, and never waited for without end.
 */
import { setTimeout as wait } from "node:timers/promises";
import { NotPermitted } from "../../ports.ts";

const ATTEMPTS = 3;
const REQUEST_SECONDS = 20;
/** The service asks for a minute after too many writes; a limit that ends later is not worth a job's time. */
const LONGEST_LIMIT_SECONDS = 65;

export type Octokit = ReturnType<typeof import("@actions/github").getOctokit>;
export type Request<T> = (octokit: Octokit) => Promise<T>;

export interface GitHubAccess {
  readonly token: string;
  /** `owner/name`. */
  readonly repository: string;
  /** Unless given, the one of the job (`GITHUB_API_URL`). */
  readonly apiUrl?: string;
  /** Waited before a second attempt; a third waits longer. */
  readonly retrySeconds?: number;
  /** After which an attempt is given up. */
  readonly requestSeconds?: number;
  /** After which no attempt is made any more, counted from the first one. Endless unless given. */
  readonly totalSeconds?: number;
}

export interface GitHubClient {
  readonly owner: string;
  readonly repo: string;
  /**
   * Requests are repeated by the client where the service is in trouble, gives half an answer, or limits the rate.
   *
   * @param again for a request that may not simply be repeated, which says so by `request: ONCE`: runs instead of it
   *   after an attempt whose outcome is not known
   * @throws NotPermitted where the token may not; octokit's error otherwise
   */
  attempt<T>(request: Request<T>, again?: Request<T>): Promise<T>;
}

/** Of a request whose repetition would do its work twice. */
export const ONCE = { retries: 0 } as const;

/** The client is loaded with the first request. */
export function githubClient(access: GitHubAccess): GitHubClient {
  const [owner = "", repo = ""] = access.repository.split("/");
  let client: Promise<Octokit> | undefined;
  return {
    owner,
    repo,
    async attempt(request, again) {
      client ??= open(access);
      const octokit = await client;
      for (let tries = 1; ; tries++) {
        try {
          return await (tries === 1 ? request : (again ?? request))(octokit);
        } catch (error) {
          if (again === undefined || tries === ATTEMPTS || !isPassing(error)) {
            throw asNotPermitted(error);
          }
          await wait((access.retrySeconds ?? 1) * tries * 1000);
        }
      }
    },
  };
}

let clients = 0;

async function open(access: GitHubAccess): Promise<Octokit> {
  const {
    retrySeconds = 1,
    requestSeconds = REQUEST_SECONDS,
    totalSeconds = Number.POSITIVE_INFINITY,
  } = access;
  const [{ getOctokit }, { retry }, { throttling }] = await Promise.all([
    import("@actions/github"),
    import("@octokit/plugin-retry"),
    import("@octokit/plugin-throttling"),
  ]);
  const began = performance.now();
  const secondsLeft = () => totalSeconds - (performance.now() - began) / 1000;

  /** Innermost, so that it sees every attempt. */
  const attempts = (octokit: Octokit) => {
    octokit.hook.before("request", (options) => {
      const seconds = Math.min(requestSeconds, secondsLeft());
      if (seconds <= 0) throw new NoAnswer("GitHub took too long", { ...options, request: ONCE });
      options.request = {
        ...options.request,
        ...(secondsLeft() > requestSeconds ? {} : ONCE),
        signal: AbortSignal.timeout(seconds * 1000),
      };
    });
    octokit.hook.after("request", ({ data, status }, options) => {
      // What is no JSON, or ends too early, comes as text or bytes.
      const isWhole = typeof data === "object" && data !== null && !(data instanceof ArrayBuffer);
      if (!isWhole && status !== 204) {
        throw new NoAnswer("GitHub's answer was cut off, or is not JSON", options);
      }
    });
    return {};
  };

  /** @returns whether to wait for it */
  const onLimit = (limitSeconds: number, options: object, _: unknown, attempt: number) => {
    const isWorthIt =
      attempt < ATTEMPTS - 1 && limitSeconds <= Math.min(LONGEST_LIMIT_SECONDS, secondsLeft());
    // What is not worth waiting for is not worth asking sooner.
    if (!isWorthIt) Object.assign(options, { request: { ...requestOf(options), ...ONCE } });
    return isWorthIt;
  };

  clients += 1;
  return getOctokit(
    access.token,
    {
      ...(access.apiUrl === undefined ? {} : { baseUrl: access.apiUrl }),
      // Octokit says on the console what is thrown anyway.
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      retry: { retries: ATTEMPTS - 1, retryAfterBaseValue: retrySeconds * 1000 },
      throttle: {
        // Otherwise, all clients of this process would wait for each other.
        id: `hotpath-gate-${clients}`,
        retryAfterBaseValue: retrySeconds * 1000,
        onRateLimit: onLimit,
        onSecondaryRateLimit: onLimit,
      },
    },
    attempts as never,
    throttling as never,
    retry as never,
  );
}

function requestOf(options: object): object {
  return "request" in options && typeof options.request === "object" && options.request !== null
    ? options.request
    : {};
}

/** The service's own trouble, in the shape of octokit's errors, so that it is repeated like those. */
class NoAnswer extends Error {
  readonly status = 502;
  readonly request: object;
  constructor(message: string, request: object) {
    super(message);
    this.request = request;
  }
}

/** HTTP status of octokit's error; null for another. */
export function statusOf(error: unknown): number | null {
  const status = error instanceof Error && "status" in error ? error.status : null;
  return typeof status === "number" ? status : null;
}

/** Refused for how much was asked before, and not for want of permission. */
export function isLimited(error: unknown): boolean {
  return error instanceof Error && /rate limit|abuse detection/i.test(error.message);
}

/**
 * The service's own trouble, or none at all on the way to it: octokit gives both as 500 and above. A limit that names
 * itself was waited for already.
 */
function isPassing(error: unknown): boolean {
  const status = statusOf(error) ?? 0;
  return status >= 500 || (status === 429 && !isLimited(error));
}

/** What the token may not, told from what the service will not do right now (rate limits are 403 too). */
function asNotPermitted(error: unknown): unknown {
  const message = error instanceof Error ? error.message : "";
  const status = statusOf(error);
  const isDenied =
    status === 401 ||
    (status === 403 && !isLimited(error)) ||
    (status === 404 && /Resource not accessible/i.test(message));
  return isDenied ? new NotPermitted(message, { cause: error }) : error;
}
