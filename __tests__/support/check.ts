/** The bundled command line, run on repositories that a test makes. */

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Result, Warning } from "../../src/model.ts";
import { warningWords } from "../../src/report/words/warning.ts";
import { newRepository, type Repository, temporaryFolder } from "./repositories.ts";

const CLI = join(import.meta.dirname, "../../dist/cli.js");

export interface Checked {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Null where the run ended without a result. */
  readonly result: Result | null;
}

export interface TwoCommits {
  readonly base: Readonly<Record<string, string>>;
  /** Files that head changes. */
  readonly head: Readonly<Record<string, string>>;
  /** Files that lie in head's checkout, uncommitted. */
  readonly after?: Readonly<Record<string, string>>;
  /** A step on head's checkout before the run. */
  readonly prepare?: (repository: Repository) => void;
}

/** `check --base HEAD^` in a repository of two commits, which is gone afterwards. */
export async function checked(
  { base, head, after = {}, prepare }: TwoCommits,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<Checked> {
  using place = temporaryFolder();
  const repository = newRepository(join(place.path, "project"));
  repository.commit("base", base);
  repository.commit("head", head);
  for (const [path, text] of Object.entries(after)) repository.write(path, text);
  prepare?.(repository);
  const json = join(place.path, "result.json");
  const usual = ["--python", "python3", "--base", "HEAD^", "--baseline", "none", "--json", json];
  const outcome = await new Promise<Omit<Checked, "result">>((resolve) => {
    execFile(
      process.execPath,
      [CLI, "check", ...usual, ...args],
      { cwd: repository.root, env: { ...process.env, ...environment }, maxBuffer: 1e8 },
      (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === "number" ? error.code : null;
        resolve({ status, stdout, stderr });
      },
    );
  });
  return { ...outcome, result: resultIn(json) };
}

function resultIn(file: string): Result | null {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** Id and verdict of each row. */
export function verdictsOf({ result }: Pick<Checked, "result">): Record<string, string> {
  return Object.fromEntries(result?.benchmarks.map(({ id, verdict }) => [id, verdict]) ?? []);
}

/** Messages of the warnings of that kind. */
export function warningsOf({ result }: Pick<Checked, "result">, kind: Warning["kind"]): string[] {
  return result?.warnings.filter((one) => one.kind === kind).map((one) => warningWords(one)) ?? [];
}
