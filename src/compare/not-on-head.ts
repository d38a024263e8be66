/** Benchmarks of base that head no longer collects: removed by their author, or lost because of head's code. Pure. */
import type { Cause } from "../model/cause.ts";
import type { Baseline, Benchmark } from "../model.ts";
import { lookRenamed } from "./renamed.ts";

/** Ids, and head's own reason for not collecting them. */
export type LostBenchmarks = ReadonlyMap<string, Cause | null>;

/**
 * The lost benchmarks among those that both sides have the text of and only base collects. If head has as many new ones
 * of the same function, they were renamed, and nothing is lost.
 *
 * @param fresh ids of head that base does not have
 */
export function trulyLost(candidates: LostBenchmarks, fresh: readonly string[]): LostBenchmarks {
  if (candidates.size === 0) return candidates;
  const renamed = lookRenamed([...candidates.keys()], fresh);
  return new Map([...candidates].filter(([id]) => !renamed.has(id)));
}

/** Benchmarks of the stored baseline that were measured when it was recorded, and that head no longer collects. */
export function goneFromStore({ series }: Baseline, head: readonly Benchmark[]): string[] {
  const onHead = new Set(head.map(({ id }) => id));
  const ids = series.filter(({ id, medians }) => medians.length > 0 && !onHead.has(id)).map(({ id }) => id);
  return [...new Set(ids)];
}

/**
 * Of these benchmarks, the ones whose files have not changed since.
 *
 * @param codes of head, and of the gone ones as far as their ids name a file
 */
export function lostSinceStored(
  { series }: Baseline,
  gone: readonly string[],
  codes: ReadonlyMap<string, Cause | null>,
): LostBenchmarks {
  const known = new Set(codes.values());
  const codeOf = new Map(series.map(({ id, code }) => [id, code]));
  const isUnchanged = (id: string) => {
    const code = codeOf.get(id) ?? null;
    return code !== null && known.has(code);
  };
  return new Map(gone.filter(isUnchanged).map((id) => [id, null]));
}
