/**
 * How sentences name a setting that somebody is to write. Workflows and config files have its own name; a terminal has its
 * flag (`report/flags.ts`). Pure.
 */
import type { SettingName } from "../../inputs/settings.ts";

export type Naming = (setting: SettingName) => string;

/** By the name that it has in a workflow and in the config file. */
export const bySetting: Naming = (setting) => `\`${setting}\``;
