/** The loopback GitHub of `e2e/`, as far as the tests of adapters use it. */

export interface LoopbackRun {
  readonly id: number;
  headBranch: string;
  headSha: string;
  conclusion: string | null;
}

export interface LoopbackArtifact {
  readonly name: string;
  readonly run: LoopbackRun;
  ready: boolean;
  expired: boolean;
  size: number;
  digest: string | null;
  readonly blob: { content: Buffer | null };
}

export interface LoopbackTrouble {
  readonly status?: number;
  readonly answer?: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body: string;
  };
  readonly cutAfter?: number;
  readonly hangUp?: boolean;
  readonly silent?: boolean;
  readonly delayMs?: number;
  readonly times?: number;
}

/** Troubles of a service that is down, by the names that the tests of stores give them. */
export const OUTAGES: Readonly<Record<string, LoopbackTrouble>> = {
  "hangs up": { hangUp: true, times: Number.POSITIVE_INFINITY },
  "answers 503": { status: 503, times: Number.POSITIVE_INFINITY },
  "says nothing": { silent: true, times: Number.POSITIVE_INFINITY },
};

export interface LoopbackGitHub extends AsyncDisposable {
  readonly url: string;
  readonly owner: string;
  readonly repo: string;
  readonly state: {
    readonly requests: readonly { readonly route: string; readonly status: number }[];
    readonly cacheEntries: { readonly key: string; readonly scope: string; ready: boolean }[];
    readonly artifacts: LoopbackArtifact[];
    /** Parents of commits, by hash. */
    readonly commits: Map<string, readonly string[]>;
    /** Labels that were set and removed, oldest first. */
    readonly labelEvents: {
      readonly issue: number;
      readonly event: "labeled" | "unlabeled";
      readonly label: string;
      readonly by: string;
      readonly at: string;
    }[];
    readonly pullRequests: Map<number, object>;
  };
  readonly violations: readonly unknown[];
  token(description?: object): string;
  addRun(description: {
    ref: string;
    baseRef?: string;
    cacheWrites?: boolean;
    event?: string;
    headBranch?: string;
    headSha?: string;
    headRepositoryId?: number;
    fork?: string;
    attempt?: number;
    conclusion?: string | null;
    path?: string;
  }): LoopbackRun;
  /** An artifact as an upload would have left it. */
  addArtifact(run: LoopbackRun, name: string, content: Uint8Array): LoopbackArtifact;
  runtimeToken(run: object): string;
  addPullRequest(description: object): { readonly number: number };
  addComment(
    issue: number,
    body: string,
    author: { login: string; type?: "User" | "Bot" },
  ): { readonly id: number };
  fail(route: string, trouble: LoopbackTrouble): void;
  stop(): Promise<void>;
}

export async function startLoopback(options: object = {}): Promise<LoopbackGitHub> {
  const path = "../../e2e/loopback-github.mjs";
  const { startLoopbackGitHub } = (await import(path)) as {
    startLoopbackGitHub(options: object): Promise<LoopbackGitHub>;
  };
  return startLoopbackGitHub(options);
}

/** Sets variables of this process until disposed; undefined ones are unset. */
export function withVariables(variables: Readonly<Record<string, string | undefined>>): Disposable {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  const set = (name: string, value: string | undefined) => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  for (const [name, value] of Object.entries(variables)) set(name, value);
  return {
    [Symbol.dispose]() {
      for (const [name, value] of before) set(name, value);
    },
  };
}
