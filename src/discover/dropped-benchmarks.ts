/** Benchmarks that base's configuration names and head's no longer does: nobody measures them, and somebody should know. */

import { GateError, Interrupted } from "../errors.ts";
import type { Collection, Discovery } from "../findings/discovery.ts";
import type { BenchmarkSettings } from "../inputs/config.ts";
import type { Benchmark } from "../model.ts";
import { type DetectedSuite, detectSuite } from "../plan/detect-suite.ts";
import { namedBy } from "../plan/held-suite.ts";
import { projectText } from "../sides/shared-paths.ts";
import type { OpenBase, OpenHead, OpenRun } from "../sides/sides.ts";
import { collectHead } from "./collect-side.ts";

/**
 * What base has by its own configuration, before head's files are laid over it.
 *
 * @param ofBase what base's configuration names, where that is other benchmarks than head's; null where both name the same
 * @returns empty where it can't be collected: a suite that is broken on base has nothing that head could drop
 */
export async function benchmarksOfBase(
  run: OpenRun,
  base: OpenBase | null,
  ofBase: BenchmarkSettings | null,
): Promise<readonly Benchmark[]> {
  if (ofBase === null || base === null) return [];
  const { checkout } = base.side;
  const textOf = projectText(checkout, run.world.checkouts);
  try {
    const suite: DetectedSuite = await detectSuite(ofBase, base.files, textOf);
    // A tool's names are told by its results alone, and those of base are read anyway.
    if (suite.suite === "results") return [];
    const asHead = { ...run.head, side: base.side, suite };
    const collected: Collection = await collectHead({ ...run, head: asHead });
    return collected.benchmarks;
  } catch (error) {
    if (error instanceof GateError && !(error instanceof Interrupted)) return [];
    throw error;
  }
}

/** The discovery, with what was dropped among what base formerly had. */
export function withDropped(
  discovery: Discovery,
  ofBase: readonly Benchmark[],
  { suite: { targets } }: OpenHead,
): Discovery {
  if (ofBase.length === 0) return discovery;
  const known = new Set([...discovery.head.benchmarks, ...discovery.formerly].map(({ id }) => id));
  const more = ofBase.filter(({ id }) => !known.has(id));
  const named = namedBy(
    targets,
    ofBase.flatMap(({ id, location }) => [id, ...(location === null ? [] : [location.file])]),
  );
  const dropped = ofBase.filter(
    ({ id, location }) => !named.has(id) && !(location !== null && named.has(location.file)),
  );
  return {
    ...discovery,
    formerly: [...discovery.formerly, ...more],
    dropped: new Set(dropped.map(({ id }) => id)),
  };
}
