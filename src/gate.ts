/**
 * The program in one screen: inputs → plan → measure → compare → explain → report → publish.
 *
 * `action.ts` and `cli.ts` parse the inputs and bring the world; everything between is the same for both.
 */
import { budgetLookup } from "./compare/budgets.ts";
import { compareMeasured } from "./compare/compare.ts";
import { pairedDecider } from "./compare/paired.ts";
import { comparedResult, recordedResult, skippedResult } from "./compare/result.ts";
import { explainRegressions } from "./explain/profile-sides.ts";
import type { Config } from "./inputs/config.ts";
import type { Occasion } from "./inputs/occasion.ts";
import { discover } from "./measure/discover.ts";
import { measure } from "./measure/measure.ts";
import { openBaseOrNone, openHead } from "./measure/open-sides.ts";
import { recordBaseline } from "./measure/record.ts";
import type { Result } from "./model.ts";
import { type Plan, planRun } from "./plan/plan.ts";
import type { World } from "./ports.ts";

/** @returns the result, published. @throws GateError when nothing could be measured */
export async function gate(config: Config, occasion: Occasion, world: World): Promise<Result> {
  const plan = planRun(config, occasion);
  world.progress.info(`Plan: ${plan.kind}: ${plan.why}`);
  const result = await follow(plan, config, world);
  await world.publish(result);
  return result;
}

function follow(plan: Plan, config: Config, world: World): Promise<Result> {
  switch (plan.kind) {
    case "compare":
      return compare(plan, config, world);
    case "record":
      return record(plan, config, world);
    case "skip":
      return Promise.resolve(skippedResult(config, plan.why));
    default:
      return plan satisfies never;
  }
}

async function compare(plan: Plan & { kind: "compare" }, config: Config, world: World): Promise<Result> {
  await using head = await openHead(config, world);
  const fingerprint = await world.environments.fingerprint(head.side);
  const stored = await world.loadBaseline({ branches: plan.baselineBranches, ...head.suite, fingerprint });
  await using base = await openBaseOrNone(plan, stored, head, config, world);
  const discovery = await discover(head, base, config.timeLimitSeconds, world);
  const budgetOf = budgetLookup(config.budget, config.budgets);
  const measured = await measure(head, base, discovery, pairedDecider(budgetOf), config, world);
  const compared = compareMeasured(measured, discovery, stored, fingerprint, budgetOf);
  const rows = await explainRegressions(compared.rows, head, base, config.timeLimitSeconds, world);
  return comparedResult({ ...compared, rows }, head, base, discovery, config);
}

async function record(plan: Plan & { kind: "record" }, config: Config, world: World): Promise<Result> {
  await using head = await openHead(config, world);
  const discovery = await discover(head, null, config.timeLimitSeconds, world);
  const recorded = await recordBaseline(plan, head, discovery, config, world);
  return recordedResult(recorded, head, discovery, config);
}
