/** What head answered, seen beside what base has: what head broke, removed, or never had under the name that was asked for. Pure. */

import { didYouMean } from "../errors/alike.ts";
import { causeWords } from "../errors/causes.ts";
import { GateError } from "../errors.ts";
import type { Collection } from "../findings/discovery.ts";
import { isPartOf, type Problem } from "../findings/problem.ts";
import type { Benchmark } from "../model.ts";
import { lookAlikes } from "../repository/look-alikes.ts";
import { isFunctionTarget, normalTarget, targetPath } from "../repository/targets.ts";
import type { OpenHead } from "../sides/sides.ts";
import type { BaseCollection } from "./benchmark-text.ts";

/**
 * Head's answer without what nobody can hold against it, and with what it broke.
 *
 * @param formerly what base has by its own benchmark files
 * @param formerProblems what these can't be collected for, where that is known
 * @throws GateError when a name in `benchmarks` means nothing anywhere, or names a function that can't be measured
 */
export function headBesideBase(
  onHead: Collection,
  onBase: Collection | null,
  { formerly, formerProblems }: Pick<BaseCollection<Collection>, "formerly" | "formerProblems">,
  head: OpenHead,
): Collection {
  const ofHead = withoutAbsent(withoutHeldSlips(withWhatHeadBroke(onHead, onBase), head), head, {
    problems: onBase === null ? null : (formerProblems ?? onBase.problems),
    benchmarks: [...formerly, ...(onBase?.benchmarks ?? [])],
  });
  const isOnBase = (id: string) => onBase?.benchmarks.some((one) => one.id === id) === true;
  const misspelt = ofHead.problems.find(({ where }) => isFunctionTarget(where) && !isOnBase(where));
  if (misspelt === undefined) return ofHead;
  throw new GateError(
    `The target ${misspelt.where} can't be measured: ${causeWords(misspelt.message)}`,
    "Fix it in `benchmarks`.",
    { quotes: [causeWords(misspelt.message)] },
  );
}

/**
 * A tool leaves out of its results what failed. Where its command failed on head and not on base, what is missing is not
 * removed: head broke it.
 */
function withWhatHeadBroke(head: Collection, base: Collection | null): Collection {
  if (base === null || head.trouble === null || base.trouble !== null) return head;
  const onHead = new Set(head.benchmarks.map(({ id }) => id));
  const broken = base.benchmarks.filter(({ id }) => !onHead.has(id));
  const message = { kind: "command-fails", on: "head", why: head.trouble } as const;
  return { ...head, problems: [...head.problems, ...broken.map(({ id }) => ({ where: id, message }))] };
}

/** What only base's configuration names, and head's code has no more, is removed: nobody misspelt it. */
function withoutHeldSlips(collection: Collection, { suite }: OpenHead): Collection {
  const held = new Set(suite.held ?? []);
  if (held.size === 0) return collection;
  return { ...collection, problems: collection.problems.filter(({ where }) => !held.has(where)) };
}

/**
 * Without what the configuration names and head does not have. Where base has benchmarks of it, head removed them; where base
 * lacks it too, nobody wants what was asked for. What base has and can't collect is a problem of both.
 *
 * @param onBase what base has of it, and what it can't collect; no problems are known without a base
 * @throws GateError when a name means nothing anywhere
 */
function withoutAbsent(
  collection: Collection,
  head: OpenHead,
  onBase: { readonly problems: readonly Problem[] | null; readonly benchmarks: readonly Benchmark[] },
): Collection {
  const isAbsentOnBase = (name: string) =>
    onBase.problems?.some(({ where, isAbsent }) => where === name && isAbsent) ?? true;
  // What a module lacks is the code under test, and is missing in every way.
  const absent = collection.problems.filter(({ where, isAbsent }) => isAbsent && !isFunctionTarget(where));
  const slips = absent.filter(({ where }) => isAbsentOnBase(where));
  if (slips.length > 0) throw misnamed(slips, head, onBase.problems !== null);
  const removed = absent.filter(({ where }) => onBase.benchmarks.some(({ id }) => isInTarget(id, where)));
  return {
    ...collection,
    problems: collection.problems.filter((one) => !removed.includes(one)),
    emptied: removed.map(({ where }) => where),
  };
}

/** Whether a benchmark is what a target names, or lies in it. What a pattern has matched nobody can tell: it may be any. */
function isInTarget(id: string, target: string): boolean {
  return /[*?[]/.test(targetPath(target)) || isPartOf(id, normalTarget(target));
}

function misnamed(
  [first, ...more]: readonly Problem[],
  { suite: { suite }, files }: Pick<OpenHead, "suite" | "files">,
  isOnBaseToo: boolean,
): GateError {
  const why = causeWords(first?.message ?? "");
  // A harness that knows a like name next to it has said so.
  const isAsked = suite === "command" || why.includes("did you mean");
  const meant = isAsked ? "" : didYouMean(lookAlikes([first?.where ?? ""], files));
  const what = suite === "command" ? "can't be run" : "matches no benchmark";
  const rest = more.length > 0 ? ` (and ${more.length} more)` : "";
  return new GateError(
    `\`${first?.where}\` in \`benchmarks\` ${what}${isOnBaseToo ? ", on head or on base" : ""}: ${why}${meant}${rest}`,
    "Fix it, or remove it from `benchmarks`.",
    { quotes: [why] },
  );
}

/** What base's own benchmark files, or head's where those could not be asked, can't be collected for there alone. */
export function onlyOnBase(
  formerProblems: readonly Problem[] | null,
  ofBase: Collection,
  ofHead: Collection,
): Problem | undefined {
  return (formerProblems ?? ofBase.problems).find(
    ({ where }) => !ofHead.problems.some((problem) => problem.where === where),
  );
}
