/**
 * Benchmarks that one side alone collects, though both have the files that they are written in: there, no text was added or
 * removed, and one side's code or surroundings are the reason.
 */

import type { OneSided } from "../findings/discovery.ts";
import { isPartOf, type Problem } from "../findings/problem.ts";
import type { Cause } from "../model/cause.ts";
import type { Benchmark } from "../model.ts";
import { sharedPredicate } from "../sides/shared-paths.ts";
import type { OpenBase, OpenHead, OpenRun, OpenSide } from "../sides/sides.ts";
import { type BaseCollection, filesOf } from "./benchmark-text.ts";
import { type Rehearsal, rehearsalOf, rehearse } from "./rehearsal.ts";

/** What is found where there is no base. */
export const NOTHING_ONE_SIDED: OneSided = {
  lost: new Map(),
  unread: new Map(),
  ofBaseItself: new Set(),
};

/** What a side has said of its benchmarks. */
interface Answers {
  readonly benchmarks: readonly Benchmark[];
  readonly problems: readonly Problem[];
  readonly skips: readonly Problem[];
}

export interface BothCollected {
  readonly ofHead: Answers;
  readonly base: OpenBase;
  readonly ofBase: Answers;
  /** How base came to be collected. */
  readonly text: Pick<BaseCollection<Answers>, "formerly" | "formerProblems" | "ownFiles">;
  /** False where base is older than all code that head's benchmarks run: then what it can't import is new. */
  readonly baseHasProject: boolean;
}

export async function oneSided(run: OpenRun, both: BothCollected): Promise<OneSided> {
  const { head } = run;
  const { base, ofBase, text } = both;
  const isShared = sharedPredicate(head);
  const isWritten = (one: Benchmark, side: OpenSide) => filesOf([one], side).some(isShared);
  const itself = base.changedBenchmarks.length === 0 ? ofBase.benchmarks : text.formerly;
  return {
    lost: await lostOnHead(run, both, isWritten),
    unread: unreadOnBase(head, both),
    ofBaseItself: new Set(itself.filter((one) => isWritten(one, base)).map(({ id }) => id)),
  };
}

/** What base does not run either, because it fails or skips itself there, is nothing that head could lose. */
async function lostOnHead(
  run: OpenRun,
  { ofHead, base, ofBase, text: { ownFiles } }: BothCollected,
  isWritten: (one: Benchmark, side: OpenSide) => boolean,
): Promise<OneSided["lost"]> {
  if (ownFiles === "all") return new Map();
  const own = new Set(ownFiles);
  const onHead = new Set(ofHead.benchmarks.map(({ id }) => id));
  const told = [...ofHead.problems, ...ofHead.skips];
  const ids = ofBase.benchmarks
    .filter((one) => !onHead.has(one.id) && isWritten(one, base))
    .filter((one) => !filesOf([one], base).some((file) => own.has(file)))
    .map(({ id }) => id)
    .filter((id) => !told.some(({ where }) => isPartOf(id, where)));
  if (ids.length === 0) return new Map();
  const [there, here] = await Promise.all(
    [base, run.head].map((side) => rehearse({ ...rehearsalOf(run, side), ids }, run.world)),
  );
  const runs = (id: string) => there?.failures.has(id) !== true && there?.skips.has(id) !== true;
  return new Map(ids.filter(runs).map((id) => [id, wordOf(here, id)]));
}

/** Why it did not run, without the id, which it is said of, and without where it comes from, which its reader knows. */
function wordOf(rehearsal: Rehearsal | undefined, id: string): Cause | null {
  const word = rehearsal?.failures.get(id) ?? null;
  if (typeof word !== "string") return word;
  return word
    .replace(/^Missing: /, "")
    .replace(`\`${id}\``, "it")
    .replace(/ \(collect, head\)$/, "");
}

function unreadOnBase(
  head: OpenHead,
  { ofHead, base, ofBase, text: { formerProblems }, baseHasProject }: BothCollected,
): OneSided["unread"] {
  const unread = new Map<string, Cause>();
  if (!baseHasProject) return unread;
  const onBase = new Set(ofBase.benchmarks.map(({ id }) => id));
  const files = new Set(base.repositoryFiles);
  const problemOf = (problems: readonly Problem[], id: string) =>
    problems.find(({ where, isAbsent }) => isAbsent !== true && isPartOf(id, where));
  const isShared = sharedPredicate(head);
  for (const one of ofHead.benchmarks) {
    const isOnBase = filesOf([one], head).some((file) => files.has(file) && isShared(file));
    const problem = problemOf(ofBase.problems, one.id);
    if (onBase.has(one.id) || !isOnBase || problem === undefined) continue;
    // Head's version may need what only head has. Base's own version needs nothing but base.
    if (formerProblems !== null && problemOf(formerProblems, one.id) === undefined) continue;
    unread.set(one.id, problem.message);
  }
  return unread;
}
