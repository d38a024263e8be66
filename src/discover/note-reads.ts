/** What head's benchmarks read: each is called once, in a process that times nothing and notes it. */
import type { Side } from "../ports/environments.ts";
import { type BenchmarkReads, readsOf } from "../same-code/reads.ts";
import type { OpenRun } from "../sides/sides.ts";
import { rehearsalOf, rehearse } from "./rehearsal.ts";

const READS_VARIABLE = "HOTPATH_GATE_READS";
/** Part of the time limit for it. What there is no time for is measured. */
const NOTING_PART = 1 / 10;

/** What each of these benchmarks reads, by id, as far as it could be called. */
export async function noteReads(
  run: OpenRun,
  ids: readonly string[],
): Promise<ReadonlyMap<string, BenchmarkReads>> {
  const { head, world } = run;
  const side: Side = { ...head.side, environment: { ...head.side.environment, [READS_VARIABLE]: "1" } };
  const { reads, ran, valued, modules } = await rehearse(
    { ...rehearsalOf(run, head, NOTING_PART), side, ids },
    world,
  );
  if (reads === null) return new Map();
  const noted = readsOf(
    reads,
    modules.map(({ file }) => file),
  );
  // Of what tells values of its own, nobody knows yet which these are.
  return new Map([...noted].filter(([id]) => ran.has(id) && !valued.has(id)));
}
