import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { isOfPlatform, SETTING_NAMES, SETTINGS } from "../../src/inputs/settings.ts";

interface ActionManifest {
  inputs: Record<string, { description: string; default?: string; required?: boolean }>;
  outputs: Record<string, { description: string }>;
  runs: { using: string; main: string };
}

const manifest: ActionManifest = parse(readFileSync("action.yml", "utf8"));
const ofAction = SETTING_NAMES.filter((name) => SETTINGS[name].places.some((place) => place === "action"));

describe("action.yml says what the settings say:", () => {
  test("the same inputs, in the same order", () => {
    expect(Object.keys(manifest.inputs)).toEqual(ofAction);
  });

  test.each(ofAction)("%s is described with its default", (name) => {
    const { description, default: fallback } = SETTINGS[name];
    const shown =
      fallback !== "" && !isOfPlatform(fallback) ? `${description} Default: ${fallback}.` : description;
    expect(manifest.inputs[name]?.description).toBe(shown);
  });

  test("no input has a default of its own there, which would hide what the config file says, but for what the platform knows", () => {
    const withDefault = ofAction.filter((name) => manifest.inputs[name]?.default !== undefined);
    expect(withDefault).toEqual(["github-token", "matrix"]);
    for (const name of withDefault) expect(manifest.inputs[name]?.default).toBe(SETTINGS[name].default);
  });

  test("it runs the bundle on Node 24", () => {
    expect(manifest.runs).toEqual({ using: "node24", main: "dist/action.js" });
  });
});
