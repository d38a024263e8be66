/** A checkout with the interpreter and the environment that the settings ask for. */

import type { EnvironmentSettings } from "../inputs/config.ts";
import type { Checkout } from "../ports/checkouts.ts";
import type { World } from "../ports/world.ts";

/**
 * Makes a side of a checkout. If `setup` is to run, that is a stage of the run.
 *
 * @param headRoot root of head's checkout, where the side has another one
 * @throws GateError when the interpreter is not found or `setup` fails
 */
export function prepareSide(
  name: "base" | "head",
  checkout: Checkout,
  settings: EnvironmentSettings,
  world: World,
  headRoot: string | null = null,
) {
  const ofBase = name === "base";
  const request = {
    name,
    checkout,
    headRoot,
    python: (ofBase ? settings.basePython : null) ?? settings.python,
    setup: settings.setup,
    environment: (ofBase ? settings.baseEnv : null) ?? settings.env,
    pythonPath: settings.pythonPath,
    sharesFolders: settings.caches === "shared",
    workingDirectory: checkout.folder === "" ? checkout.root : `${checkout.root}/${checkout.folder}`,
  };
  const prepare = () => world.environments.prepare(request);
  return settings.setup === null
    ? prepare()
    : world.progress.stage({ kind: "set-up", side: name, command: settings.setup }, prepare);
}
