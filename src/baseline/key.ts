/**
 * Names of baselines in the cache. Entries can't be changed and are found by the beginning of their name, the
 * newest first; so a name goes from what must be the same to what makes it unique. Pure, but for node:crypto,
 * which only hashes.
 */
import { createHash } from "node:crypto";
import type { Baseline, Fingerprint } from "../model.ts";

/** What is measured: a baseline of another suite or of other targets is none of this one. */
export interface BaselineSubject {
  readonly suite: string;
  readonly targets: readonly string[];
}

/** The cache takes 512 characters; with three parts of at most 60 and the rest short, this stays far below. */
const PART_CHARACTERS = 60;

/** Of one run's baseline. Commit, run and attempt make it unique: an entry of the same name can't be saved again. */
export function baselineKey(
  subject: BaselineSubject,
  baseline: Pick<Baseline, "branch" | "commit" | "fingerprint">,
  runId: string,
  runAttempt: string,
): string {
  const commit = part(baseline.commit);
  return `${fingerprintPrefix(subject, baseline.branch, baseline.fingerprint)}${commit}-${part(runId)}-${part(runAttempt)}`;
}

/**
 * Beginnings of names to look for, best first. For each branch the same fingerprint comes before any other: a
 * baseline of another machine is worth less, but the report can then say that there is one.
 */
export function baselinePrefixes(
  subject: BaselineSubject,
  branches: readonly string[],
  fingerprint: Fingerprint,
): string[] {
  return [...new Set(branches)].flatMap((branch) => [
    fingerprintPrefix(subject, branch, fingerprint),
    branchPrefix(subject, branch),
  ]);
}

function branchPrefix(subject: BaselineSubject, branch: string): string {
  const targets = shortHash(JSON.stringify([...subject.targets].sort()));
  return `hotpath-gate-v1-${part(subject.suite)}.${targets}-${part(branch)}-`;
}

function fingerprintPrefix(subject: BaselineSubject, branch: string, fingerprint: Fingerprint): string {
  const { cpu, os, python, lock } = fingerprint;
  return `${branchPrefix(subject, branch)}${shortHash(JSON.stringify([cpu, os, python, lock]))}-`;
}

/**
 * Readable where it can be, and free of `-`, so that no branch's prefix is the beginning of another's
 * (`main`, `main-2`). `~` can't occur in a branch's name, so a hashed part is never that of another text.
 */
function part(text: string): string {
  const readable = text.replace(/[^A-Za-z0-9._]/g, "_").slice(0, PART_CHARACTERS);
  return readable === text && text !== "" ? text : `${readable}~${shortHash(text)}`;
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
