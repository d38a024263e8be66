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
import type { EnvironmentSettings } from "../inputs/config.ts";
import { measure } from "../measure/measure.ts";
import type { Warning } from "../model.ts";
import { locateBase } from "../sides/base-or-stored.ts";
import { openBase } from "../sides/open-base.ts";
import type { OpenRun } from "../sides/sides.ts";
import { decidedWithLabel } from "./label.ts";

/** Part of the time limit below which no comparison is begun: it would end before it has measured anything. */
const LEAST_PART_OF_LIMIT = 1 / 20;

/** What pairs say, or why there are none. */
export type Answer =
  | { readonly kind: "measured"; readonly beside: Beside }
  | { readonly kind: "not-possible"; readonly why: string }
  | { readonly kind: "no-time" };

/**
 * Measures the named benchmarks of head, paired with another commit. Throws nothing but Interrupted: what can't be
 * measured is told as such.
 */
export type MeasureBeside = (
  commit: string,
  ids: ReadonlySet<string>,
  isExplained: boolean,
) => Promise<Answer>;

/** What another commit is measured with, and decided by. */
interface Reviewed {
  readonly environment: EnvironmentSettings;
  readonly discovery: Discovery;
  readonly budgetOf: BudgetOf;
  readonly acceptanceOf: AcceptanceOf;
}

/**
 * Begins a review. All that it measures, installing included, may take as long from now on as measuring the recording may.
 */
export function measuringBeside(run: OpenRun, reviewed: Reviewed): MeasureBeside {
  const { clock } = run.world;
  const deadline = clock.seconds() + run.timeLimitSeconds;
  return async (commit, ids, isExplained) => {
    const timeLimitSeconds = deadline - clock.seconds();
    if (timeLimitSeconds < LEAST_PART_OF_LIMIT * run.timeLimitSeconds) return { kind: "no-time" };
    try {
      const beside = await compareWith(commit, ids, isExplained, { ...run, timeLimitSeconds }, reviewed);
      return { kind: "measured", beside };
    } catch (error) {
      if (!(error instanceof GateError) || error instanceof Interrupted) throw error;
      return { kind: "not-possible", why: explainError(error) };
    }
  };
}

/** Compares the named benchmarks of head with a commit. @throws GateError when that can't be had or measured */
async function compareWith(
  commit: string,
  ids: ReadonlySet<string>,
  isExplained: boolean,
  run: OpenRun,
  { environment, discovery: known, budgetOf, acceptanceOf }: Reviewed,
): Promise<Beside> {
  const chosen = await locateBase({ kind: "revision", revision: commit }, run.world);
  await using base = await openBase(run.head, chosen, environment, run.world);
  const found = await discover(run, base, known.head);
  const discovery = onlyThese(found, ids);
  const decider = pairedDecider(budgetOf, isSelfChecked(discovery));
  const measured = await measure(run, base, discovery, decider);
  const decide = (acceptance: AcceptanceOf) =>
    compareMeasured(measured, discovery, null, budgetOf, acceptance);
  const compared = await decidedWithLabel(decide, acceptanceOf, run.world);
  const asked = compared.rows.filter(({ id }) => ids.has(id));
  const rows = isExplained ? await explainRegressions(run, base, asked) : asked;
  const python = found.base?.python ?? found.head.python;
  return {
    ...compared,
    rows,
    base: sideReport("base", base.side.checkout, python),
    problemsOnBase: found.base?.problems ?? [],
    isSetUp: environment.setup !== null,
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
