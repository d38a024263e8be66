/** How sentences name a setting that somebody is to write: by its own name, or as the place where they are read has it. Pure. */
import type { SettingName } from "../../inputs/settings.ts";

export type Naming = (setting: SettingName) => string;

/** By the name that it has in a workflow and in the config file. */
export const bySetting: Naming = (setting) => `\`${setting}\``;
