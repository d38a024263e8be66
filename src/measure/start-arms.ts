/** The harnesses of one block: all of them, or none. */

import type { Arms } from "../findings/measurement.ts";
import type { SideName } from "../model.ts";
import { BothLost, HarnessLost, type HarnessProcess, type SharedLayout } from "../ports/processes.ts";
import type { RandomStream } from "../statistics/random.ts";

export type StartedArms = Arms<HarnessProcess> & {
  /** Those that there are, in the order in which they do what nobody times. */
  readonly inOrder: readonly HarnessProcess[];
};

/** The sides that are measured, base first. */
export function present<T>(arms: Arms<T>): T[] {
  return arms.base === null ? [arms.head] : [arms.base, arms.head];
}

/** What of a block decides how its sides are started. */
interface Starting {
  readonly layout: SharedLayout;
  readonly random: RandomStream;
  /** What each side is to walk; null for a base that is not measured. */
  readonly walked: Arms<unknown>;
}

/** @param start starts one side's harness. @throws HarnessLost when one can't be started; `BothLost` when both can't */
export async function startArms(
  request: Starting,
  start: (side: SideName, layout: SharedLayout) => Promise<HarnessProcess>,
): Promise<StartedArms & AsyncDisposable> {
  const started = await startTogether(sidesOf(request).map((side) => start(side, request.layout)));
  const bySide = (side: SideName) => started.processes.find((process) => process.side === side);
  const head = bySide("head");
  if (head === undefined) throw new Error("head was started and is not there");
  const dispose = () => started[Symbol.asyncDispose]();
  return { head, base: bySide("base") ?? null, inOrder: started.processes, [Symbol.asyncDispose]: dispose };
}

/**
 * The sides in the order in which they are started, which chance decides: whoever starts and imports first gets other
 * physical memory than the second one, and if that were always base, it could be a difference in every block, and not noise.
 */
function sidesOf({ walked, random }: Starting): SideName[] {
  if (walked.base === null) return ["head"];
  return random.coin() ? ["head", "base"] : ["base", "head"];
}

/** Starts all of them, in their order; or none, where one can't be started. @throws what that one threw */
export async function startTogether<T extends AsyncDisposable>(
  starting: readonly Promise<T>[],
): Promise<{ readonly processes: readonly T[] } & AsyncDisposable> {
  const started = await Promise.allSettled(starting);
  const processes = started.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const dispose = async () => {
    await Promise.all(processes.map((process) => process[Symbol.asyncDispose]()));
  };
  if (processes.length < started.length) await dispose();
  return { processes: valuesOf(started), [Symbol.asyncDispose]: dispose };
}

/** Waits for all, also where one is lost: whether the other side is as well decides whom that is held against. */
export async function ofEach<T>(sides: readonly Promise<T>[]): Promise<T[]> {
  return valuesOf(await Promise.allSettled(sides));
}

/** The values of all. @throws what one of them threw; `BothLost` where two of them lost a harness */
function valuesOf<T>(settled: readonly PromiseSettledResult<T>[]): T[] {
  const reasons = settled.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  const [first, second] = reasons;
  if (first instanceof HarnessLost && second instanceof HarnessLost) throw new BothLost(first, second);
  if (reasons.length > 0) throw reasons.find((reason) => !(reason instanceof HarnessLost)) ?? first;
  return settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}
