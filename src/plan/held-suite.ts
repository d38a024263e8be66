/**
 * What is measured until a change of `benchmarks` is merged: what base names, as far as head still has it, and what
 * head adds. Pure.
 */

import { GateError, Interrupted } from "../errors.ts";
import type { BenchmarkSettings } from "../inputs/config.ts";
import type { TextOf } from "../ports/checkouts.ts";
import { pathsByPattern } from "../repository/globs.ts";
import { isFunctionTarget, normalTarget, targetPath } from "../repository/targets.ts";
import { commandId } from "./command-targets.ts";
import { type DetectedSuite, detectSuite, runsCommands } from "./detect-suite.ts";

export interface HeldSuite extends DetectedSuite {
  /**
   * Targets that head's configuration leaves out. If head's code no longer has one of them, it is removed, and not
   * misspelt. Absent: none.
   */
  readonly held?: readonly string[];
}

/**
 * The suite with the targets of both sides.
 *
 * @param ofHead what head's configuration names
 * @param base what base's configuration names
 * @param files of head, relative to the working directory, with forward slashes
 */
export async function heldSuite(
  ofHead: DetectedSuite,
  base: BenchmarkSettings,
  files: readonly string[],
  textOf: TextOf,
): Promise<HeldSuite> {
  const asHead: HeldSuite = ofHead;
  const ofBase = await suiteOrNone(base, files, textOf);
  if (ofBase === null) return asHead;
  const { suite } = ofBase;
  const why = `${ofBase.why}, by base's configuration`;
  // One command tells all results of a run.
  if (suite === "results") return { ...ofBase, why };
  const there = targetsThere(ofBase, files);
  if (there.length === 0) return asHead;
  if (suite !== ofHead.suite) return { suite, targets: there, why, held: there };
  const targets =
    suite === "command" ? eachIdOnce([...there, ...ofHead.targets]) : widest([...there, ...ofHead.targets]);
  const named = new Set(ofHead.targets);
  const held = targets.filter((target) => !named.has(target));
  return held.length === 0 ? asHead : { suite, targets, why, held };
}

/** Candidates (ids of benchmarks, files) that are one of the targets, or part of what a target names. */
export function namedBy(targets: readonly string[], candidates: readonly string[]): ReadonlySet<string> {
  const within = targetsWithin(targets, candidates);
  return new Set(targets.flatMap((target) => within(target)));
}

async function suiteOrNone(
  settings: BenchmarkSettings,
  files: readonly string[],
  textOf: TextOf,
): Promise<DetectedSuite | null> {
  try {
    return await detectSuite(settings, files, textOf);
  } catch (error) {
    // What base names is gone, or can no longer be recognised by name.
    if (error instanceof GateError && !(error instanceof Interrupted)) return null;
    throw error;
  }
}

function targetsThere({ suite, targets }: DetectedSuite, files: readonly string[]): string[] {
  if (runsCommands(suite)) return [...targets];
  const matched = pathsByPattern(targets.map(targetPath).filter(isPattern), files, "benchmarks");
  return targets.filter((target) => {
    if (isFunctionTarget(target)) return true;
    const path = targetPath(target);
    if ((matched.get(path) ?? []).length > 0) return true;
    return files.some((file) => path === "." || file === path || file.startsWith(`${path}/`));
  });
}

/** Targets with each id once. Base's come first, so a command whose text head changes stays as it was. */
function eachIdOnce(targets: readonly string[]): string[] {
  return [
    ...new Map(targets.toReversed().map((target) => [commandId(target), target])).values(),
  ].toReversed();
}

/** Targets without those that lie within another one. */
function widest(targets: readonly string[]): string[] {
  const different = [...new Map(targets.map((target) => [normalTarget(target), target])).values()];
  const within = targetsWithin(different, different);
  const narrower = new Set(different.flatMap((one) => within(one).filter((other) => other !== one)));
  return different.filter((one) => !narrower.has(one));
}

/** For each target, the candidates that lie within it; equal ones do. */
function targetsWithin(
  targets: readonly string[],
  candidates: readonly string[],
): (target: string) => string[] {
  const matched = pathsByPattern(
    targets.map(normalTarget).filter(isPatternOfPaths),
    candidates.filter((one) => !isFunctionTarget(one)).map(targetPath),
    "benchmarks",
  );
  return (target) => {
    const two = normalTarget(target);
    const paths = new Set(matched.get(two));
    return candidates.filter((candidate) => {
      const one = normalTarget(candidate);
      if (one === two) return true;
      if (isFunctionTarget(candidate) || isFunctionTarget(target)) return false;
      if (two === ".") return true;
      if (two.includes("::")) return one.startsWith(`${two}::`) || one.startsWith(`${two}[`);
      if (isPatternOfPaths(two)) return paths.has(targetPath(one));
      return targetPath(one) === two || one.startsWith(`${two}/`);
    });
  };
}

function isPattern(path: string): boolean {
  return /[*?[]/.test(path);
}

function isPatternOfPaths(target: string): boolean {
  return isPattern(target) && !target.includes("::") && !isFunctionTarget(target);
}
