/**
 * Names of baselines in stores that have many. Entries can't be changed and are found by the beginning of their name,
 * the newest first; so a name goes from what must be the same to what makes it unique. Pure, but for node:crypto, which
 * only hashes.
 */
import { createHash } from "node:crypto";
import type { Baseline, BaselineLoad, Fingerprint } from "../model.ts";
import { withoutPatch } from "./history.ts";

/** What is measured: a baseline of another suite or of other targets is none of this one. */
export interface BaselineSubject {
  readonly suite: string;
  readonly targets: readonly string[];
  /** Where in the repository, and in which setting: projects and legs that differ in it have baselines of their own. */
  readonly setting: readonly unknown[];
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
  return `${branchPrefix(subject, baseline.branch, baseline.fingerprint)}${commit}-${part(runId)}-${part(runAttempt)}`;
}

/**
 * Beginnings of names to look for, best first: a branch each. The newest baseline of a branch carries the history of
 * all machines that recorded there, so that none is looked for by its machine.
 */
export function baselinePrefixes(
  subject: BaselineSubject,
  branches: readonly string[],
  fingerprint: Fingerprint,
): string[] {
  return [...new Set(branches)].map((branch) => branchPrefix(subject, branch, fingerprint));
}

/** Of what is compared of a setting: `Baseline` has it, so that every store can be held to it. */
export function settingHash({ setting }: Pick<BaselineSubject, "setting">): string {
  return shortHash(JSON.stringify(setting));
}

/** What is found and was recorded with other settings is none of this one: missing, and not broken. */
export function ofThisSetting(load: BaselineLoad, subject: Pick<BaselineSubject, "setting">): BaselineLoad {
  if (load.kind !== "found") return load;
  const { setting } = load.baseline;
  if (setting === null || setting === settingHash(subject)) return load;
  const why = `what ${load.source} holds was recorded with other settings (\`env\`, \`setup\`, \`python-path\` or \`working-directory\`)`;
  return { kind: "missing", source: load.source, why };
}

/** The name that all baselines of a branch share in a store that keeps one of each run by itself. */
export function baselineName(subject: BaselineSubject, branch: string, fingerprint: Fingerprint): string {
  return branchPrefix(subject, branch, fingerprint).slice(0, -1);
}

function branchPrefix(subject: BaselineSubject, branch: string, fingerprint: Fingerprint): string {
  const targets = shortHash(JSON.stringify([[...subject.targets].sort(), subject.setting]));
  return `hotpath-gate-v2-${part(subject.suite)}.${targets}.${shortHash(legOf(fingerprint))}-${part(branch)}-`;
}

/**
 * What the legs of a matrix differ in and what stays as it is from week to week: the kind of system, and Python
 * without its patch release. Legs record at the same time, and one would overwrite the other's history.
 */
function legOf({ os, python }: Fingerprint): string {
  return JSON.stringify([/^\S*/.exec(os)?.[0], withoutPatch(python)]);
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
