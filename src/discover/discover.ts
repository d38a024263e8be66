/** Which benchmarks each side has, before anything is timed, and that these sides are two. */

import { noBenchmarks } from "../errors/not-collected.ts";
import type { Collection, Discovery } from "../findings/discovery.ts";
import { guardSides, NOTHING_SEEN } from "../guard/guard-sides.ts";
import type { Benchmark } from "../model.ts";
import { targetNames } from "../plan/detect-suite.ts";
import type { Side } from "../ports/environments.ts";
import { isOfTests } from "../repository/benchmark-folders.ts";
import { assertBaseIsWhole } from "../sides/incomplete-base.ts";
import { sharedPredicate } from "../sides/shared-paths.ts";
import type { OpenBase, OpenRun } from "../sides/sides.ts";
import { type BaseCollection, collectBase } from "./benchmark-text.ts";
import { changedDependencies } from "./changed-dependencies.ts";
import { withChildren } from "./child-processes.ts";
import { collectedOrBroken, collectSide } from "./collect-side.ts";
import { headBesideBase, onlyOnBase } from "./head-beside-base.ts";
import { NOTHING_ONE_SIDED, oneSided } from "./one-sided.ts";
import { projectOnBase } from "./project-on-base.ts";
import { rehearsalOf, rehearse } from "./rehearsal.ts";

/**
 * Collects the benchmarks of every side, and makes sure that the sides are two.
 *
 * @param known what head answered already
 * @throws GateError when head has no benchmarks, a suite can't be collected, or both sides load the same code
 */
export async function discover(
  run: OpenRun,
  base: OpenBase | null,
  known: Collection | null = null,
): Promise<Discovery> {
  const { head, world } = run;
  const { onHead, onBase, text } = await collectBoth(run, base, known);
  const ofHead = headBesideBase(onHead, onBase, text, head);
  assertAnyBenchmarks(run, ofHead, onHead, [...text.formerly, ...(onBase?.benchmarks ?? [])]);
  const both = base === null || onBase === null ? null : { base, ofBase: onBase };
  let seen = NOTHING_SEEN;
  if (both !== null && ofHead.benchmarks.length > 0) {
    assertBaseIsWhole(both.base, onlyOnBase(text.formerProblems, both.ofBase, ofHead));
    const complete = [ofHead, both.ofBase].every(({ children }) => children?.isComplete === true);
    seen = await guardSides(head, ofHead, both.base, both.ofBase, { complete }, world);
  }
  const project = await projectOnBase(head, ofHead, base, world);
  return {
    ...{ head: ofHead, base: onBase },
    ...{ formerly: text.formerly, formerProblems: text.formerProblems, ownText: text.ownText },
    ...project,
    ...seen,
    oneSided:
      both === null
        ? NOTHING_ONE_SIDED
        : await oneSided(run, { ofHead, ...both, text, baseHasProject: project.baseHasProject }),
    ownOfTests: both === null ? [] : await changedOfTests(run, both.base, [ofHead, both.ofBase]),
    generated: base?.generated ?? null,
    changedDependencies:
      base === null ? null : await changedDependencies(head.side, base.side, world.checkouts),
    sameSetting: base === null || sameVariables(head.side, base.side),
    common: commonIds(ofHead, onBase),
    cpus: commonCpus(ofHead, onBase),
  };
}

/** What either side answered, and how base came to. */
interface BothAnswers {
  readonly onHead: Collection;
  /** Null where there is no base, or nothing that it could be asked for. */
  readonly onBase: Collection | null;
  readonly text: Omit<BaseCollection<Collection>, "ofBase">;
}

const NO_BASE: BothAnswers["text"] = { formerly: [], formerProblems: null, ownText: null, ownFiles: [] };

async function collectBoth(
  run: OpenRun,
  base: OpenBase | null,
  known: Collection | null,
): Promise<BothAnswers> {
  const { head, world } = run;
  // Nothing has to be told from itself.
  const areTwo = base !== null && base.side.checkout.root !== head.side.checkout.root;
  const collect = () => collectSide(run, head);
  // Where base can be collected, head broke it.
  const collecting =
    known !== null ? Promise.resolve(known) : areTwo ? collectedOrBroken(collect) : collect();
  // A run that measures shares its machine with nobody.
  if (head.suite.suite === "results") await collecting;
  const [onHead, there] = await Promise.all([
    collecting,
    base === null
      ? null
      : collectBase(base, collecting, {
          collect: () => collectSide(run, base),
          rehearse: (ids) => rehearse({ ...rehearsalOf(run, base), ids }, world),
        }),
  ]);
  if (base === null || there === null) return { onHead, onBase: null, text: NO_BASE };
  const { ofBase, ...text } = there;
  if (!areTwo) return { onHead, onBase: ofBase, text };
  const [seenOnHead, seenOnBase] = await Promise.all([
    known ?? withChildren(run, head, onHead),
    withChildren(run, base, ofBase),
  ]);
  return { onHead: seenOnHead, onBase: seenOnBase, text };
}

/** Checks that either side has a benchmark. @throws GateError where none has: there is nothing to measure, or to call removed */
function assertAnyBenchmarks(
  { head: { suite } }: OpenRun,
  { benchmarks, problems }: Collection,
  { broken }: Collection,
  onBase: readonly Benchmark[],
): void {
  if (benchmarks.length + onBase.length > 0) return;
  throw broken ?? noBenchmarks({ suite: suite.suite, targets: targetNames(suite) }, problems);
}

/** Ids that both sides have, in head's order; all of head's where there is no base. */
function commonIds({ benchmarks }: Collection, onBase: Collection | null): string[] {
  const ids = benchmarks.map(({ id }) => id);
  if (onBase === null) return ids;
  const there = new Set(onBase.benchmarks.map(({ id }) => id));
  return ids.filter((id) => there.has(id));
}

/** CPUs that both sides may run on; null where nothing is known of them. */
function commonCpus({ cpus }: Collection, onBase: Collection | null): readonly number[] | null {
  const ofBase = onBase === null ? cpus : onBase.cpus;
  const common = cpus?.filter((cpu) => ofBase?.includes(cpu)) ?? [];
  return common.length === 0 ? null : common;
}

/** What of a discovery is to be measured where only these benchmarks are in doubt. */
export function onlyThese(discovery: Discovery, ids: ReadonlySet<string>): Discovery {
  const { head, common } = discovery;
  const benchmarks = head.benchmarks.filter(({ id }) => ids.has(id));
  return { ...discovery, head: { ...head, benchmarks }, common: common.filter((id) => ids.has(id)) };
}

/** That each side has an environment, a home, temporary folders and a checkout of its own is no difference of the setting. */
function sameVariables(a: Side, b: Side): boolean {
  const OWN = new Set(["PATH", "PWD", "VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT"]);
  const names = new Set([...Object.keys(a.environment), ...Object.keys(b.environment)]);
  const told = ({ environment, ownFolder, checkout }: Side, name: string) => {
    const value = environment[name]?.replaceAll(checkout.root, "");
    return ownFolder === null ? value : value?.replaceAll(ownFolder, "");
  };
  return [...names].every((name) => OWN.has(name) || told(a, name) === told(b, name));
}

/** Helpers of the tests that benchmarks among these use, and a conftest that only base has. */
async function changedOfTests(
  { head, world: { checkouts } }: OpenRun,
  base: OpenBase,
  found: readonly Collection[],
): Promise<readonly string[]> {
  const roots = [head, base].map(({ side }) => `${side.checkout.root}/`);
  const { commit } = base.side.checkout;
  if (head.shared.length === 0 || roots[0] === roots[1] || commit === null) return [];
  const isShared = sharedPredicate(head);
  const loaded = found.flatMap(({ modules }) => modules.map(({ file }) => file.replaceAll("\\", "/")));
  const paths = loaded.flatMap((file) => {
    const root = roots.find((one) => file.startsWith(one));
    return root === undefined ? [] : file.slice(root.length);
  });
  const candidates = new Set(paths.filter((path) => isOfTests(path) && !isShared(path)));
  if (candidates.size === 0) return [];
  const changed = await checkouts.changedFiles(commit, [...candidates]);
  return changed.filter((path) => candidates.has(path)).sort();
}
