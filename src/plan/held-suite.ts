/** What is measured until a change of `benchmarks` is merged: what base names, as far as head still has it, and what head adds. Pure. */
import picomatch from "picomatch";
import { GateError } from "../errors.ts";
import type { Config } from "../inputs/config.ts";
import type { TextOf } from "../ports.ts";
import { commandId } from "./command-targets.ts";
import { type DetectedSuite, detectSuite, isFunctionTarget, runsCommands } from "./detect-suite.ts";

export interface HeldSuite extends DetectedSuite {
  /** Targets that head's configuration leaves out: one that head's code has no more is removed, and no slip. Absent: none. */
  readonly held?: readonly string[];
}

/**
 * @param ofHead what head's configuration names
 * @param base base's configuration
 * @param files of head, relative to the working directory, with forward slashes
 */
export async function heldSuite(
  ofHead: DetectedSuite,
  base: Config,
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
  const there = ofBase.targets.filter((target) => isThere(target, ofBase, files));
  if (there.length === 0) return asHead;
  if (suite !== ofHead.suite) return { suite, targets: there, why, held: there };
  const targets =
    suite === "command" ? eachIdOnce([...there, ...ofHead.targets]) : widest([...there, ...ofHead.targets]);
  const named = new Set(ofHead.targets);
  const held = targets.filter((target) => !named.has(target));
  return held.length === 0 ? asHead : { suite, targets, why, held };
}

/** Whether a target of a benchmark, its file, or the folder of that is part of what these name. */
export function isNamed(target: string, targets: readonly string[]): boolean {
  return targets.some((one) => isWithin(target, one));
}

async function suiteOrNone(
  config: Config,
  files: readonly string[],
  textOf: TextOf,
): Promise<DetectedSuite | null> {
  try {
    return await detectSuite(config, files, textOf);
  } catch (error) {
    // What base names is gone, or not to be told by the names alone any more.
    if (error instanceof GateError) return null;
    throw error;
  }
}

function isThere(target: string, { suite }: DetectedSuite, files: readonly string[]): boolean {
  if (runsCommands(suite) || isFunctionTarget(target)) return true;
  const path = pathOf(target);
  const matches = isPattern(path) ? picomatch(path, { dot: true }) : null;
  return files.some(
    (file) => path === "." || file === path || file.startsWith(`${path}/`) || matches?.(file) === true,
  );
}

/** Base's first, so that a command whose text head changes stays what it was. */
function eachIdOnce(targets: readonly string[]): string[] {
  return [
    ...new Map(targets.toReversed().map((target) => [commandId(target), target])).values(),
  ].toReversed();
}

/** Without those that lie within another. */
function widest(targets: readonly string[]): string[] {
  const different = [...new Map(targets.map((target) => [normal(target), target])).values()];
  return different.filter((one) => !different.some((other) => other !== one && isWithin(one, other)));
}

function isWithin(target: string, other: string): boolean {
  const [one, two] = [normal(target), normal(other)];
  if (one === two) return true;
  if (isFunctionTarget(target) || isFunctionTarget(other)) return false;
  if (two === ".") return true;
  if (two.includes("::")) return one.startsWith(`${two}::`) || one.startsWith(`${two}[`);
  if (isPattern(two)) return picomatch(two, { dot: true })(pathOf(one));
  return pathOf(one) === two || one.startsWith(`${two}/`);
}

function normal(target: string): string {
  return target.replace(/^\.\//, "").replace(/\/+$/, "");
}

function pathOf(target: string): string {
  return normal(target.split("::")[0] ?? target);
}

function isPattern(path: string): boolean {
  return /[*?[]/.test(path);
}
