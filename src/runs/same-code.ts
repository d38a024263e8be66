/**
 * What need not be measured, because nothing that differs between base and head is read by it. That is decided by what head's
 * benchmarks read and by what git says, so base need not run for it.
 */
import type { SameFiles } from "../compare/same-code.ts";
import { noteReads } from "../discover/note-reads.ts";
import type { ChosenBase, StoredBase } from "../findings/chosen-base.ts";
import type { Discovery } from "../findings/discovery.ts";
import type { EnvironmentSettings, SameCodeSettings } from "../inputs/config.ts";
import { runsCommands } from "../plan/detect-suite.ts";
import type { ComparePlan } from "../plan/plan.ts";
import { inertAmong } from "../same-code/inert.ts";
import { whyNotSame } from "../same-code/proof.ts";
import type { OpenRun } from "../sides/sides.ts";

/** Nothing that is known to be the same: everything is measured. */
export const NOTHING_PROVED: SameFiles = new Map();

/**
 * By id, the files of the checkout that a benchmark reads, where none of them differs. Nothing is proved where `setup` makes
 * each side's environment: what it installs may come from files that no benchmark reads.
 *
 * @throws GateError if git can't tell what differs
 */
export async function sameCode(
  run: OpenRun,
  chosen: ChosenBase | StoredBase,
  { comparesEnvironments }: Pick<ComparePlan, "comparesEnvironments">,
  settings: SameCodeSettings & Pick<EnvironmentSettings, "setup">,
  discovery: Discovery,
): Promise<SameFiles> {
  const { head, world } = run;
  const isPossible =
    settings.sameCode === "trust" &&
    settings.setup === null &&
    chosen.kind === "commit" &&
    !comparesEnvironments &&
    discovery.common.length > 0 &&
    !runsCommands(head.suite.suite);
  if (!isPossible) return NOTHING_PROVED;
  const changes = await world.checkouts.changedPaths(chosen.commit);
  const reads = await world.progress.stage({ kind: "note-reads", benchmarks: discovery.common.length }, () =>
    noteReads(run, discovery.common),
  );
  const { root } = head.side.checkout;
  const inert = inertAmong(
    changes.map(({ path }) => path),
    settings.inertFiles,
  );
  const readByAny = new Set([...reads.values()].flatMap(({ files }) => [...files]));
  const untracked = new Set(await world.checkouts.unknownToGit([...readByAny]));
  const same = new Map<string, ReadonlySet<string>>();
  for (const [id, read] of reads) {
    if (whyNotSame(read, { root, changes, inert, readByAny, untracked }) !== null) continue;
    same.set(id, new Set([...read.files].filter((file) => file.startsWith(`${root}/`))));
  }
  return same;
}
