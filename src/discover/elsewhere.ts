/** Where head's benchmarks may be now, if head has none of those that base has: they were moved, and nothing names them. */

import { lookingLikeBenchmarks } from "../plan/detect-suite.ts";
import type { World } from "../ports/world.ts";
import { lookAlikes } from "../repository/look-alikes.ts";
import { foldersAbove } from "../repository/path.ts";
import { namedBy } from "../repository/targets.ts";
import { projectText } from "../sides/shared-paths.ts";
import type { OpenHead } from "../sides/sides.ts";

/** Paths of head that look like benchmarks, or whose names are like those of the targets; without the targets themselves. */
export async function benchmarksElsewhere(
  { side, files, suite: { targets } }: Pick<OpenHead, "side" | "files" | "suite">,
  { checkouts }: Pick<World, "checkouts">,
): Promise<readonly string[]> {
  const looking = await lookingLikeBenchmarks(files, projectText(side.checkout, checkouts));
  const isNamed = namedBy(targets);
  const found = new Set([...lookAlikes(targets, files), ...looking].filter((path) => !isNamed(path)));
  // Where a folder and something in it are both found, what is in it says more.
  const holding = new Set([...found].flatMap((path) => [...foldersAbove(path)]));
  return [...found].filter((path) => !holding.has(path));
}
