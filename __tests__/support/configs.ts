import type { Config } from "../../src/inputs/config.ts";
import { parseConfig } from "../../src/inputs/parse-config.ts";

/** The defaults, with what the test is about on top. */
export function aConfig(overrides: Partial<Config> = {}): Config {
  return { ...parseConfig({}, "flag", null, 1), ...overrides };
}
