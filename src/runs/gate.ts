/**
 * The whole program: plan, then compare or record (inputs → sides → measure → compare → explain), then publish.
 *
 * `action.ts` and `cli.ts` parse the inputs and bring the world; everything between is the same for both.
 */
import { skippedResult } from "../compare/result.ts";
import type { Config } from "../inputs/config.ts";
import type { Occasion } from "../inputs/occasion.ts";
import type { Result } from "../model.ts";
import { type Plan, planRun } from "../plan/plan.ts";
import type { World } from "../ports/world.ts";
import { type HeldSettings, headsOwn } from "./base-settings.ts";
import { compareSides } from "./comparison.ts";
import { recordBaseline } from "./recording.ts";

/**
 * Runs the gate.
 *
 * @param held whose settings apply if head's config file differs from base's
 * @returns the result, published
 * @throws GateError if nothing could be measured
 */
export async function gate(
  config: Config,
  occasion: Occasion,
  world: World,
  held: HeldSettings = headsOwn(config),
): Promise<Result> {
  const plan = planRun(config, occasion);
  if (plan.why !== null) world.progress.step({ kind: "plan", plan: plan.kind, why: plan.why });
  const result = await follow(plan, held, world);
  await world.publish(result);
  return result;
}

async function follow(plan: Plan, held: HeldSettings, world: World): Promise<Result> {
  switch (plan.kind) {
    case "compare":
      return compareSides(plan, held, world);
    case "record":
      return recordBaseline(plan, held.config, world);
    case "skip":
      return skippedResult(held.config, { kind: "not-wanted", why: plan.why });
    default:
      return plan satisfies never;
  }
}
