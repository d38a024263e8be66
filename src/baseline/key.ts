/**
 * Names of baselines in stores that hold many. Entries can't be changed, and are found by the beginning of their name,
 * newest first. So a name goes from what must be the same to what makes it unique. Pure, except for node:crypto, which
 * only hashes.
 */
import { createHash } from "node:crypto";
import type { Baseline, BaselineLoad, Fingerprint } from "../model.ts";
import { withoutPatch } from "./history.ts";

/** What is measured. A baseline of another suite, or of other targets, does not belong to it. */
export interface BaselineSubject {
  readonly suite: string;
  readonly targets: readonly string[];
  /**
   * Where in the repository, and with which settings. Projects and jobs of a matrix that differ in these have separate
   * baselines.
   */
  readonly setting: readonly unknown[];
}

/**
 * Longest part of a name, in characters. The cache takes 512 characters; three parts of this length and some short ones
 * stay far below.
 */
const PART_CHARACTERS = 60;

/**
 * Name of one run's baseline. Commit, run and attempt make it unique, because an entry of the same name can't be saved
 * again.
 */
export function baselineKey(
  subject: BaselineSubject,
  baseline: Pick<Baseline, "branch" | "commit" | "fingerprint">,
  runId: string,
  runAttempt: string,
): string {
  const commit = part(baseline.commit);
  return `${branchPrefix(subject, baseline.branch, baseline.fingerprint)}${commit}-${part(runId)}-${part(runAttempt)}`;
}

/**
 * Beginnings of names to look for, best first: one for each branch. The newest baseline of a branch carries the history
 * of all machines that recorded there, so none is looked for by its machine.
 */
export function baselinePrefixes(
  subject: BaselineSubject,
  branches: readonly string[],
  fingerprint: Fingerprint,
): string[] {
  return [...new Set(branches)].map((branch) => branchPrefix(subject, branch, fingerprint));
}

/** Hash of what is compared of a setting. `Baseline` holds it, so that every store can be held to it. */
export function settingHash({ setting }: Pick<BaselineSubject, "setting">): string {
  return shortHash(JSON.stringify(setting));
}

/** A baseline that was recorded with other settings counts as missing, not as broken. */
export function ofThisSetting(load: BaselineLoad, subject: Pick<BaselineSubject, "setting">): BaselineLoad {
  if (load.kind !== "found") return load;
  const { setting } = load.baseline;
  if (setting === null || setting === settingHash(subject)) return load;
  const why = `what ${load.source} holds was recorded with other settings (\`env\`, \`setup\`, \`python-path\` or \`working-directory\`)`;
  return { kind: "missing", source: load.source, why };
}

/** Name that all baselines of a branch share, in a store that keeps one for each run. */
export function baselineName(subject: BaselineSubject, branch: string, fingerprint: Fingerprint): string {
  return branchPrefix(subject, branch, fingerprint).slice(0, -1);
}

function branchPrefix(subject: BaselineSubject, branch: string, fingerprint: Fingerprint): string {
  const targets = shortHash(JSON.stringify([[...subject.targets].sort(), subject.setting]));
  return `hotpath-gate-v2-${part(subject.suite)}.${targets}.${shortHash(legOf(fingerprint))}-${part(branch)}-`;
}

/**
 * What the jobs of a matrix differ in that stays the same from week to week: the kind of system, and Python without its
 * patch release. These jobs record at the same time, and one would overwrite the other's history.
 */
function legOf({ os, python }: Fingerprint): string {
  return JSON.stringify([/^\S*/.exec(os)?.[0], withoutPatch(python)]);
}

/**
 * A part of a name: readable if possible, and without `-`, so that no branch's prefix is the beginning of another's
 * (`main`, `main-2`). `~` can't occur in a branch's name, so a hashed part never equals the plain part of another text.
 */
function part(text: string): string {
  const readable = text.replace(/[^A-Za-z0-9._]/g, "_").slice(0, PART_CHARACTERS);
  return readable === text && text !== "" ? text : `${readable}~${shortHash(text)}`;
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
