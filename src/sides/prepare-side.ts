/** A checkout with the interpreter and the environment that the settings ask for. */

import type { Config } from "../inputs/config.ts";
import type { Checkout, World } from "../ports.ts";

/**
 * @param headRoot root of head's checkout, where the side has another one
 * @throws GateError when the interpreter is not found or `setup` fails
 */
export function prepareSide(
  name: "base" | "head",
  checkout: Checkout,
  config: Config,
  world: World,
  headRoot: string | null = null,
) {
  const ofBase = name === "base";
  const request = {
    name,
    checkout,
    headRoot,
    python: (ofBase ? config.basePython : null) ?? config.python,
    setup: config.setup,
    environment: (ofBase ? config.baseEnv : null) ?? config.env,
    pythonPath: config.pythonPath,
    sharesFolders: config.caches === "shared",
    workingDirectory: checkout.folder === "" ? checkout.root : `${checkout.root}/${checkout.folder}`,
  };
  const prepare = () => world.environments.prepare(request);
  return config.setup === null
    ? prepare()
    : world.progress.stage({ kind: "set-up", side: name, command: config.setup }, prepare);
}
