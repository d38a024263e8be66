/**
 * What need not be measured, because nothing that differs between base and head is read by it. That is decided by what head's
 * benchmarks read and by what git says, so base need not run for it.
 */
import type { SameFiles } from "../compare/same-code.ts";
import { noteReads } from "../discover/note-reads.ts";
import type { ChosenBase, StoredBase } from "../findings/chosen-base.ts";
import type { Discovery } from "../findings/discovery.ts";
import type { SameCodeSettings } from "../inputs/config.ts";
import type { NotSame } from "../model/same-code.ts";
import { runsCommands } from "../plan/detect-suite.ts";
import type { ComparePlan } from "../plan/plan.ts";
import { inertAmong } from "../same-code/inert.ts";
import { whyNotSame } from "../same-code/proof.ts";
import type { OpenRun } from "../sides/sides.ts";

/** What was found out about what benchmarks read. */
export interface SameCode {
  /** By id: files of the checkout that a benchmark reads, none of which differs. */
  readonly same: SameFiles;
  /** By id: why a benchmark has to be measured. */
  readonly others: ReadonlyMap<string, NotSame>;
}

export const NOTHING_PROVED: SameCode = { same: new Map(), others: new Map() };

/** @throws GateError if git can't tell what differs */
export async function sameCode(
  run: OpenRun,
  chosen: ChosenBase | StoredBase,
  { comparesEnvironments }: Pick<ComparePlan, "comparesEnvironments">,
  settings: SameCodeSettings,
  discovery: Discovery,
): Promise<SameCode> {
  const { head, world } = run;
  const isPossible =
    settings.sameCode === "trust" &&
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
  const others = new Map<string, NotSame>();
  for (const [id, read] of reads) {
    const why = whyNotSame(read, { root, changes, inert, readByAny, untracked });
    if (why === null) same.set(id, new Set([...read.files].filter((file) => file.startsWith(`${root}/`))));
    else others.set(id, why);
  }
  return { same, others };
}
