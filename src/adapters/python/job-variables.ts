/** The job's variables that a stored baseline stands for, as hashes: a value may be nobody's business. */
import { createHash } from "node:crypto";
import { countedNames, type JobVariables, namesToLookFor } from "../../baseline/variables.ts";
import type { Side } from "../../ports.ts";
import { gitIn } from "../git/git-command.ts";

/** Where a project reads variables, or sets them: code, settings, workflows. What documents say is no use of one. */
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
/** Few enough that nobody finds a long value by its hash, many enough that two values have not the same. */
const DIGITS = 8;

/**
 * By name: a hash of each variable that the side's processes inherit from the job and that belongs to a baseline.
 *
 * @param inherited the job's, without what measured processes don't get
 * @param job all of the job's
 */
export async function jobVariables(
  { checkout, environment }: Pick<Side, "checkout" | "environment">,
  inherited: JobVariables,
  job: JobVariables,
): Promise<Record<string, string>> {
  // What `env` sets is part of the baseline's settings, and what is the side's own differs from run to run.
  const variables = Object.fromEntries(
    Object.entries(inherited).filter(([name, value]) => environment[name] === value),
  );
  const mentioned = await mentionedIn(checkout.root, namesToLookFor(variables));
  const counted = countedNames(variables, mentioned, job);
  return Object.fromEntries(
    counted.map((name) => [name, hashOf(name, (variables[name] ?? "").replaceAll(checkout.root, "."))]),
  );
}

/** Null where git can't tell. */
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

/** With its name, so that one value in two variables is not seen to be one. */
function hashOf(name: string, value: string): string {
  return createHash("sha256").update(`${name}\0${value}`).digest("hex").slice(0, DIGITS);
}
