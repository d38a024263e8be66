/** A comparison in progress: what each of its steps needs to know, and what ends with it. */
import type { BudgetOf } from "../compare/paired.ts";
import type { Config } from "../inputs/config.ts";
import type { BaselineLoad, Fingerprint } from "../model.ts";
import type { Plan } from "../plan/plan.ts";
import type { World } from "../ports.ts";
import type { OpenHead } from "../sides/sides.ts";
import type { HeldSettings } from "./base-settings.ts";

export interface ComparisonRun extends AsyncDisposable {
  readonly plan: Extract<Plan, { kind: "compare" }>;
  readonly held: HeldSettings;
  /** The configuration that applies: that of `held`. */
  readonly config: Config;
  readonly world: World;
  readonly head: OpenHead;
  /** Fingerprint of this machine. */
  readonly fingerprint: Fingerprint;
  readonly load: BaselineLoad;
  readonly budgetOf: BudgetOf;
}
