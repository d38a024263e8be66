/** Which stored baseline a run may read or write. Pure. */
import type { EnvironmentSettings } from "../inputs/config.ts";
import type { Fingerprint } from "../model.ts";
import type { BaselineScope } from "../ports/stores.ts";
import type { OpenHead } from "../sides/sides.ts";

/** The scope of the stored baseline. @param branches that may be used, best first */
export function baselineScope(
  branches: readonly string[],
  { suite: { suite, targets }, side }: OpenHead,
  fingerprint: Fingerprint,
  { setup, env, pythonPath }: EnvironmentSettings,
): BaselineScope {
  const setting = [side.checkout.folder, setup, Object.entries(env).sort(), pythonPath];
  return { branches, suite, targets, setting, fingerprint };
}
