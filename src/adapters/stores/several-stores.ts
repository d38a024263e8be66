/** Several stores as one: what one of them lost, another one still has. */
import { ofThisSetting } from "../../baseline/key.ts";
import type { BaselineLoad, BaselineSave, UnreadableBaseline } from "../../model.ts";
import type { BaselineScope, BaselineStore } from "../../ports/stores.ts";

/** How far the clocks of different machines may be apart. */
const CLOCK_TOLERANCE_MS = 60 * 60 * 1000;

/**
 * Loads the newest baseline of all stores, and saves in all of them, except in those that could not be read: such a
 * store may hold a newer baseline, which must not be hidden.
 *
 * @param stores at least one
 * @param scope whose settings a baseline has to be recorded with, whatever the store tells apart by itself
 * @param now ISO 8601, UTC
 */
export function severalStores(
  stores: readonly BaselineStore[],
  scope: Pick<BaselineScope, "setting">,
  now: () => string,
): BaselineStore {
  const silent = new Map<BaselineStore, UnreadableBaseline>();
  return {
    async load() {
      const loads = await Promise.all(stores.map((store) => store.load()));
      silent.clear();
      for (const [index, load] of loads.entries()) {
        const store = stores[index];
        if (store !== undefined && load.kind === "unreadable" && !load.isDamaged) silent.set(store, load);
      }
      return best(loads.map((load) => ofThisSetting(notFromTheFuture(load, now()), scope)));
    },
    async save(baseline) {
      const saves = stores.map((store) => {
        const trouble = silent.get(store);
        return trouble === undefined ? store.save(baseline) : notOverwritten(trouble);
      });
      return together(await Promise.all(saves));
    },
  };
}

function notOverwritten({ source, why }: UnreadableBaseline): BaselineSave {
  return {
    kind: "not-saved",
    target: source,
    why: `the baseline there could not be read and may be newer, so it is kept (${why})`,
  };
}

/**
 * The best answer: found beats unreadable, and unreadable beats missing, because an unreadable store may have had a
 * baseline.
 */
function best(loads: readonly BaselineLoad[]): BaselineLoad {
  const found = loads.filter((load) => load.kind === "found");
  const newest = found.toSorted((a, b) => timeOf(b) - timeOf(a))[0];
  const unreadable = loads.filter((load) => load.kind === "unreadable");
  if (newest !== undefined) {
    return unreadable.length === 0 ? newest : { ...newest, problems: unreadable };
  }
  // A baseline that is only out of reach may be intact, and must not be overwritten.
  const outOfReach = unreadable.find(({ isDamaged }) => !isDamaged) ?? unreadable[0];
  if (outOfReach !== undefined) return outOfReach;
  const missing = loads.filter((load) => load.kind === "missing");
  if (missing.length === 0) return { kind: "not-wanted" };
  const source = missing.map((load) => load.source).join(" and ");
  const why = missing.flatMap((load) => load.why ?? []);
  return { kind: "missing", source, ...(why.length === 0 ? {} : { why: why.join("; ") }) };
}

function timeOf({ baseline }: Extract<BaselineLoad, { kind: "found" }>): number {
  return Date.parse(baseline.recordedAt);
}

/** Treats a baseline from the future as unreadable: it would stay the newest for ever. */
function notFromTheFuture(load: BaselineLoad, now: string): BaselineLoad {
  if (load.kind !== "found" || timeOf(load) <= Date.parse(now) + CLOCK_TOLERANCE_MS) return load;
  const why = `it was recorded at ${load.baseline.recordedAt}, which is in the future: a clock is wrong`;
  return { kind: "unreadable", source: load.source, why, isDamaged: true };
}

/** The outcome of all saves: saved if one store took it, with the reasons why others did not. */
function together(saves: readonly BaselineSave[]): BaselineSave {
  const targets = saves.flatMap((save) => (save.kind === "saved" ? [save.target] : []));
  const problems = saves.flatMap((save) =>
    save.kind === "not-saved" ? [`${save.target}: ${save.why}`] : save.kind === "saved" ? save.problems : [],
  );
  if (targets.length > 0) return { kind: "saved", target: targets.join(" and "), problems };
  const failed = saves.find((save) => save.kind === "not-saved");
  return failed !== undefined && saves.length === 1
    ? failed
    : { kind: "not-saved", target: "any store", why: problems.join("; ") };
}
