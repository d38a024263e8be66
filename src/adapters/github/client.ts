/**
 * GitHub's REST interface. The client is made at its first request. It repeats requests if the service is in trouble or
 * limits the rate, and never waits without end.
 */
import { setTimeout as wait } from "node:timers/promises";
import type * as z from "zod";
import { NotPermitted } from "../../ports/publishing.ts";

const ATTEMPTS = 3;
const REQUEST_SECONDS = 20;
/**
 * Longest rate limit that is waited for, in seconds. The service asks for a minute after too many writes; a limit that
 * ends later is not worth a job's time.
 */
const LONGEST_LIMIT_SECONDS = 65;

export type Octokit = ReturnType<typeof import("@actions/github").getOctokit>;
export type Request<T> = (octokit: Octokit) => Promise<T>;

export interface GitHubAccess {
  readonly token: string;
  /** Repository as `owner/name`. */
  readonly repository: string;
  /** Address of the interface. Left out: the job's (`GITHUB_API_URL`). */
  readonly apiUrl?: string;
  /** Pause before the second attempt, in seconds; the third waits longer. */
  readonly retrySeconds?: number;
  /** Deadline of an attempt, in seconds. */
  readonly requestSeconds?: number;
  /** Deadline for all attempts, in seconds from the first one. Left out: none. */
  readonly totalSeconds?: number;
}

export interface GitHubClient {
  readonly owner: string;
  readonly repo: string;
  /**
   * Runs a request. The client repeats it if the service is in trouble, gives half an answer, or limits the rate.
   *
   * @param again for a request that may not simply be repeated, which says so by `request: ONCE`: runs instead of it
   * after an attempt whose outcome is not known
   * @throws NotPermitted if the token may not; otherwise octokit's error
   */
  attempt<T>(request: Request<T>, again?: Request<T>): Promise<T>;
}

/** Option of a request whose repetition would do its work twice. */
export const ONCE = { retries: 0 } as const;

/** A client that is loaded with its first request. */
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

  /** Plugin that gives each attempt a deadline. It is innermost, so it sees every one of them. */
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
      // An answer that is not JSON, or that ends too early, comes as text or bytes.
      const isWhole = typeof data === "object" && data !== null && !(data instanceof ArrayBuffer);
      if (!isWhole && status !== 204) {
        throw new NoAnswer("GitHub's answer was cut off, or is not JSON", options);
      }
    });
    return {};
  };

  /** Decides about a rate limit. @returns whether to wait for it */
  const onLimit = (limitSeconds: number, options: object, _: unknown, attempt: number) => {
    const isWorthIt =
      attempt < ATTEMPTS - 1 && limitSeconds <= Math.min(LONGEST_LIMIT_SECONDS, secondsLeft());
    // If it is not worth waiting, it is not worth asking sooner either.
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

/** Trouble of the service itself, in the shape of octokit's errors, so that it is repeated like those. */
class NoAnswer extends Error {
  readonly status = 502;
  readonly request: object;
  constructor(message: string, request: object) {
    super(message);
    this.request = request;
  }
}

/** HTTP status of an error of octokit; null for any other error. */
export function statusOf(error: unknown): number | null {
  const status = error instanceof Error && "status" in error ? error.status : null;
  return typeof status === "number" ? status : null;
}

/** Whether a request was refused for the number of earlier ones, and not for want of permission. */
export function isLimited(error: unknown): boolean {
  return error instanceof Error && /rate limit|abuse detection/i.test(error.message);
}

/**
 * Whether an error may pass: trouble of the service, or on the way to it. Octokit gives both as 500 and above. A named
 * rate limit was waited for already.
 */
function isPassing(error: unknown): boolean {
  const status = statusOf(error) ?? 0;
  return status >= 500 || (status === 429 && !isLimited(error));
}

/** The error, as `NotPermitted` if the token lacks a permission. Rate limits are 403 too, and stay as they are. */
function asNotPermitted(error: unknown): unknown {
  const message = error instanceof Error ? error.message : "";
  const status = statusOf(error);
  const isDenied =
    status === 401 ||
    (status === 403 && !isLimited(error)) ||
    (status === 404 && /Resource not accessible/i.test(message));
  return isDenied ? new NotPermitted(message, { cause: error }) : error;
}

/**
 * The answer, checked against a schema: a cut or foreign answer must not be taken for an empty one.
 *
 * @param what it is, for the message
 * @throws Error with a sentence
 */
export function understood<S extends z.ZodType>(schema: S, data: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new Error(`GitHub's answer for ${what} is not what it documents`);
}
