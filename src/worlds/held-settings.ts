/** Reads both config files, and finds which settings apply, before the world that follows them is made. */

import { gitCheckouts } from "../adapters/git/checkouts.ts";
import { configFileAtBase } from "../adapters/git/config-at-base.ts";
import { systemClock } from "../adapters/system-clock.ts";
import type { Config, ConfigFile, WrittenSettings } from "../inputs/config.ts";
import type { Occasion } from "../inputs/occasion.ts";
import { parseConfig } from "../inputs/parse-config.ts";
import { type HeldSettings, settingsThatHold } from "../runs/base-settings.ts";

export interface SettingsPlace {
  /** Absolute path of the project's folder. */
  readonly folder: string;
  /** Inputs or flags, as they were written. */
  readonly written: WrittenSettings;
  readonly by: "action" | "flag";
  /** The config file that somebody named; null if nobody did. */
  readonly named: string | null;
  readonly temporaryFolder: string;
  readonly warn: (message: string) => void;
}

/** Finds the settings that apply. @throws GateError if the settings contradict each other */
export function heldSettings(
  config: Config,
  file: ConfigFile | null,
  occasion: Occasion,
  { folder, written, by, named, temporaryFolder, warn }: SettingsPlace,
): Promise<HeldSettings> {
  const log = { debug: () => {}, warning: warn };
  const checkouts = gitCheckouts({
    workingDirectory: folder,
    temporaryFolder,
    outputs: [],
    benchmarks: config.benchmarks,
    log,
  });
  const world = { checkouts, clock: systemClock() };
  return settingsThatHold({ config, file }, occasion, world, async (of) => {
    const atBase = await configFileAtBase(folder, named, of);
    if (atBase.kind === "not-committed") return atBase;
    return { kind: "read", file: atBase.file, config: parseConfig(written, by, atBase.file, config.seed) };
  });
}
