/**
 * Which version of the benchmark files base runs. Head's, so that both sides are asked the same; where head's does not work
 * on base, because it imports or calls what only head has, base's own answers for the benchmarks that it has.
 */

import { GateError, Interrupted } from "../errors.ts";
import type { OwnText } from "../findings/discovery.ts";
import type { Cause } from "../model/cause.ts";
import type { Benchmark } from "../model.ts";
import { inCheckout } from "../sides/shared-paths.ts";
import type { OpenBase, OpenSide } from "../sides/sides.ts";
import type { Rehearsal } from "./rehearsal.ts";

/** What of a collection tells whether benchmarks work. */
interface Found {
  readonly benchmarks: readonly Benchmark[];
  readonly problems: readonly { readonly where: string; readonly message: Cause }[];
}

export interface BaseCollection<C extends Found> {
  /** What base had before head's benchmark files were laid over it; empty if both have the same. */
  readonly formerly: readonly Benchmark[];
  /** What base's own benchmark files can't be collected for; null where base could not answer. */
  readonly formerProblems: C["problems"] | null;
  readonly ofBase: C;
  readonly ownText: OwnText | null;
  /** Files, relative to the checkout, that `ofBase` has in base's own version: none is what head has as well. */
  readonly ownFiles: readonly string[] | "all";
}

export interface OnBase<C extends Found> {
  /** @throws GateError when base can't be collected */
  readonly collect: () => Promise<C>;
  readonly rehearse: (ids: readonly string[]) => Promise<Rehearsal>;
}

/** Base's own benchmarks first, because those that head removed are gone once head's files are in their place. */
export async function collectBase<C extends Found>(
  base: OpenBase,
  onHead: Promise<Found>,
  on: OnBase<C>,
): Promise<BaseCollection<C>> {
  if (base.changedBenchmarks.length === 0) {
    await base.takeOverBenchmarks();
    const ofBase = await on.collect();
    return { formerly: [], formerProblems: ofBase.problems, ofBase, ownText: null, ownFiles: [] };
  }
  const before = await attempt(on.collect);
  await base.takeOverBenchmarks();
  const { withHeads, ownConftests } = await collectWithHeads(base, on);
  // Benchmarks that base itself can't collect are none that head could have removed, and none that can answer.
  if (before instanceof GateError) {
    const ownFiles = ownConftests?.files ?? [];
    return {
      formerly: [],
      formerProblems: null,
      ofBase: collected(withHeads),
      ownText: ownConftests,
      ownFiles,
    };
  }
  const { benchmarks: formerly, problems: formerProblems } = before;
  const head = await onHead;
  const asHeads = (found: C | GateError): BaseCollection<C> => {
    const ownFiles = ownConftests?.files ?? [];
    return { formerly, formerProblems, ofBase: collected(found), ownText: ownConftests, ownFiles };
  };
  // There is nothing that both could run: what base has of its own is what head lost.
  const isOwnConftest = ownConftests !== null;
  if ((withHeads instanceof GateError || isOwnConftest) && head.benchmarks.length === 0) {
    await base.takeBackBenchmarks(null);
    return { formerly, formerProblems, ofBase: before, ownText: null, ownFiles: "all" };
  }
  const wanted = formerly.filter(({ id }) => head.benchmarks.some((one) => one.id === id));
  const notWorking = (of: readonly Benchmark[], found: C | GateError, own = isOwnConftest) =>
    whatDoesNotWork(of, found, head, own ? withoutConftests(base) : base, on);
  const broken = await notWorking(wanted, withHeads);
  if (broken.size === 0) return asHeads(withHeads);
  const [why = ""] = broken.values();

  const ofBroken = wanted.filter(({ id }) => broken.has(id));
  const { changedBenchmarks, changedConftests } = base;
  if (!isOwnConftest && changedConftests.length > 0) {
    await base.takeBackBenchmarks(changedConftests);
    const ofBase = await attempt(on.collect);
    const others = wanted.filter(({ id }) => !broken.has(id));
    const isMended =
      !(ofBase instanceof GateError) &&
      (await notWorking(ofBroken, ofBase)).size === 0 &&
      (await notWorking(others, ofBase, true)).size === 0;
    if (isMended) {
      const ownText = { ids: [], files: changedConftests, why };
      return { formerly, formerProblems, ofBase, ownText, ownFiles: changedConftests };
    }
    await base.takeOverBenchmarks();
    if (changedBenchmarks.length === changedConftests.length) return asHeads(withHeads);
  }

  const files = filesOf(
    [...wanted, ...head.benchmarks].filter(({ id }) => broken.has(id)),
    base,
  );
  await base.takeBackBenchmarks(files);
  const mixed = await attempt(on.collect);
  if (!(mixed instanceof GateError) && (await notWorking(ofBroken, mixed)).size === 0) {
    const own = new Set(files);
    const ids = wanted.filter((one) => filesOf([one], base).some((file) => own.has(file)));
    const ownFiles = isOwnConftest ? [...files, ...changedConftests] : files;
    const ownText = { ids: sortedIds(ids), files: ownFiles, why };
    return { formerly, formerProblems, ofBase: mixed, ownText, ownFiles };
  }
  // What they import, a conftest or a helper, is head's still.
  await base.takeBackBenchmarks(null);
  const own = await on.collect();
  const still = await notWorking(ofBroken, own);
  if (still.size < broken.size) {
    return {
      formerly,
      formerProblems,
      ofBase: own,
      ownText: { ids: sortedIds(wanted), files: null, why },
      ownFiles: "all",
    };
  }
  // Base's own version does not work either.
  await base.takeOverBenchmarks();
  if (isOwnConftest) await base.takeBackBenchmarks(changedConftests);
  return asHeads(withHeads);
}

/**
 * With what base was given from head. A conftest above the benchmarks is that of the tests as well, and may import what only
 * head has: then base has its own, and the benchmarks are head's all the same.
 */
async function collectWithHeads<C extends Found>(
  base: OpenBase,
  { collect }: Pick<OnBase<C>, "collect">,
): Promise<{ readonly withHeads: C | GateError; readonly ownConftests: OwnText | null }> {
  const withHeads = await attempt(collect);
  const { changedConftests: files } = base;
  if (!(withHeads instanceof GateError) || files.length === 0) return { withHeads, ownConftests: null };
  await base.takeBackBenchmarks(files);
  const without = await attempt(collect);
  if (!(without instanceof GateError)) {
    return { withHeads: without, ownConftests: { ids: [], files, why: withHeads.message } };
  }
  await base.takeOverBenchmarks();
  return { withHeads, ownConftests: null };
}

function withoutConftests(base: OpenBase): OpenBase {
  const { changedBenchmarks, changedConftests } = base;
  return {
    ...base,
    changedBenchmarks: changedBenchmarks.filter((path) => !changedConftests.includes(path)),
  };
}

/** Why benchmarks that base has and head keeps do not work with what is in the worktree now, by id. */
async function whatDoesNotWork(
  wanted: readonly Benchmark[],
  found: Found | GateError,
  head: Found,
  base: OpenBase,
  { rehearse }: Pick<OnBase<Found>, "rehearse">,
): Promise<ReadonlyMap<string, Cause>> {
  if (found instanceof GateError) return new Map(wanted.map(({ id }) => [id, found.message]));
  const onBase = new Set(found.benchmarks.map(({ id }) => id));
  const missing = wanted.filter(({ id }) => !onBase.has(id));
  const broken = new Map(missing.map(({ id }) => [id, whyMissing(id, found)]));
  const changed = new Set(base.changedBenchmarks);
  const known = new Set(filesOf([...wanted, ...head.benchmarks], base));
  const isOfHelpers = base.changedBenchmarks.some((file) => !known.has(file));
  const doubtful = wanted
    .filter(({ id }) => onBase.has(id))
    .filter((one) => isOfHelpers || filesOf([one], base).some((file) => changed.has(file)))
    .map(({ id }) => id);
  if (doubtful.length === 0) return broken;
  const { failures } = await rehearse(doubtful);
  return new Map([...broken, ...failures]);
}

function whyMissing(id: string, { problems }: Found): Cause {
  const own = problems.find(({ where }) => id === where || id.startsWith(`${where}::`)) ?? problems[0];
  return own?.message ?? { kind: "not-found" };
}

/** Files that a benchmark is written in: where it is defined, and the one that its id names. */
export function filesOf(benchmarks: readonly Benchmark[], { side }: Pick<OpenSide, "side">): string[] {
  const files = benchmarks.flatMap(({ id, location }) => {
    const named = id.includes("::") ? [inCheckout(id.slice(0, id.indexOf("::")), side)] : [];
    return location === null ? named : [location.file, ...named];
  });
  return [...new Set(files)].sort();
}

function sortedIds(benchmarks: readonly Benchmark[]): string[] {
  return benchmarks.map(({ id }) => id).sort();
}

async function attempt<C>(collect: () => Promise<C>): Promise<C | GateError> {
  try {
    return await collect();
  } catch (error) {
    if (!(error instanceof GateError) || error instanceof Interrupted) throw error;
    return error;
  }
}

/** The result of an attempt. @throws GateError that it failed with */
function collected<C>(found: C | GateError): C {
  if (found instanceof GateError) throw found;
  return found;
}
