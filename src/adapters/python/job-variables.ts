/** Hashes of the job's variables that a stored baseline depends on. They are hashes because values may be private. */
import { createHash } from "node:crypto";
import { countedNames, type JobVariables, namesToLookFor } from "../../baseline/variables.ts";
import type { Side } from "../../ports/environments.ts";
import { gitIn } from "../git/git-command.ts";

/**
 * Files in which a project reads or sets variables: code, settings, workflows. Documents are left out, because
 * mentioning a variable is not using it.
 */
const FILES = [
  "*.py",
  "*.pyi",
  "*.pyx",
  "*.c",
  "*.cc",
  "*.cpp",
  "*.h",
  "*.rs",
  "*.go",
  "*.toml",
  "*.cfg",
  "*.ini",
  "*.yml",
  "*.yaml",
  "*.sh",
  "*.env",
  "*Makefile",
  "*justfile",
];
/** Digits of a hash: too few to find a long value by its hash, and enough that two values hardly ever share one. */
const DIGITS = 8;

/**
 * Hash of each variable that the side's processes inherit from the job and that belongs to a baseline, by name.
 *
 * @param inherited the job's, without what measured processes don't get
 * @param job all variables of the job
 */
export async function jobVariables(
  { checkout, environment }: Pick<Side, "checkout" | "environment">,
  inherited: JobVariables,
  job: JobVariables,
): Promise<Record<string, string>> {
  // Variables of `env` belong to the baseline's settings, and the side's own ones differ from run to run.
  const variables = Object.fromEntries(
    Object.entries(inherited).filter(([name, value]) => environment[name] === value),
  );
  const mentioned = await mentionedIn(checkout.root, namesToLookFor(variables));
  const counted = countedNames(variables, mentioned, job);
  return Object.fromEntries(
    counted.map((name) => [name, hashOf(name, (variables[name] ?? "").replaceAll(checkout.root, "."))]),
  );
}

/** Names that the project mentions; null if git can't tell. */
async function mentionedIn(root: string, names: readonly string[]): Promise<ReadonlySet<string> | null> {
  if (names.length === 0) return new Set();
  const answer = await gitIn(root)(
    "grep",
    "-I",
    "--untracked",
    "--only-matching",
    "-h",
    "--no-line-number",
    "--no-column",
    "--word-regexp",
    "--fixed-strings",
    "--no-color",
    ...names.flatMap((name) => ["-e", name]),
    "--",
    ...FILES,
  );
  // Status 1 is that of nothing found.
  if (answer.exitCode !== 0 && answer.exitCode !== 1) return null;
  return new Set(answer.stdout.split(/\r?\n/));
}

/** Hash of a variable with its name, so that one value in two variables does not show. */
function hashOf(name: string, value: string): string {
  return createHash("sha256").update(`${name}\0${value}`).digest("hex").slice(0, DIGITS);
}
