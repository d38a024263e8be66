/** Real git repositories in temporary folders. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface TemporaryFolder {
  /** Absolute, without symbolic links. */
  readonly path: string;
  [Symbol.dispose](): void;
}

export function temporaryFolder(): TemporaryFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "hotpath-gate-test-")));
  return {
    path,
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}

const IDENTITY = {
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.org",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.org",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
};

export interface Repository {
  readonly root: string;
  /** Standard output, trimmed. @throws when git fails */
  git(...args: string[]): string;
  write(path: string, text: string): void;
  /** Writes the files, commits everything there is, and says the hash. */
  commit(message: string, files?: Readonly<Record<string, string>>): string;
}

export function repositoryAt(root: string): Repository {
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "protocol.file.allow=always", ...args], {
      cwd: root,
      env: { ...process.env, ...IDENTITY },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  const write = (path: string, text: string) => {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  };
  return {
    root,
    git,
    write,
    commit(message, files = {}) {
      for (const [path, text] of Object.entries(files)) write(path, text);
      git("add", "--all");
      git("commit", "--quiet", "--allow-empty", "--message", message);
      return git("rev-parse", "HEAD");
    },
  };
}

export function newRepository(root: string): Repository {
  mkdirSync(root, { recursive: true });
  const repository = repositoryAt(root);
  repository.git("init", "--quiet", "--initial-branch=main");
  return repository;
}

/** A clone as actions/checkout makes it: over a transport, so that `--depth` means something. */
export function clone(from: Repository, root: string, ...options: string[]): Repository {
  from.git("clone", "--quiet", ...options, `file://${from.root}`, root);
  return repositoryAt(root);
}
