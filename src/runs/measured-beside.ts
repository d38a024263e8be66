/** Some benchmarks of a recording, measured again: paired with the commit that they are said to be slower than. */

import type { AcceptanceOf } from "../compare/accept.ts";
import { isSelfChecked } from "../compare/canary.ts";
import { compareMeasured } from "../compare/compare.ts";
import { type BudgetOf, pairedDecider } from "../compare/paired.ts";
import type { Beside } from "../compare/recorded-result.ts";
import { settledFor } from "../compare/result.ts";
import { sideReport } from "../compare/sides.ts";
import { warningsOf } from "../compare/warnings.ts";
import { discover, onlyThese } from "../discover/discover.ts";
import { explainError, GateError, Interrupted } from "../errors.ts";
import { explainRegressions } from "../explain/profile-sides.ts";
import type { Discovery } from "../findings/discovery.ts";
import { measure } from "../measure/measure.ts";
import type { Warning } from "../model.ts";
import { locateBase } from "../sides/base-or-stored.ts";
import { openBase } from "../sides/open-base.ts";
import type { OpenRun } from "../sides/sides.ts";

/** Part of the time limit below which no comparison is begun: it would end before it has measured anything. */
const LEAST_PART_OF_LIMIT = 1 / 20;

/** What a review is made with. */
export interface Reviewing extends OpenRun {
  readonly discovery: Discovery;
  readonly budgetOf: BudgetOf;
  readonly acceptanceOf: AcceptanceOf;
  /** Of the clock: all of a review, installing included, may take what measuring the recording may. */
  readonly deadline: number;
}

/** What pairs say, or why there are none. */
export type Answer =
  | { readonly kind: "measured"; readonly beside: Beside }
  | { readonly kind: "not-possible"; readonly why: string }
  | { readonly kind: "no-time" };

/** Throws nothing but Interrupted: what can't be measured is told as such. */
export async function measuredBeside(
  commit: string,
  ids: ReadonlySet<string>,
  isExplained: boolean,
  reviewing: Reviewing,
): Promise<Answer> {
  const { config, world, deadline } = reviewing;
  const timeLimitSeconds = deadline - world.clock.seconds();
  if (timeLimitSeconds < LEAST_PART_OF_LIMIT * config.timeLimitSeconds) return { kind: "no-time" };
  try {
    const limited = { ...reviewing, config: { ...config, timeLimitSeconds } };
    return { kind: "measured", beside: await compareWith(commit, ids, isExplained, limited) };
  } catch (error) {
    if (!(error instanceof GateError) || error instanceof Interrupted) throw error;
    return { kind: "not-possible", why: explainError(error) };
  }
}

/** The named benchmarks of head, paired with another commit. @throws GateError */
async function compareWith(
  commit: string,
  ids: ReadonlySet<string>,
  isExplained: boolean,
  reviewing: Reviewing,
): Promise<Beside> {
  const { discovery: known, world, budgetOf, acceptanceOf } = reviewing;
  const chosen = await locateBase({ kind: "revision", revision: commit }, world);
  await using base = await openBase(reviewing, chosen);
  const found = await discover(reviewing, base, known.head);
  const discovery = onlyThese(found, ids);
  const decider = pairedDecider(budgetOf, isSelfChecked(discovery));
  const measured = await measure(reviewing, base, discovery, decider);
  const compared = compareMeasured(measured, discovery, null, budgetOf, acceptanceOf);
  const asked = compared.rows.filter(({ id }) => ids.has(id));
  const rows = isExplained ? await explainRegressions(reviewing, base, asked) : asked;
  const python = found.base?.python ?? found.head.python;
  return {
    ...compared,
    rows,
    base: sideReport("base", base.side.checkout, python),
    problemsOnBase: found.base?.problems ?? [],
    isSetUp: reviewing.config.setup !== null,
    changedDependencies: found.changedDependencies,
    settledFor: settledFor(chosen),
  };
}

export function warningsOfBeside({
  isSetUp,
  changedDependencies,
  conditions,
  problemsOnBase,
  failedOnBase,
  namesakes,
  warnings,
  settledFor: ofChoice,
}: Beside): Warning[] {
  return warningsOf({
    conditions,
    rows: [],
    baseHasProject: true,
    idleBudgets: [],
    idleAcceptances: [],
    changedDependencies,
    ownText: null,
    isSetUp,
    generated: null,
    problemsOnBase,
    failedOnBase,
    doubts: [],
    namesakes,
    commandTrouble: null,
    ofRun: [...ofChoice, ...warnings],
  });
}
