/** The loopback GitHub of `e2e/`, as far as the tests of adapters use it. */

export interface LoopbackGitHub extends AsyncDisposable {
  readonly url: string;
  readonly owner: string;
  readonly repo: string;
  readonly state: {
    readonly requests: readonly { readonly route: string; readonly status: number }[];
    readonly cacheEntries: readonly { readonly key: string; readonly scope: string }[];
  };
  readonly violations: readonly unknown[];
  token(description?: object): string;
  addRun(description: { ref: string; baseRef?: string; cacheWrites?: boolean }): object;
  runtimeToken(run: object): string;
  addPullRequest(description: object): { readonly number: number };
  addComment(
    issue: number,
    body: string,
    author: { login: string; type?: "User" | "Bot" },
  ): { readonly id: number };
  fail(route: string, trouble: { status?: number; hangUp?: boolean; delayMs?: number; times?: number }): void;
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
